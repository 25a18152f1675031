/** The rank test of Friedman (JASA 32, 1937) with the F form of Iman and Davenport (1980). */
import { checkBoolean, checkOptionNames } from '@tsad/core';
import { fSurvival } from './beta.ts';
import { chiSquareSurvival } from './gamma.ts';
import { type ScoreTable, scoreTable, type Table } from './input.ts';
import { averageRanks } from './ranks.ts';

/** How a table of scores is read. */
export interface TableOptions {
  /** Number of columns of a flat, row-major table. Default the length of the nested rows. */
  methods?: number;
  /** Whether a higher score is better, so that the best method of a series has rank 1. Default true. */
  higherIsBetter?: boolean;
}

/** The outcome of {@link friedman}. */
export interface FriedmanResult {
  /** Number of series (rows). */
  series: number;
  /** Number of methods (columns). */
  methods: number;
  /** Mean rank, one for each method, over the series, 1 the best; ties share their average. */
  averageRanks: Float64Array;
  /** Friedman's statistic, corrected for ties; 0 where every series ties all methods. */
  chiSquare: number;
  /** Degrees of freedom of chiSquare: methods - 1. */
  degrees: number;
  /** Tail of the chi-square distribution at chiSquare. */
  pValue: number;
  /** The sharper form of Iman and Davenport; Infinity where all series rank alike without ties. */
  f: {
    /** (series - 1) chiSquare / (series (methods - 1) - chiSquare). */
    statistic: number;
    /** Degrees of freedom: methods - 1 and (methods - 1)(series - 1). */
    degrees: [number, number];
    /** Tail of the F distribution at the statistic. */
    pValue: number;
  };
}

/**
 * Tests whether methods differ at all, by their ranks on each of many series.
 *
 * Valid for independent series; scores need only be comparable within a series. Rejection says that some method differs
 * in rank from some other, not which: see {@link nemenyi} and {@link rankGroups}. The chi-square approximation is
 * conservative for few series or methods (some 10 by 5 are wanted); the F form is the better one there. It wastes power
 * for two methods, where it is a sign test: use {@link wilcoxonSignedRank}. Ranks, and so conclusions, may change with
 * the set of methods compared.
 * @param scores at least 2 series by 2 methods, nested rows or flat with `methods`; finite.
 * @param options see {@link TableOptions}.
 * @returns both statistics with their P values and the average ranks.
 * @throws RangeError for tables that are too small, ragged or not finite.
 * Cost: O(series methods log methods).
 * @example
 * const scores = [[0.9, 0.5, 0.4], [0.8, 0.6, 0.3], [0.7, 0.4, 0.5], [0.9, 0.7, 0.2]];
 * const { averageRanks, chiSquare } = friedman(scores);
 * console.log(Array.from(averageRanks), chiSquare); // [ 1, 2.25, 2.75 ] 6.5
 */
export function friedman(scores: ScoreTable, options: TableOptions = {}): FriedmanResult {
  const table = checkedTable('friedman', scores, options, []);
  return friedmanOf(table, options.higherIsBetter ?? true);
}

/** Checks the options shared by the tests over tables, and the table. */
export function checkedTable(where: string, scores: ScoreTable, options: TableOptions, more: readonly string[]): Table {
  checkOptionNames(where, options, ['methods', 'higherIsBetter', ...more]);
  checkBoolean(where, 'higherIsBetter', options.higherIsBetter ?? true);
  return scoreTable(where, scores, options.methods);
}

/** {@link friedman} of a checked table. */
export function friedmanOf({ values, series, methods }: Table, higherIsBetter: boolean): FriedmanResult {
  const middle = (methods + 1) / 2;
  const row = new Float64Array(methods);
  const ranks = new Float64Array(methods);
  const order = new Uint32Array(methods);
  const sums = new Float64Array(methods);
  let within = 0;
  for (let i = 0; i < series; i++) {
    for (let j = 0; j < methods; j++) row[j] = higherIsBetter ? -values[i * methods + j] : values[i * methods + j];
    averageRanks(row, ranks, order);
    for (let j = 0; j < methods; j++) {
      sums[j] += ranks[j];
      within += (ranks[j] - middle) ** 2;
    }
  }
  // Spread of the rank sums over the spread of the ranks: with ties this is the corrected statistic.
  let between = 0;
  for (const sum of sums) between += (sum - series * middle) ** 2;
  const degrees = methods - 1;
  const chiSquare = within === 0 ? 0 : (degrees * between) / within;
  const rest = series * degrees - chiSquare;
  const statistic = rest <= 0 ? Infinity : ((series - 1) * chiSquare) / rest;
  const degrees2 = degrees * (series - 1);
  return {
    series,
    methods,
    averageRanks: sums.map((sum) => sum / series),
    chiSquare,
    degrees,
    pValue: chiSquareSurvival(chiSquare, degrees),
    f: { statistic, degrees: [degrees, degrees2], pValue: fSurvival(statistic, degrees, degrees2) },
  };
}
