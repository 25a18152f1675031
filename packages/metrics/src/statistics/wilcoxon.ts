/** The signed-rank test of Wilcoxon (Biometrics Bulletin 1, 1945), exact with ties and zeros too. */
import { checkBoolean, checkChoice, checkOptionNames } from '@tsad/core';
import { pairedDifferences } from './input.ts';
import { normalCdf, normalSurvival } from './normal.ts';
import { type SignedRanks, signedRanks, type ZeroRule } from './signed-ranks.ts';

/** The alternative to "the differences are symmetric about zero". */
export type Alternative = 'two-sided' | 'greater' | 'less';

/** Options of {@link wilcoxonSignedRank}. */
export interface WilcoxonOptions {
  /** Zero differences: dropped before ranking ('wilcox'), or ranked and then dropped ('pratt'). Default 'wilcox'. */
  zeros?: ZeroRule;
  /** 'greater' asks whether x tends to exceed y. Default 'two-sided'. */
  alternative?: Alternative;
  /** Exact, normal approximation, or exact up to 50 nonzero differences ('auto'). Default 'auto'. */
  method?: 'exact' | 'normal' | 'auto';
  /** Moves the statistic by 1/2 towards its mean in the normal approximation. Default false. */
  continuity?: boolean;
}

/** The outcome of {@link wilcoxonSignedRank}. */
export interface WilcoxonResult {
  /** The smaller rank sum for a two-sided test, that of the positive differences otherwise. */
  statistic: number;
  /** P value in [0, 1]. */
  pValue: number;
  /** Number of nonzero differences, on which the test stands. */
  n: number;
  /** How the P value was computed. */
  method: 'exact' | 'normal';
  /** Rank sum of the positive differences. */
  positive: number;
  /** Rank sum of the negative differences. */
  negative: number;
}

/** Up to here 'auto' is exact; the largest n at which half to the power n is a normal double bounds 'exact'. */
const AUTO_EXACT: number = 50;
const MOST_EXACT: number = 1000;

/**
 * Tests whether paired differences are symmetric about zero, as for two methods on the same series.
 *
 * Valid for independent pairs on a common scale whose differences are symmetric under the hypothesis; a small P value
 * speaks against that, usually for a shift of the pseudomedian, which is not the mean. It says nothing of size: report
 * {@link pairedEffectSizes} or {@link bootstrapInterval} beside it. A large P value does not show equality. Series of
 * one family are not independent: average them first. With many pairs of methods pass the P values to {@link holm}.
 *
 * The exact distribution counts the signs given the ranks, by dynamic programming over (doubled) rank sums, so ties and
 * zeros under either rule stay exact; tests that fall back to the normal approximation there differ. Ties are exact
 * equality of |x - y|: round first where rounding noise would split them. With no nonzero difference P is 1.
 * @param x first scores, or the differences themselves; finite, at least 1.
 * @param y second scores, of the length of x. Default none.
 * @param options see {@link WilcoxonOptions}.
 * @returns rank sums and P value; the normal approximation has the tie correction in its variance.
 * @throws RangeError for values that are not finite, lengths that differ, 'exact' with more than 1000 nonzero pairs.
 * Cost: exact O(n^3), about a millisecond at n = 100; normal O(n log n).
 * @example
 * const { pValue, method, n } = wilcoxonSignedRank([8, 7, 6, 9, 5], [6, 7, 5, 6, 1]);
 * console.log(pValue, method, n); // 0.125 exact 4
 */
export function wilcoxonSignedRank(
  x: ArrayLike<number>,
  y?: ArrayLike<number>,
  options: WilcoxonOptions = {},
): WilcoxonResult {
  const where = 'wilcoxonSignedRank';
  checkOptionNames(where, options, ['zeros', 'alternative', 'method', 'continuity']);
  const { zeros = 'wilcox', alternative = 'two-sided', method = 'auto', continuity = false } = options;
  checkChoice(where, 'zeros', zeros, ['wilcox', 'pratt']);
  checkChoice(where, 'alternative', alternative, ['two-sided', 'greater', 'less']);
  checkChoice(where, 'method', method, ['exact', 'normal', 'auto']);
  checkBoolean(where, 'continuity', continuity);
  const ranked = signedRanks(pairedDifferences(where, x, y), zeros);
  const { ranks, positive, negative } = ranked;
  const n = ranks.length;
  if (method === 'exact' && n > MOST_EXACT) {
    throw new RangeError(`${where}: method 'exact' needs at most ${MOST_EXACT} nonzero pairs, got ${n}; use 'normal'`);
  }
  const used = method === 'normal' || (method === 'auto' && n > AUTO_EXACT) ? 'normal' : 'exact';
  const pValue = used === 'exact' ? exactP(ranked, alternative) : normalP(ranked, alternative, continuity);
  const statistic = alternative === 'two-sided' ? Math.min(positive, negative) : positive;
  return { statistic, pValue, n, method: used, positive, negative };
}

function exactP({ ranks, positive, negative }: SignedRanks, alternative: Alternative): number {
  // The rank sum is symmetric about half its total, so both tails are lower tails.
  if (alternative === 'greater') return lowerTail(ranks, negative, positive);
  if (alternative === 'less') return lowerTail(ranks, positive, negative);
  return Math.min(1, 2 * lowerTail(ranks, Math.min(positive, negative), Math.max(positive, negative)));
}

/** P(sum of randomly signed ranks <= sum), where sum + rest is the sum of all ranks. */
function lowerTail(ranks: Float64Array, sum: number, rest: number): number {
  const unit = ranks.every(Number.isInteger) ? 1 : 2;
  const [from, to] = [sum * unit, rest * unit];
  // P(W <= from) = 1 - P(W <= to - 1) by symmetry: the table need not pass the middle.
  if (from > to) return 1 - cumulative(ranks, unit, to - 1);
  return cumulative(ranks, unit, from);
}

/** P(unit W <= top) by adding one rank at a time: each rank is in the sum with probability 1/2. */
function cumulative(ranks: Float64Array, unit: number, top: number): number {
  if (top < 0) return 0;
  const probability = new Float64Array(top + 1);
  probability[0] = 1;
  let reach = 0;
  for (const rank of ranks) {
    const step = rank * unit;
    reach = Math.min(top, reach + step);
    for (let s = reach; s >= step; s--) probability[s] = 0.5 * (probability[s] + probability[s - step]);
    for (let s = Math.min(step - 1, reach); s >= 0; s--) probability[s] *= 0.5;
  }
  let sum = 0;
  for (const value of probability) sum += value;
  return Math.min(1, sum);
}

function normalP({ ranks, positive }: SignedRanks, alternative: Alternative, continuity: boolean): number {
  let mean = 0;
  let variance = 0;
  for (const rank of ranks) {
    mean += rank / 2;
    variance += (rank * rank) / 4;
  }
  if (variance === 0) return 1;
  const distance = positive - mean;
  const shift = continuity ? 0.5 : 0;
  const deviation = Math.sqrt(variance);
  if (alternative === 'greater') return normalSurvival((distance - shift) / deviation);
  if (alternative === 'less') return normalCdf((distance + shift) / deviation);
  return Math.min(1, 2 * normalSurvival(Math.max(0, Math.abs(distance) - shift) / deviation));
}
