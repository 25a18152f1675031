/** Biased autocorrelation by the Wiener-Khinchin theorem: the inverse transform of the power of the padded signal. */
import { checkInteger, toFinite64 } from '@tsad/core';
import { centred, isConstant } from './centre.ts';
import { nextPowerOfTwo, RealFft } from './real-fft.ts';

/**
 * The biased autocorrelation r(k) = sum_i (x_i - m)(x_{i+k} - m) / sum_i (x_i - m)^2, m the mean of the signal.
 *
 * "Biased" means that every lag is divided by the same number: lags near the length of the signal shrink to zero
 * instead of becoming wild. Not for a signal with a strong trend (every lag is then large): take differences first.
 *
 * @param signal shape [n], n >= 1: finite values at equal steps, in any unit.
 * @param maxLag largest lag, in points; at most length - 1 are there. Default length - 1.
 * @returns shape [min(maxLag, n - 1) + 1], by lag; the first is 1. All NaN for a constant signal, which has no
 *   autocorrelation. O(n log n) time and O(n) memory.
 * @throws RangeError for a signal that is empty or not finite, or a negative maxLag.
 * @example
 * const acf = autocorrelation([1, 0, -1, 0, 1, 0, -1, 0], 4);
 * console.assert(Math.abs(acf[4] - 0.5) < 1e-12); // one period later, over half of the points
 */
export function autocorrelation(signal: ArrayLike<number>, maxLag?: number): Float64Array {
  const values = toFinite64('autocorrelation', 'signal', signal, 1);
  const n = values.length;
  const lags = Math.min(checkInteger('autocorrelation', 'maxLag', maxLag ?? n - 1, 0), n - 1) + 1;
  if (isConstant(values)) return new Float64Array(lags).fill(Number.NaN);
  const centre = centred(values);
  // Scaled to at most 1, so that no square overflows or underflows; the ratio below does not see it.
  const scale = centre.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  for (let i = 0; i < n; i++) centre[i] /= scale;
  const plan = new RealFft(nextPowerOfTwo(n + lags - 1));
  const spectrum = plan.forward(centre);
  for (let k = 0; k < spectrum.length; k += 2) {
    spectrum[k] = spectrum[k] * spectrum[k] + spectrum[k + 1] * spectrum[k + 1];
    spectrum[k + 1] = 0;
  }
  const sums = plan.inverse(spectrum);
  const out = sums.slice(0, lags);
  for (let k = 0; k < lags; k++) out[k] /= sums[0];
  return out;
}
