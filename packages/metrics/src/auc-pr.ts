/** Area under the precision-recall curve, by steps or by trapezoids. */
import { checkChoice, checkOptionNames } from '@tsad/core';
import { type Labels, MODES, type Mode, type Scores } from './input.ts';
import type { Runs } from './runs.ts';
import type { Sweep } from './sweep.ts';
import { Work } from './work.ts';

/** How the points of a precision-recall curve are joined. */
export type CurveRule = 'step' | 'trapezoid';

/** Options of {@link aucPr}. */
export interface AucPrOptions {
  /** `'step'` (default): average precision, as TSB-AD. `'trapezoid'`: straight lines, as CoAD; too kind to ties. */
  rule?: CurveRule;
  /** Default `'strict'`; `'fixed'` gives the same numbers. */
  mode?: Mode;
}

const RULES: readonly CurveRule[] = ['step', 'trapezoid'];

/**
 * Area under the precision-recall curve over all distinct scores.
 *
 * The trapezoid joins curve points that no threshold can reach: constant scores get (1 + p) / 2 for a share p of
 * anomalous points (0.5625 at p = 0.125), by steps they get p. Compare only values of the same rule.
 * @param scores one finite number per point, higher = more anomalous.
 * @param labels one 0/1 or boolean per point, or events.
 * @param options the rule, and what to do with labels of a single class: mode `'reference'` with the step rule returns 0
 * without an anomalous point and 1 without a normal one.
 * @returns a number in [0, 1]; by steps, random scores get about the share of anomalous points. Cost as {@link aucRoc}.
 * @throws RangeError for NaN or infinite scores, another length, labels of a single class (save as above).
 * @see scikit-learn's `average_precision_score` (step), `auc` of `precision_recall_curve` (trapezoid).
 * @example
 * const scores = [0.1, 0.9, 0.3, 0.2];
 * console.assert(Math.abs(aucPr(scores, [0, 1, 0, 1]) - 5 / 6) < 1e-12);
 * console.assert(aucPr(scores, [0, 1, 0, 1], { rule: 'trapezoid' }) < 5 / 6);
 */
export function aucPr(scores: Scores, labels: Labels, options: AucPrOptions = {}): number {
  checkOptionNames('aucPr', options, ['rule', 'mode']);
  const rule = checkChoice('aucPr', 'rule', options.rule ?? 'step', RULES);
  const mode = checkChoice('aucPr', 'mode', options.mode ?? 'strict', MODES);
  const work = new Work('aucPr', scores, labels, mode, mode === 'reference' && rule === 'step');
  return prArea(work.sweep, work.runs, rule);
}

/** The area from the counts at the anomalous scores; 0 without any. */
export function prArea(sweep: Sweep, runs: Runs, rule: CurveRule): number {
  let area = 0;
  let before = 0;
  for (let k = 0; k < sweep.size; k++) {
    const hits = sweep.truePositives[k];
    const precision = hits / (hits + sweep.falsePositives[k]);
    const above = before + sweep.falseAbove[k];
    // A trapezoid begins at the next higher distinct score; above the highest one the curve starts at precision 1.
    const height = rule === 'step' ? precision : (precision + (above === 0 ? 1 : before / above)) / 2;
    area += ((hits - before) / runs.positives) * height;
    before = hits;
  }
  return area;
}
