/** The quantile thresholds: scores at evenly spaced ranks, found without sorting everything. */
import { type Buckets, sortPart } from './buckets.ts';

/** Thresholds from the highest score (index 0) to the lowest (last index); the prediction at each is score >= value. */
export interface QuantileThresholds {
  readonly values: Float64Array;
  /** Points predicted at each threshold: all those that tie with it are in. */
  readonly predicted: Float64Array;
  /** Number of thresholds in bucket b and above. */
  readonly fromBucket: Uint16Array;
}

/**
 * The scores of descending rank trunc(k (n - 1) / (count - 1)), k = 0 .. count - 1.
 *
 * Only the buckets that hold a wanted rank are sorted: O(n) for spread-out scores, O(n log n) at worst.
 */
export function quantileThresholds(scores: Float64Array, buckets: Buckets, count: number): QuantileThresholds {
  const n = scores.length;
  const { of, sizes } = buckets;
  const values = new Float64Array(count);
  const predicted = new Float64Array(count);
  const step = (n - 1) / (count - 1);
  const rankOf = (k: number) => (k === count - 1 ? n - 1 : Math.trunc(k * step));

  // The bucket of each wanted rank, and a place for the scores of these buckets.
  const bucketOfRank = new Int32Array(count);
  const above = new Int32Array(count);
  const start = new Int32Array(sizes.length).fill(-1);
  let bucket = sizes.length - 1;
  let higher = 0;
  let gathered = 0;
  for (let k = 0; k < count; k++) {
    const rank = rankOf(k);
    while (rank >= higher + sizes[bucket]) higher += sizes[bucket--];
    bucketOfRank[k] = bucket;
    above[k] = higher;
    if (start[bucket] < 0) {
      start[bucket] = gathered;
      gathered += sizes[bucket];
    }
  }
  const store = new Float64Array(gathered);
  const cursor = start.slice();
  for (let i = 0; i < n; i++) {
    const at = cursor[of[i]];
    if (at >= 0) {
      store[at] = scores[i];
      cursor[of[i]] = at + 1;
    }
  }
  for (let k = 0; k < count; k++) {
    const b = bucketOfRank[k];
    const from = start[b];
    const to = from + sizes[b];
    if (k === 0 || bucketOfRank[k - 1] !== b) sortPart(store, from, to);
    const value = store[to - 1 - (rankOf(k) - above[k])];
    values[k] = value;
    predicted[k] = above[k] + to - lowerBound(store, value, from, to);
  }
  const fromBucket = new Uint16Array(sizes.length + 1);
  for (let b = sizes.length - 1, k = 0; b >= 0; b--) {
    while (k < count && bucketOfRank[k] === b) k++;
    fromBucket[b] = k;
  }
  return { values, predicted, fromBucket };
}

/** First index in [from, to) of the ascending part whose entry is >= value. */
function lowerBound(ascending: Float64Array, value: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** First threshold that a score passes; its bucket leaves only the thresholds of that bucket to compare with. */
export function firstPassed({ values, fromBucket }: QuantileThresholds, bucket: number, score: number): number {
  return firstAtMost(values, score, fromBucket[bucket + 1], fromBucket[bucket]);
}

/** First k in [from, to) with values[k] <= score in descending `values`; `to` when there is none. */
export function firstAtMost(values: Float64Array, score: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] <= score) high = middle;
    else low = middle + 1;
  }
  return low;
}
