/** Average ranks and the bars of a critical-difference diagram (Demsar, JMLR 7, 2006; Benavoli et al., JMLR 17, 2016). */
import { checkChoice } from '@tsad/core';
import { checkedTable, type FriedmanResult, friedmanOf } from './friedman.ts';
import { holm } from './holm.ts';
import type { ScoreTable, Table } from './input.ts';
import { criticalDifference, type NemenyiOptions, nemenyiOf } from './nemenyi.ts';
import type { ZeroRule } from './signed-ranks.ts';
import { wilcoxonSignedRank } from './wilcoxon.ts';

/** Options of {@link rankGroups}. */
export interface RankGroupsOptions extends NemenyiOptions {
  /** How pairs are compared. Default 'nemenyi'. */
  rule?: 'nemenyi' | 'wilcoxon-holm';
  /** What the Wilcoxon tests do with zero differences. Default 'pratt'. */
  zeros?: ZeroRule;
}

/** The outcome of {@link rankGroups}. */
export interface RankGroupsResult {
  /** Mean rank, one for each method in the order of the columns, 1 the best. */
  averageRanks: Float64Array;
  /** Every column, from the best average rank to the worst, ties in the order of the columns. */
  order: number[];
  /** The bars: columns, best first, of each longest run of neighbours in `order` with no pair told apart; may overlap. */
  groups: number[][];
  /** k by k, row-major, symmetric, 1 on the diagonal: P values of the pairs, corrected for all of them. */
  pValues: Float64Array;
  /** The critical difference of Nemenyi, null under the other rule. */
  criticalDifference: number | null;
  /** The test that comes first: where it does not reject, no pair may be called different. */
  friedman: FriedmanResult;
}

/**
 * Ranks methods over many series and groups those that the data do not tell apart.
 *
 * 'nemenyi' compares average ranks and depends on which methods are in the table; 'wilcoxon-holm' compares each pair by
 * its own differences, so scores must be on one scale for all series. Both want independent series. A group is not a
 * class of equal methods: it only says that these data do not separate them; and groups overlap. Under 'wilcoxon-holm'
 * a bar spans neighbours only: a pair not told apart may stand further apart, past one that is (see `pValues`).
 * @param scores at least 2 series by 2 methods, nested rows or flat with `methods`; finite.
 * @param options see {@link RankGroupsOptions}; a pair differs when its P value is at most `alpha`.
 * @returns ranks, groups of two methods or more, and what they rest on.
 * @throws RangeError for tables that are too small, ragged or not finite, and for alpha outside (0, 1).
 * Cost: O(series k log k + k^2) by Nemenyi, O(k^2 series log series) and exact tests up to 50 series by Wilcoxon.
 * @example
 * const scores = Array.from({ length: 20 }, (_, i) => [0.8 + (i % 3) / 50, 0.81 + (i % 2) / 50, 0.3]);
 * const { order, groups } = rankGroups(scores, { rule: 'wilcoxon-holm' });
 * console.log(order, groups); // [ 1, 0, 2 ] [ [ 1, 0 ] ]
 */
export function rankGroups(scores: ScoreTable, options: RankGroupsOptions = {}): RankGroupsResult {
  const where = 'rankGroups';
  const table = checkedTable(where, scores, options, ['alpha', 'rule', 'zeros']);
  const { alpha = 0.05, higherIsBetter = true, rule = 'nemenyi', zeros = 'pratt' } = options;
  checkChoice(where, 'rule', rule, ['nemenyi', 'wilcoxon-holm']);
  checkChoice(where, 'zeros', zeros, ['wilcox', 'pratt']);
  const ranks = friedmanOf(table, higherIsBetter);
  const difference = criticalDifference(table.methods, table.series, alpha);
  const pValues = rule === 'nemenyi' ? nemenyiOf(ranks, alpha).pValues : wilcoxonHolm(table, zeros);
  const { averageRanks } = ranks;
  const order = Array.from(averageRanks.keys()).sort((i, j) => averageRanks[i] - averageRanks[j] || i - j);
  return {
    averageRanks,
    order,
    groups: runs(order, pValues, alpha),
    pValues,
    criticalDifference: rule === 'nemenyi' ? difference : null,
    friedman: ranks,
  };
}

/** Two-sided signed-rank tests of all pairs with Holm's correction, as a symmetric matrix. */
function wilcoxonHolm({ values, series, methods }: Table, zeros: ZeroRule): Float64Array {
  const pairs: [number, number][] = [];
  const raw: number[] = [];
  const differences = new Float64Array(series);
  for (let i = 0; i < methods; i++) {
    for (let j = i + 1; j < methods; j++) {
      for (let s = 0; s < series; s++) differences[s] = values[s * methods + i] - values[s * methods + j];
      pairs.push([i, j]);
      raw.push(wilcoxonSignedRank(differences, undefined, { zeros }).pValue);
    }
  }
  const adjusted = holm(raw);
  const pValues = new Float64Array(methods * methods).fill(1);
  for (const [index, [i, j]] of pairs.entries()) {
    pValues[i * methods + j] = adjusted[index];
    pValues[j * methods + i] = adjusted[index];
  }
  return pValues;
}

/** The longest runs of two or more in `order` with every pair above alpha, none inside another. */
function runs(order: number[], pValues: Float64Array, alpha: number): number[][] {
  const k = order.length;
  const groups: number[][] = [];
  let begin = 0;
  for (let end = 1; end <= k; end++) {
    let next = end === k ? k : begin;
    for (let i = begin; i < end && end < k; i++) {
      if (pValues[order[i] * k + order[end]] <= alpha) next = i + 1;
    }
    if (next > begin && end - begin > 1) groups.push(order.slice(begin, end));
    begin = next;
  }
  return groups;
}
