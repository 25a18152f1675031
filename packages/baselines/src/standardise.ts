/** A deviation in standard deviations, for series that may not vary at all. */

/** Standard deviations below this share of the level are rounding, not variation. */
const FLOOR = 1e-12;

/**
 * |deviation| / sd, always a finite number: 0 for no deviation, at most `Number.MAX_VALUE`.
 * @param level around which the values lie, for the rounding error.
 */
export function standardised(deviation: number, sd: number, level: number): number {
  const size = Math.abs(deviation);
  return size === 0 ? 0 : Math.min(size / Math.max(sd, FLOOR * Math.abs(level)), Number.MAX_VALUE);
}
