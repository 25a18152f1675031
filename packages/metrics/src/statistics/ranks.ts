/** Ranks with ties averaged. */

/**
 * Writes the ranks 1..n of `values`, smallest first, ties sharing their average, into `out`. O(n log n).
 * @param order scratch of the same length; afterwards it lists the indices in increasing order of value.
 */
export function averageRanks(values: Float64Array, out: Float64Array, order: Uint32Array): void {
  const n = values.length;
  for (let i = 0; i < n; i++) order[i] = i;
  order.sort((i, j) => values[i] - values[j]);
  for (let begin = 0; begin < n; ) {
    const value = values[order[begin]];
    let end = begin + 1;
    while (end < n && values[order[end]] === value) end++;
    const rank = (begin + 1 + end) / 2;
    for (let i = begin; i < end; i++) out[order[i]] = rank;
    begin = end;
  }
}
