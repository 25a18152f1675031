/** Range-based scores at all thresholds in one pass over the points near the true runs. */
import type { Levels } from './levels.ts';
import type { Runs } from './runs.ts';

/** Weight of the existence reward in recall. */
const ALPHA = 0.2;

/** Scores at each threshold. */
export interface RangeScoreCurves {
  precision: Float64Array;
  recall: Float64Array;
  existence: Float64Array;
  overlap: Float64Array;
}

/**
 * Recall is a sum over the true runs. Precision is a mean over predicted runs: one that lies inside a true run
 * contributes 1, one that touches no true run contributes 0, so only those that cross the border of a true run need
 * their extent, which running minima of the levels give at all thresholds. Time O(n + thresholds * runs).
 * @param quirks whether all-ones labels or predictions count as holding no range.
 */
export function rangeScores(levels: Levels, runs: Runs, quirks: boolean): RangeScoreCurves {
  const { count, of } = levels;
  const n = runs.length;
  const precision = new Float64Array(count);
  const recall = new Float64Array(count);
  const existence = new Float64Array(count);
  const overlap = new Float64Array(count);
  const curves = { precision, recall, existence, overlap };
  if (runs.count === 0 || (quirks && runs.positives === n)) return curves;

  const inside = new Int32Array(count + 1);
  const pieces = new Int32Array(count + 1);
  const head = new Int32Array(count);
  const tail = new Int32Array(count);
  const reachLeft = new Int32Array(count);
  const reachRight = new Int32Array(count);
  // The predicted run that reaches the end of the last true run, if any: length, anomalous points, true runs touched.
  const openLength = new Int32Array(count);
  const openAnomalous = new Int32Array(count);
  const openTouched = new Int32Array(count);

  for (let r = 0; r < runs.count; r++) {
    const begin = runs.begin[r];
    const end = runs.end[r];
    const size = end - begin;
    const gapBegin = r > 0 ? runs.end[r - 1] : 0;
    const gap = begin - gapBegin;
    countInside(of, begin, end, inside, pieces);
    extent(of, begin, end, 1, head);
    extent(of, end - 1, begin - 1, -1, tail);
    extent(of, begin - 1, gapBegin - 1, -1, reachLeft);
    for (let j = 0; j < count && j < levels.runMax[r]; j++) {
      existence[j]++;
      overlap[j] += inside[j] / size / pieces[j];
    }
    for (let j = 0; j < count; j++) {
      let length = 0;
      let anomalous = 0;
      let touched = 0;
      if (openLength[j] > 0) {
        if (reachRight[j] === gap && head[j] > 0) {
          length = openLength[j] + gap;
          anomalous = openAnomalous[j];
          touched = openTouched[j];
        } else {
          precision[j] += openAnomalous[j] / (openLength[j] + reachRight[j]) / openTouched[j];
        }
        openLength[j] = 0;
      }
      let whole = pieces[j];
      if (head[j] > 0) {
        whole--;
        if (length === 0) length = reachLeft[j];
        length += head[j];
        anomalous += head[j];
        touched++;
        if (head[j] === size) {
          openLength[j] = length;
          openAnomalous[j] = anomalous;
          openTouched[j] = touched;
          continue;
        }
        precision[j] += anomalous / length / touched;
      }
      if (tail[j] > 0) {
        whole--;
        openLength[j] = tail[j];
        openAnomalous[j] = tail[j];
        openTouched[j] = 1;
      }
      precision[j] += whole;
    }
    extent(of, end, r + 1 < runs.count ? runs.begin[r + 1] : n, 1, reachRight);
  }

  let lowest = count;
  for (let i = 0; i < n && lowest > 0; i++) if (of[i] < lowest) lowest = of[i];
  for (let j = 0; j < count; j++) {
    if (openLength[j] > 0) precision[j] += openAnomalous[j] / (openLength[j] + reachRight[j]) / openTouched[j];
    if (levels.pieces[j] > 0) precision[j] /= levels.pieces[j];
    if (quirks && j < lowest) {
      precision[j] = 0;
      overlap[j] = 0;
    }
    recall[j] = (ALPHA * existence[j] + (1 - ALPHA) * overlap[j]) / runs.count;
    existence[j] /= runs.count;
    overlap[j] /= runs.count;
  }
  return curves;
}

/** Predicted points and predicted runs inside [begin, end) at each threshold. */
function countInside(of: Uint8Array, begin: number, end: number, inside: Int32Array, pieces: Int32Array): void {
  inside.fill(0);
  pieces.fill(0);
  let before = 0;
  for (let i = begin; i < end; i++) {
    const level = of[i];
    inside[level]++;
    if (level > before) {
      pieces[before]++;
      pieces[level]--;
    }
    before = level;
  }
  const count = inside.length - 1;
  for (let j = 1; j < count; j++) pieces[j] += pieces[j - 1];
  // Points at levels above j; place j is read before it is overwritten.
  let sum = 0;
  for (let j = count; j >= 0; j--) {
    const here = inside[j];
    inside[j] = sum;
    sum += here;
  }
}

/** Predicted points in a row from `from` on towards `to` (exclusive), at each threshold. */
function extent(of: Uint8Array, from: number, to: number, step: number, out: Int32Array): void {
  let lowest = out.length;
  let length = 0;
  for (let i = from; i !== to && lowest > 0; i += step) {
    const level = of[i];
    if (level < lowest) {
      out.fill(length, level, lowest);
      lowest = level;
    }
    length++;
  }
  out.fill(length, 0, lowest);
}
