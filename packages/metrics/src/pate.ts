/** PATE: proximity-aware evaluation of scores and of predictions. */
import { checkBoolean, checkChoice, checkInteger, checkOptionNames } from '@tsad/core';
import { type Labels, MODES, type Mode, readPrediction, type Scores } from './input.ts';
import { hitWeights, missedWeights } from './pate-kernel.ts';
import { firstAtMost } from './quantiles.ts';
import type { Runs } from './runs.ts';
import { Work } from './work.ts';

/** The grid of buffers that PATE averages over. */
export interface PateBufferOptions {
  /** Largest early buffer in points, before each event. Default 100. */
  early?: number;
  /** Largest late buffer in points, after each event. Default 100. */
  late?: number;
  /** Parts that each largest buffer is cut into: 1 (default) gives the buffers 0 and the largest. */
  splits?: number;
  /** Does the grid begin with buffer 0? Default true. */
  includeZero?: boolean;
  /** Default `'strict'`; `'fixed'` gives the same numbers. */
  mode?: Mode;
}

/** Options of {@link pate}. */
export interface PateOptions extends PateBufferOptions {
  /** Number of percentiles of the distinct scores used as thresholds (default 250, as upstream; CoAD's copy has 100), or `'all'`. */
  thresholds?: number | 'all';
  /** Leave out thresholds where the count of hits is that of both neighbours? Default true. */
  dropIntermediate?: boolean;
}

const BUFFER_OPTIONS = ['early', 'late', 'splits', 'includeZero', 'mode'] as const;

/**
 * PATE: area under a precision-recall curve in which predictions near an event count in part, averaged over a grid of
 * early and late buffers.
 *
 * A predicted point in a buffer is a hit by a weight that falls to 0 at the buffer's far end, and a false alarm by the
 * rest; an early warning counts only where the event itself is found as well. The buffers decide much: state them.
 * Trapezoids join the curve, so ties are rewarded, as with the trapezoid rule of {@link aucPr}.
 * @param scores one finite number per point, higher = more anomalous.
 * @param labels one 0/1 or boolean per point, or events.
 * @param options buffers, thresholds and mode; in mode `'reference'` labels without an anomalous point give 0 and labels
 * without a normal one 1.
 * @returns a number in [0, 1]. Cost O(n log n) once, then O(n log T + |A| min(T, longest event) + G (buffer points + T))
 * for T thresholds, |A| anomalous points and G buffer pairs; `'all'` makes T as large as n.
 * @throws RangeError for NaN or infinite scores, another length, labels of a single class, a wrong option.
 * @see Ghorbani et al. 2024, "PATE: Proximity-aware time series anomaly evaluation", KDD.
 * @example
 * const labels = [0, 0, 0, 1, 1, 0, 0, 0];
 * console.assert(pate(labels, labels, { early: 2, late: 2 }) === 1);
 */
export function pate(scores: Scores, labels: Labels, options: PateOptions = {}): number {
  checkOptionNames('pate', options, [...BUFFER_OPTIONS, 'thresholds', 'dropIntermediate']);
  const { pairs, mode } = readBuffers('pate', options);
  const dropIntermediate = checkBoolean('pate', 'dropIntermediate', options.dropIntermediate ?? true);
  const wanted = options.thresholds ?? 250;
  if (wanted !== 'all') checkInteger('pate', 'thresholds', wanted, 2, 65535);
  const work = new Work('pate', scores, labels, mode, mode === 'reference');

  let thresholds = distinctScores(work, dropIntermediate);
  if (wanted !== 'all') thresholds = percentiles(thresholds, wanted);
  const count = thresholds.length;
  const bucketOf = new Uint32Array(work.scores.length);
  const predicted = new Float64Array(count);
  for (let i = 0; i < bucketOf.length; i++) {
    const bucket = firstAtMost(thresholds, work.scores[i], 0, count - 1);
    bucketOf[i] = bucket;
    predicted[bucket]++;
  }
  for (let k = 1; k < count; k++) predicted[k] += predicted[k - 1];
  const missed = missedWeights(bucketOf, work.runs, count);
  let sum = 0;
  for (const [early, late] of pairs) {
    sum += curveArea(hitWeights(bucketOf, work.runs, count, early, late), missed, predicted);
  }
  return sum / pairs.length;
}

/**
 * PATE of a given prediction: the mean F1 over the grid of buffers; limits as {@link pate}.
 * @param predictions one 0/1 or boolean per point, or events.
 * @param labels one 0/1 or boolean per point, or events.
 * @param options buffers and mode; in mode `'reference'` labels of a single class have a value.
 * @returns a number in [0, 1]; 0 where nothing is predicted. Cost O(n + G (buffer points)) for G buffer pairs.
 * @throws RangeError for another length, a value other than 0 and 1, labels of a single class (save as above).
 * @see `binary_scores` of PATE.
 * @example
 * console.assert(pateAtPrediction([0, 0, 1, 1, 0], [0, 0, 1, 1, 0], { early: 1, late: 1 }) === 1);
 */
export function pateAtPrediction(predictions: Labels, labels: Labels, options: PateBufferOptions = {}): number {
  checkOptionNames('pateAtPrediction', options, BUFFER_OPTIONS);
  const { pairs, mode } = readBuffers('pateAtPrediction', options);
  const { predicted, runs } = readPrediction('pateAtPrediction', predictions, labels, mode === 'reference');
  // Two thresholds: the first is the prediction, the second, which nothing reads, takes the other points.
  const bucketOf = new Uint32Array(runs.length).fill(1);
  for (let j = 0; j < predicted.count; j++) bucketOf.fill(0, predicted.begin[j], predicted.end[j]);
  const missed = missedWeights(bucketOf, runs, 2)[0];
  let sum = 0;
  for (const [early, late] of pairs) {
    const hits = hitWeights(bucketOf, runs, 2, early, late)[0];
    const precision = predicted.positives > 0 ? hits / predicted.positives : 0;
    const recall = hits + missed > 0 ? hits / (hits + missed) : 0;
    if (precision + recall > 0) sum += (2 * precision * recall) / (precision + recall);
  }
  return sum / pairs.length;
}

/** Trapezoids over the points of the curve whose recall is not below that of the last point kept. */
function curveArea(hits: Float64Array, missed: Float64Array, predicted: Float64Array): number {
  let area = 0;
  let recallBefore = 0;
  let precisionBefore = 1;
  for (let k = 0; k < hits.length; k++) {
    const precision = hits[k] / predicted[k];
    const recall = hits[k] + missed[k] > 0 ? hits[k] / (hits[k] + missed[k]) : 0;
    if (recall < recallBefore) continue;
    area += ((recall - recallBefore) * (precision + precisionBefore)) / 2;
    recallBefore = recall;
    precisionBefore = precision;
  }
  return area;
}

/** Distinct scores, highest first; without those whose count of hits is that of both neighbours, if wanted. */
function distinctScores(work: Work, dropIntermediate: boolean): Float64Array {
  const sorted = work.scores.slice().sort();
  const anomalous = anomalousScores(work.scores, work.runs).sort();
  const values: number[] = [];
  const hits: number[] = [];
  let p = anomalous.length;
  for (let i = sorted.length - 1; i >= 0; i--) {
    if (i < sorted.length - 1 && sorted[i] === sorted[i + 1]) continue;
    while (p > 0 && anomalous[p - 1] >= sorted[i]) p--;
    values.push(sorted[i]);
    hits.push(anomalous.length - p);
  }
  if (!dropIntermediate) return Float64Array.from(values);
  const last = values.length - 1;
  return Float64Array.from(
    values.filter((_, k) => k === 0 || k === last || hits[k] !== hits[k - 1] || hits[k + 1] !== hits[k]),
  );
}

function anomalousScores(scores: Float64Array, runs: Runs): Float64Array {
  const out = new Float64Array(runs.positives);
  let at = 0;
  for (let j = 0; j < runs.count; j++) {
    out.set(scores.subarray(runs.begin[j], runs.end[j]), at);
    at += runs.end[j] - runs.begin[j];
  }
  return out;
}

/** `count` percentiles from 100 down to 0 of descending values, with the roundings of numpy's linear interpolation. */
function percentiles(descending: Float64Array, count: number): Float64Array {
  const last = descending.length - 1;
  const step = -100 / (count - 1);
  return Float64Array.from({ length: count }, (_, k) => {
    const at = last * ((k === count - 1 ? 0 : k * step + 100) / 100);
    const low = Math.floor(at);
    if (low >= last) return descending[0];
    const a = descending[last - low];
    const b = descending[last - low - 1];
    const t = at - low;
    return t >= 0.5 ? b - (b - a) * (1 - t) : a + (b - a) * t;
  });
}

function readBuffers(where: string, options: PateBufferOptions): { pairs: [number, number][]; mode: Mode } {
  const early = checkInteger(where, 'early', options.early ?? 100, 0);
  const late = checkInteger(where, 'late', options.late ?? 100, 0);
  const splits = checkInteger(where, 'splits', options.splits ?? 1, 1, 1000);
  const includeZero = checkBoolean(where, 'includeZero', options.includeZero ?? true);
  const mode = checkChoice(where, 'mode', options.mode ?? 'strict', MODES);
  const pairs: [number, number][] = [];
  for (const e of bufferSizes(early, splits, includeZero)) {
    for (const l of bufferSizes(late, splits, includeZero)) pairs.push([e, l]);
  }
  return { pairs, mode };
}

/** Evenly spaced sizes up to `largest`, rounded down. */
function bufferSizes(largest: number, splits: number, includeZero: boolean): number[] {
  const start = includeZero ? 0 : largest / splits;
  const count = includeZero ? splits + 1 : splits;
  const step = count > 1 ? (largest - start) / (count - 1) : 0;
  return Array.from({ length: count }, (_, k) => (k > 0 && k === count - 1 ? largest : Math.floor(k * step + start)));
}
