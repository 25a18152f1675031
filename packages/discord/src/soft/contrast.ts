/** Channels on one scale: how far a value stands out from what the channel itself takes for high. */
import { portableLog } from '@tsad/core';

/** What a channel calls usual and what it calls high. */
export interface ContrastScale {
  /** Median of the channel: contrast 0. */
  usual: number;
  /** Contrast 1. */
  high: number;
}

/** Contrasts above this say no more: a channel that is nearly 0 elsewhere must not drown the others. */
const MOST = 10;
/** Quantile of the maxima of single periods that is high where anomalies may be many. */
const QUANTILE = 0.99;
/** Quantiles of the same maxima that tell how far normal ones reach where anomalies are few: in less than a tenth. */
const MIDDLE = 0.5;
const UPPER = 0.9;

/**
 * What a channel calls high. `quantile`: the 99 % quantile of the maxima of single periods. `expected`: what the highest
 * of as many normal maxima is expected at, which a few anomalies do not raise. A number: the highest value more than so
 * many points from the highest one, the runner-up of a series with one anomaly.
 */
export type HighRule = 'quantile' | 'expected' | number;

/** What every scale of a channel needs. */
export interface ContrastLevels {
  values: Float64Array;
  /** Lowest value and median; NaN without any. */
  lowest: number;
  usual: number;
  /** The maxima of single periods, ascending. */
  maxima: Float64Array;
}

/**
 * The levels of a channel from its own values. O(n log n).
 * @param values one a point; NaN where the channel has no value.
 * @param period points per period.
 */
export function contrastLevels(values: Float64Array, period: number): ContrastLevels {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  const maxima: number[] = [];
  for (let from = 0; from < values.length; from += period) {
    let most = Number.NEGATIVE_INFINITY;
    for (let t = from; t < Math.min(from + period, values.length); t++) if (values[t] > most) most = values[t];
    if (most > Number.NEGATIVE_INFINITY) maxima.push(most);
  }
  const usual = quantile(known, 0.5);
  return { values, lowest: known[0], usual, maxima: Float64Array.from(maxima).sort() };
}

/** The scale of a channel by a rule. */
export function contrastScale({ values, lowest, usual, maxima }: ContrastLevels, rule: HighRule): ContrastScale {
  if (maxima.length === 0) return { usual: 0, high: 0 };
  if (typeof rule === 'number') return { usual, high: runnerUp(values, rule) ?? lowest };
  return { usual, high: rule === 'quantile' ? quantile(maxima, QUANTILE) : expectedHighest(maxima) };
}

/** A Gumbel distribution through the median and the 90 % quantile of the maxima, at 1 - 1 / count. */
function expectedHighest(maxima: Float64Array): number {
  const middle = quantile(maxima, MIDDLE);
  const spread = (quantile(maxima, UPPER) - middle) / (gumbel(UPPER) - gumbel(MIDDLE));
  return middle + spread * (gumbel(1 - 1 / Math.max(2, maxima.length)) - gumbel(MIDDLE));
}

/** Quantile of the standard Gumbel distribution. */
function gumbel(p: number): number {
  return -portableLog(-portableLog(p));
}

/** (value - usual) / (high - usual), between 0 and 10; NaN stays. */
export function contrastOf(value: number, { usual, high }: ContrastScale): number {
  const rise = value - usual;
  if (Number.isNaN(rise)) return Number.NaN;
  if (rise <= 0) return 0;
  return high > usual ? Math.min(MOST, rise / (high - usual)) : MOST;
}

/** Linear between order statistics. */
export function quantile(sorted: Float64Array, p: number): number {
  const position = p * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/** The highest value more than `apart` points from the highest one. */
export function runnerUp(values: Float64Array, apart: number): number | undefined {
  let peak = -1;
  for (let t = 0; t < values.length; t++)
    if (values[t] > (peak < 0 ? Number.NEGATIVE_INFINITY : values[peak])) peak = t;
  let second: number | undefined;
  for (let t = 0; t < values.length; t++) {
    if (Math.abs(t - peak) > apart && values[t] > (second ?? Number.NEGATIVE_INFINITY)) second = values[t];
  }
  return second;
}
