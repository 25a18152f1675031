/** Estimates over resampled clusters: the inner loop of the bootstrap and of the jackknife. */

/** Which values belong to which cluster: those of cluster j are `members[starts[j]]` to `members[starts[j + 1] - 1]`. */
export interface Clusters {
  /** Number of clusters. */
  count: number;
  /** Indices of values, cluster by cluster, in order of first appearance. */
  members: Uint32Array;
  /** count + 1 offsets into members. */
  starts: Uint32Array;
}

/** A statistic of the whole sample, of drawn clusters and of all clusters but one. */
export interface Resampler {
  /** At the data themselves. */
  whole(): number;
  /** At the first `count` clusters named in `drawn`, with repeats. */
  of(drawn: Uint32Array, count: number): number;
  /** At all clusters but the given one. */
  without(cluster: number): number;
}

/** Clusters by label, in order of first appearance; without labels every value is one. */
export function clustersOf(where: string, n: number, groups?: ArrayLike<number | string>): Clusters {
  if (!groups) {
    const members = Uint32Array.from({ length: n }, (_, i) => i);
    return { count: n, members, starts: Uint32Array.from({ length: n + 1 }, (_, i) => i) };
  }
  if (groups.length !== n) {
    throw new RangeError(`${where}: groups must have one label a value, got ${groups.length} labels for ${n} values`);
  }
  const lists = new Map<number | string, number[]>();
  for (let i = 0; i < n; i++) {
    const list = lists.get(groups[i]);
    if (list) list.push(i);
    else lists.set(groups[i], [i]);
  }
  if (lists.size < 2) throw new RangeError(`${where}: groups must name at least 2 clusters, got ${lists.size}`);
  const members = new Uint32Array(n);
  const starts = new Uint32Array(lists.size + 1);
  let cluster = 0;
  for (const list of lists.values()) {
    members.set(list, starts[cluster]);
    starts[cluster + 1] = starts[cluster] + list.length;
    cluster++;
  }
  return { count: lists.size, members, starts };
}

/** The mean from the sum and size of each cluster: O(1) a cluster, nothing copied. */
export function meanResampler(values: Float64Array, { count, members, starts }: Clusters): Resampler {
  // Sums are taken about the first value, so that a large common offset costs no digits and equal values none at all.
  const origin = values[0];
  const sums = new Float64Array(count);
  let total = 0;
  for (let j = 0; j < count; j++) {
    for (let i = starts[j]; i < starts[j + 1]; i++) sums[j] += values[members[i]] - origin;
    total += sums[j];
  }
  const sizeOf = (j: number) => starts[j + 1] - starts[j];
  return {
    whole: () => origin + total / values.length,
    of(drawn, length) {
      let sum = 0;
      let size = 0;
      for (let i = 0; i < length; i++) {
        const j = drawn[i];
        sum += sums[j];
        size += starts[j + 1] - starts[j];
      }
      return origin + sum / size;
    },
    without: (cluster) => origin + (total - sums[cluster]) / (values.length - sizeOf(cluster)),
  };
}

/** Any statistic of a Float64Array, on one reused buffer. */
export function statisticResampler(
  where: string,
  values: Float64Array,
  { count, members, starts }: Clusters,
  statistic: (sample: Float64Array) => number,
): Resampler {
  let largest = 0;
  for (let j = 0; j < count; j++) largest = Math.max(largest, starts[j + 1] - starts[j]);
  const buffer = new Float64Array(largest * count);
  const evaluate = (size: number): number => {
    const value = statistic(buffer.subarray(0, size));
    if (Number.isFinite(value)) return value;
    throw new RangeError(`${where}: statistic must be finite on every resample, got ${value} for ${size} values`);
  };
  const append = (cluster: number, size: number): number => {
    for (let i = starts[cluster]; i < starts[cluster + 1]; i++) buffer[size++] = values[members[i]];
    return size;
  };
  const allBut = (skipped: number): number => {
    let size = 0;
    for (let j = 0; j < count; j++) if (j !== skipped) size = append(j, size);
    return evaluate(size);
  };
  return {
    whole: () => {
      buffer.set(values);
      return evaluate(values.length);
    },
    of(drawn, length) {
      let size = 0;
      for (let i = 0; i < length; i++) size = append(drawn[i], size);
      return evaluate(size);
    },
    without: allBut,
  };
}
