/** Points near the true runs: their distances, and the soft labels that VUS and Range-AUC give them. */
import type { Buckets } from './buckets.ts';
import { firstPassed, type QuantileThresholds } from './quantiles.ts';
import type { Runs } from './runs.ts';

/**
 * Normal points within `reach` of a run, grouped by distance to the nearest run and by first threshold passed.
 *
 * A ramp is at least sqrt(1/2) wherever it is not 0, so a point under two ramps has soft label 1 (their sum is clipped):
 * only the nearest and the second nearest run matter.
 */
export interface Buffers {
  /** Entries of distance d are start[d] .. start[d + 1] - 1, d = 1 .. reach. */
  readonly start: Int32Array;
  /** First threshold passed by the points of an entry. */
  readonly bucket: Uint16Array;
  /** Points of an entry that lie under one ramp only; lowered as the windows grow. */
  readonly points: Int32Array;
  /** Entries that lose a point when the half window reaches h are doubled[doubledStart[h] .. doubledStart[h + 1] - 1]. */
  readonly doubledStart: Int32Array;
  readonly doubled: Int32Array;
}

/** First threshold passed by each anomalous point and each point within `reach` of a run; 0 elsewhere. */
export function bucketsNearRuns(
  scores: Float64Array,
  buckets: Buckets,
  thresholds: QuantileThresholds,
  runs: Runs,
  reach: number,
): Uint16Array {
  const first = new Uint16Array(runs.length);
  let done = 0;
  for (let j = 0; j < runs.count; j++) {
    const to = Math.min(runs.end[j] + reach, runs.length);
    for (let i = Math.max(runs.begin[j] - reach, done); i < to; i++) {
      first[i] = firstPassed(thresholds, buckets.of[i], scores[i]);
    }
    done = to;
  }
  return first;
}

/** Groups the normal points within `reach`. Time and memory grow with the number of these points, at most n. */
export function collectBuffers(bucketOf: Uint16Array, thresholds: number, runs: Runs, reach: number): Buffers {
  const start = new Int32Array(reach + 2);
  const doubledStart = new Int32Array(reach + 2);
  eachBufferPoint(runs, reach, (_, near, second) => {
    start[near]++;
    if (second <= reach) doubledStart[second]++;
  });
  const total = toStarts(start);
  const doubledTotal = toStarts(doubledStart);

  const byDistance = new Int32Array(total);
  const cursor = start.slice();
  eachBufferPoint(runs, reach, (point, near) => {
    byDistance[cursor[near]++] = point;
  });

  // Points of one distance and one bucket become one entry.
  const bucket = new Uint16Array(total);
  const points = new Int32Array(total);
  const entryOf = new Int32Array(thresholds).fill(-1);
  const entryOfPlace = doubledTotal > 0 ? new Int32Array(total) : new Int32Array(0);
  let entries = 0;
  for (let d = 1; d <= reach; d++) {
    const from = start[d];
    const to = start[d + 1];
    const first = entries;
    for (let place = from; place < to; place++) {
      const b = bucketOf[byDistance[place]];
      let entry = entryOf[b];
      if (entry < first) {
        entry = entries++;
        entryOf[b] = entry;
        bucket[entry] = b;
      }
      points[entry]++;
      if (doubledTotal > 0) entryOfPlace[place] = entry;
    }
    start[d] = first;
  }
  start[reach + 1] = entries;

  const doubled = new Int32Array(doubledTotal);
  if (doubledTotal > 0) {
    // The second pass meets the points of one distance in the order of the first.
    const seen = new Int32Array(reach + 2);
    const doubledCursor = doubledStart.slice();
    let place = 0;
    for (let d = 1; d <= reach; d++) {
      seen[d] = place;
      place = cursor[d];
    }
    eachBufferPoint(runs, reach, (_, near, second) => {
      const entry = entryOfPlace[seen[near]++];
      if (second <= reach) doubled[doubledCursor[second]++] = entry;
    });
  }
  return { start, bucket, points, doubledStart, doubled };
}

/** Calls back with each normal point within `reach` of a run and its distances to the two nearest runs. */
export function eachBufferPoint(
  runs: Runs,
  reach: number,
  visit: (point: number, near: number, second: number) => void,
): void {
  for (let j = 0; j <= runs.count; j++) {
    // The normal points between run j - 1 and run j, with the two ends on the left and the two begins on the right.
    const left = j > 0 ? runs.end[j - 1] - 1 : -Infinity;
    const left2 = j > 1 ? runs.end[j - 2] - 1 : -Infinity;
    const right = j < runs.count ? runs.begin[j] : Infinity;
    const right2 = j + 1 < runs.count ? runs.begin[j + 1] : Infinity;
    const first = j > 0 ? left + 1 : 0;
    const last = j < runs.count ? right - 1 : runs.length - 1;
    for (let i = first; i <= last; i++) {
      if (i - left > reach && right - i > reach) {
        // Jump over what no run reaches.
        i = Math.max(i, Math.min(last, right - reach - 1));
        continue;
      }
      const toLeft = i - left;
      const toRight = right - i;
      if (toLeft <= toRight) visit(i, toLeft, Math.min(toRight, i - left2));
      else visit(i, toRight, Math.min(toLeft, right2 - i));
    }
  }
}

/** Turns counts at 1 .. n - 2 into starts in place (start[n - 1] = total) and returns the total. */
function toStarts(counts: Int32Array): number {
  let sum = 0;
  for (let d = 0; d < counts.length; d++) {
    const count = counts[d];
    counts[d] = sum;
    sum += count;
  }
  return sum;
}
