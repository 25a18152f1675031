/** Ranks of absolute differences, split by sign. */
import { averageRanks } from './ranks.ts';

/** Zero differences: dropped before ranking, or ranked and then dropped (Pratt, JASA 54, 1959). */
export type ZeroRule = 'wilcox' | 'pratt';

/** The ranks of the nonzero differences and their sums by sign. */
export interface SignedRanks {
  /** Ranks of |difference| for the nonzero ones, in no particular order. */
  ranks: Float64Array;
  /** Sum over positive differences. */
  positive: number;
  /** Sum over negative differences. */
  negative: number;
}

/** Ranks |differences| with ties averaged and sums the ranks by sign. O(n log n). */
export function signedRanks(differences: Float64Array, zeros: ZeroRule): SignedRanks {
  const kept = differences.filter((value) => zeros === 'pratt' || value !== 0);
  const all = new Float64Array(kept.length);
  averageRanks(kept.map(Math.abs), all, new Uint32Array(kept.length));
  const ranks = all.filter((_, i) => kept[i] !== 0);
  let positive = 0;
  let negative = 0;
  for (let i = 0; i < kept.length; i++) {
    if (kept[i] > 0) positive += all[i];
    else if (kept[i] < 0) negative += all[i];
  }
  return { ranks, positive, negative };
}
