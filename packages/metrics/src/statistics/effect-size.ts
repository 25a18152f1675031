/** How large a paired difference is: three measures beside any P value. */
import { pairedDifferences } from './input.ts';
import { signedRanks } from './signed-ranks.ts';

/** The outcome of {@link pairedEffectSizes}. */
export interface PairedEffectSizes {
  /** Number of pairs. */
  n: number;
  /** Mean of x - y, in the unit of the scores. */
  meanDifference: number;
  /** Cohen's d_z: mean over standard deviation (divisor n - 1) of the differences; null where that is 0 up to rounding. */
  cohenDz: number | null;
  /** Matched-pairs rank-biserial correlation in [-1, 1]; 0 where all differences are zero. */
  rankBiserial: number;
  /** Share of pairs with x above y, ties half, in [0, 1]; 1/2 is no preference. */
  superiority: number;
  /** Pairs with x above y. */
  wins: number;
  /** Pairs with x equal to y. */
  ties: number;
  /** Pairs with x below y. */
  losses: number;
}

/**
 * Effect sizes of paired scores: how far, how consistently and how often x is above y.
 *
 * They describe these pairs; for uncertainty pass the differences to {@link bootstrapInterval}. d_z grows when the pairs
 * are alike, so it does not compare across sets of series, and one outlier can undo it; the rank-biserial correlation
 * (Kerby 2014) goes with {@link wilcoxonSignedRank}; superiority counts and knows no size.
 * @param x first scores, or the differences themselves; finite, at least 1.
 * @param y second scores, of the length of x. Default none.
 * @returns the sizes, all positive where x is the higher; zeros are dropped before ranking.
 * @throws RangeError for values that are not finite and lengths that differ.
 * Cost: O(n log n).
 * @example
 * const { superiority, rankBiserial, wins } = pairedEffectSizes([8, 7, 6, 9, 5], [6, 7, 5, 6, 6]);
 * console.log(superiority, rankBiserial, wins); // 0.7 0.7 3
 */
export function pairedEffectSizes(x: ArrayLike<number>, y?: ArrayLike<number>): PairedEffectSizes {
  const differences = pairedDifferences('pairedEffectSizes', x, y);
  const n = differences.length;
  let meanDifference = 0;
  let wins = 0;
  let losses = 0;
  for (let i = 0; i < n; i++) {
    meanDifference += (differences[i] - meanDifference) / (i + 1);
    if (differences[i] > 0) wins++;
    else if (differences[i] < 0) losses++;
  }
  let squares = 0;
  for (const difference of differences) squares += (difference - meanDifference) ** 2;
  // A constant difference of two scores is constant up to their rounding only.
  const spread = Math.sqrt(squares / (n - 1));
  const { positive, negative } = signedRanks(differences, 'wilcox');
  const ties = n - wins - losses;
  return {
    n,
    meanDifference,
    cohenDz: spread > 1e-12 * Math.abs(meanDifference) ? meanDifference / spread : null,
    rankBiserial: wins + losses === 0 ? 0 : (positive - negative) / (positive + negative),
    superiority: (wins + ties / 2) / n,
    wins,
    ties,
    losses,
  };
}
