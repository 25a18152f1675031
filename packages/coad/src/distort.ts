/** The four distortions that stand for anomalies in training (paper, Section 3.2, as the released code draws them). */
import type { Random } from '@tsad/core';

/** Kinds of distortion. */
export type DistortionKind = 'uniform' | 'stretch' | 'jitter' | 'flip';

/** All kinds, in the order in which they are drawn. */
export const DISTORTIONS: readonly DistortionKind[] = ['uniform', 'stretch', 'jitter', 'flip'];

/** What happens to a segment, apart from where it starts. */
export interface Distortion {
  kind: DistortionKind;
  /** Points of the segment, before the rules for 0 points and for whole windows. */
  length: number;
  /** How many times a stretched point repeats. */
  factor: number;
}

/** Jitter in units of the window's range. */
const JITTER = 0.05;
const FACTORS = [2, 3, 4];
const SHORTEST_SHARE = 0.1;

/**
 * Draws kind and length: a share of the period between 0.1 and 1.
 * @param kinds the kinds to choose from, each as likely.
 */
export function drawDistortion(random: Random, kinds: readonly DistortionKind[], period: number): Distortion {
  const kind = kinds[random.integer(kinds.length)];
  const share = SHORTEST_SHARE + (1 - SHORTEST_SHARE) * random.uniform();
  return { kind, length: Math.floor(period * share), factor: FACTORS[random.integer(FACTORS.length)] };
}

/** The segment's length within a window: never 0, never the whole window. */
export function segmentLength({ kind, length }: Distortion, window: number): number {
  const least = length === 0 ? (kind === 'uniform' ? 2 : 1) : length;
  return least >= window ? window - 2 : least;
}

/**
 * Distorts a segment in place and labels it.
 *
 * `uniform` holds the segment's first value; `stretch` repeats each of its first points `factor` times (a segment shorter
 * than the factor stays as it is, unlabelled, and so does what the repetition does not reach); `jitter` adds normal noise of 5 %
 * of the window's range; `flip` reverses time. The label says where, also when the change cannot be seen.
 * @param window shape [T], changed.
 * @param labels shape [T], set to 1 within the segment.
 * @param start first point of the segment.
 * @param normal draws standard normal numbers, for `jitter`.
 */
export function distortSegment(
  window: Float32Array | Float64Array,
  labels: Uint8Array,
  distortion: Distortion,
  start: number,
  normal: () => number,
): void {
  const { kind, factor } = distortion;
  let length = segmentLength(distortion, window.length);
  if (kind === 'uniform') window.fill(window[start], start, start + length);
  else if (kind === 'flip') window.subarray(start, start + length).reverse();
  else if (kind === 'jitter') jitter(window, start, length, normal);
  else {
    const source = Math.floor(length / factor);
    length = source * factor;
    for (let i = length - 1; i > 0; i--) window[start + i] = window[start + Math.floor(i / factor)];
  }
  labels.fill(1, start, start + length);
}

function jitter(window: Float32Array | Float64Array, start: number, length: number, normal: () => number): void {
  let low = Infinity;
  let high = -Infinity;
  for (const value of window) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  for (let i = 0; i < length; i++) window[start + i] += normal() * JITTER * (high - low);
}

/**
 * Labels of patches: 1 where any point of the patch is labelled.
 * @param labels shape [T].
 * @param out shape [T / patch], written from `offset` on.
 */
export function labelPatches(labels: Uint8Array, patch: number, out: Float32Array, offset: number): void {
  for (let p = 0; p * patch < labels.length; p++) {
    out[offset + p] = Number(labels.subarray(p * patch, (p + 1) * patch).includes(1));
  }
}
