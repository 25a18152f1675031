/** PATE's counts at all thresholds: proximity-weighted hits and weighted misses. */
import type { Runs } from './runs.ts';

/**
 * Weighted misses at each threshold; the same for every buffer. `bucketOf` holds the first threshold that a point
 * passes. A run without a predicted point misses its length; otherwise a missed point counts 1 up to index
 * begin + q, q the length of the first predicted piece, and less the farther it lies behind.
 */
export function missedWeights(bucketOf: Uint32Array, runs: Runs, thresholds: number): Float64Array {
  const change = new Float64Array(thresholds + 1);
  for (let r = 0; r < runs.count; r++) {
    const begin = runs.begin[r];
    const end = runs.end[r];
    const distinct = [...new Set(bucketOf.subarray(begin, end))].sort((a, b) => a - b);
    let before = end - begin;
    change[0] += before;
    for (const k of distinct) {
      const missed = missedWeight(bucketOf, begin, end, k);
      change[k] += missed - before;
      before = missed;
    }
  }
  for (let k = 1; k < thresholds; k++) change[k] += change[k - 1];
  return change.subarray(0, thresholds);
}

/** Weighted misses of the run [begin, end) at threshold k, where it has a predicted point. */
function missedWeight(bucketOf: Uint32Array, begin: number, end: number, k: number): number {
  const length = end - begin;
  let first = begin;
  while (bucketOf[first] > k) first++;
  let stop = first;
  while (stop < end && bucketOf[stop] <= k) stop++;
  const piece = stop - first;
  let missed = 0;
  let distance = 0;
  for (let i = begin; i < end; i++) {
    if (bucketOf[i] <= k) continue;
    missed++;
    if (i > begin + piece) distance += i - begin - piece / 2;
  }
  return missed - ((piece + 1) * distance) / ((length * (length - 1)) / 2 || 1);
}

/**
 * Weighted hits at each threshold for buffers of `early` points before and `late` points after each run. The weight
 * falls from the run to the far end of its buffer; a buffer before a run counts only where the run itself has a
 * predicted point. The late buffer of the run before wins where two meet.
 */
export function hitWeights(
  bucketOf: Uint32Array,
  runs: Runs,
  thresholds: number,
  early: number,
  late: number,
): Float64Array {
  const hits = new Float64Array(thresholds);
  let lateEnd = -1;
  for (let r = 0; r < runs.count; r++) {
    const begin = runs.begin[r];
    const last = runs.end[r] - 1;
    const centre = (begin + last) / 2;
    let detection = thresholds;
    for (let i = begin; i <= last; i++) {
      hits[bucketOf[i]]++;
      if (bucketOf[i] < detection) detection = bucketOf[i];
    }
    const earlyBegin = Math.max(0, begin - early, lateEnd + 1);
    for (let i = earlyBegin; i < begin; i++) {
      hits[Math.max(bucketOf[i], detection)] += 1 - (centre - i) / (centre - earlyBegin);
    }
    const next = r + 1 < runs.count ? runs.begin[r + 1] : runs.length;
    lateEnd = Math.min(last + late, next - 1);
    for (let i = last + 1; i <= lateEnd; i++) hits[bucketOf[i]] += 1 - (i - centre) / (lateEnd - centre);
  }
  for (let k = 1; k < thresholds; k++) hits[k] += hits[k - 1];
  return hits;
}
