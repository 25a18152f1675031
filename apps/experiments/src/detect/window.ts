/** Window and period for a series, found from its training part. */
import { autocorrelation, findPeriod } from '@tsad/dsp';

/** What was found. */
export interface Rhythm {
  /** Points per period; absent where the series shows none clearly. */
  period?: number;
  /** Points per window for a detector. */
  window: number;
}

/** Below this autocorrelation a period is not believed: noise has a highest peak, too. */
const CLEAR = 0.3;
const WINDOW = { usual: 50, least: 16, most: 120 };

/**
 * The period of the first values, and a window that fits it: the period within 16 to 120, or 50 without a period, and
 * never more than a third of `available` points.
 */
export function findRhythm(train: Float64Array, available: number): Rhythm {
  const sample = withoutGaps(train.subarray(0, 20_000));
  const period = sample.length < 20 ? undefined : clearPeriod(sample);
  const wanted = period === undefined ? WINDOW.usual : Math.min(WINDOW.most, Math.max(WINDOW.least, period));
  return { period, window: Math.min(wanted, Math.floor(available / 3)) };
}

function clearPeriod(sample: Float64Array): number | undefined {
  const period = findPeriod(sample);
  if (period >= sample.length / 2) return undefined;
  return autocorrelation(sample, period)[period] > CLEAR ? period : undefined;
}

/** A copy whose gaps and infinities are bridged by straight lines. */
export function withoutGaps(values: Float64Array): Float64Array {
  const out = values.slice();
  let last = -1;
  for (let i = 0; i <= out.length; i++) {
    if (i < out.length && !Number.isFinite(out[i])) continue;
    const left = last >= 0 ? out[last] : i < out.length ? out[i] : 0;
    const right = i < out.length ? out[i] : left;
    for (let j = last + 1; j < i; j++) out[j] = left + ((right - left) * (j - last)) / (i - last);
    last = i;
  }
  return out;
}
