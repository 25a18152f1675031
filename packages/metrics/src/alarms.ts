/** What an operator feels of a prediction: how late it is, and how often it cries wolf. */
import { checkNumber, checkOptionNames } from '@tsad/core';
import { type Labels, NO_POSITIVE, readPrediction } from './input.ts';

/** Delays of {@link detectionDelay}, in points. */
export interface DetectionDelay {
  /** One value per event, in order: first predicted index minus its begin; NaN for a missed event. */
  delays: Float64Array;
  /** Mean over the events found; NaN when all are missed. */
  mean: number;
  /** Median over the events found; NaN when all are missed. */
  median: number;
  /** Events with a predicted point. */
  detected: number;
  /** Events without. */
  missed: number;
}

/** False alarms of {@link falseAlarms}. */
export interface FalseAlarms {
  /** Predicted runs that touch no event. */
  alarms: number;
  /** `alarms` per 1,000 points of the series. */
  perThousand: number;
  /** `alarms` per day of the series; null where the sampling interval is not given. */
  perDay: number | null;
}

/** Options of {@link falseAlarms}. */
export interface FalseAlarmsOptions {
  /** Sampling interval; without it there is no rate per day. */
  secondsPerPoint?: number;
}

/**
 * How many points after its begin each event is first predicted.
 *
 * A prediction that starts before the event and lasts into it has delay 0; an early alarm that ends before it does not
 * count. Means over found events flatter a detector that misses the hard ones: read them beside `missed`.
 * @param predictions one 0/1 or boolean per point, or events.
 * @param labels one 0/1 or boolean per point, or events.
 * @returns the delay of each event and their mean and median. Cost O(n).
 * @throws RangeError for another length, a value other than 0 and 1, labels without an anomalous point.
 * @example
 * const { delays, missed } = detectionDelay([0, 0, 1, 0, 0, 0], [0, 1, 1, 0, 1, 0]);
 * console.assert(delays[0] === 1 && missed === 1);
 */
export function detectionDelay(predictions: Labels, labels: Labels): DetectionDelay {
  const { predicted, runs } = readPrediction('detectionDelay', predictions, labels, true);
  if (runs.count === 0) throw new RangeError(`detectionDelay: ${NO_POSITIVE}`);
  const delays = new Float64Array(runs.count);
  let p = 0;
  for (let r = 0; r < runs.count; r++) {
    while (p < predicted.count && predicted.end[p] <= runs.begin[r]) p++;
    const found = p < predicted.count && predicted.begin[p] < runs.end[r];
    delays[r] = found ? Math.max(predicted.begin[p] - runs.begin[r], 0) : Number.NaN;
  }
  const found = delays.filter((delay) => !Number.isNaN(delay)).sort();
  const middle = found.length >> 1;
  return {
    delays,
    mean: found.reduce((sum, delay) => sum + delay, 0) / found.length,
    median: found.length % 2 === 1 ? found[middle] : (found[middle - 1] + found[middle]) / 2,
    detected: found.length,
    missed: runs.count - found.length,
  };
}

/**
 * False alarms: predicted runs that touch no event, as a count and as rates.
 *
 * A run counts once, however long; one that ends just before an event is false. Merge flickering predictions first.
 * Labels without any event are fine here: a quiet stretch is where the rate is best measured.
 * @param predictions one 0/1 or boolean per point, or events.
 * @param labels one 0/1 or boolean per point, or events.
 * @param options the sampling interval, for the rate per day.
 * @returns the count, the rate per 1,000 points and the rate per day. Cost O(n).
 * @throws RangeError for another length, a value other than 0 and 1, an interval that is not positive.
 * @example
 * const { alarms, perDay } = falseAlarms([1, 0, 1, 1, 0, 0], [0, 0, 0, 1, 0, 0], { secondsPerPoint: 3600 });
 * console.assert(alarms === 1 && perDay === 4);
 */
export function falseAlarms(predictions: Labels, labels: Labels, options: FalseAlarmsOptions = {}): FalseAlarms {
  checkOptionNames('falseAlarms', options, ['secondsPerPoint']);
  const { secondsPerPoint } = options;
  if (secondsPerPoint !== undefined) {
    checkNumber('falseAlarms', 'secondsPerPoint', secondsPerPoint, Number.MIN_VALUE);
  }
  const { predicted, runs } = readPrediction('falseAlarms', predictions, labels, true);
  let alarms = 0;
  let r = 0;
  for (let p = 0; p < predicted.count; p++) {
    while (r < runs.count && runs.end[r] <= predicted.begin[p]) r++;
    if (r === runs.count || runs.begin[r] >= predicted.end[p]) alarms++;
  }
  return {
    alarms,
    perThousand: (alarms * 1000) / runs.length,
    perDay: secondsPerPoint === undefined ? null : (alarms * 86400) / (runs.length * secondsPerPoint),
  };
}
