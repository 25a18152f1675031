/** VUS and Range-AUC as their definitions read: soft labels as arrays, one window and one threshold after another. */
import { atLeast, type Run, runsOfOnes } from './naive-points.ts';

export interface Areas {
  roc: number;
  pr: number;
}

/** Thresholds at evenly spaced ranks of the sorted scores. */
export function naiveQuantiles(scores: readonly number[], count: number): number[] {
  const descending = [...scores].sort((a, b) => b - a);
  const step = (scores.length - 1) / (count - 1);
  return Array.from(
    { length: count },
    (_, k) => descending[k === count - 1 ? scores.length - 1 : Math.trunc(k * step)],
  );
}

/** Adds the ramps of all runs to `labels` and clips at 1. */
function addRamps(labels: readonly number[], runs: readonly Run[], window: number): number[] {
  const soft = [...labels];
  const half = Math.floor(window / 2);
  for (const { first, last } of runs) {
    for (let d = 1; d <= half; d++) {
      if (last + d < soft.length) soft[last + d] += Math.sqrt(1 - d / window);
      if (first - d >= 0) soft[first - d] += Math.sqrt(1 - d / window);
    }
  }
  return soft.map((value) => Math.min(value, 1));
}

/** Runs grown by half a window; grown runs that meet or overlap are one. */
function grownRuns(runs: readonly Run[], window: number, n: number): Run[] {
  const half = Math.floor(window / 2);
  const out: Run[] = [];
  for (const { first, last } of runs) {
    const grown = { first: first - half, last: last + half };
    if (out.length > 0 && out[out.length - 1].last >= grown.first) out[out.length - 1].last = grown.last;
    else out.push(grown);
  }
  return out.map(({ first, last }) => ({ first: Math.max(first, 0), last: Math.min(last, n - 1) }));
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** The areas of one window. */
export function naiveWindow(
  scores: readonly number[],
  labels: readonly number[],
  window: number,
  kind: 'current' | 'classic',
  thresholds: number,
  segmentsOfSoftLabels = false,
): Areas {
  const n = labels.length;
  const runs = runsOfOnes(labels);
  const soft = addRamps(labels, runs, window);
  const segments = segmentsOfSoftLabels ? runsOfOnes(soft.map((e) => (e > 0 ? 1 : 0))) : grownRuns(runs, window, n);
  const positives = sum(labels);
  const curve = [{ tpr: 0, fpr: 0, precision: 1 }];
  for (const threshold of naiveQuantiles(scores, thresholds)) {
    const predicted = atLeast(scores, threshold);
    const counted = soft.map((e, i) => (labels[i] ? 1 : kind === 'current' ? e * predicted[i] : e));
    const mass = (positives + sum(counted)) / 2;
    const tp = sum(soft.map((e, i) => e * predicted[i]));
    const found = segments.filter(({ first, last }) => predicted.slice(first, last + 1).includes(1)).length;
    const tpr = Math.min(tp / mass, 1) * (found / segments.length);
    curve.push({ tpr, fpr: (sum(predicted) - tp) / (n - mass), precision: tp / sum(predicted) });
  }
  let pr = 0;
  for (let k = 1; k < curve.length; k++) {
    const { precision } = curve[k];
    const height = kind === 'current' ? precision : (precision + curve[k - 1].precision) / 2;
    pr += (curve[k].tpr - curve[k - 1].tpr) * height;
  }
  curve.push({ tpr: 1, fpr: 1, precision: 0 });
  let roc = 0;
  for (let k = 1; k < curve.length; k++) {
    roc += ((curve[k].fpr - curve[k - 1].fpr) * (curve[k].tpr + curve[k - 1].tpr)) / 2;
  }
  return { roc, pr };
}

export function naiveVus(
  scores: readonly number[],
  labels: readonly number[],
  window: number,
  kind: 'current' | 'classic',
  thresholds: number,
): Areas {
  const areas = Array.from({ length: window + 1 }, (_, w) => naiveWindow(scores, labels, w, kind, thresholds));
  return { roc: sum(areas.map(({ roc }) => roc)) / areas.length, pr: sum(areas.map(({ pr }) => pr)) / areas.length };
}

/** The reference starts each window from the soft labels that the last one left, the definition from the labels. */
export function naiveVusAtPrediction(
  predicted: readonly number[],
  labels: readonly number[],
  window: number,
  carry: boolean,
): { precision: number; recall: number; f1: number } {
  const runs = runsOfOnes(labels);
  const positives = sum(labels);
  const total = { precision: 0, recall: 0, f1: 0 };
  let from = [...labels];
  for (let w = 0; w <= window; w++) {
    const soft = addRamps(carry ? from : labels, runs, w);
    const counted = soft.map((e, i) => (labels[i] ? 1 : e * predicted[i]));
    from = counted;
    const tp = sum(counted.map((e, i) => e * predicted[i]));
    const recall = Math.min(tp / ((positives + sum(counted)) / 2), 1);
    const precision = tp / sum(predicted);
    total.recall += recall;
    total.precision += precision;
    total.f1 += precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
  }
  const count = window + 1;
  return { precision: total.precision / count, recall: total.recall / count, f1: total.f1 / count };
}
