/** Statistics of every window of a signal. */
import { checkInteger, toFloat64 } from '@tsad/core';
import { type SlidingMoments, slidingMoments } from './sliding-moments.ts';

/** Extremes of windows; entry i belongs to the points i to i + width - 1. */
export interface SlidingExtremes {
  /** Shape [n - width + 1]: smallest value, in units of the signal. */
  min: Float64Array;
  /** Same shape: largest value, in units of the signal. */
  max: Float64Array;
}

/**
 * Mean and population standard deviation of every window.
 *
 * Exact to a few units in the last place per window, also at an offset of 1e9 or after a spike: nothing is carried
 * from window to window. A window of equal values has the deviation 0.
 *
 * @param signal shape [n]; a window that holds a NaN or an infinity gives NaN, other windows are not touched.
 * @param width points per window, 1 to n.
 * @returns `mean` and `sd`, shape [n - width + 1] each. O(n) time whatever the width.
 * @throws RangeError for a width beyond the length.
 * @example
 * const { mean, sd } = slidingMeanSd([1e9, 1e9 + 2, 1e9 + 4, 1e9 + 6], 2);
 * console.assert(mean[2] === 1e9 + 5 && sd[2] === 1);
 */
export function slidingMeanSd(signal: ArrayLike<number>, width: number): SlidingMoments {
  const values = toFloat64('slidingMeanSd', 'signal', signal);
  checkInteger('slidingMeanSd', 'width', width, 1, values.length);
  const { mean, sd } = slidingMoments(values, width);
  for (let i = 0; i < mean.length; i++) if (Number.isNaN(sd[i])) mean[i] = Number.NaN;
  return { mean, sd };
}

/**
 * Smallest and largest value of every window, by two monotone queues: each index enters and leaves a queue once.
 *
 * @param signal shape [n]; a window that holds a NaN gives NaN, infinities count as values.
 * @param width points per window, 1 to n.
 * @returns `min` and `max`, shape [n - width + 1] each. O(n) time whatever the width.
 * @throws RangeError for a width beyond the length.
 * @see D. Lemire, "Streaming maximum-minimum filter using no more than three comparisons per element", 2006.
 * @example
 * const { min, max } = slidingMinMax([3, 1, 2, 5], 2);
 * console.assert(min.join() === '1,1,2' && max.join() === '3,2,5');
 */
export function slidingMinMax(signal: ArrayLike<number>, width: number): SlidingExtremes {
  const values = toFloat64('slidingMinMax', 'signal', signal);
  checkInteger('slidingMinMax', 'width', width, 1, values.length);
  const negated = values.map((value) => -value);
  return { min: slidingMin(values, width), max: slidingMin(negated, width).map((value) => -value) };
}

function slidingMin(values: Float64Array, width: number): Float64Array {
  const out = new Float64Array(values.length - width + 1);
  // Indices of rising values; the front is the smallest of the window.
  const queue = new Int32Array(values.length);
  let head = 0;
  let tail = 0;
  let lastMissing = -1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const start = i - width + 1;
    if (head < tail && queue[head] < start) head++;
    if (Number.isNaN(value)) lastMissing = i;
    else {
      while (head < tail && values[queue[tail - 1]] >= value) tail--;
      queue[tail++] = i;
    }
    if (start >= 0) out[start] = lastMissing >= start ? Number.NaN : values[queue[head]];
  }
  return out;
}
