/** Volume under the surface, and the range-aware areas of a single window. */
import { checkChoice, checkInteger, checkOptionNames } from '@tsad/core';
import { checkBothClasses, type Labels, MODES, type Mode, type Scores } from './input.ts';
import { MAX_WINDOW, rangeAreas, type VusKind } from './vus-kernel.ts';
import { Work } from './work.ts';

/** A pair of areas in [0, 1]. */
export interface RangeAuc {
  /** Area or volume under the ROC curve. */
  roc: number;
  /** Area or volume under the precision-recall curve. */
  pr: number;
}

/** Options of {@link vus}. */
export interface VusOptions {
  /** Largest window in points, 0 to 100,000, the period of the series by custom; all windows 0 .. window are averaged. Default 100. */
  window?: number;
  /** `'current'` (default): TSB-AD since October 2024. `'classic'`: the 2022 paper's code, used by CoAD. */
  kind?: VusKind;
  /** Number of quantile thresholds, 2 .. 65535. Default 250. */
  thresholds?: number;
  /** Default `'strict'`; `'fixed'` gives the same numbers. */
  mode?: Mode;
}

/** Options of {@link rangeAuc}. */
export interface RangeAucOptions {
  /** Window in points, 0 to 100,000; the buffer reaches half of it to each side of an event. Default 100. */
  window?: number;
  /** Number of quantile thresholds, 2 .. 65535. Default 250. */
  thresholds?: number;
  /** Default `'strict'`; `'fixed'` gives the same numbers. */
  mode?: Mode;
}

const KINDS: readonly VusKind[] = ['current', 'classic'];

/**
 * Volume under the surface: range-aware ROC and PR areas averaged over all buffer windows 0 .. window.
 *
 * The two published kinds differ a lot (0.050 and 0.188 on one series of 100,000 points): `'current'` counts the soft
 * labels of a buffer only where predicted and joins the PR curve by steps, so that labels as scores get exactly 1;
 * `'classic'` counts the whole buffer and uses trapezoids. Never compare values of different kinds.
 *
 * Misleading where the series is long: the thresholds are quantiles, so at 650,000 points one step is 2,610 points, wider
 * than most anomalies, and the PR volume of the same detector falls with length. The window also matters; state it.
 * @param scores one finite number per point, higher = more anomalous.
 * @param labels one 0/1 or boolean per point, or events.
 * @param options window, kind, thresholds, mode. In mode `'reference'` the classic kind returns { roc: NaN, pr: 1 } for
 * labels without a normal point, as its code does; the current kind throws there in every mode.
 * @returns both volumes. Cost O(n) for the thresholds of spread-out scores (O(n log n) at worst), then
 * O(|A| + M L + L^2 min(M, thresholds)) for |A| anomalous points in M events and windows 0..L.
 * @throws RangeError for NaN or infinite scores, another length, labels of a single class, a wrong option.
 * @see Paparrizos et al. 2022, "Volume Under the Surface", PVLDB 15(11); TSB-AD `generate_curve`; CoAD `evaluation/vus`.
 * @example
 * const labels = [0, 0, 0, 1, 1, 0, 0, 0];
 * console.assert(vus(labels, labels, { window: 4 }).pr === 1);
 * console.assert(vus(labels, labels, { window: 4, kind: 'classic' }).pr < 1);
 */
export function vus(scores: Scores, labels: Labels, options: VusOptions = {}): RangeAuc {
  checkOptionNames('vus', options, ['window', 'kind', 'thresholds', 'mode']);
  const window = checkInteger('vus', 'window', options.window ?? 100, 0, MAX_WINDOW);
  const kind = checkChoice('vus', 'kind', options.kind ?? 'current', KINDS);
  const thresholds = checkInteger('vus', 'thresholds', options.thresholds ?? 250, 2, 65535);
  const mode = checkChoice('vus', 'mode', options.mode ?? 'strict', MODES);
  return volume(classicWork('vus', scores, labels, mode, kind), kind, window, thresholds);
}

/**
 * Range-aware ROC and PR areas for one buffer window, in the classic kind (the 2022 paper and CoAD).
 *
 * Unlike one slice of {@link vus}, two events whose buffers touch without overlap count as one segment here.
 * Misleading where the buffer is long against the events: half of the mass then lies outside them.
 * @param scores one finite number per point, higher = more anomalous.
 * @param labels one 0/1 or boolean per point, or events.
 * @param options window, thresholds, mode. In mode `'reference'` labels without a normal point give { roc: NaN, pr: 1 }.
 * @returns both areas. Cost O(n) for spread-out scores, O(n log n) at worst.
 * @throws RangeError for NaN or infinite scores, another length, labels of a single class, a wrong option.
 * @see Paparrizos et al. 2022, section 3; `RangeAUC` of CoAD.
 * @example
 * const labels = [0, 0, 0, 1, 1, 0, 0, 0];
 * console.assert(rangeAuc(labels, labels, { window: 0 }).pr === 1);
 */
export function rangeAuc(scores: Scores, labels: Labels, options: RangeAucOptions = {}): RangeAuc {
  checkOptionNames('rangeAuc', options, ['window', 'thresholds', 'mode']);
  const window = checkInteger('rangeAuc', 'window', options.window ?? 100, 0, MAX_WINDOW);
  const thresholds = checkInteger('rangeAuc', 'thresholds', options.thresholds ?? 250, 2, 65535);
  const mode = checkChoice('rangeAuc', 'mode', options.mode ?? 'strict', MODES);
  return windowArea(classicWork('rangeAuc', scores, labels, mode, 'classic'), window, thresholds);
}

/** Means over the windows 0 .. window. */
export function volume(work: Work, kind: VusKind, window: number, thresholds: number): RangeAuc {
  const options = { kind, from: 0, to: window, joinAdjacent: false };
  const { roc, pr } = rangeAreas(work.scores, work.buckets, work.runs, work.quantiles(thresholds), options);
  return { roc: mean(roc), pr: mean(pr) };
}

/** The classic areas of one window. */
export function windowArea(work: Work, window: number, thresholds: number): RangeAuc {
  const options = { kind: 'classic' as const, from: window, to: window, joinAdjacent: true };
  const { roc, pr } = rangeAreas(work.scores, work.buckets, work.runs, work.quantiles(thresholds), options);
  return { roc: roc[0], pr: pr[0] };
}

/** Labels without a normal point have a classic value; labels without an anomalous one have none. */
function classicWork(where: string, scores: Scores, labels: Labels, mode: Mode, kind: VusKind): Work {
  const work = new Work(where, scores, labels, mode, mode === 'reference' && kind === 'classic');
  if (work.runs.positives === 0) checkBothClasses(where, work.runs);
  return work;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
