/** Period of a series from its autocorrelation, in the variants that published benchmarks use. */
import { checkChoice, checkInteger, checkOptionNames, toFinite64 } from '@tsad/core';
import { autocorrelation } from './autocorrelation.ts';
import { isConstant } from './centre.ts';
import { periodogram } from './periodogram.ts';

/** Which rule: see {@link findPeriod}. */
export type PeriodMethod = 'tsb-ad' | 'coad' | 'coad-train';

/** Options of {@link findPeriod}. */
export interface FindPeriodOptions {
  /** The rule. Default 'tsb-ad'. */
  method?: PeriodMethod;
  /** Which peak, for 'tsb-ad' only: 1 the highest, 2 and 3 later ones; 0 always answers 1. Default 1. */
  rank?: 0 | 1 | 2 | 3;
}

const METHODS: readonly PeriodMethod[] = ['tsb-ad', 'coad', 'coad-train'];
const MAX_LAG = 400;
/** Lags 0, 1, 2 are no candidates. */
const BASE = 3;
/** The answer of the references where there is no period. */
const FALLBACK = 125;

/**
 * The period of a series, in points.
 *
 * All rules take the highest local maximum (strictly above both neighbours) of the biased autocorrelation among the
 * lags 4 to 399, and differ in the rest:
 * - 'tsb-ad' (`find_length_rank` of TSB-AD, which sizes the windows of its detectors and of VUS): first 20,000 points;
 *   a lag outside 6 to 303, or none, gives 125.
 * - 'coad' (the released CoAD on TSB-AD): the smaller of 'tsb-ad' and the following rule on the whole series.
 * - 'coad-train' (the released CoAD on the UCR archive): first 200,000 points of the training part; a lag below 23 or
 *   none is replaced by floor(1 / f) of the highest bin of the periodogram.
 *
 * It does not find periods above 399 points (unless the periodogram does), trusts noise (white noise gets a number, not
 * a refusal) and often answers a multiple of the period. Resample or pass the period yourself where you know it.
 *
 * @param signal shape [n]: finite values at equal steps; fill missing values first.
 * @param options method and rank.
 * @returns an integer of at least 1. 125 for 'tsb-ad' and 'coad' where the series is constant or has no peak, and for
 *   'coad-train' where it is constant or shorter than 2 points. O(n log n).
 * @throws RangeError for a value that is not finite (the references answer 125 there) or a wrong option.
 * @see TheDatumOrg/TSB-AD, TSB_AD/utils/slidingWindows.py; richard-tang199/CoAD. Rank 3 reads a position as an ordinal,
 *   as the reference does.
 * @example
 * const wave = Array.from({ length: 1000 }, (_, i) => Math.sin((2 * Math.PI * i) / 48));
 * console.assert(findPeriod(wave) === 48);
 */
export function findPeriod(signal: ArrayLike<number>, options: FindPeriodOptions = {}): number {
  checkOptionNames('findPeriod', options, ['method', 'rank']);
  const method = checkChoice('findPeriod', 'method', options.method ?? 'tsb-ad', METHODS);
  const rank = checkInteger('findPeriod', 'rank', options.rank ?? 1, 0, 3);
  if (rank !== 1 && method !== 'tsb-ad') {
    throw new RangeError(`findPeriod: rank must be 1 for method "${method}", got ${rank}`);
  }
  const values = toFinite64('findPeriod', 'signal', signal);
  if (method === 'tsb-ad') return rankedPeriod(values.subarray(0, 20_000), rank);
  const floored = method === 'coad' ? 1e-4 : 0;
  const period = periodWithSpectrum(values.subarray(0, 200_000), floored);
  return method === 'coad' ? Math.min(rankedPeriod(values.subarray(0, 20_000), 1), period) : period;
}

function rankedPeriod(values: Float64Array, rank: number): number {
  if (rank === 0) return 1;
  const { acf, lags } = peaks(values);
  // Positions in `lags` by falling height; among equals the later first, as a reversed ascending sort gives.
  const falling = lags.map((_, i) => i).sort((i, j) => acf[lags[j]] - acf[lags[i]] || j - i);
  let chosen: number | undefined = falling[0];
  if (rank > 1) {
    const second = falling.find((i) => i > falling[0]);
    if (rank === 2) chosen = second ?? chosen;
    else if (second === undefined) chosen = undefined;
    else chosen = falling.slice(second).find((i) => i > falling[second]) ?? chosen;
  }
  if (chosen === undefined) return FALLBACK;
  const lag = lags[chosen];
  return lag < BASE + 3 || lag > BASE + 300 ? FALLBACK : lag;
}

/** @param offset added to the frequency where no peak exists at all. */
function periodWithSpectrum(values: Float64Array, offset: number): number {
  if (values.length < 2 || isConstant(values)) return FALLBACK;
  const { acf, lags } = peaks(values);
  let best = -1;
  for (const lag of lags) if (best < 0 || acf[lag] > acf[best]) best = lag;
  if (best >= BASE + 20) return best;
  // Scaled, so that the power of a tiny or huge signal neither underflows nor overflows.
  const scale = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const { frequencies, power } = periodogram(values.map((value) => value / scale));
  const frequency = frequencies[power.indexOf(power.reduce((largest, value) => Math.max(largest, value)))];
  return Math.floor(1 / (frequency + (best < 0 ? offset : 0)));
}

/** The autocorrelation and the lags of its strict local maxima, ascending. */
function peaks(values: Float64Array): { acf: Float64Array; lags: number[] } {
  if (values.length === 0) return { acf: values, lags: [] };
  const acf = autocorrelation(values, MAX_LAG);
  const lags: number[] = [];
  for (let lag = BASE + 1; lag + 1 < acf.length; lag++) {
    if (acf[lag] > acf[lag - 1] && acf[lag] > acf[lag + 1]) lags.push(lag);
  }
  return { acf, lags };
}
