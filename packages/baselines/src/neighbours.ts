/** Nearest neighbours by search, with early abandonment. */
import type { PointSet } from './point-set.ts';

/** Neighbours of each query, nearest first. */
export interface Neighbours {
  /** Shape [queries, k]. */
  distances: Float64Array;
  /** Shape [queries, k]: which reference points. */
  indices: Int32Array;
}

/**
 * The `k` nearest reference points of every query. The search starts beside the query (or beside the former query's
 * neighbour) and widens, so that close points are met early and most distances are given up after a few dimensions.
 * O(queries reference dimensions) at worst, usually a small part of that.
 * @param weights shape [dimensions]: of the squared differences.
 * @param own the queries are the reference: a point is not its own neighbour.
 * @param k at most the number of reference points, less 1 for `own`.
 */
export function nearestNeighbours(
  reference: PointSet,
  queries: PointSet,
  weights: Float64Array,
  k: number,
  own: boolean,
): Neighbours {
  const distances = new Float64Array(queries.count * k);
  const indices = new Int32Array(queries.count * k);
  const near = new Float64Array(k);
  const at = new Int32Array(k);
  const { count } = reference;
  for (let i = 0; i < queries.count; i++) {
    near.fill(Infinity);
    const start = own ? i : Math.min(at[0] + 1, count - 1);
    for (let offset = 0; offset < count; offset++) {
      if (start - offset >= 0 && !(own && offset === 0))
        consider(reference, start - offset, queries, i, weights, near, at);
      if (offset > 0 && start + offset < count) consider(reference, start + offset, queries, i, weights, near, at);
    }
    for (let rank = 0; rank < k; rank++) {
      distances[i * k + rank] = Math.sqrt(near[rank]);
      indices[i * k + rank] = at[rank];
    }
  }
  return { distances, indices };
}

/** Puts reference point j into the sorted lists if it is nearer than the last. */
function consider(
  reference: PointSet,
  j: number,
  queries: PointSet,
  i: number,
  weights: Float64Array,
  near: Float64Array,
  at: Int32Array,
): void {
  const last = near.length - 1;
  const limit = near[last];
  const { dimensions } = queries;
  const a = queries.values;
  const b = reference.values;
  const from = i * queries.stride;
  const to = j * reference.stride;
  let sum = 0;
  let d = 0;
  while (d < dimensions) {
    const stop = Math.min(d + 8, dimensions);
    for (; d < stop; d++) {
      const difference = a[from + d] - b[to + d];
      sum += weights[d] * difference * difference;
    }
    if (sum >= limit) return;
  }
  let rank = last;
  for (; rank > 0 && near[rank - 1] > sum; rank--) {
    near[rank] = near[rank - 1];
    at[rank] = at[rank - 1];
  }
  near[rank] = sum;
  at[rank] = j;
}
