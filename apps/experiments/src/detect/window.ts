/** Window and period for a series, found from its training part. */
import { autocorrelation } from '@tsad/dsp';

/** What was found. */
export interface Rhythm {
  /** Points per period; absent where the series shows none clearly. */
  period?: number;
  /** Points per window for a detector. */
  window: number;
}

/** How far a peak of the autocorrelation must rise from the valley before it: noise and drift have peaks, too. */
const CLEAR = 0.2;
/** Of peaks about as high as the highest the first is the period, the others are its multiples. */
const ABOUT_AS_HIGH = 0.9;
const LONGEST_PERIOD = 2000;
const WINDOW = { usual: 50, least: 16, most: 64 };

/**
 * The period of the training part, and a window that fits it: the period within 16 to 64, or 50 without a period, and
 * never more than a third of `available` points. The period is the first lag of up to 2000 whose autocorrelation is a
 * peak within 10 % of the highest one. O(n log n) on at most 20,000 points.
 */
export function findRhythm(train: Float64Array, available: number, known?: number): Rhythm {
  const period = known ?? findPeriod(withoutGaps(train.subarray(0, 20_000)));
  const wanted = period === undefined ? WINDOW.usual : Math.min(WINDOW.most, Math.max(WINDOW.least, period));
  return { period, window: Math.min(wanted, Math.floor(available / 3)) };
}

function findPeriod(sample: Float64Array): number | undefined {
  const longest = Math.min(LONGEST_PERIOD, sample.length >> 1);
  if (longest < 4) return undefined;
  const acf = autocorrelation(sample, longest);
  const peaks: number[] = [];
  let valley = acf[1];
  for (let lag = 2; lag < longest; lag++) {
    valley = Math.min(valley, acf[lag]);
    const high = acf[lag] >= acf[lag - 1] && acf[lag] > acf[lag + 1];
    if (high && acf[lag] > CLEAR && acf[lag] - valley > CLEAR) peaks.push(lag);
  }
  const highest = peaks.reduce((most, lag) => Math.max(most, acf[lag]), 0);
  return peaks.find((lag) => acf[lag] >= ABOUT_AS_HIGH * highest);
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
