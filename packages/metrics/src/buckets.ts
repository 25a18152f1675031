/** Scores dropped into equal-width buckets once, so that no metric has to sort all of them. */

/** Buckets in ascending order of the scores they hold; a higher bucket holds only higher scores. */
export interface Buckets {
  /** Bucket of each point. */
  readonly of: Uint16Array;
  /** Points in each bucket. */
  readonly sizes: Int32Array;
}

const POINTS_PER_BUCKET = 8;
const MAX_BUCKETS = 65536;

/**
 * Cuts [min, max] into equal parts. The map from score to bucket is monotone whatever the rounding, which is all that
 * selection and counting need; one huge outlier only makes the buckets uneven, and the work then is one sort.
 *
 * Time O(n), memory 2 n bytes.
 */
export function bucketise(scores: Float64Array, min: number, max: number): Buckets {
  const n = scores.length;
  const of = new Uint16Array(n);
  let count = 64;
  while (count < MAX_BUCKETS && count * POINTS_PER_BUCKET < n) count *= 2;
  const scale = (count - 1) / (max - min);
  if (!(scale > 0 && scale < Infinity)) return { of, sizes: Int32Array.of(n) };
  const sizes = new Int32Array(count);
  for (let i = 0; i < n; i++) {
    const bucket = ((scores[i] - min) * scale) | 0;
    of[i] = bucket;
    sizes[bucket]++;
  }
  return { of, sizes };
}

/** Sorts values[from .. to - 1] ascending in place; by insertion where that is quicker than the library's sort. */
export function sortPart(values: Float64Array, from: number, to: number): void {
  if (to - from > 24) {
    values.subarray(from, to).sort();
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const value = values[i];
    let j = i - 1;
    while (j >= from && values[j] > value) {
      values[j + 1] = values[j];
      j--;
    }
    values[j + 1] = value;
  }
}
