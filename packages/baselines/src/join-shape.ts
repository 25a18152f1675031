/** How near the windows of a series come to any window of a shape. */
import { slidingMeanSd } from '@tsad/dsp';

/**
 * The z-normalised distance of every window of a series to the nearest window of a shape. Two constant windows are at
 * distance 0, a constant and another one at sqrt(window). O(n length), every running product at most `length` long.
 * @param series finite, at least `window` values.
 * @param shape finite, at least `window` values.
 * @returns shape [n - window + 1].
 */
export function joinShape(series: Float64Array, shape: Float64Array, window: number): Float64Array {
  const level = series.reduce((sum, value) => sum + value / series.length, 0);
  const values = series.map((value) => value - level);
  const { mean, sd } = slidingMeanSd(values, window);
  const largest = series.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const own = slidingMeanSd(shape, window);
  const most = shape.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
  const count = mean.length;
  const shapes = own.mean.length;
  const best = new Float64Array(count).fill(-1);
  for (let diagonal = 1 - shapes; diagonal < count; diagonal++) {
    let i = Math.max(0, diagonal);
    let product = 0;
    for (let k = 0; k < window; k++) product += values[i + k] * shape[i - diagonal + k];
    for (; i < count && i - diagonal < shapes; i++) {
      const j = i - diagonal;
      const flat = sd[i] <= 1e-14 * largest;
      const flatShape = own.sd[j] <= 1e-14 * most;
      let correlation = 0;
      if (flat || flatShape) correlation = flat && flatShape ? 1 : 0.5;
      else correlation = (product / window - mean[i] * own.mean[j]) / (sd[i] * own.sd[j]);
      if (correlation > best[i]) best[i] = correlation;
      product += values[i + window] * shape[j + window] - values[i] * shape[j];
    }
  }
  return best.map((correlation) => Math.sqrt(2 * window * Math.max(0, 1 - correlation)));
}
