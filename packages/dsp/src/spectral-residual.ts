/**
 * Spectral residual saliency: X. Hou and L. Zhang, "Saliency detection: a spectral residual approach", CVPR 2007; for
 * series H. Ren et al., "Time-series anomaly detection service at Microsoft", KDD 2019, section 4.1.
 */
import { checkInteger, checkOptionNames, portableExp, portableLog, toFinite64 } from '@tsad/core';
import { isConstant } from './centre.ts';
import { RealFft } from './real-fft.ts';

/** Options of {@link spectralResidual}. */
export interface SpectralResidualOptions {
  /** Bins of the average that is taken off the log amplitude, odd. Default 3. */
  average?: number;
  /** Points appended by extrapolation before the transform and cut afterwards. Default 0. */
  extend?: number;
  /** Points the extrapolation looks back, at least 1. Default 5. */
  lookback?: number;
}

/** Amplitudes below this share of the largest are rounding, not signal. */
const FLOOR = 1e-12;

/**
 * The saliency of every point: what is left when the log-amplitude spectrum loses its local average and the phase stays.
 *
 * Spikes come out sharply, also under a seasonal pattern; slow changes and shape changes do not. Points near both ends
 * are less reliable, because the transform takes the signal as periodic. In a stream, take the last point of a window of
 * a power of two such as 128 points.
 *
 * Two deviations from Ren et al., who average over 3 bins too: the average is centred and runs around the spectrum (the
 * residual then stays symmetric and the saliency needs no modulus of a complex number), and the extrapolation, off by
 * default, starts from the points *before* the last one. Their slope includes the last point, so that a spike there is
 * continued by its own extrapolation and loses its saliency.
 *
 * @param signal shape [n]: finite values at equal steps, n >= 3 and with `extend` n >= lookback + 2.
 * @param options average width, extrapolation.
 * @returns shape [n]: one non-negative number per point, higher = more salient, not scaled: relative to the spectrum, so the same
 *   for the signal times a constant. All zero for a constant signal. O(n log n).
 * @throws RangeError for a signal that is too short or not finite, or a wrong option.
 * @example
 * const wave = Array.from({ length: 128 }, (_, i) => Math.sin(i / 5) + (i === 100 ? 2 : 0));
 * const saliency = spectralResidual(wave);
 * console.assert(saliency.indexOf(Math.max(...saliency)) === 100);
 */
export function spectralResidual(signal: ArrayLike<number>, options: SpectralResidualOptions = {}): Float64Array {
  const where = 'spectralResidual';
  checkOptionNames(where, options, ['average', 'extend', 'lookback']);
  const average = checkInteger(where, 'average', options.average ?? 3, 1);
  if (average % 2 === 0) throw new RangeError(`${where}: average must be odd, got ${average}`);
  const extend = checkInteger(where, 'extend', options.extend ?? 0, 0, 2 ** 20);
  const lookback = checkInteger(where, 'lookback', options.lookback ?? 5, 1);
  const values = toFinite64(where, 'signal', signal, Math.max(3, average, extend > 0 ? lookback + 2 : 0));
  const n = values.length;
  if (isConstant(values)) return new Float64Array(n);

  const scale = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const extended = new Float64Array(n + extend);
  extended.set(values);
  extended.fill(extrapolated(values, lookback), n);
  for (let i = 0; i < extended.length; i++) extended[i] /= scale;

  const plan = new RealFft(extended.length);
  const spectrum = plan.forward(extended);
  const amplitude = new Float64Array(plan.bins);
  for (let k = 0; k < plan.bins; k++) amplitude[k] = Math.sqrt(spectrum[2 * k] ** 2 + spectrum[2 * k + 1] ** 2);
  const floor = FLOOR * amplitude.reduce((largest, value) => Math.max(largest, value));
  const log = amplitude.map((value) => portableLog(Math.max(value, floor)));
  const reach = (average - 1) / 2;
  for (let k = 0; k < plan.bins; k++) {
    let sum = 0;
    for (let d = -reach; d <= reach; d++) sum += log[mirrored(k + d, plan.size)];
    const factor = amplitude[k] > floor ? portableExp(log[k] - sum / average) / amplitude[k] : 0;
    spectrum[2 * k] *= factor;
    spectrum[2 * k + 1] *= factor;
  }
  return plan.inverse(spectrum).slice(0, n).map(Math.abs);
}

/** Bin of the half spectrum that stands for bin k of the whole, periodic one. */
function mirrored(k: number, size: number): number {
  const at = ((k % size) + size) % size;
  return Math.min(at, size - at);
}

/** One step beyond the end, along the mean slope of the points before the last one. */
function extrapolated(values: Float64Array, lookback: number): number {
  const end = values.length - 2;
  if (end < lookback) return 0;
  let slope = 0;
  for (let back = 1; back <= lookback; back++) slope += (values[end] - values[end - back]) / back;
  return values[end - lookback + 1] + (slope / lookback) * (lookback + 1);
}
