/** Affiliation precision and recall (Huet et al. 2022) at all thresholds in one pass. */
import type { Levels } from './levels.ts';
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
 * nearest ones outside. Time O(n + thresholds * runs).
 */
export function affiliationCurves(levels: Levels, runs: Runs): AffiliationCurves {
  const { count } = levels;
  const precision = new Float64Array(count);
  const recall = new Float64Array(count);
  const zones = new Int32Array(count);
  const closeness = new Float64Array(count + 1);
  const length = new Float64Array(count + 1);
  const sums: RecallSums = {
    covered: new Float64Array(count + 1),
    before: new Float64Array(count),
    after: new Float64Array(count),
    head: new Float64Array(count),
    tail: new Float64Array(count),
  };
  const stack = new Int32Array(runs.end.reduce((most, end, r) => Math.max(most, end - runs.begin[r]), 0));
  for (let r = 0; r < runs.count; r++) {
    const zone: Zone = {
      low: r > 0 ? (runs.end[r - 1] + runs.begin[r]) / 2 : 0,
      high: r + 1 < runs.count ? (runs.end[r] + runs.begin[r + 1]) / 2 : runs.length,
      begin: runs.begin[r],
      end: runs.end[r],
    };
    addCells(levels.of, zone, closeness, length);
    nearestCells(levels.of, zone, sums);
    addCovered(levels.of, zone, sums.covered, stack);
    let predictedLength = 0;
    let predictedCloseness = 0;
    for (let j = count - 1; j >= 0; j--) {
      predictedLength += length[j + 1];
      predictedCloseness += closeness[j + 1];
      if (predictedLength === 0) continue;
      zones[j]++;
      precision[j] += predictedCloseness / predictedLength;
      recall[j] += zoneRecall(j, zone, sums);
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

/** What the recall of a zone needs at each threshold. */
interface RecallSums {
  /** Recall integral over the run without the parts before its first and after its last predicted cell. */
  covered: Float64Array;
  /** End of the nearest predicted cell before the run, begin of the nearest after it; NaN where there is none. */
  before: Float64Array;
  after: Float64Array;
  /** Begin of the first predicted cell of the run and end of its last; NaN where there is none. */
  head: Float64Array;
  tail: Float64Array;
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

/** The nearest predicted cells on both sides of both borders of the run, at each threshold. */
function nearestCells(of: Uint8Array, zone: Zone, { before, after, head, tail }: RecallSums): void {
  firstAbove(of, zone.begin - 1, Math.floor(zone.low) - 1, -1, 1, before);
  firstAbove(of, zone.begin, zone.end, 1, 0, head);
  firstAbove(of, zone.end - 1, zone.begin - 1, -1, 1, tail);
  firstAbove(of, zone.end, Math.ceil(zone.high), 1, 0, after);
}

/** Position (index + offset) of the first cell above each threshold from `from` towards `to` (exclusive), or NaN. */
function firstAbove(of: Uint8Array, from: number, to: number, step: number, offset: number, out: Float64Array): void {
  let highest = 0;
  for (let i = from; i !== to && highest < out.length; i += step) {
    if (of[i] > highest) {
      out.fill(i + offset, highest, of[i]);
      highest = of[i];
    }
  }
  out.fill(Number.NaN, highest);
}

/**
 * The part of the recall integral between the first and the last predicted cell of the run, at each threshold: 1 for
 * each predicted cell, and for each gap the integral to its two ends. A gap between cells s and v is open at the
 * thresholds from the highest level inside it to just below the lower of both: a stack of falling levels meets each such
 * pair once, so that all gaps of all thresholds cost O(length of the run).
 */
function addCovered(of: Uint8Array, zone: Zone, covered: Float64Array, stack: Int32Array): void {
  covered.fill(0);
  let size = 0;
  for (let v = zone.begin; v < zone.end; v++) {
    const level = of[v];
    covered[0]++;
    covered[level]--;
    let inside = 0;
    while (size > 0) {
      const s = stack[size - 1];
      const lower = Math.min(of[s], level);
      if (s + 1 < v && lower > inside) {
        const middle = (s + 1 + v) / 2;
        const gap = nearLeft(s + 1, middle, s + 1, zone) + nearRight(middle, v, v, zone);
        covered[inside] += gap;
        covered[lower] -= gap;
      }
      if (of[s] > level) break;
      inside = of[s];
      size--;
      if (inside === level) break;
    }
    stack[size++] = v;
  }
  for (let j = 1; j < covered.length; j++) covered[j] += covered[j - 1];
}

/** Recall of one zone that holds a prediction at threshold j. */
function zoneRecall(j: number, zone: Zone, { covered, before, after, head, tail }: RecallSums): number {
  const { begin, end } = zone;
  const size = end - begin;
  if (Number.isNaN(head[j])) return missedPart(begin, end, before[j], after[j], zone) / size;
  const first = missedPart(begin, head[j], before[j], head[j], zone);
  const last = missedPart(tail[j], end, tail[j], after[j], zone);
  return (first + covered[j] + last) / size;
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
