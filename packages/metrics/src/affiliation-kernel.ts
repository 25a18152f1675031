/** Affiliation precision and recall (Huet et al. 2022) at all thresholds in one pass. */
import { type Levels, sumAbove } from './levels.ts';
import type { Runs } from './runs.ts';

/** Scores at each threshold; precision is NaN where nothing is predicted. */
export interface AffiliationCurves {
  precision: Float64Array;
  recall: Float64Array;
}

/**
 * Points are unit cells [i, i + 1); the zone of a true run J reaches to the midpoints between it and its neighbours.
 * Precision of a zone is the mean, over the predicted part, of the chance that a random place in the zone lies farther
 * from J: a sum over cells, so one histogram by level serves all thresholds. Recall of a zone is the mean over J of the
 * chance that a random place lies farther off than the nearest prediction: it needs the predicted cells of J and the
 * nearest ones outside. Time O(n + thresholds * anomalous points).
 */
export function affiliationCurves(levels: Levels, runs: Runs): AffiliationCurves {
  const { count } = levels;
  const precision = new Float64Array(count);
  const recall = new Float64Array(count);
  const zones = new Int32Array(count);
  const closeness = new Float64Array(count + 1);
  const length = new Float64Array(count + 1);
  const before = new Float64Array(count);
  const after = new Float64Array(count);
  for (let r = 0; r < runs.count; r++) {
    const zone: Zone = {
      low: r > 0 ? (runs.end[r - 1] + runs.begin[r]) / 2 : 0,
      high: r + 1 < runs.count ? (runs.end[r] + runs.begin[r + 1]) / 2 : runs.length,
      begin: runs.begin[r],
      end: runs.end[r],
    };
    addCells(levels.of, zone, closeness, length);
    const predictedLength = sumAbove(length);
    const predictedCloseness = sumAbove(closeness);
    nearestOutside(levels.of, zone, before, after);
    for (let j = 0; j < count; j++) {
      if (predictedLength[j] === 0) continue;
      zones[j]++;
      precision[j] += predictedCloseness[j] / predictedLength[j];
      recall[j] += zoneRecall(levels.of, j, levels.runMax[r] > j, zone, before[j], after[j]);
    }
  }
  for (let j = 0; j < count; j++) {
    precision[j] /= zones[j];
    recall[j] /= runs.count;
  }
  return { precision, recall };
}

/** The true run [begin, end) and its zone [low, high], whose ends may lie in the middle of a cell. */
interface Zone {
  low: number;
  high: number;
  begin: number;
  end: number;
}

/** Histograms by level of the precision integral and the length of the cells of a zone. */
function addCells(of: Uint8Array, zone: Zone, closeness: Float64Array, length: Float64Array): void {
  const { low, high, begin, end } = zone;
  closeness.fill(0);
  length.fill(0);
  const reach = Math.min(begin - low, high - end);
  const first = Math.floor(low);
  const last = Math.ceil(high) - 1;
  for (let i = first; i < begin; i++) {
    const from = Math.max(i, low);
    length[of[i]] += i + 1 - from;
    closeness[of[i]] += cellCloseness(begin - (i + 1), begin - from, reach, zone);
  }
  for (let i = begin; i < end; i++) {
    length[of[i]]++;
    closeness[of[i]]++;
  }
  for (let i = end; i <= last; i++) {
    const to = Math.min(i + 1, high);
    length[of[i]] += to - i;
    closeness[of[i]] += cellCloseness(i - end, to - end, reach, zone);
  }
}

/** Integral over distances near .. far of the chance that a random place of the zone lies farther from the run. */
function cellCloseness(near: number, far: number, reach: number, { low, high, begin, end }: Zone): number {
  const a = Math.min(near, reach);
  const b = Math.min(far, reach);
  const both = ((b - a) * (b + a)) / 2 + reach * (Math.max(far, reach) - Math.max(near, reach));
  const one = ((far - near) * (far + near)) / 2;
  return far - near - (both + one + (end - begin) * (far - near)) / (high - low);
}

/** End of the nearest predicted cell before the run, and begin of the nearest after it, at each threshold; or NaN. */
function nearestOutside(of: Uint8Array, zone: Zone, before: Float64Array, after: Float64Array): void {
  const count = before.length;
  before.fill(Number.NaN);
  after.fill(Number.NaN);
  const first = Math.floor(zone.low);
  const last = Math.ceil(zone.high) - 1;
  let highest = 0;
  for (let i = zone.begin - 1; i >= first && highest < count; i--) {
    if (of[i] > highest) {
      before.fill(i + 1, highest, of[i]);
      highest = of[i];
    }
  }
  highest = 0;
  for (let i = zone.end; i <= last && highest < count; i++) {
    if (of[i] > highest) {
      after.fill(i, highest, of[i]);
      highest = of[i];
    }
  }
}

/** Recall of one zone that holds a prediction; `before` and `after` are the nearest predictions outside, or NaN. */
function zoneRecall(
  of: Uint8Array,
  threshold: number,
  hit: boolean,
  zone: Zone,
  before: number,
  after: number,
): number {
  const { begin, end } = zone;
  if (!hit) return missedPart(begin, end, before, after, zone) / (end - begin);
  let sum = 0;
  let left = before;
  let i = begin;
  while (i < end) {
    const from = i;
    while (i < end && of[i] <= threshold) i++;
    if (i > from) sum += missedPart(from, i, left, i < end ? i : after, zone);
    const hitFrom = i;
    while (i < end && of[i] > threshold) i++;
    sum += i - hitFrom;
    left = i;
  }
  return sum / (end - begin);
}

/** Recall integral over [from, to], no cell of which is predicted; the nearest predictions are `left` and `right`. */
function missedPart(from: number, to: number, left: number, right: number, zone: Zone): number {
  if (Number.isNaN(right)) return nearLeft(from, to, left, zone);
  if (Number.isNaN(left)) return nearRight(from, to, right, zone);
  const middle = Math.min(Math.max((left + right) / 2, from), to);
  return nearLeft(from, middle, left, zone) + nearRight(middle, to, right, zone);
}

/** The part whose nearest prediction ends at `pivot`, to its left. */
function nearLeft(from: number, to: number, pivot: number, { low, high }: Zone): number {
  if (to <= from) return 0;
  const bend = Math.min(Math.max((high + pivot) / 2, from), to);
  const farther = (bend - from) * (bend + from - 2 * pivot) + (to - bend) * (high - pivot);
  return to - from - farther / (high - low);
}

/** The part whose nearest prediction begins at `pivot`, to its right. */
function nearRight(from: number, to: number, pivot: number, { low, high }: Zone): number {
  if (to <= from) return 0;
  const bend = Math.min(Math.max((low + pivot) / 2, from), to);
  const farther = (bend - from) * (pivot - low) + (to - bend) * (2 * pivot - bend - to);
  return to - from - farther / (high - low);
}
