/** A given prediction: its point-wise F1, and all metrics of a prediction as one record. */
import { checkChoice, checkInteger, checkOptionNames } from '@tsad/core';
import { affiliationAt } from './affiliation.ts';
import { eventAt } from './event.ts';
import { checkBothClasses, type Labels, MODES, type Mode, readPrediction } from './input.ts';
import { type Levels, predictionLevels } from './levels.ts';
import { type ModeOption, type PrecisionRecall, pointAdjustedAt } from './point-adjusted.ts';
import { rangeAt } from './range.ts';
import { collectMetrics, type MetricRecord } from './record.ts';
import type { Runs } from './runs.ts';
import { type VusAtPredictionOptions, volumeAt } from './vus-at-prediction.ts';
import { MAX_WINDOW } from './vus-kernel.ts';

/** The metrics of TSB-AD at a given prediction, by their published names and in their published order. */
export const PREDICTION_METRICS = [
  'Standard-F1',
  'PA-F1',
  'Event-based-F1',
  'R-based-F1',
  'Affiliation-F',
  'VUS-Recall',
  'VUS-Precision',
  'VUS-F',
] as const;

/** What {@link evaluatePrediction} returns. */
export type PredictionEvaluation = { mode: Mode; window: number } & MetricRecord<(typeof PREDICTION_METRICS)[number]>;

/**
 * Precision, recall and F1 of a prediction, point by point.
 *
 * One late or early point costs as much as a wrong one: see {@link vusAtPrediction} for a tolerant form.
 * @param predictions one 0/1 or boolean per point, or events.
 * @param labels one 0/1 or boolean per point, or events.
 * @param options the mode; in mode `'reference'` labels of a single class have a value where labels and predictions
 * together hold both classes.
 * @returns precision, recall and f1; 0 where undefined. Cost O(n).
 * @throws RangeError for another length, a value other than 0 and 1, labels of a single class (save as above).
 * @example
 * console.assert(f1AtPrediction([0, 1, 1, 0], [0, 0, 1, 1]).f1 === 0.5);
 */
export function f1AtPrediction(predictions: Labels, labels: Labels, options: ModeOption = {}): PrecisionRecall {
  checkOptionNames('f1AtPrediction', options, ['mode']);
  const mode = checkChoice('f1AtPrediction', 'mode', options.mode ?? 'strict', MODES);
  const { predicted, runs } = readPrediction('f1AtPrediction', predictions, labels, mode === 'reference');
  checkUnion('f1AtPrediction', predicted, runs);
  return pointwise(predictionLevels(predicted, runs), runs);
}

/**
 * All metrics of a given prediction as one flat record: the eight of TSB-AD's `get_metrics_pred`.
 *
 * A metric without a value is null, and `'<name> reason'` says why (without any prediction: Affiliation-F and
 * VUS-Precision). The reference breaks R-based-F1 for boolean predictions; they are taken as 0/1 here.
 * @param predictions one 0/1 or boolean per point, or events.
 * @param labels one 0/1 or boolean per point, or events.
 * @param options the window of the VUS part (default 100) and the mode (default `'reference'`).
 * @returns the values by their published names, with the mode and the window. Cost O(n + L^2) for windows 0..L.
 * @throws RangeError for another length or a value other than 0 and 1.
 * @see TSB-AD, `get_metrics_pred`.
 * @example
 * const record = evaluatePrediction([0, 1, 1, 0, 0], [0, 1, 1, 0, 0], { window: 2 });
 * console.assert(record['Standard-F1'] === 1 && record['VUS-F'] === 1);
 */
export function evaluatePrediction(
  predictions: Labels,
  labels: Labels,
  options: VusAtPredictionOptions = {},
): PredictionEvaluation {
  const where = 'evaluatePrediction';
  checkOptionNames(where, options, ['window', 'mode']);
  const window = checkInteger(where, 'window', options.window ?? 100, 0, MAX_WINDOW);
  const mode = checkChoice(where, 'mode', options.mode ?? 'reference', MODES);
  const { predicted, runs } = readPrediction(where, predictions, labels, true);
  const levels = predictionLevels(predicted, runs);
  let surface: PrecisionRecall | undefined;
  const vus = (): PrecisionRecall => {
    checkBothClasses(where, runs);
    surface ??= volumeAt(predicted, runs, window, mode);
    return surface;
  };
  return {
    mode,
    window,
    ...collectMetrics(runs, mode, {
      'Standard-F1': () => {
        checkUnion(where, predicted, runs);
        return pointwise(levels, runs).f1;
      },
      'PA-F1': () => pointAdjustedAt(levels, runs, mode).f1,
      'Event-based-F1': () => eventAt(levels, runs, mode).f1,
      'R-based-F1': () => rangeAt(levels, runs, mode).f1,
      'Affiliation-F': () => {
        if (runs.positives === 0) checkBothClasses(where, runs);
        return affiliationAt(levels, runs, mode).f1;
      },
      'VUS-Recall': () => vus().recall,
      'VUS-Precision': () => vus().precision,
      'VUS-F': () => vus().f1,
    }),
  };
}

function pointwise(levels: Levels, runs: Runs): PrecisionRecall {
  const hits = levels.anomalous[1];
  const predicted = hits + levels.normal[1];
  return {
    precision: hits > 0 ? hits / predicted : 0,
    recall: hits > 0 ? hits / runs.positives : 0,
    f1: hits > 0 ? (2 * hits) / (predicted + runs.positives) : 0,
  };
}

/** Labels and predictions that together hold one class only have no F1. */
function checkUnion(where: string, predicted: Runs, runs: Runs): void {
  const positives = predicted.positives + runs.positives;
  if (positives === 0 || positives === 2 * runs.length) checkBothClasses(where, runs);
}
