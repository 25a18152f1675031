/** Affiliation precision, recall and F1. */
import { checkChoice, checkOptionNames } from '@tsad/core';
import { affiliationCurves } from './affiliation-kernel.ts';
import { checkBothClasses, type Labels, MODES, type Mode, readPrediction, type Scores } from './input.ts';
import { indexOfBest, type Levels, predictionLevels } from './levels.ts';
import type { ModeOption, PrecisionRecall } from './point-adjusted.ts';
import type { Runs } from './runs.ts';
import { Work } from './work.ts';

/**
 * Affiliation scores at the threshold with the best F1: how much nearer predictions lie to an event, and events to a
 * prediction, than random places in the event's zone (the part of the series nearer to it than to other events).
 *
 * Too kind to be used alone: predicting everywhere, or at random, gets about 0.5 to 0.7, and 100 thresholds to choose from
 * lift it further. Zones without a prediction do not count against precision.
 *
 * Thresholds as {@link pointAdjustedF1}. Quirks: constant scores have no value (NaN), and 1e-15 is added to the
 * denominator. Mode `'fixed'` adds nothing and takes 250 quantile thresholds, the lowest of which predicts every point.
 * @param scores one finite number per point, higher = more anomalous.
 * @param labels one 0/1 or boolean per point, or events.
 * @param options the mode; in mode `'reference'` labels without a normal point have a value.
 * @returns precision, recall and f1, numbers in [0, 1]; for constant scores precision and f1 are NaN (not in mode
 * `'fixed'`). Cost O(n + 100 |A|) for |A| anomalous points.
 * @throws RangeError for NaN or infinite scores, another length, labels of a single class (save as above).
 * @see Huet, Navarro and Rossi 2022, "Local evaluation of time series anomaly detection algorithms", KDD.
 * @example
 * const { precision, recall } = affiliation([0, 0, 0, 1, 0, 0], [0, 0, 0, 1, 1, 0]);
 * console.assert(precision === 1 && recall > 0.8 && recall < 1);
 */
export function affiliation(scores: Scores, labels: Labels, options: ModeOption = {}): PrecisionRecall {
  checkOptionNames('affiliation', options, ['mode']);
  const mode = checkChoice('affiliation', 'mode', options.mode ?? 'strict', MODES);
  const work = new Work('affiliation', scores, labels, mode, mode === 'reference');
  if (work.runs.positives === 0) checkBothClasses('affiliation', work.runs);
  return bestAffiliation(work);
}

/**
 * Affiliation precision, recall and F1 of a given prediction; limits as {@link affiliation}.
 * @param predictions one 0/1 or boolean per point, or events.
 * @param labels one 0/1 or boolean per point, or events.
 * @param options the mode.
 * @returns precision, recall and f1; without any prediction precision and f1 are NaN and recall is 0. Cost O(n).
 * @throws RangeError for another length, a value other than 0 and 1, labels of a single class (in mode `'reference'` only
 * for labels without an anomalous point).
 * @example
 * const { precision, recall } = affiliationAtPrediction([0, 1, 1, 0, 0], [0, 1, 1, 0, 0]);
 * console.assert(precision === 1 && recall === 1);
 */
export function affiliationAtPrediction(
  predictions: Labels,
  labels: Labels,
  options: ModeOption = {},
): PrecisionRecall {
  checkOptionNames('affiliationAtPrediction', options, ['mode']);
  const mode = checkChoice('affiliationAtPrediction', 'mode', options.mode ?? 'strict', MODES);
  const { predicted, runs } = readPrediction('affiliationAtPrediction', predictions, labels, mode === 'reference');
  if (runs.positives === 0) checkBothClasses('affiliationAtPrediction', runs);
  return affiliationAt(predictionLevels(predicted, runs), runs, mode);
}

/** The best over the thresholds of the work. */
export function bestAffiliation(work: Work): PrecisionRecall {
  return affiliationAt(work.levels, work.runs, work.mode);
}

/** The best over the thresholds of some levels; those of a prediction have one. */
export function affiliationAt(levels: Levels, runs: Runs, mode: Mode): PrecisionRecall {
  const { precision, recall } = affiliationCurves(levels, runs);
  const guard = mode === 'fixed' ? 0 : 1e-15;
  const f1 = precision.map((p, j) => (p + recall[j] === 0 ? 0 : (2 * p * recall[j]) / (p + recall[j] + guard)));
  const best = indexOfBest(f1);
  return { precision: precision[best], recall: recall[best], f1: f1[best] };
}
