/** What lets the kernels pass over most pairs of windows: see assembly/join.ts. */
import type { WindowScale } from './windows.ts';

/** A window this much shorter than the longest one counts as flat. */
const FLAT = 1e-12;

/**
 * Fills the inverse lengths of windows, 0 for those that touch a gap; flat ones get the cap that is returned, above all
 * others.
 * @param scale what any distance makes of the windows.
 */
export function fillNorms({ a, b }: WindowScale, count: number, norms: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    norms[i] = b[i] / Math.sqrt(2 * a[i]);
    if (norms[i] > 0 && norms[i] < least) least = norms[i];
  }
  const cap = least < Number.POSITIVE_INFINITY ? least / FLAT : 1;
  for (let i = 0; i < count; i++) if (!(norms[i] < cap)) norms[i] = cap;
  return cap;
}

/**
 * The least and the largest b / norm of the windows that are not flat, then the largest of flat ones, -1 without any.
 * Under a distance the quotient is the length of a window, its norm what is common to all of them.
 */
export function spanOf(
  { a, b }: WindowScale,
  norms: Float64Array,
  cap: number,
  count: number,
): [number, number, number] {
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  let flat = -1;
  for (let i = 0; i < count; i++) {
    if (a[i] === Number.POSITIVE_INFINITY) continue;
    const length = b[i] / norms[i];
    if (norms[i] === cap) flat = Math.max(flat, length);
    else {
      least = Math.min(least, length);
      most = Math.max(most, length);
    }
  }
  return most > 0 ? [least, most, flat] : [NONE, NONE, flat];
}

/** Lengths of no window: nothing is as long. */
const NONE = 1e100;
