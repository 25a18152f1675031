/** Comparison of all pairs of methods by their average ranks (Nemenyi 1963; Demsar, JMLR 7, 2006, section 3.2.2). */
import { checkInteger, checkNumber } from '@tsad/core';
import { checkedTable, type FriedmanResult, friedmanOf, type TableOptions } from './friedman.ts';
import type { ScoreTable } from './input.ts';
import { rangeQuantile, rangeSurvival } from './studentized-range.ts';

/** Options of {@link nemenyi}. */
export interface NemenyiOptions extends TableOptions {
  /** Family-wise level of the critical difference, in (0, 1). Default 0.05. */
  alpha?: number;
}

/** The outcome of {@link nemenyi}. */
export interface NemenyiResult {
  /** Number of series. */
  series: number;
  /** Number of methods, k. */
  methods: number;
  /** Mean rank, one for each method, 1 the best. */
  averageRanks: Float64Array;
  /** Two methods whose average ranks differ by this much differ at level alpha. */
  criticalDifference: number;
  /** k by k, row-major, symmetric, 1 on the diagonal: P values corrected for all pairs. */
  pValues: Float64Array;
  /** The level. */
  alpha: number;
}

/**
 * The difference of average ranks from which two of `methods` methods on `series` series differ at level `alpha`: the
 * studentized range quantile (infinite degrees of freedom) over sqrt 2, times sqrt(k (k + 1) / (6 N)).
 *
 * It rests on the normal approximation of average ranks (some 10 series or more) and takes no account of ties.
 * @param methods number of methods k, an integer of at least 2; there is no upper limit of a table.
 * @param series number of independent series N, an integer of at least 1.
 * @param alpha family-wise level in (0, 1). Default 0.05.
 * @returns the critical difference in ranks. O(1): some hundred evaluations of a quadrature.
 * @throws RangeError for arguments outside these bounds.
 * @example
 * console.log(criticalDifference(4, 14).toFixed(3)); // 1.254
 */
export function criticalDifference(methods: number, series: number, alpha: number = 0.05): number {
  checkInteger('criticalDifference', 'methods', methods, 2, 100_000);
  checkInteger('criticalDifference', 'series', series, 1);
  checkNumber('criticalDifference', 'alpha', alpha, 1e-290, 1 - 1e-12);
  return rangeQuantile(alpha, methods) * rankScale(methods, series);
}

/**
 * Compares every pair of methods by the difference of their average ranks, corrected for all pairs.
 *
 * Use it after {@link friedman} rejects. Valid for independent series, some 10 or more; ties are not corrected for,
 * which makes it conservative. It is weak against many methods, and whether two differ depends on which others are in
 * the table: Wilcoxon tests with Holm's correction ({@link rankGroups} with rule 'wilcoxon-holm') do not share that.
 * @param scores at least 2 series by 2 methods, nested rows or flat with `methods`; finite.
 * @param options see {@link NemenyiOptions}.
 * @returns average ranks, the critical difference at alpha and the matrix of P values.
 * @throws RangeError for tables that are too small, ragged or not finite, and for alpha outside (0, 1).
 * Cost: O(series k log k + k^2).
 * @example
 * const scores = Array.from({ length: 12 }, (_, i) => [0.9 - i / 100, 0.5 + i / 100, 0.4]);
 * const { criticalDifference, pValues } = nemenyi(scores);
 * console.log(criticalDifference.toFixed(3), pValues[2] < 0.05); // 0.957 true
 */
export function nemenyi(scores: ScoreTable, options: NemenyiOptions = {}): NemenyiResult {
  const table = checkedTable('nemenyi', scores, options, ['alpha']);
  return nemenyiOf(friedmanOf(table, options.higherIsBetter ?? true), options.alpha ?? 0.05);
}

/** {@link nemenyi} of the ranks that {@link friedman} found. */
export function nemenyiOf({ series, methods, averageRanks }: FriedmanResult, alpha: number): NemenyiResult {
  const scale = rankScale(methods, series);
  const pValues = new Float64Array(methods * methods).fill(1);
  for (let i = 0; i < methods; i++) {
    for (let j = 0; j < i; j++) {
      const p = rangeSurvival(Math.abs(averageRanks[i] - averageRanks[j]) / scale, methods);
      pValues[i * methods + j] = p;
      pValues[j * methods + i] = p;
    }
  }
  const difference = criticalDifference(methods, series, alpha);
  return { series, methods, averageRanks, criticalDifference: difference, pValues, alpha };
}

/** Standard deviation of an average rank's contrast, over sqrt 2: the unit of the studentized range. */
function rankScale(methods: number, series: number): number {
  return Math.sqrt((methods * (methods + 1)) / (12 * series));
}
