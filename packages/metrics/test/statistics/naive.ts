/** The literal definitions: slow and obvious, never imported by the sources. */
import { createRandom } from '@tsad/core';

/** Rank of each value: the number below it, plus half of those equal to it, plus one half. */
export function naiveRanks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}

/** The signed-rank P value by listing all 2^n signs of the ranks. */
export function naiveWilcoxon(
  differences: readonly number[],
  zeros: 'wilcox' | 'pratt',
  alternative: 'two-sided' | 'greater' | 'less',
): number {
  const kept = differences.filter((value) => zeros === 'pratt' || value !== 0);
  const ranks = naiveRanks(kept.map(Math.abs));
  const nonzero = ranks.filter((_, i) => kept[i] !== 0);
  const observed = ranks.reduce((sum, rank, i) => sum + (kept[i] > 0 ? rank : 0), 0);
  const middle = nonzero.reduce((sum, rank) => sum + rank, 0) / 2;
  let extreme = 0;
  for (let signs = 0; signs < 2 ** nonzero.length; signs++) {
    const sum = nonzero.reduce((total, rank, i) => total + ((signs >> i) & 1 ? rank : 0), 0);
    if (alternative === 'greater' ? sum >= observed : alternative === 'less' ? sum <= observed : false) extreme++;
    if (alternative === 'two-sided' && Math.abs(sum - middle) >= Math.abs(observed - middle)) extreme++;
  }
  return extreme / 2 ** nonzero.length;
}

/** Holm's adjustment as the maximum over all P values not above the own one. */
export function naiveHolm(p: readonly number[]): number[] {
  return p.map((own) => {
    const steps = p.filter((other) => other <= own);
    return Math.min(1, Math.max(...steps.map((step) => step * p.filter((other) => other >= step).length)));
  });
}

/** Friedman's statistic in the textbook form, divided by the tie correction. */
export function naiveFriedman(table: readonly (readonly number[])[]): number {
  const n = table.length;
  const k = table[0].length;
  const ranks = table.map((row) => naiveRanks(row.map((value) => -value)));
  const sums = Array.from({ length: k }, (_, j) => ranks.reduce((sum, row) => sum + row[j], 0));
  const squares = sums.reduce((sum, value) => sum + value * value, 0);
  let tied = 0;
  for (const row of table) {
    for (const value of new Set(row)) {
      const t = row.filter((other) => other === value).length;
      tied += t ** 3 - t;
    }
  }
  const correction = 1 - tied / (n * k * (k * k - 1));
  return ((12 / (n * k * (k + 1))) * squares - 3 * n * (k + 1)) / correction;
}

/** Every longest set of neighbours in `order` of which no pair is at most alpha, two members or more. */
export function naiveRuns(order: readonly number[], pValues: ArrayLike<number>, alpha: number): number[][] {
  const k = order.length;
  const fits = (run: readonly number[]) => run.every((i) => run.every((j) => i === j || pValues[i * k + j] > alpha));
  const found: [number, number][] = [];
  for (let begin = 0; begin < k; begin++) {
    for (let end = begin + 2; end <= k; end++) if (fits(order.slice(begin, end))) found.push([begin, end]);
  }
  return found
    .filter(([b, e]) => !found.some(([c, f]) => c <= b && e <= f && (c !== b || e !== f)))
    .map(([b, e]) => order.slice(b, e));
}

/** Resampled estimates with the documented draws: whole clusters, in order of first appearance. */
export function naiveEstimates(
  values: readonly number[],
  labels: readonly (number | string)[],
  statistic: (sample: readonly number[]) => number,
  resamples: number,
  seed: number,
): { estimates: number[]; jackknife: number[] } {
  const names = [...new Set(labels)];
  const clusters = names.map((name) => values.filter((_, i) => labels[i] === name));
  const random = createRandom(seed);
  const estimates = Array.from({ length: resamples }, () =>
    statistic(clusters.flatMap(() => clusters[random.integer(clusters.length)])),
  );
  const jackknife = clusters.map((_, j) => statistic(clusters.filter((_, i) => i !== j).flat()));
  return { estimates, jackknife };
}

/** The mean. */
export function naiveMean(sample: readonly number[]): number {
  return sample.reduce((sum, value) => sum + value, 0) / sample.length;
}
