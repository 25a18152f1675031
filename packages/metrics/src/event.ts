/** Event-based F1: recall over events, precision over points. */
import { checkChoice, checkOptionNames } from '@tsad/core';
import { type Labels, MODES, type Mode, readPrediction, type Scores } from './input.ts';
import { indexOfBest, type Levels, predictionLevels, sumAbove } from './levels.ts';
import type { ModeOption, PrecisionRecall } from './point-adjusted.ts';
import type { Runs } from './runs.ts';
import { Work } from './work.ts';

/**
 * Best F1 of event recall (share of events with a predicted point) and point precision.
 *
 * One lucky point finds an event of any length, so long events are easy; false alarms are counted point by point.
 *
 * Thresholds as {@link pointAdjustedF1}. Quirks: an event that reaches the last index loses its last point, and a
 * one-point event there can never be found (otherwise perfect scores then get 0); 1e-15 is added to the denominator, so
 * perfect scores get 0.9999999999999996. Mode `'fixed'` has neither, and takes 250 quantile thresholds.
 * @param scores one finite number per point, higher = more anomalous.
 * @param labels one 0/1 or boolean per point, or events.
 * @param options the mode; in mode `'reference'` labels without an anomalous point give NaN (0 events / 0).
 * @returns a number in [0, 1]; 0 for constant scores (not in mode `'fixed'`). Cost O(n).
 * @throws RangeError for NaN or infinite scores, another length, labels of a single class.
 * @see "Event-based-F1" of TSB-AD; Garg et al. 2022, "An evaluation of anomaly detection and diagnosis".
 * @example
 * console.assert(eventF1([0, 0, 1, 0, 0, 0], [0, 1, 1, 1, 0, 0], { mode: 'fixed' }) === 1);
 */
export function eventF1(scores: Scores, labels: Labels, options: ModeOption = {}): number {
  checkOptionNames('eventF1', options, ['mode']);
  const mode = checkChoice('eventF1', 'mode', options.mode ?? 'strict', MODES);
  return bestEvent(new Work('eventF1', scores, labels, mode, mode === 'reference'));
}

/**
 * Event recall, point precision and their F1 of a given prediction; limits and quirks as {@link eventF1}.
 * @param predictions one 0/1 or boolean per point, or events.
 * @param labels one 0/1 or boolean per point, or events.
 * @param options the mode.
 * @returns precision, recall and f1; precision and f1 are 0 where nothing is predicted. Cost O(n).
 * @throws RangeError for another length, a value other than 0 and 1, labels of a single class (not in mode `'reference'`).
 * @example
 * const { recall, precision } = eventAtPrediction([0, 0, 1, 0, 1], [0, 1, 1, 0, 0]);
 * console.assert(recall === 1 && precision === 0.5);
 */
export function eventAtPrediction(predictions: Labels, labels: Labels, options: ModeOption = {}): PrecisionRecall {
  checkOptionNames('eventAtPrediction', options, ['mode']);
  const mode = checkChoice('eventAtPrediction', 'mode', options.mode ?? 'strict', MODES);
  const { predicted, runs } = readPrediction('eventAtPrediction', predictions, labels, mode === 'reference');
  return eventAt(predictionLevels(predicted, runs), runs, mode);
}

/** The best over the thresholds of the work. */
export function bestEvent(work: Work): number {
  const { f1 } = eventScores(work.levels, work.runs, work.mode !== 'fixed');
  return f1[indexOfBest(f1)];
}

/** The scores of a single prediction. */
export function eventAt(levels: Levels, runs: Runs, mode: Mode): PrecisionRecall {
  const { precision, recall, f1 } = eventScores(levels, runs, mode !== 'fixed');
  return { precision: precision[0], recall: recall[0], f1: f1[0] };
}

/** Precision, recall and F1 at each threshold, with the quirks or without. */
function eventScores(
  levels: Levels,
  runs: Runs,
  quirks: boolean,
): { precision: Float64Array; recall: Float64Array; f1: Float64Array } {
  const detections = new Float64Array(levels.count + 1);
  for (let r = 0; r < runs.count; r++) detections[levels.runMax[r]]++;
  if (quirks && runs.count > 0) {
    const last = runs.count - 1;
    if (runs.end[last] === runs.length) {
      let shortened = 0;
      for (let i = runs.begin[last]; i < runs.length - 1; i++) shortened = Math.max(shortened, levels.of[i]);
      detections[levels.runMax[last]]--;
      detections[shortened]++;
    }
  }
  const hits = sumAbove(levels.anomalous);
  const falseAlarms = sumAbove(levels.normal);
  const recall = sumAbove(detections).map((found) => found / runs.count);
  const precision = hits.map((hit, j) => (hit === 0 ? 0 : hit / (hit + falseAlarms[j])));
  const f1 = recall.map((r, j) => {
    const p = precision[j];
    if (!quirks && r + p === 0) return 0;
    return (2 * r * p) / (r + p + (quirks ? 1e-15 : 0));
  });
  return { precision, recall, f1 };
}
