/** Reading scores, labels and predictions: every fault becomes one error that says what and where. */
import { checkInteger, toFloat64 } from '@tsad/core';
import { type Runs, runsFromBorders, runsOf } from './runs.ts';

/** One finite number per point, higher = more anomalous. */
export type Scores = Float64Array | Float32Array | readonly number[];

/** An event: the indices begin .. end - 1. */
export interface EventRange {
  /** First index. */
  begin: number;
  /** Index after the last, exclusive. */
  end: number;
}

/** One 0/1 or boolean per point, or the events in order (they must not overlap; events that touch are one event). */
export type Labels = ArrayLike<number> | readonly boolean[] | readonly EventRange[];

/**
 * How faithful a metric is to the code it was published with.
 *
 * - `'strict'`: the numbers of the reference, its quirks included, but labels of a single class are a `RangeError`.
 * - `'reference'`: also the numbers that the reference returns for labels of a single class (mostly 0 or 1).
 * - `'fixed'`: the definition without the quirks; labels of a single class are a `RangeError`.
 */
export type Mode = 'strict' | 'reference' | 'fixed';

export const MODES: readonly Mode[] = ['strict', 'reference', 'fixed'];

/** Scores that passed the checks, with their range. */
export interface CheckedScores {
  values: Float64Array;
  min: number;
  max: number;
}

/**
 * Scores as float64 with their smallest and largest value.
 * @throws RangeError for no score at all, and for the first NaN or infinity, with its index.
 */
export function readScores(where: string, scores: Scores): CheckedScores {
  const values = scores instanceof Float32Array ? new Float64Array(scores) : toFloat64(where, 'scores', scores);
  if (values.length === 0) throw new RangeError(`${where}: scores must hold at least one point, got none`);
  let min = values[0];
  let max = values[0];
  let fault = -1;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < min) min = value;
    else if (value > max) max = value;
    else if (Number.isNaN(value)) {
      fault = i;
      break;
    }
  }
  if (fault < 0 && (min === -Infinity || max === Infinity))
    fault = values.findIndex((value) => !Number.isFinite(value));
  if (fault >= 0) {
    throw new RangeError(
      `${where}: scores must be finite, got ${values[fault]} at index ${fault}; cut a warm-up off scores and labels ` +
        'alike, or give these points the lowest score',
    );
  }
  return { values, min, max };
}

/**
 * Labels or predictions as runs.
 * @param name 'labels' or 'predictions', for the message.
 * @param length number of points they must describe.
 * @throws RangeError for another length, a value other than 0 and 1, events out of bounds or out of order.
 */
export function readRuns(where: string, name: string, labels: Labels, length: number): Runs {
  if (isEvents(labels)) return eventsToRuns(where, name, labels, length);
  if (labels === null || typeof labels !== 'object' || !Number.isSafeInteger(labels.length)) {
    throw new TypeError(`${where}: ${name} must be an array of 0/1, booleans or events { begin, end }`);
  }
  if (labels.length !== length) {
    throw new RangeError(`${where}: ${name} must have one entry per point (${length}), got ${labels.length}`);
  }
  return runsOf(labels instanceof Uint8Array ? checkFlags(where, name, labels) : toFlags(where, name, labels));
}

/** A prediction and the labels it is held against, as runs. */
export interface PredictionPair {
  predicted: Runs;
  runs: Runs;
}

/**
 * A 0/1 prediction and its labels; events are fine for one of the two, the other then gives the number of points.
 * @throws TypeError when both are events; RangeError for another length, a value other than 0 and 1, labels of a single
 * class unless `allowSingleClass`.
 */
export function readPrediction(
  where: string,
  predictions: Labels,
  labels: Labels,
  allowSingleClass: boolean,
): PredictionPair {
  const points = isEvents(predictions) ? labels : predictions;
  if (isEvents(points)) {
    throw new TypeError(`${where}: predictions or labels must be one 0/1 or boolean per point, got events for both`);
  }
  if (!(points?.length >= 1)) throw new RangeError(`${where}: predictions must hold at least one point, got none`);
  const predicted = readRuns(where, 'predictions', predictions, points.length);
  const runs = readRuns(where, 'labels', labels, points.length);
  if (!allowSingleClass) checkBothClasses(where, runs);
  return { predicted, runs };
}

/**
 * Asserts that the labels hold both classes.
 * @throws RangeError naming the class that is missing.
 */
export function checkBothClasses(where: string, runs: Runs): void {
  if (runs.positives === 0) throw new RangeError(`${where}: ${NO_POSITIVE}`);
  if (runs.positives === runs.length) throw new RangeError(`${where}: ${ONLY_POSITIVES}`);
}

export const NO_POSITIVE = 'labels must hold an anomalous point, got none';
export const ONLY_POSITIVES = 'labels must hold a normal point, got only anomalous ones';

function isEvents(labels: Labels): labels is readonly EventRange[] {
  return Array.isArray(labels) && (labels.length === 0 || (typeof labels[0] === 'object' && labels[0] !== null));
}

function checkFlags(where: string, name: string, flags: Uint8Array): Uint8Array {
  let bits = 0;
  for (let i = 0; i < flags.length; i++) bits |= flags[i];
  return bits > 1 ? toFlags(where, name, flags) : flags;
}

function toFlags(where: string, name: string, labels: ArrayLike<number | boolean>): Uint8Array {
  // Looked at before anything is allocated: the length may be a lie.
  for (let i = 0; i < labels.length; i++) {
    const value: unknown = labels[i];
    if (value !== 0 && value !== 1 && typeof value !== 'boolean') {
      const shown = typeof value === 'object' && value !== null ? 'an object' : String(value);
      throw new RangeError(`${where}: ${name} must be 0 or 1, got ${shown} at index ${i}`);
    }
  }
  const flags = new Uint8Array(labels.length);
  for (let i = 0; i < flags.length; i++) flags[i] = Number(labels[i]);
  return flags;
}

function eventsToRuns(where: string, name: string, events: readonly EventRange[], length: number): Runs {
  const borders: number[] = [];
  for (let j = 0; j < events.length; j++) {
    const last = borders.length > 0 ? borders[borders.length - 1] : 0;
    const begin = checkInteger(where, `${name}[${j}].begin`, events[j]?.begin, last, length - 1);
    const end = checkInteger(where, `${name}[${j}].end`, events[j].end, begin + 1, length);
    if (begin === last && borders.length > 0) borders[borders.length - 1] = end;
    else borders.push(begin, end);
  }
  return runsFromBorders(borders, length);
}
