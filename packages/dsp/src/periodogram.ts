/** The periodogram: how much of the variance of a signal lies at each frequency. */
import { toFinite64 } from '@tsad/core';
import { centred } from './centre.ts';
import { RealFft } from './real-fft.ts';

/** Power by frequency. */
export interface Periodogram {
  /** Shape [floor(n / 2) + 1]: cycles per point, k / n. */
  frequencies: Float64Array;
  /** Same shape: one-sided power density, squared units of the signal per unit of frequency. */
  power: Float64Array;
}

/**
 * The one-sided periodogram of the centred signal, no taper: |X_k|^2 / n, doubled where a frequency stands for its
 * mirror too (all but bin 0 and, for an even length, the last). The mean of the two-sided form is the variance. The
 * same numbers as `scipy.signal.periodogram(x)`.
 *
 * A raw periodogram is noisy (each bin's standard deviation is its mean) and leaks around strong peaks; use it to find
 * a peak, not to measure a spectrum.
 *
 * @param signal shape [n], n >= 1: finite values at equal steps.
 * @returns frequencies and power, shape [floor(n / 2) + 1] each. Zero power for a constant signal. O(n log n) for any n.
 * @throws RangeError for a signal that is empty or not finite.
 * @example
 * const wave = Array.from({ length: 100 }, (_, i) => Math.sin((2 * Math.PI * i) / 20));
 * const { frequencies, power } = periodogram(wave);
 * console.assert(frequencies[power.indexOf(Math.max(...power))] === 0.05);
 */
export function periodogram(signal: ArrayLike<number>): Periodogram {
  const values = toFinite64('periodogram', 'signal', signal, 1);
  const n = values.length;
  const plan = new RealFft(n);
  const spectrum = plan.forward(centred(values));
  const frequencies = new Float64Array(plan.bins);
  const power = new Float64Array(plan.bins);
  // The centred signal has nothing at frequency zero; power[0] stays 0 instead of a rounding error.
  for (let k = 1; k < plan.bins; k++) {
    frequencies[k] = k * (1 / n);
    const square = spectrum[2 * k] ** 2 + spectrum[2 * k + 1] ** 2;
    power[k] = ((2 * k === n ? 1 : 2) * square) / n;
  }
  return { frequencies, power };
}
