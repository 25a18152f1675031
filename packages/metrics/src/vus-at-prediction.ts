/** The range-aware precision, recall and F1 of a given prediction, averaged over buffer windows. */
import { checkChoice, checkInteger, checkOptionNames } from '@tsad/core';
import { eachBufferPoint } from './buffers.ts';
import { type Labels, MODES, type Mode, readPrediction } from './input.ts';
import type { PrecisionRecall } from './point-adjusted.ts';
import type { Runs } from './runs.ts';
import { MAX_WINDOW } from './vus-kernel.ts';

/** Options of {@link vusAtPrediction}. */
export interface VusAtPredictionOptions {
  /** Largest window in points, 0 to 100,000; all windows 0 .. window are averaged. Default 100. */
  window?: number;
  /** Default `'strict'`; see the quirk named by the function. */
  mode?: Mode;
}

/**
 * Range-aware precision, recall and F1 of a prediction, averaged over the buffer windows 0 .. window.
 *
 * Recall counts the buffer only where predicted, so a longer window never lowers it: state the window.
 *
 * Quirk: the reference carries the soft labels of one window into the next, so that a predicted buffer point at distance
 * d counts sqrt(1/2) at window 2 d and 1 from then on (VUS-F 0.5559 instead of 0.5483 on one golden case). Mode `'fixed'`
 * starts every window from the labels.
 * @param predictions one 0/1 or boolean per point, or events.
 * @param labels one 0/1 or boolean per point, or events.
 * @param options window and mode.
 * @returns precision, recall and f1, each a mean over windows; without any prediction precision is NaN, the others are 0.
 * Cost O(n + L^2) for windows 0..L.
 * @throws RangeError for another length, a value other than 0 and 1, labels of a single class.
 * @see "VUS-Recall", "VUS-Precision" and "VUS-F" of TSB-AD's `get_metrics_pred`.
 * @example
 * const { precision, recall, f1 } = vusAtPrediction([0, 1, 1, 0, 0], [0, 1, 1, 0, 0], { window: 2 });
 * console.assert(precision === 1 && recall === 1 && f1 === 1);
 */
export function vusAtPrediction(
  predictions: Labels,
  labels: Labels,
  options: VusAtPredictionOptions = {},
): PrecisionRecall {
  checkOptionNames('vusAtPrediction', options, ['window', 'mode']);
  const window = checkInteger('vusAtPrediction', 'window', options.window ?? 100, 0, MAX_WINDOW);
  const mode = checkChoice('vusAtPrediction', 'mode', options.mode ?? 'strict', MODES);
  const { predicted, runs } = readPrediction('vusAtPrediction', predictions, labels, false);
  return volumeAt(predicted, runs, window, mode);
}

/** Means over windows of the scores of one prediction. */
export function volumeAt(predicted: Runs, runs: Runs, window: number, mode: Mode): PrecisionRecall {
  const reach = Math.min(window >> 1, runs.length);
  const flags = new Uint8Array(runs.length);
  for (let j = 0; j < predicted.count; j++) flags.fill(1, predicted.begin[j], predicted.end[j]);
  let anomalous = 0;
  for (let j = 0; j < runs.count; j++) {
    for (let i = runs.begin[j]; i < runs.end[j]; i++) anomalous += flags[i];
  }
  // Predicted buffer points by distance to the nearest run, and those among them by distance to the second nearest.
  const near = new Int32Array(reach + 1);
  const nearOfSecond: [number, number][] = [];
  eachBufferPoint(runs, reach, (point, first, second) => {
    if (flags[point] === 0) return;
    near[first]++;
    // What the reference carries over counts in full before a farther run reaches it.
    if (second <= reach && (mode === 'fixed' || second === first)) nearOfSecond.push([second, first]);
  });
  nearOfSecond.sort((a, b) => a[0] - b[0]);

  const sums = { precision: 0, recall: 0, f1: 0 };
  let carried = 0;
  let next = 0;
  for (let w = 0; w <= window; w++) {
    const h = Math.min(w >> 1, reach);
    for (; next < nearOfSecond.length && nearOfSecond[next][0] <= h; next++) {
      near[nearOfSecond[next][1]]--;
      carried++;
    }
    let soft = carried;
    if (mode === 'fixed') {
      for (let d = 1; d <= h; d++) soft += Math.sqrt(1 - d / w) * near[d];
    } else if (w % 2 === 0 && w >= 2 && w >> 1 <= reach) {
      soft += Math.SQRT1_2 * near[h];
      // From the next window on these count in full.
      carried += near[h];
      near[h] = 0;
    }
    const hits = anomalous + soft;
    const recall = Math.min(hits / ((runs.positives + (runs.positives + soft)) / 2), 1);
    const precision = hits / predicted.positives;
    sums.recall += recall;
    sums.precision += precision;
    if (precision + recall > 0) sums.f1 += (2 * precision * recall) / (precision + recall);
  }
  const windows = window + 1;
  return { precision: sums.precision / windows, recall: sums.recall / windows, f1: sums.f1 / windows };
}
