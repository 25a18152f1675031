/** From one number per window to one number per point. */

/** How points get the scores of windows; see {@link spreadToPoints}. */
export type PointRule = 'centre' | 'average';

/**
 * One score per point from one per window.
 * `centre`: the score of window i belongs to its middle point i + floor(window / 2); the ends, which are no window's
 * middle, get the smallest score there is (the rule of TSB-AD). A middle whose window has no score is NaN.
 * `average`: the mean of all windows that cover the point and have a score; NaN where none has.
 * With averaged blocks (`factor` > 1) every point of a block gets the block's score.
 * @param profile one score per window, NaN where there is none.
 * @param window points per window (blocks, when averaged).
 * @param factor points per block.
 * @param length points of the series.
 */
export function spreadToPoints(
  profile: Float64Array,
  window: number,
  factor: number,
  length: number,
  rule: PointRule,
): Float64Array {
  const blocks = rule === 'centre' ? centred(profile, window) : averaged(profile, window);
  if (factor === 1) return blocks;
  const last = blocks.length - 1;
  return Float64Array.from({ length }, (_, t) => blocks[Math.min(Math.floor(t / factor), last)]);
}

function centred(profile: Float64Array, window: number): Float64Array {
  let least = Number.POSITIVE_INFINITY;
  for (const score of profile) if (score < least) least = score;
  const out = new Float64Array(profile.length + window - 1).fill(
    least === Number.POSITIVE_INFINITY ? Number.NaN : least,
  );
  out.set(profile, Math.floor(window / 2));
  return out;
}

function averaged(profile: Float64Array, window: number): Float64Array {
  const out = new Float64Array(profile.length + window - 1);
  let sum = 0;
  let carry = 0;
  let covering = 0;
  // Compensated running sum: a score that leaves takes all of itself along.
  const add = (value: number): void => {
    const next = sum + value;
    carry += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  };
  for (let t = 0; t < out.length; t++) {
    if (t < profile.length && !Number.isNaN(profile[t])) {
      add(profile[t]);
      covering++;
    }
    if (t >= window && !Number.isNaN(profile[t - window])) {
      add(-profile[t - window]);
      covering--;
    }
    out[t] = covering > 0 ? (sum + carry) / covering : Number.NaN;
  }
  return out;
}
