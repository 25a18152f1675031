/** Centred moving average with zeros beyond both ends. */
import { checkInteger, toFinite64 } from '@tsad/core';
import { slidingMoments } from './sliding-moments.ts';

/**
 * The centred moving average, taken as zero outside the signal: `numpy.convolve(x, ones(w) / w, 'same')`.
 *
 * Output i averages the points i - floor(width / 2) to i + floor((width - 1) / 2), so an even width reaches one point
 * further back. Within half a width of the ends the zeros pull the average down; cut those points where that matters.
 *
 * @param signal shape [n]: finite values.
 * @param width points per window, 1 to max(n, 2^20).
 * @returns shape [max(n, width)], as numpy gives. O(n) time whatever
 *   the width, without the drift of a running sum.
 * @throws RangeError for a signal that is not finite or a wrong width.
 * @example
 * console.assert(movingAverage([3, 3, 3, 3], 3).join() === '2,3,3,2');
 */
export function movingAverage(signal: ArrayLike<number>, width: number): Float64Array {
  const values = toFinite64('movingAverage', 'signal', signal);
  const n = values.length;
  checkInteger('movingAverage', 'width', width, 1, Math.max(n, 2 ** 20));
  if (n === 0) return new Float64Array(0);
  const outputs = Math.max(n, width);
  const before = width - 1 - Math.floor((Math.min(n, width) - 1) / 2);
  const padded = new Float64Array(outputs + width - 1);
  padded.set(values, before);
  return slidingMoments(padded, width).mean;
}
