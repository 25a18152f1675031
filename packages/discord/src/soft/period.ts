/** The period of a train part, from its autocorrelation. */
import { autocorrelation } from '@tsad/dsp';

const SHORTEST = 10;
const LONGEST = 1000;
/** Of peaks about as high as the highest the first is the period; later ones are its multiples. */
const ABOUT_AS_HIGH = 0.9;
/** How far a peak must rise above the valley before it: a ripple on a slow fall of the autocorrelation is no period. */
const CLEAR = 0.1;
/** Points looked at; more do not change the answer. */
const SAMPLE = 200_000;
/** Where the autocorrelation has no peak. */
const FALLBACK = 100;

/**
 * The first lag from 10 to 1000 (and at most a third of the series) at which the autocorrelation has a peak that is
 * positive, 0.1 above the lowest value before it, and within 10 % of the highest such peak; 100, or a quarter of a shorter series, where there is none.
 * @param train finite values. O(n log n).
 */
export function autocorrelationPeriod(train: Float64Array): number {
  const sample = train.subarray(0, SAMPLE);
  const fallback = Math.max(1, Math.min(FALLBACK, sample.length >> 2));
  const longest = Math.min(LONGEST, Math.floor(sample.length / 3));
  if (longest <= SHORTEST) return fallback;
  const acf = autocorrelation(sample, longest + 1);
  const peaks: number[] = [];
  let valley = acf[1];
  for (let lag = 2; lag <= longest; lag++) {
    valley = Math.min(valley, acf[lag]);
    const peak = acf[lag] > 0 && acf[lag] >= acf[lag - 1] && acf[lag] > acf[lag + 1];
    if (lag >= SHORTEST && peak && acf[lag] - valley > CLEAR) peaks.push(lag);
  }
  const highest = peaks.reduce((most, lag) => Math.max(most, acf[lag]), 0);
  return peaks.find((lag) => acf[lag] >= ABOUT_AS_HIGH * highest) ?? fallback;
}
