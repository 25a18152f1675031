/** PA%K: point adjustment only where more than K percent of an event is predicted. */
import { checkChoice, checkNumber, checkOptionNames } from '@tsad/core';
import { bestPoint } from './best-f1.ts';
import { bucketise } from './buckets.ts';
import { type Labels, MODES, type Mode, type Scores } from './input.ts';
import { sweepPositives } from './sweep.ts';
import { Work } from './work.ts';

/** Options of {@link paK}. */
export interface PaKOptions {
  /** An event counts whole where more than this percentage of it is predicted: 0 adjusts always, 100 never. Default 20. */
  percent?: number;
  /** Default `'strict'`: about 100 of the distinct scores as thresholds. `'fixed'`: all of them. */
  mode?: Mode;
}

/** Options of {@link paKArea}. */
export interface PaKAreaOptions {
  /** Ascending percentages, an array of at least one; 100 is added as the last. Default `[0, 25, 50, 75]`, length 4. */
  percents?: readonly number[];
  /** Default `'strict'`; see {@link PaKOptions}. */
  mode?: Mode;
}

/**
 * Best F1 with PA%K: an event counts as predicted whole where more than K percent of its points are predicted.
 *
 * The choice of K decides between {@link pointAdjustedF1} (0) and {@link bestF1} (100); report {@link paKArea}, or both
 * ends. Small K keeps the flaw of point adjustment.
 *
 * Quirk: the reference tries every (m / 100)-th of the m distinct scores (every tenth below 100, all below 10), score >
 * threshold, so the best may be missed. Mode `'fixed'` tries all: a run adjusts at one of its order statistics, so PA%K
 * is the best F1 of scores raised to it.
 * @param scores one finite number per point, higher = more anomalous.
 * @param labels one 0/1 or boolean per point, or events.
 * @param options the percentage and the mode.
 * @returns a number in [0, 1]. Cost O(n log n); O(n) in mode `'fixed'` for spread-out scores.
 * @throws RangeError for NaN or infinite scores, another length, labels of a single class, a wrong option.
 * @see Kim et al. 2022, "Towards a rigorous evaluation of time-series anomaly detection", AAAI; CoAD's `past_evaluate`.
 * @example
 * const labels = [0, 1, 1, 1, 1, 0];
 * console.assert(paK([0, 1, 0, 0, 0, 0], labels, { percent: 20, mode: 'fixed' }) === 1);
 * console.assert(paK([0, 1, 0, 0, 0, 0], labels, { percent: 50, mode: 'fixed' }) < 1);
 */
export function paK(scores: Scores, labels: Labels, options: PaKOptions = {}): number {
  checkOptionNames('paK', options, ['percent', 'mode']);
  const percent = checkNumber('paK', 'percent', options.percent ?? 20, 0, 100);
  const mode = checkChoice('paK', 'mode', options.mode ?? 'strict', MODES);
  const work = new Work('paK', scores, labels, mode, false);
  return bestAdjusted(work, percent, mode === 'fixed' ? undefined : someScores(work.scores));
}

/**
 * Mean of the best PA%K F1 over K by trapezoids, the last being the plain best F1: one number that does not hang on K.
 *
 * It still rewards chance hits in long events through its small K. Quirk as {@link paK}; the plain best F1 takes all
 * thresholds and the guard 1e-12 (none in mode `'fixed'`). The percentages weigh alike, however they are spaced.
 * @param scores one finite number per point, higher = more anomalous.
 * @param labels one 0/1 or boolean per point, or events.
 * @param options the percentages and the mode.
 * @returns a number in [0, 1]. Cost O(n log n) once and O(n) for each percentage.
 * @throws RangeError for NaN or infinite scores, another length, labels of a single class, a wrong option.
 * @see `f1_pa_k` of CoAD's `past_evaluate`.
 * @example
 * const labels = [0, 1, 1, 1, 1, 0];
 * const area = paKArea([0, 1, 0, 0, 0, 0], labels, { mode: 'fixed' });
 * console.assert(area > 0.6 && area < 1);
 */
export function paKArea(scores: Scores, labels: Labels, options: PaKAreaOptions = {}): number {
  checkOptionNames('paKArea', options, ['percents', 'mode']);
  const mode = checkChoice('paKArea', 'mode', options.mode ?? 'strict', MODES);
  const percents = options.percents ?? [0, 25, 50, 75];
  if (percents.length === 0) throw new RangeError('paKArea: percents must hold at least one percentage, got none');
  for (let k = 0; k < percents.length; k++) {
    checkNumber('paKArea', `percents[${k}]`, percents[k], k > 0 ? percents[k - 1] : 0, 100);
  }
  const work = new Work('paKArea', scores, labels, mode, false);
  const thresholds = mode === 'fixed' ? undefined : someScores(work.scores);
  const best = percents.map((percent) => bestAdjusted(work, percent, thresholds));
  best.push(bestPoint(work.sweep, work.runs, mode === 'fixed' ? 0 : 1e-12).f1);
  let area = 0;
  for (let k = 1; k < best.length; k++) area += (best[k] + best[k - 1]) / 2;
  return area / (best.length - 1);
}

/** Best F1 of the adjusted scores at the given thresholds (score > threshold), or at all. */
function bestAdjusted(work: Work, percent: number, thresholds: Float64Array | undefined): number {
  const adjusted = adjustedScores(work, percent);
  const sweep = sweepPositives(adjusted, bucketise(adjusted, work.min, work.max), work.runs);
  if (!thresholds) return bestPoint(sweep, work.runs, 0).f1;
  const normal = normalScores(work).sort();
  let best = 0;
  let k = sweep.size;
  let q = 0;
  for (const threshold of thresholds) {
    while (k > 0 && sweep.value[k - 1] <= threshold) k--;
    while (q < normal.length && normal[q] <= threshold) q++;
    const above = normal.length - q;
    const hits = k > 0 ? sweep.truePositives[k - 1] : 0;
    if (hits > 0) best = Math.max(best, (2 * hits) / (hits + above + work.runs.positives));
  }
  return best;
}

/** Scores of each run raised to the score at which enough of the run is predicted. */
function adjustedScores({ scores, runs }: Work, percent: number): Float64Array {
  const adjusted = scores.slice();
  for (let r = 0; r < runs.count; r++) {
    const size = runs.end[r] - runs.begin[r];
    const needed = Math.floor((percent / 100) * size) + 1;
    if (needed > size) continue;
    const part = adjusted.subarray(runs.begin[r], runs.end[r]);
    const raised = part.slice().sort()[size - needed];
    for (let i = 0; i < size; i++) if (part[i] < raised) part[i] = raised;
  }
  return adjusted;
}

/** The distinct scores that the reference tries as thresholds, ascending. */
function someScores(scores: Float64Array): Float64Array {
  const distinct = scores
    .slice()
    .sort()
    .filter((score, i, sorted) => i === 0 || score !== sorted[i - 1]);
  const step = distinct.length < 10 ? 1 : Math.floor(distinct.length / 100) || 10;
  return distinct.filter((_, i) => i % step === 0 && i / step < Math.floor(distinct.length / step));
}

function normalScores({ scores, runs }: Work): Float64Array {
  const out = new Float64Array(runs.length - runs.positives);
  let at = 0;
  let from = 0;
  for (let r = 0; r <= runs.count; r++) {
    const to = r < runs.count ? runs.begin[r] : runs.length;
    out.set(scores.subarray(from, to), at);
    at += to - from;
    if (r < runs.count) from = runs.end[r];
  }
  return out;
}
