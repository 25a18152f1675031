/** The best point-wise F1 over all thresholds. */
import { checkChoice, checkOptionNames } from '@tsad/core';
import { type Labels, MODES, type Mode, type Scores } from './input.ts';
import type { Runs } from './runs.ts';
import type { Sweep } from './sweep.ts';
import { Work } from './work.ts';

/** The evaluation code whose conventions are meant. */
export type Protocol = 'tsb-ad' | 'coad';

export const PROTOCOLS: readonly Protocol[] = ['tsb-ad', 'coad'];

/** Options of {@link bestF1} and {@link bestThreshold}. */
export interface BestF1Options {
  /** Whose guard against 0 / 0 is added to precision + recall: `'tsb-ad'` (default) 1e-5, `'coad'` 1e-12. */
  protocol?: Protocol;
  /**
   * `'strict'` (default): with the guard, so that perfect scores get 0.999995 (TSB-AD). `'reference'`: also 0 without an
   * anomalous point and 0.999995 without a normal one, as TSB-AD. `'fixed'`: no guard, perfect scores get 1.
   */
  mode?: Mode;
}

/** A threshold and the point-wise scores of its prediction, score >= threshold. */
export interface OperatingPoint {
  /** Largest F1 of all thresholds. */
  f1: number;
  /** Share of the predicted points that are anomalous. */
  precision: number;
  /** Share of the anomalous points that are predicted. */
  recall: number;
  /** The lowest score that is predicted. */
  threshold: number;
}

/**
 * The largest F1 that any threshold reaches, point by point.
 *
 * The threshold is chosen with the labels in hand: no detector reaches this value in use. It also punishes a detector
 * that finds every event by one point each; see {@link eventF1} and {@link vus}.
 * @param scores one finite number per point, higher = more anomalous.
 * @param labels one 0/1 or boolean per point, or events.
 * @param options whose guard against 0 / 0, and the mode.
 * @returns a number in (0, 1]. Cost as {@link aucRoc}.
 * @throws RangeError for NaN or infinite scores, another length, labels of a single class.
 * @see "Standard-F1" of TSB-AD (Liu and Paparrizos 2024), "F1" of CoAD.
 * @example
 * console.assert(bestF1([0.1, 0.9, 0.3, 0.2], [0, 1, 1, 0], { mode: 'fixed' }) === 1);
 */
export function bestF1(scores: Scores, labels: Labels, options: BestF1Options = {}): number {
  const { work, guard } = prepare('bestF1', scores, labels, options);
  return bestPoint(work.sweep, work.runs, guard).f1;
}

/**
 * The threshold of {@link bestF1}, with its precision and recall.
 *
 * Of several best thresholds it is the lowest. The choice uses the labels: report it, do not deploy it.
 * @param scores one finite number per point, higher = more anomalous.
 * @param labels one 0/1 or boolean per point, or events.
 * @param options whose guard against 0 / 0, and the mode.
 * @returns f1, precision, recall and the threshold (the prediction is score >= threshold). Cost as {@link aucRoc}.
 * @throws RangeError for NaN or infinite scores, another length, labels of a single class.
 * @example
 * const best = bestThreshold([0.1, 0.9, 0.3, 0.2], [0, 1, 1, 0]);
 * console.assert(best.threshold === 0.3 && best.recall === 1);
 */
export function bestThreshold(scores: Scores, labels: Labels, options: BestF1Options = {}): OperatingPoint {
  const { work, guard } = prepare('bestThreshold', scores, labels, options);
  return bestPoint(work.sweep, work.runs, guard);
}

/** The best point of a sweep; without an anomalous point f1 and recall are 0 and the threshold is Infinity. */
export function bestPoint(sweep: Sweep, runs: Runs, guard: number): OperatingPoint {
  let best: OperatingPoint = { f1: 0, precision: 1, recall: 0, threshold: Infinity };
  for (let k = 0; k < sweep.size; k++) {
    const hits = sweep.truePositives[k];
    const precision = hits / (hits + sweep.falsePositives[k]);
    const recall = hits / runs.positives;
    const f1 = (2 * (precision * recall)) / (precision + recall + guard);
    if (f1 >= best.f1) best = { f1, precision, recall, threshold: sweep.value[k] };
  }
  return best;
}

/** The number added to precision + recall. */
export function f1Guard(protocol: Protocol, mode: Mode): number {
  if (mode === 'fixed') return 0;
  return protocol === 'coad' ? 1e-12 : 1e-5;
}

function prepare(where: string, scores: Scores, labels: Labels, options: BestF1Options): { work: Work; guard: number } {
  checkOptionNames(where, options, ['protocol', 'mode']);
  const protocol = checkChoice(where, 'protocol', options.protocol ?? 'tsb-ad', PROTOCOLS);
  const mode = checkChoice(where, 'mode', options.mode ?? 'strict', MODES);
  const work = new Work(where, scores, labels, mode, mode === 'reference' && protocol === 'tsb-ad');
  return { work, guard: f1Guard(protocol, mode) };
}
