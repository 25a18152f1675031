/** Gaps between time stamps: data that stopped leaves no row to score. */
import { checkNumber, checkOptionNames, toFloat64 } from '@tsad/core';

/** A stretch of time without data. */
export interface Silence {
  /** Index of the last point before it. */
  after: number;
  /** Time of that point, in units of the time stamps. */
  from: number;
  /** Time of the next point, or `now` where there is none yet. */
  to: number;
}

/** Options of {@link findSilences}. */
export interface SilenceOptions {
  /** A gap longer than this is a silence, in units of the time stamps, >= 0. */
  longerThan: number;
  /** The present, in the same units: a last point that is too long ago is a silence that has not ended. Default: none. */
  now?: number;
}

/**
 * Finds where a stream with time stamps was silent for too long.
 *
 * Choose `longerThan` well above the usual step (three steps or more); a stream without a usual step needs a model of its
 * arrivals instead.
 *
 * @param timestamps shape [n]: rising times of the points, in any unit.
 * @param options the longest gap that is still normal, and the present time.
 * @returns the silences in order; the last one has `to === now` where the data stopped. O(n).
 * @throws RangeError for time stamps that fall or are not finite, or a wrong option.
 * @example
 * const silences = findSilences([0, 60, 120, 600], { longerThan: 180, now: 1000 });
 * console.assert(silences.length === 2 && silences[0].after === 2 && silences[0].to === 600);
 * console.assert(silences[1].after === 3 && silences[1].to === 1000);
 */
export function findSilences(timestamps: ArrayLike<number>, options: SilenceOptions): Silence[] {
  checkOptionNames('findSilences', options, ['longerThan', 'now']);
  const longerThan = checkNumber('findSilences', 'longerThan', options.longerThan, 0);
  const times = toFloat64('findSilences', 'timestamps', timestamps);
  const n = times.length;
  const silences: Silence[] = [];
  for (let i = 0; i < n; i++) {
    checkNumber('findSilences', `timestamps[${i}]`, times[i], i > 0 ? times[i - 1] : undefined);
    if (i > 0 && times[i] - times[i - 1] > longerThan)
      silences.push({ after: i - 1, from: times[i - 1], to: times[i] });
  }
  if (options.now !== undefined && n > 0) {
    const now = checkNumber('findSilences', 'now', options.now, times[n - 1]);
    if (now - times[n - 1] > longerThan) silences.push({ after: n - 1, from: times[n - 1], to: now });
  }
  return silences;
}
