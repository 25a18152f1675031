/** The whole set of metrics of a published protocol, in one pass over shared work. */
import { checkChoice, checkInteger, checkOptionNames } from '@tsad/core';
import { bestAffiliation } from './affiliation.ts';
import { prArea } from './auc-pr.ts';
import { rocArea } from './auc-roc.ts';
import { bestPoint, f1Guard, PROTOCOLS, type Protocol } from './best-f1.ts';
import { bestEvent } from './event.ts';
import { checkBothClasses, type Labels, MODES, type Mode, type Scores } from './input.ts';
import { bestPointAdjusted } from './point-adjusted.ts';
import { bestRange } from './range.ts';
import { collectMetrics, type MetricRecord } from './record.ts';
import type { Runs } from './runs.ts';
import { type Tolerance, type TopKHits, topKHits } from './top-k.ts';
import { volume, windowArea } from './vus.ts';
import { MAX_WINDOW } from './vus-kernel.ts';
import { Work } from './work.ts';

/** The metrics of the TSB-AD leaderboard, by their published names and in their published order. */
export const TSB_AD_METRICS = [
  'AUC-PR',
  'AUC-ROC',
  'VUS-PR',
  'VUS-ROC',
  'Standard-F1',
  'PA-F1',
  'Event-based-F1',
  'R-based-F1',
  'Affiliation-F',
] as const;

/** The metrics of CoAD's evaluation. */
export const COAD_METRICS = [
  'F1',
  'AUC-PR',
  'AUC-ROC',
  'R-AUC-PR',
  'R-AUC-ROC',
  'VUS-PR',
  'VUS-ROC',
  'UCR-top1',
  'UCR-top3',
  'UCR-top5',
] as const;

/** Name of a metric of either protocol. */
export type MetricName = (typeof TSB_AD_METRICS)[number] | (typeof COAD_METRICS)[number];

/** What {@link evaluate} returns for `'tsb-ad'`. */
export type TsbAdEvaluation = { protocol: 'tsb-ad'; mode: Mode; window: number } & MetricRecord<
  (typeof TSB_AD_METRICS)[number]
>;

/** What {@link evaluate} returns for `'coad'`; the margin is null where no event has a length. */
export type CoadEvaluation = { protocol: 'coad'; mode: Mode; margin: number | null } & MetricRecord<
  (typeof COAD_METRICS)[number]
>;

/** The record of a protocol. */
export type Evaluation<P extends Protocol> = P extends 'tsb-ad' ? TsbAdEvaluation : CoadEvaluation;

/** Options of {@link evaluate}. */
export interface EvaluateOptions {
  /** Whose set of metrics. */
  protocol: Protocol;
  /** `'tsb-ad'`: largest VUS window in points, 0 to 100,000, the period of the series by custom. Default 100. */
  window?: number;
  /** `'coad'`: least distance between peaks for top 3 and top 5, the period of the series. Without it they are null. */
  period?: number;
  /** `'coad'`: how far from the event a peak may lie. Default `'coad'`. */
  tolerance?: Tolerance;
  /** Quantile thresholds of VUS and Range-AUC. Default 250. */
  thresholds?: number;
  /** Default `'reference'`. */
  mode?: Mode;
}

/**
 * All metrics of a protocol as one flat record: the nine of the TSB-AD leaderboard, or those of CoAD.
 *
 * `'tsb-ad'`: AUC-PR by steps, VUS of the current kind, F1 with guard 1e-5, four F1 at the best of 100 thresholds. Scores
 * are taken raw, the whole series (the train part included), as the leaderboard does; its window is the first answer of
 * the autocorrelation rule, so pass the series' period as `window`.
 *
 * `'coad'`: AUC-PR by trapezoids, F1 with guard 1e-12, Range-AUC at the mean event length ("margin"), VUS of the classic
 * kind up to twice of it, and hits at the event for series with exactly one. Quirk of the margin: an event that a normal
 * point follows counts one point too long (not if it starts at index 0), an event at the end of the series does not
 * count. Mode `'fixed'` takes the mean length.
 *
 * A metric without a value is null, and `'<name> reason'` says why; the others are computed. In mode `'reference'` labels
 * of a single class keep the numbers that the reference returns, each with its reason beside it.
 * @param scores one finite number per point, higher = more anomalous. NaN is an error: cut a warm-up off both arrays, or
 * give its points the lowest score.
 * @param labels one 0/1 or boolean per point, or events.
 * @param options the protocol and its parameters; those of the other protocol are ignored.
 * @returns the values by their published names, with the protocol, the mode and the window or margin.
 * Cost O(n) for spread-out scores, as the sum of its metrics less the work they share.
 * @throws RangeError for NaN or infinite scores, another length, a wrong option.
 * @see Liu and Paparrizos 2024, "The elephant in the room" (TSB-AD); CoAD, `evaluation/evaluator.py`.
 * @example
 * const labels = [0, 0, 0, 1, 1, 0, 0, 0, 0, 0];
 * const record = evaluate([0, 1, 0, 5, 6, 1, 0, 0, 1, 0], labels, { protocol: 'tsb-ad', window: 4 });
 * console.assert(record['AUC-ROC'] === 1);
 */
export function evaluate<P extends Protocol>(
  scores: Scores,
  labels: Labels,
  options: EvaluateOptions & { protocol: P },
): Evaluation<P> {
  checkOptionNames('evaluate', options, ['protocol', 'window', 'period', 'tolerance', 'thresholds', 'mode']);
  const protocol = checkChoice('evaluate', 'protocol', options.protocol, PROTOCOLS);
  const mode = checkChoice('evaluate', 'mode', options.mode ?? 'reference', MODES);
  const window = checkInteger('evaluate', 'window', options.window ?? 100, 0, MAX_WINDOW);
  const thresholds = checkInteger('evaluate', 'thresholds', options.thresholds ?? 250, 2, 65535);
  const work = new Work('evaluate', scores, labels, mode, true);
  const record =
    protocol === 'tsb-ad' ? evaluateTsbAd(work, window, thresholds) : evaluateCoad(work, thresholds, options);
  return record as Evaluation<P>;
}

function evaluateTsbAd(work: Work, window: number, thresholds: number): TsbAdEvaluation {
  const { runs, mode } = work;
  const guard = f1Guard('tsb-ad', mode);
  let surface: { roc: number; pr: number } | undefined;
  const vus = () => {
    checkBothClasses('evaluate', runs);
    surface ??= volume(work, 'current', window, thresholds);
    return surface;
  };
  return {
    protocol: 'tsb-ad',
    mode,
    window,
    ...collectMetrics(runs, mode, {
      'AUC-PR': () => prArea(work.sweep, runs, 'step'),
      'AUC-ROC': () => {
        checkBothClasses('evaluate', runs);
        return rocArea(work.sweep, runs);
      },
      'VUS-PR': () => vus().pr,
      'VUS-ROC': () => vus().roc,
      'Standard-F1': () => bestPoint(work.sweep, runs, guard).f1,
      'PA-F1': () => bestPointAdjusted(work),
      'Event-based-F1': () => bestEvent(work),
      'R-based-F1': () => bestRange(work),
      'Affiliation-F': () => {
        if (runs.positives === 0) checkBothClasses('evaluate', runs);
        return bestAffiliation(work).f1;
      },
    }),
  };
}

function evaluateCoad(work: Work, thresholds: number, { period, tolerance }: EvaluateOptions): CoadEvaluation {
  const { runs, mode } = work;
  const guard = f1Guard('coad', mode);
  const points = (): Work => {
    checkBothClasses('evaluate', runs);
    return work;
  };
  const margin = eventMargin(runs, mode);
  const known = (): number => {
    checkBothClasses('evaluate', runs);
    if (margin === null)
      throw new RangeError('evaluate: the only event reaches the end of the series, where CoAD drops it');
    return margin;
  };
  let surface: { roc: number; pr: number } | undefined;
  const vus = () => {
    surface ??= volume(work, 'classic', 2 * known(), thresholds);
    return surface;
  };
  let area: { roc: number; pr: number } | undefined;
  const rangeAuc = () => {
    area ??= windowArea(work, known(), thresholds);
    return area;
  };
  let hits: TopKHits | undefined;
  const top = (peaks: boolean): TopKHits => {
    if (runs.count !== 1) throw new RangeError(`evaluate: needs labels with exactly one event, got ${runs.count}`);
    if (peaks && period === undefined) throw new RangeError('evaluate: needs the option period');
    hits ??= topKHits(work.scores, { begin: runs.begin[0], end: runs.end[0], period: period ?? 1, tolerance });
    return hits;
  };
  return {
    protocol: 'coad',
    mode,
    margin,
    ...collectMetrics(runs, mode, {
      F1: () => bestPoint(points().sweep, runs, guard).f1,
      'AUC-PR': () => prArea(points().sweep, runs, 'trapezoid'),
      'AUC-ROC': () => rocArea(points().sweep, runs),
      'R-AUC-PR': () => rangeAuc().pr,
      'R-AUC-ROC': () => rangeAuc().roc,
      'VUS-PR': () => vus().pr,
      'VUS-ROC': () => vus().roc,
      'UCR-top1': () => top(false).top1,
      'UCR-top3': () => top(true).top3,
      'UCR-top5': () => top(true).top5,
    }),
  };
}

/** Mean event length by CoAD's count, or the true one in mode `'fixed'`, rounded down; null where it counts no event. */
function eventMargin(runs: Runs, mode: Mode): number | null {
  let sum = 0;
  let count = 0;
  for (let j = 0; j < runs.count; j++) {
    const size = runs.end[j] - runs.begin[j];
    if (mode === 'fixed') sum += size;
    else if (runs.end[j] === runs.length) continue;
    else sum += runs.begin[j] === 0 ? size : size + 1;
    count++;
  }
  return count > 0 ? Math.trunc(sum / count) : null;
}
