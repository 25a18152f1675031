/** Point-adjusted F1: an event counts as found whole when any of its points is. */
import { checkChoice, checkOptionNames } from '@tsad/core';
import { type Labels, MODES, type Mode, readPrediction, type Scores } from './input.ts';
import { indexOfBest, type Levels, predictionLevels, sumAbove } from './levels.ts';
import type { Runs } from './runs.ts';
import { Work } from './work.ts';

/** The one option of the metrics that take the best of many thresholds. */
export interface ModeOption {
  /** Default `'strict'`; see {@link Mode} and the quirk named by the function. */
  mode?: Mode;
}

/** Precision, recall and their harmonic mean. */
export interface PrecisionRecall {
  /** Of what is predicted, the share that is right, as the metric counts it. */
  precision: number;
  /** Of what is anomalous, the share that is found, as the metric counts it. */
  recall: number;
  /** Their harmonic mean, or for volumes the mean of it over windows. */
  f1: number;
}

/**
 * Best F1 after point adjustment: every point of an event counts as predicted once one of them is.
 *
 * Do not rank detectors by it: random scores get near 1 where events are long (Kim et al. 2022). It is here because it
 * was published widely; {@link paK} and {@link eventF1} are its milder forms.
 *
 * Thresholds: 100 values evenly spaced from the lowest to the highest score, score > threshold; one huge outlier leaves
 * few useful ones. Quirk: the adjustment never fills index 0, so an event that starts there loses at most one point.
 * Mode `'fixed'` fills it and takes 250 quantile thresholds, which no increasing map of the scores changes.
 * @param scores one finite number per point, higher = more anomalous.
 * @param labels one 0/1 or boolean per point, or events.
 * @param options the mode; in mode `'reference'` labels without an anomalous point give 0.
 * @returns a number in [0, 1]; 0 for constant scores (not in mode `'fixed'`). Cost O(n).
 * @throws RangeError for NaN or infinite scores, another length, labels of a single class.
 * @see Xu et al. 2018 (Donut); "PA-F1" of TSB-AD; Kim et al. 2022, "Towards a rigorous evaluation of TSAD".
 * @example
 * console.assert(pointAdjustedF1([0, 0, 1, 0, 0, 0], [0, 1, 1, 1, 0, 0]) === 1);
 */
export function pointAdjustedF1(scores: Scores, labels: Labels, options: ModeOption = {}): number {
  checkOptionNames('pointAdjustedF1', options, ['mode']);
  const mode = checkChoice('pointAdjustedF1', 'mode', options.mode ?? 'strict', MODES);
  const work = new Work('pointAdjustedF1', scores, labels, mode, mode === 'reference');
  return bestPointAdjusted(work);
}

/**
 * Point-adjusted precision, recall and F1 of a given prediction; limits and quirk as {@link pointAdjustedF1}.
 * @param predictions one 0/1 or boolean per point, or events.
 * @param labels one 0/1 or boolean per point, or events.
 * @param options the mode.
 * @returns precision, recall and f1; 0 where nothing is predicted. Cost O(n).
 * @throws RangeError for another length, a value other than 0 and 1, labels of a single class (not in mode `'reference'`).
 * @example
 * console.assert(pointAdjustedAtPrediction([0, 0, 1, 0, 1], [0, 1, 1, 0, 0]).f1 === 0.8);
 */
export function pointAdjustedAtPrediction(
  predictions: Labels,
  labels: Labels,
  options: ModeOption = {},
): PrecisionRecall {
  checkOptionNames('pointAdjustedAtPrediction', options, ['mode']);
  const mode = checkChoice('pointAdjustedAtPrediction', 'mode', options.mode ?? 'strict', MODES);
  const pair = readPrediction('pointAdjustedAtPrediction', predictions, labels, mode === 'reference');
  return pointAdjustedAt(predictionLevels(pair.predicted, pair.runs), pair.runs, mode);
}

/** The best over the thresholds of the work. */
export function bestPointAdjusted(work: Work): number {
  const { f1 } = pointAdjusted(work.levels, work.runs, work.mode !== 'fixed');
  return f1[indexOfBest(f1)];
}

/** The scores of a single prediction. */
export function pointAdjustedAt(levels: Levels, runs: Runs, mode: Mode): PrecisionRecall {
  const { hits, falseAlarms, f1 } = pointAdjusted(levels, runs, mode !== 'fixed');
  return {
    precision: hits[0] > 0 ? hits[0] / (hits[0] + falseAlarms[0]) : 0,
    recall: runs.positives > 0 ? hits[0] / runs.positives : 0,
    f1: f1[0],
  };
}

/** Adjusted counts and F1 at each threshold; `skipFirst` leaves index 0 as it was predicted. */
function pointAdjusted(
  levels: Levels,
  runs: Runs,
  skipFirst: boolean,
): { hits: Float64Array; falseAlarms: Float64Array; f1: Float64Array } {
  const weights = new Float64Array(levels.count + 1);
  for (let r = 0; r < runs.count; r++) weights[levels.runMax[r]] += runs.end[r] - runs.begin[r];
  if (skipFirst && runs.count > 0 && runs.begin[0] === 0) {
    weights[levels.runMax[0]]--;
    weights[levels.of[0]]++;
  }
  const hits = sumAbove(weights);
  const falseAlarms = sumAbove(levels.normal);
  const f1 = hits.map((hit, j) => (hit === 0 ? 0 : (2 * hit) / (hit + falseAlarms[j] + runs.positives)));
  return { hits, falseAlarms, f1 };
}
