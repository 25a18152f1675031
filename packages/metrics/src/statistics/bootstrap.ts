/** Bootstrap intervals (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapters 13 and 14). */
import { checkChoice, checkInteger, checkOptionNames, createRandom, toFinite64 } from '@tsad/core';
import type { Interval } from './interval.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { type Clusters, clustersOf, meanResampler, type Resampler, statisticResampler } from './resample.ts';
import { checkConfidence } from './wilson.ts';

/** How {@link bootstrapInterval} turns resampled estimates into an interval. */
export type BootstrapMethod = 'bca' | 'percentile';

/** Options of {@link bootstrapInterval}. */
export interface BootstrapOptions {
  /**
   * What is estimated from a sample of n values (other lengths under `groups`). It may reorder its argument but not
   * keep it, for it is reused. Default the mean, computed faster.
   */
  statistic?: (sample: Float64Array) => number;
  /** Nominal coverage in (0, 1). Default 0.95. */
  confidence?: number;
  /** Number of resamples. Default 9999. */
  resamples?: number;
  /** Bias-corrected and accelerated, or plain percentiles. Default 'bca'. */
  method?: BootstrapMethod;
  /** Seed of the resampling. Default 0. */
  seed?: number;
  /** One label a value: values of one label are drawn together, as one cluster. Default every value by itself. */
  groups?: ArrayLike<number | string>;
}

/** The interval with what made it. */
export interface BootstrapResult extends Interval {
  /** The method that was used: 'percentile' also where 'bca' is not defined. */
  method: BootstrapMethod;
  /** Standard deviation of the resampled estimates (divisor resamples - 1). */
  standardError: number;
  /** z0 of the BCa method: the normal quantile of the share of resampled estimates below the estimate, ties half. */
  biasCorrection: number;
  /** a of the BCa method, from the jackknife over values or clusters; 0 where all its estimates are equal. */
  acceleration: number;
}

/**
 * A bootstrap interval for the mean, or any statistic, of independent values or of independent clusters of them.
 *
 * For a comparison of two methods pass their differences, series by series: the interval of the mean difference then
 * accounts for easy and hard series. Where series come in families (cuts or distorted copies of one recording) pass
 * the family as `groups`, else the interval is too narrow. BCa corrects bias and skewness and is second-order
 * accurate; still, below some 20 values (or clusters) every bootstrap covers less than it says, and no bootstrap sees
 * more than the values show: all values equal give an interval of no width. It does not work for extremes (maximum,
 * far quantiles), for dependent values without `groups`, or for series not drawn like those to which you generalise.
 *
 * BCa is not defined where every resampled estimate lies on one side of the estimate, or where a (z0 + z) reaches 1;
 * then the percentile interval is returned and `method` says so.
 * @param values finite values of length n >= 2, in any unit.
 * @param options see {@link BootstrapOptions}; clusters of unequal size make the mean a ratio of resampled sums.
 * @returns the interval in the unit of the values. Ends are quantiles of the resampled estimates, interpolated between
 * order statistics. The same seed gives the same interval: resample by resample, each draws as many values (clusters)
 * as there are by `createRandom(seed).integer(count)`.
 * @throws RangeError for fewer than two values or clusters, and for values or estimates that are not finite.
 * Cost: resamples + n evaluations, O((resamples + n) n) for the mean's fast path without copying.
 * @example
 * const differences = [0.12, 0.05, -0.02, 0.2, 0.08, 0.01, 0.11, 0.07, -0.01, 0.15];
 * const { low, high, method } = bootstrapInterval(differences, { seed: 1 });
 * console.assert(method === 'bca' && low > 0 && high < 0.2);
 */
export function bootstrapInterval(values: ArrayLike<number>, options: BootstrapOptions = {}): BootstrapResult {
  const where = 'bootstrapInterval';
  checkOptionNames(where, options, ['statistic', 'confidence', 'resamples', 'method', 'seed', 'groups']);
  const { statistic, confidence = 0.95, resamples = 9999, method = 'bca', seed = 0, groups } = options;
  const sample = toFinite64(where, 'values', values, 2);
  checkConfidence(where, confidence);
  checkInteger(where, 'resamples', resamples, 2, 10_000_000);
  checkChoice(where, 'method', method, ['bca', 'percentile']);
  if (statistic !== undefined && typeof statistic !== 'function') {
    throw new TypeError(`${where}: statistic must be a function, got ${typeof statistic}`);
  }
  const random = createRandom(seed);
  const clusters = clustersOf(where, sample.length, groups);
  const resampler = statistic
    ? statisticResampler(where, sample, clusters, statistic)
    : meanResampler(sample, clusters);

  const estimates = new Float64Array(resamples);
  const count = clusters.count;
  const drawn = new Uint32Array(count);
  for (let i = 0; i < resamples; i++) {
    for (let j = 0; j < count; j++) drawn[j] = random.integer(count);
    estimates[i] = resampler.of(drawn, count);
  }
  const estimate = resampler.whole();
  const standardError = standardDeviation(estimates);
  const biasCorrection = biasOf(estimates, estimate, standardError);
  const acceleration = accelerationOf(resampler, clusters);
  estimates.sort();

  const tail = (1 - confidence) / 2;
  let ends: [number, number] = [tail, 1 - tail];
  let used: BootstrapMethod = 'percentile';
  const adjusted = method === 'bca' ? adjustedTails(tail, biasCorrection, acceleration) : undefined;
  if (adjusted) {
    ends = adjusted;
    used = 'bca';
  }
  const low = quantile(estimates, ends[0]);
  const high = quantile(estimates, ends[1]);
  return { estimate, low, high, confidence, method: used, standardError, biasCorrection, acceleration };
}

/** The percentiles of the BCa interval (their equation 14.10), or undefined where it has none. */
function adjustedTails(tail: number, bias: number, acceleration: number): [number, number] | undefined {
  if (!Number.isFinite(bias)) return undefined;
  const z = normalQuantile(tail);
  const below = bias + z;
  const above = bias - z;
  if (acceleration * below >= 1 || acceleration * above >= 1) return undefined;
  return [normalCdf(bias + below / (1 - acceleration * below)), normalCdf(bias + above / (1 - acceleration * above))];
}

/** z0, their equation 14.14. The same values summed in another order are a tie: estimates equal up to rounding. */
function biasOf(estimates: Float64Array, estimate: number, standardError: number): number {
  const slack = 1e-12 * standardError + 1e-15 * Math.abs(estimate);
  let twiceBelow = 0;
  for (const value of estimates) twiceBelow += value < estimate - slack ? 2 : value <= estimate + slack ? 1 : 0;
  return normalQuantile(twiceBelow / (2 * estimates.length));
}

/** Skewness of the jackknife (their equation 14.15). */
function accelerationOf(resampler: Resampler, { count }: Clusters): number {
  const left = new Float64Array(count);
  let mean = 0;
  for (let j = 0; j < count; j++) mean += left[j] = resampler.without(j);
  mean /= count;
  let scale = 0;
  for (let j = 0; j < count; j++) scale = Math.max(scale, Math.abs(mean - left[j]));
  // Differences of pure rounding carry no skewness.
  if (scale <= 1e-14 * Math.abs(mean)) return 0;
  let squares = 0;
  let cubes = 0;
  for (let j = 0; j < count; j++) {
    const difference = (mean - left[j]) / scale;
    squares += difference * difference;
    cubes += difference * difference * difference;
  }
  return cubes / (6 * squares * Math.sqrt(squares));
}

function standardDeviation(values: Float64Array): number {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += (values[i] - mean) / (i + 1);
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return Math.sqrt(squares / (values.length - 1));
}

/** Linear interpolation between order statistics (definition 7 of Hyndman and Fan 1996). */
function quantile(sorted: Float64Array, p: number): number {
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}
