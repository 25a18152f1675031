/** Tail probabilities of several channels to one, all as -ln p. */
import { portableLog } from '@tsad/core';

/** How the channels of a row are combined. */
export type Combination = 'simes' | 'fisher' | 'bonferroni';

/**
 * Combines -ln p of m channels.
 * `bonferroni`: the smallest p times m, for one channel that stands out; negative where the bound is void.
 * `simes`: min over k of the k-th smallest p times m / k, valid under positive dependence, never above the largest p.
 * `fisher`: the sum, referred to its Gamma(m) law; exact for independent channels, too bold for dependent ones.
 * @param surprises shape [m], sorted in place.
 * @returns -ln p, or NaN when m = 0.
 */
export function combineSurprises(surprises: Float64Array, m: number, how: Combination): number {
  if (m === 0) return Number.NaN;
  // Insertion sort, falling: the number of channels is small and nothing is allocated.
  for (let i = 1; i < m; i++) {
    const value = surprises[i];
    let j = i;
    for (; j > 0 && surprises[j - 1] < value; j--) surprises[j] = surprises[j - 1];
    surprises[j] = value;
  }
  if (how === 'bonferroni') return surprises[0] - portableLog(m);
  if (how === 'fisher') return gammaSurprise(surprises, m);
  let best = -Infinity;
  for (let k = 0; k < m; k++) best = Math.max(best, surprises[k] - portableLog(m / (k + 1)));
  return best;
}

/** -ln of P(Gamma(m) > x) = e^-x sum over k < m of x^k / k!, x the sum. */
function gammaSurprise(surprises: Float64Array, m: number): number {
  let x = 0;
  for (let k = 0; k < m; k++) x = Math.min(Number.MAX_VALUE, x + surprises[k]);
  if (x <= m) {
    let sum = 1;
    for (let k = m - 1; k > 0; k--) sum = 1 + (sum * x) / k;
    return x - portableLog(sum);
  }
  // The same sum with its largest term, the last, taken out.
  let sum = 1;
  let logLast = 0;
  for (let k = 1; k < m; k++) {
    sum = 1 + (sum * k) / x;
    logLast += portableLog(x / k);
  }
  return x - logLast - portableLog(sum);
}
