/** Which columns of a table differ by more than chance. */
import { bootstrapInterval, holm, wilcoxonSignedRank } from '@tsad/metrics';
import type { Experiment } from './experiment.ts';
import type { MeasurementStore } from './store.ts';

const LEVEL = 0.05;

/** Two columns, paired. */
export interface ColumnComparison {
  first: string;
  second: string;
  /** Pairs: rows, each the mean over its seeds, or repetitions. */
  pairs: number;
  /** Mean of first - second. */
  difference: number;
  /** 95 % bootstrap interval (BCa) of it. */
  low: number;
  high: number;
  /** Signed-rank test of Wilcoxon, two-sided, corrected by Holm over all pairs of columns. */
  pValue: number;
}

/** All pairs of the columns to compare; empty below five pairs of values, where no test could find anything. */
export function compareColumns(
  { compare, rows }: Experiment,
  repetitions: number,
  store: MeasurementStore,
): ColumnComparison[] {
  if (!compare) return [];
  const seeds = Array.from({ length: repetitions }, (_, seed) => seed);
  const complete = rows
    .map(({ name }) => name)
    .filter((name) => (compare.row ?? name) === name && seeds.some((seed) => store.get(name, seed)));
  const samples = (column: string): number[] =>
    compare.over === 'rows'
      ? complete.map((name) => mean(seeds.flatMap((seed) => store.get(name, seed)?.values[column] ?? [])))
      : seeds.flatMap((seed) => complete.flatMap((name) => store.get(name, seed)?.values[column] ?? []));
  const out: ColumnComparison[] = [];
  for (const [i, first] of compare.columns.entries()) {
    for (const second of compare.columns.slice(0, i)) {
      const [x, y] = [samples(first), samples(second)];
      if (x.length < 5 || x.length !== y.length) continue;
      const differences = x.map((value, k) => value - y[k]);
      const constant = differences.every((value) => value === differences[0]);
      const { low, high } = constant
        ? { low: differences[0], high: differences[0] }
        : bootstrapInterval(differences, { seed: 0 });
      const { pValue } = wilcoxonSignedRank(x, y);
      out.push({ first, second, pairs: x.length, difference: mean(differences), low, high, pValue });
    }
  }
  const adjusted = out.length > 0 ? holm(out.map(({ pValue }) => pValue)) : [];
  return out.map((comparison, i) => ({ ...comparison, pValue: adjusted[i] }));
}

/** One sentence a pair of columns that differ, and one for all that do not. */
export function comparisonLines(comparisons: readonly ColumnComparison[]): string[] {
  if (comparisons.length === 0) return [];
  const signed = (value: number): string => `${value < 0 ? '' : '+'}${value.toFixed(4)}`;
  const different = comparisons.filter(({ pValue }) => pValue < LEVEL);
  const alike = comparisons.filter(({ pValue }) => !(pValue < LEVEL));
  return [
    `Significant differences over ${comparisons[0].pairs} pairs (signed ranks, Holm, 5 %):${different.length === 0 ? ' none.' : ''}`,
    ...different.map(
      ({ first, second, difference, low, high, pValue }) =>
        `  ${first} - ${second}: ${signed(difference)} [${signed(low)}, ${signed(high)}], p = ${pValue.toPrecision(2)}`,
    ),
    ...(alike.length === 0
      ? []
      : [
          `Not significant: ${alike.map(({ first, second, difference }) => `${first} - ${second} ${signed(difference)}`).join(', ')}.`,
        ]),
  ];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
