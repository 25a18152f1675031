/** The point-wise confusion counts at every threshold that matters: the distinct scores of anomalous points. */
import { type Buckets, sortPart } from './buckets.ts';
import type { Runs } from './runs.ts';

/** Counts at the distinct scores of anomalous points, highest first; the prediction at entry k is score >= value[k]. */
export interface Sweep {
  readonly size: number;
  readonly value: Float64Array;
  /** Anomalous points predicted. */
  readonly truePositives: Int32Array;
  /** Normal points predicted. */
  readonly falsePositives: Int32Array;
  /** Normal points strictly above value[k]. */
  readonly falseAbove: Int32Array;
}

/**
 * Counts only at scores of anomalous points: between two of them recall stays and precision falls, so that no area and
 * no best F1 needs the others. Sorts only inside buckets that hold an anomalous point.
 *
 * Time O(n) for spread-out scores, O(n log n) at worst.
 */
export function sweepPositives(scores: Float64Array, buckets: Buckets, runs: Runs): Sweep {
  const { of, sizes } = buckets;
  const positives = new Int32Array(sizes.length);
  for (let j = 0; j < runs.count; j++) {
    for (let i = runs.begin[j]; i < runs.end[j]; i++) positives[of[i]]++;
  }

  // Places: the anomalous scores of a bucket, and the normal ones of buckets that hold an anomalous one.
  const mixed = new Uint8Array(sizes.length);
  const positiveStart = new Int32Array(sizes.length + 1);
  const negativeStart = new Int32Array(sizes.length + 1);
  for (let b = 0; b < sizes.length; b++) {
    positiveStart[b + 1] = positiveStart[b] + positives[b];
    mixed[b] = positives[b] > 0 ? 1 : 0;
    negativeStart[b + 1] = negativeStart[b] + mixed[b] * (sizes[b] - positives[b]);
  }
  const positive = new Float64Array(runs.positives);
  const negative = new Float64Array(negativeStart[sizes.length]);
  const cursor = negativeStart.slice();
  let from = 0;
  for (let j = 0; j <= runs.count; j++) {
    const to = j < runs.count ? runs.begin[j] : runs.length;
    for (let i = from; i < to; i++) {
      const b = of[i];
      if (mixed[b] === 1) negative[cursor[b]++] = scores[i];
    }
    if (j < runs.count) from = runs.end[j];
  }
  cursor.set(positiveStart);
  for (let j = 0; j < runs.count; j++) {
    for (let i = runs.begin[j]; i < runs.end[j]; i++) positive[cursor[of[i]]++] = scores[i];
  }

  const value = new Float64Array(runs.positives);
  const truePositives = new Int32Array(runs.positives);
  const falsePositives = new Int32Array(runs.positives);
  const falseAbove = new Int32Array(runs.positives);
  let size = 0;
  let normalAbove = 0;
  for (let b = sizes.length - 1; b >= 0; b--) {
    if (mixed[b] === 0) {
      normalAbove += sizes[b];
      continue;
    }
    const low = negativeStart[b];
    sortPart(positive, positiveStart[b], positiveStart[b + 1]);
    sortPart(negative, low, negativeStart[b + 1]);
    let p = positiveStart[b + 1] - 1;
    let q = negativeStart[b + 1] - 1;
    while (p >= positiveStart[b]) {
      const score = positive[p];
      while (p >= positiveStart[b] && positive[p] === score) p--;
      while (q >= low && negative[q] > score) q--;
      value[size] = score;
      truePositives[size] = runs.positives - (p + 1);
      falseAbove[size] = normalAbove + negativeStart[b + 1] - 1 - q;
      while (q >= low && negative[q] === score) q--;
      falsePositives[size] = normalAbove + negativeStart[b + 1] - 1 - q;
      size++;
    }
    normalAbove += sizes[b] - positives[b];
  }
  return { size, value, truePositives, falsePositives, falseAbove };
}
