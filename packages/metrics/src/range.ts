/** Range-based precision, recall and F1 (Tatbul et al. 2018), as TSB-AD configures them. */
import { checkChoice, checkOptionNames } from '@tsad/core';
import { type Labels, MODES, type Mode, readPrediction, type Scores } from './input.ts';
import { indexOfBest, type Levels, predictionLevels } from './levels.ts';
import type { ModeOption } from './point-adjusted.ts';
import { rangeScores } from './range-kernel.ts';
import type { Runs } from './runs.ts';
import { Work } from './work.ts';

/** Range-based scores of a prediction. */
export interface RangeScores {
  /** Mean over predicted runs of the anomalous share, divided by the number of events that the run touches. */
  precision: number;
  /** 0.2 existence + 0.8 overlap. */
  recall: number;
  /** Share of events with a predicted point. */
  existence: number;
  /** Mean over events of the predicted share, divided by the number of predicted runs that touch the event. */
  overlap: number;
  /** Harmonic mean of precision and recall. */
  f1: number;
}

/**
 * Best range-based F1: recall rewards finding an event at all (0.2) and covering it in one piece (0.8), precision rewards
 * predicted runs that lie in one event. Flat positional bias.
 *
 * Hard on spiky scores: an event covered by k separate runs keeps 1 / k of its overlap. A smoothed score does better
 * here without detecting more.
 *
 * Thresholds as {@link pointAdjustedF1}. Quirk: predictions or labels that are all 1 count as holding no range. Mode
 * `'fixed'` counts them as one, and takes 250 quantile thresholds.
 * @param scores one finite number per point, higher = more anomalous.
 * @param labels one 0/1 or boolean per point, or events.
 * @param options the mode; in mode `'reference'` labels of a single class give 0.
 * @returns a number in [0, 1]; 0 for constant scores (not in mode `'fixed'`). Cost O(n + 100 M) for M events.
 * @throws RangeError for NaN or infinite scores, another length, labels of a single class.
 * @see Tatbul et al. 2018, "Precision and recall for time series", NeurIPS; "R-based-F1" of TSB-AD.
 * @example
 * console.assert(rangeF1([0, 1, 1, 0, 0], [0, 1, 1, 0, 0]) === 1);
 */
export function rangeF1(scores: Scores, labels: Labels, options: ModeOption = {}): number {
  checkOptionNames('rangeF1', options, ['mode']);
  const mode = checkChoice('rangeF1', 'mode', options.mode ?? 'strict', MODES);
  return bestRange(new Work('rangeF1', scores, labels, mode, mode === 'reference'));
}

/**
 * Range-based scores of a given prediction; limits and quirk as {@link rangeF1}.
 * @param predictions one 0/1 or boolean per point, or events.
 * @param labels one 0/1 or boolean per point, or events.
 * @param options the mode.
 * @returns precision, recall with its two parts, and f1; all 0 where nothing is predicted. Cost O(n).
 * @throws RangeError for another length, a value other than 0 and 1, labels of a single class (not in mode `'reference'`).
 * @example
 * const scores = rangeAtPrediction([1, 0, 1, 1, 0, 0], [0, 0, 1, 1, 1, 1]);
 * console.assert(scores.existence === 1 && scores.overlap === 0.5 && scores.precision === 0.5);
 */
export function rangeAtPrediction(predictions: Labels, labels: Labels, options: ModeOption = {}): RangeScores {
  checkOptionNames('rangeAtPrediction', options, ['mode']);
  const mode = checkChoice('rangeAtPrediction', 'mode', options.mode ?? 'strict', MODES);
  const { predicted, runs } = readPrediction('rangeAtPrediction', predictions, labels, mode === 'reference');
  return rangeAt(predictionLevels(predicted, runs), runs, mode);
}

/** The best over the thresholds of the work. */
export function bestRange(work: Work): number {
  const { precision, recall } = rangeScores(work.levels, work.runs, work.mode !== 'fixed');
  const f1 = recall.map((r, j) => harmonicMean(precision[j], r));
  return f1[indexOfBest(f1)];
}

/** The scores of a single prediction. */
export function rangeAt(levels: Levels, runs: Runs, mode: Mode): RangeScores {
  const { precision, recall, existence, overlap } = rangeScores(levels, runs, mode !== 'fixed');
  return {
    precision: precision[0],
    recall: recall[0],
    existence: existence[0],
    overlap: overlap[0],
    f1: harmonicMean(precision[0], recall[0]),
  };
}

function harmonicMean(precision: number, recall: number): number {
  return precision + recall === 0 ? 0 : (2 * recall * precision) / (precision + recall);
}
