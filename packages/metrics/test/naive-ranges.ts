/** Point-adjusted, event, range and affiliation scores as their definitions read: one prediction at a time. */
import { above, atLeast, confusion, f1Of, type Run, runsOfOnes } from './naive-points.ts';
import { naiveQuantiles } from './naive-vus.ts';

/** The 100 thresholds of the value grid. */
export function naiveGrid(scores: readonly number[]): number[] {
  const min = Math.min(...scores);
  const max = Math.max(...scores);
  const step = (max - min) / 99;
  return Array.from({ length: 100 }, (_, j) => (j === 99 ? max : j * step + min));
}

/** Different predictions in the order of the thresholds: value grid with score > t, or 250 quantiles with score >= t. */
export function naivePredictions(scores: readonly number[], fixed: boolean): number[][] {
  const all = fixed
    ? naiveQuantiles(scores, 250)
        .reverse()
        .map((threshold) => atLeast(scores, threshold))
    : naiveGrid(scores).map((threshold) => above(scores, threshold));
  return all.filter((predicted, j) => j === 0 || predicted.some((flag, i) => flag !== all[j - 1][i]));
}

export function naivePointAdjusted(predicted: readonly number[], labels: readonly number[], fixed: boolean): number {
  const adjusted = [...predicted];
  for (const { first, last } of runsOfOnes(labels)) {
    if (predicted.slice(first, last + 1).includes(1)) adjusted.fill(1, fixed ? first : Math.max(first, 1), last + 1);
  }
  return f1Of(confusion(adjusted, labels));
}

export function naiveEvent(predicted: readonly number[], labels: readonly number[], fixed: boolean): number {
  const n = labels.length;
  const runs = runsOfOnes(labels).map(({ first, last }) => ({
    first,
    last: !fixed && last === n - 1 ? last - 1 : last,
  }));
  const found = runs.filter(({ first, last }) => predicted.slice(first, last + 1).includes(1)).length;
  const { tp, fp } = confusion(predicted, labels);
  const recall = found / runs.length;
  const precision = tp + fp === 0 ? 0 : tp / (tp + fp);
  if (fixed) return recall + precision === 0 ? 0 : (2 * recall * precision) / (recall + precision);
  return (2 * recall * precision) / (recall + precision + 1e-15);
}

interface RangeParts {
  recall: number;
  existence: number;
  overlap: number;
}

/** Recall of `labels` by `predicted`; precision is the same with the roles changed and alpha 0. */
function rangeRecall(
  labels: readonly number[],
  predicted: readonly number[],
  alpha: number,
  fixed: boolean,
): RangeParts {
  const rangesOf = (flags: readonly number[]): Run[] => (!fixed && !flags.includes(0) ? [] : runsOfOnes(flags));
  const trueRanges = rangesOf(labels);
  const predictedRanges = rangesOf(predicted);
  let [existence, overlap] = [0, 0];
  for (const { first, last } of trueRanges) {
    const inside = predicted.slice(first, last + 1).filter(Boolean).length;
    if (inside > 0) existence++;
    const touching = predictedRanges.filter((range) => range.first <= last && range.last >= first).length;
    if (touching > 0) overlap += inside / (last - first + 1) / touching;
  }
  const count = trueRanges.length;
  if (count === 0) return { recall: 0, existence: 0, overlap: 0 };
  return {
    recall: (alpha * existence + (1 - alpha) * overlap) / count,
    existence: existence / count,
    overlap: overlap / count,
  };
}

export function naiveRange(
  predicted: readonly number[],
  labels: readonly number[],
  fixed: boolean,
): RangeParts & { precision: number; f1: number } {
  const parts = rangeRecall(labels, predicted, 0.2, fixed);
  const precision = rangeRecall(predicted, labels, 0, fixed).recall;
  const f1 = parts.recall + precision === 0 ? 0 : (2 * parts.recall * precision) / (parts.recall + precision);
  return { ...parts, precision, f1 };
}

/**
 * Affiliation by its definition: the chance, for a random place of the zone, to lie farther off, integrated over the
 * prediction or over the event. Both integrands are straight between multiples of 1/4, where trapezoids are exact.
 */
export function naiveAffiliation(
  predicted: readonly number[],
  labels: readonly number[],
): { precision: number; recall: number } {
  const n = labels.length;
  const runs = runsOfOnes(labels);
  const precisions: number[] = [];
  const recalls: number[] = [];
  runs.forEach(({ first, last }, j) => {
    const [begin, end] = [first, last + 1];
    const low = j === 0 ? 0 : (runs[j - 1].last + 1 + begin) / 2;
    const high = j === runs.length - 1 ? n : (end + runs[j + 1].first) / 2;
    const size = high - low;
    const pieces = runsOfOnes(predicted)
      .map((run) => ({ from: Math.max(run.first, low), to: Math.min(run.last + 1, high) }))
      .filter(({ from, to }) => from < to);
    const fartherFromRun = (x: number): number => {
      const d = Math.max(begin - x, x - end, 0);
      return d === 0 ? 1 : 1 - (end - begin + Math.min(d, begin - low) + Math.min(d, high - end)) / size;
    };
    const fartherThanPrediction = (y: number): number => {
      const d = Math.min(...pieces.map(({ from, to }) => Math.max(from - y, y - to, 0)));
      return d === 0 ? 1 : 1 - (Math.min(d, y - low) + Math.min(d, high - y)) / size;
    };
    if (pieces.length > 0) {
      let total = 0;
      let length = 0;
      for (const { from, to } of pieces) {
        total += integrate(fartherFromRun, from, to, [begin, end]);
        length += to - from;
      }
      precisions.push(total / length);
    }
    const ends = pieces.flatMap(({ from, to }) => [from, to]);
    recalls.push(pieces.length === 0 ? 0 : integrate(fartherThanPrediction, begin, end, ends) / (end - begin));
  });
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  return { precision: mean(precisions), recall: mean(recalls) };
}

/** Trapezoids of width 1/4; at a jump each side takes its own limit, just off the border. */
function integrate(f: (x: number) => number, from: number, to: number, jumps: readonly number[]): number {
  const off = (x: number, side: number): number => (jumps.includes(x) ? f(x + side * 1e-13) : f(x));
  let sum = 0;
  for (let x = from; x < to; x += 0.25) sum += ((off(x, 1) + off(x + 0.25, -1)) / 2) * 0.25;
  return sum;
}

export function naiveAffiliationF1(predicted: readonly number[], labels: readonly number[], fixed: boolean): number {
  const { precision, recall } = naiveAffiliation(predicted, labels);
  if (precision + recall === 0) return 0;
  return (2 * precision * recall) / (precision + recall + (fixed ? 0 : 1e-15));
}

/** The largest value in the order of the thresholds; a NaN in first place stays. */
export function best(values: readonly number[]): number {
  let found = values[0];
  for (const value of values) if (value > found) found = value;
  return found;
}
