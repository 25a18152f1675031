/** Area under the ROC curve. */
import type { Labels, Scores } from './input.ts';
import type { Runs } from './runs.ts';
import type { Sweep } from './sweep.ts';
import { Work } from './work.ts';

/**
 * Area under the ROC curve: the chance that an anomalous point scores higher than a normal one, ties counting half.
 *
 * Not to be used alone where anomalies are rare: with 1 % of anomalous points it stays near 1 while most alarms are
 * false. Look at {@link aucPr} or {@link vus} as well.
 * @param scores one finite number per point, higher = more anomalous.
 * @param labels one 0/1 or boolean per point, or events.
 * @returns a number in [0, 1]; 0.5 for constant scores. Cost O(n) for spread-out scores, O(n log n) at worst.
 * @throws RangeError for NaN or infinite scores, another length, labels of a single class.
 * @see Fawcett 2006, "An introduction to ROC analysis"; equal to scikit-learn's `roc_auc_score`.
 * @example
 * console.assert(aucRoc([0.1, 0.9, 0.3, 0.2], [0, 1, 1, 0]) === 1);
 */
export function aucRoc(scores: Scores, labels: Labels): number {
  const work = new Work('aucRoc', scores, labels, 'strict', false);
  return rocArea(work.sweep, work.runs);
}

/** The area from the counts at the anomalous scores. */
export function rocArea(sweep: Sweep, runs: Runs): number {
  const negatives = runs.length - runs.positives;
  let wins = 0;
  let before = 0;
  for (let k = 0; k < sweep.size; k++) {
    const group = sweep.truePositives[k] - before;
    before = sweep.truePositives[k];
    wins += group * (negatives - (sweep.falsePositives[k] + sweep.falseAbove[k]) / 2);
  }
  return wins / (runs.positives * negatives);
}
