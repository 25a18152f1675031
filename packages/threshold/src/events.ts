/** From scores to events: what a person is told. */
import { checkInteger, checkNumber, checkOptionNames, toFloat64 } from '@tsad/core';

/** A stretch of points that belongs together. */
export interface ScoreEvent {
  /** 'anomaly': scores above the threshold. 'silence': scores that did not come. */
  kind: 'anomaly' | 'silence';
  /** Index of the first point. */
  start: number;
  /** Index after the last point. */
  end: number;
  /** Index of the highest score, the first of equals; for a silence the index of its first missing score. */
  peak: number;
  /** The highest score; NaN for a silence. */
  peakScore: number;
}

/** Options of {@link toEvents}; all in points. */
export interface EventOptions {
  /** Stretches with at most this many points between them become one event. Default 0. */
  mergeGap?: number;
  /** Events of fewer points, after merging, are dropped. Default 1. */
  minLength?: number;
  /** An event that starts within so many points after the end of the last event told is dropped. Default 0. */
  coolDown?: number;
  /** Missing scores (NaN) in a row that make an event of kind 'silence'; 0 = never. Default 0. */
  silence?: number;
}

/**
 * Groups the points above a threshold into events.
 *
 * In this order: points with `score > threshold` form stretches; stretches at most `mergeGap` points apart are merged
 * (missing scores between them count as points); what is shorter than `minLength` is dropped; then events that start
 * within `coolDown` points of the end of the last event that was kept.
 *
 * With `silence`, a run of that many missing scores is an event of its own, because a stream that stopped is news too.
 * The missing scores before the first score are a detector's warm-up and never a silence. Silences are not merged,
 * dropped or silenced, do not start a cool-down, and may lie inside an anomaly that was merged across them. For data
 * that should have come but left no row at all see {@link findSilences}.
 *
 * @param scores shape [n]: higher = more anomalous; NaN = missing.
 * @param threshold one number, or shape [n], one per point (NaN there = no decision), in units of the score.
 * @param options merging, minimum length, cool-down, silence.
 * @returns the events by rising start. O(n).
 * @throws RangeError for a threshold of another length or a wrong option.
 * @example
 * const events = toEvents([0, 5, 0, 7, 0, NaN, NaN, NaN, 0], 1, { mergeGap: 1, silence: 3 });
 * console.log(events);
 * console.assert(events[0].start === 1 && events[0].end === 4 && events[0].peak === 3);
 * console.assert(events[1].kind === 'silence' && events[1].start === 5 && events[1].end === 8);
 */
export function toEvents(
  scores: ArrayLike<number>,
  threshold: number | ArrayLike<number>,
  options: EventOptions = {},
): ScoreEvent[] {
  checkOptionNames('toEvents', options, ['mergeGap', 'minLength', 'coolDown', 'silence']);
  const mergeGap = checkInteger('toEvents', 'mergeGap', options.mergeGap ?? 0, 0);
  const minLength = checkInteger('toEvents', 'minLength', options.minLength ?? 1, 1);
  const coolDown = checkInteger('toEvents', 'coolDown', options.coolDown ?? 0, 0);
  const silence = checkInteger('toEvents', 'silence', options.silence ?? 0, 0);
  const values = toFloat64('toEvents', 'scores', scores);
  const anomalies = mergedStretches(values, thresholdAt(values.length, threshold), mergeGap);
  const told: ScoreEvent[] = [];
  let quietUntil = 0;
  for (const event of anomalies) {
    if (event.end - event.start < minLength || event.start < quietUntil) continue;
    told.push(event);
    quietUntil = event.end + coolDown;
  }
  if (silence === 0) return told;
  return [...told, ...silences(values, silence)].sort((a, b) => a.start - b.start);
}

function thresholdAt(length: number, threshold: number | ArrayLike<number>): (i: number) => number {
  if (typeof threshold === 'number') {
    checkNumber('toEvents', 'threshold', threshold, -Infinity, Infinity);
    return () => threshold;
  }
  if (typeof threshold !== 'object') {
    throw new TypeError(`toEvents: threshold must be a number or one per score, got ${typeof threshold}`);
  }
  const thresholds = toFloat64('toEvents', 'threshold', threshold);
  if (thresholds.length !== length) {
    throw new RangeError(`toEvents: threshold must hold one number per score (${length}), got ${thresholds.length}`);
  }
  return (i) => thresholds[i];
}

function mergedStretches(values: Float64Array, limit: (i: number) => number, mergeGap: number): ScoreEvent[] {
  const events: ScoreEvent[] = [];
  let last: ScoreEvent | undefined;
  for (let i = 0; i < values.length; i++) {
    const score = values[i];
    if (!(score > limit(i))) continue;
    if (last && i - last.end <= mergeGap) {
      last.end = i + 1;
      if (score > last.peakScore) {
        last.peak = i;
        last.peakScore = score;
      }
    } else {
      last = { kind: 'anomaly', start: i, end: i + 1, peak: i, peakScore: score };
      events.push(last);
    }
  }
  return events;
}

function silences(values: Float64Array, shortest: number): ScoreEvent[] {
  const events: ScoreEvent[] = [];
  let start = values.length;
  let heard = false;
  for (let i = 0; i <= values.length; i++) {
    if (i < values.length && Number.isNaN(values[i])) {
      if (heard && start === values.length) start = i;
      continue;
    }
    if (i - start >= shortest) events.push({ kind: 'silence', start, end: i, peak: start, peakScore: Number.NaN });
    start = values.length;
    heard = true;
  }
  return events;
}
