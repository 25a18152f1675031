/** The range-aware ROC and PR areas of all windows at once, in the two published kinds. */
import type { Buckets } from './buckets.ts';
import { bucketsNearRuns, collectBuffers } from './buffers.ts';
import type { QuantileThresholds } from './quantiles.ts';
import type { Runs } from './runs.ts';

/** Which of the two published definitions. */
export type VusKind = 'current' | 'classic';

/** Largest window accepted, in points; the time grows with its square. */
export const MAX_WINDOW = 100_000;

/** What {@link rangeAreas} computes. */
export interface RangeAreasOptions {
  kind: VusKind;
  /** First and last window, in points. */
  from: number;
  to: number;
  /** Do runs whose buffers are adjacent, without overlap, count as one segment? */
  joinAdjacent: boolean;
}

/** Areas of each window from .. to. */
export interface RangeAreas {
  roc: Float64Array;
  pr: Float64Array;
}

/**
 * For window w and half window h = floor(w / 2) a normal point at distance d <= h of a run has soft label sqrt(1 - d/w)
 * (overlaps add, then clip at 1); A, S, N of a threshold are the predicted anomalous points, the predicted soft mass and
 * the predicted points. Then TP = A + S, TPR = min(TP / P, 1) * (share of segments with a predicted point),
 * FPR = (N - TP) / (n - P), precision = TP / N, where P averages |A| with |A| + S (current: S of the threshold; classic:
 * S of all points).
 *
 * Only S and the segments depend on the window: S is a histogram of soft labels over thresholds, the segments a
 * histogram of their first detections. Cost for windows 0..L and M runs, beyond the thresholds:
 * O(|A| + M L + L^2 min(M, thresholds) + L thresholds), whatever n.
 */
export function rangeAreas(
  scores: Float64Array,
  buckets: Buckets,
  runs: Runs,
  thresholds: QuantileThresholds,
  { kind, from, to, joinAdjacent }: RangeAreasOptions,
): RangeAreas {
  const count = thresholds.values.length;
  const reach = Math.min(to >> 1, runs.length);
  const bucketOf = bucketsNearRuns(scores, buckets, thresholds, runs, reach);
  const buffers = collectBuffers(bucketOf, count, runs, reach);
  const anomalous = predictedAnomalous(bucketOf, runs, count);
  const firstHit = new Int32Array(runs.count);
  for (let j = 0; j < runs.count; j++) {
    let least = count;
    for (let i = runs.begin[j]; i < runs.end[j]; i++) if (bucketOf[i] < least) least = bucketOf[i];
    firstHit[j] = least;
  }

  const roc = new Float64Array(to - from + 1);
  const pr = new Float64Array(to - from + 1);
  const detected = new Float64Array(count);
  const ones = new Float64Array(count);
  const soft = new Float64Array(count);
  let half = -1;
  for (let w = from; w <= to; w++) {
    const h = w >> 1;
    if (2 * h === w || w === from) {
      while (half < Math.min(h, reach)) {
        half++;
        widen(bucketOf, runs, half, firstHit);
        for (let e = buffers.doubledStart[half]; e < buffers.doubledStart[half + 1]; e++) {
          const entry = buffers.doubled[e];
          buffers.points[entry]--;
          ones[buffers.bucket[entry]]++;
        }
      }
      detectedShare(runs, firstHit, joinAdjacent ? 2 * h + 1 : 2 * h, detected);
    }
    soft.set(ones);
    for (let d = 1; d <= half; d++) {
      const label = Math.sqrt(1 - d / w);
      for (let e = buffers.start[d]; e < buffers.start[d + 1]; e++) {
        soft[buffers.bucket[e]] += label * buffers.points[e];
      }
    }
    for (let k = 1; k < count; k++) soft[k] += soft[k - 1];
    curveAreas(w - from, kind, runs, thresholds.predicted, anomalous, soft, detected, roc, pr);
  }
  return { roc, pr };
}

/** Predicted anomalous points at each threshold. */
function predictedAnomalous(bucketOf: Uint16Array, runs: Runs, count: number): Float64Array {
  const out = new Float64Array(count);
  for (let j = 0; j < runs.count; j++) {
    for (let i = runs.begin[j]; i < runs.end[j]; i++) out[bucketOf[i]]++;
  }
  for (let k = 1; k < count; k++) out[k] += out[k - 1];
  return out;
}

/** Lowers the first detection of each run by the two points that half window `h` adds to it. */
function widen(bucketOf: Uint16Array, runs: Runs, h: number, firstHit: Int32Array): void {
  for (let j = 0; j < runs.count; j++) {
    const before = runs.begin[j] - h;
    const after = runs.end[j] - 1 + h;
    if (before >= 0 && bucketOf[before] < firstHit[j]) firstHit[j] = bucketOf[before];
    if (after < runs.length && bucketOf[after] < firstHit[j]) firstHit[j] = bucketOf[after];
  }
}

/** Share of segments with a predicted point at each threshold; runs whose gap is at most `joined` are one segment. */
function detectedShare(runs: Runs, firstHit: Int32Array, joined: number, out: Float64Array): void {
  out.fill(0);
  let segments = 0;
  let least = Infinity;
  for (let j = 0; j < runs.count; j++) {
    if (firstHit[j] < least) least = firstHit[j];
    if (j + 1 === runs.count || runs.begin[j + 1] - (runs.end[j] - 1) > joined) {
      out[least]++;
      segments++;
      least = Infinity;
    }
  }
  let sum = 0;
  for (let k = 0; k < out.length; k++) {
    sum += out[k];
    out[k] = sum / segments;
  }
}

/** Areas under the two curves of one window, into roc[at] and pr[at]. */
function curveAreas(
  at: number,
  kind: VusKind,
  runs: Runs,
  predicted: Float64Array,
  anomalous: Float64Array,
  soft: Float64Array,
  detected: Float64Array,
  roc: Float64Array,
  pr: Float64Array,
): void {
  const count = predicted.length;
  const total = runs.positives;
  const classic = kind === 'classic';
  const softAll = soft[count - 1];
  let rocArea = 0;
  let prArea = 0;
  let tprBefore = 0;
  let fprBefore = 0;
  let precisionBefore = 1;
  for (let k = 0; k < count; k++) {
    const hits = anomalous[k] + soft[k];
    const mass = (total + (total + (classic ? softAll : soft[k]))) / 2;
    const tpr = Math.min(hits / mass, 1) * detected[k];
    const fpr = (predicted[k] - hits) / (runs.length - mass);
    const precision = hits / predicted[k];
    rocArea += ((fpr - fprBefore) * (tpr + tprBefore)) / 2;
    prArea += (tpr - tprBefore) * (classic ? (precision + precisionBefore) / 2 : precision);
    tprBefore = tpr;
    fprBefore = fpr;
    precisionBefore = precision;
  }
  roc[at] = rocArea + ((1 - fprBefore) * (1 + tprBefore)) / 2;
  pr[at] = prArea;
}
