/** UCR-style hits: does one of the highest peaks lie at the only event? */
import { checkInteger, checkOptionNames } from '@tsad/core';
import { readScores, type Scores } from './input.ts';

/**
 * How far from the event a peak may lie.
 *
 * - `'coad'`: g = max(100, size - 1) points; from begin - g to the last point + g - 1 (the last place is missing, as in
 *   CoAD's code).
 * - `'contest'`: max(100, size) points on both sides, as in the contest of the UCR archive.
 * - a number t: max(t, size) points on both sides.
 */
export type Tolerance = 'coad' | 'contest' | number;

/** The event and the rules of {@link topKHits}. */
export interface TopKOptions {
  /** First index of the only event. */
  begin: number;
  /** Index after its last, exclusive. */
  end: number;
  /** Least distance in points between two of the peaks that count for top 3 and top 5: the period of the series. */
  period: number;
  /** Default `'coad'`. */
  tolerance?: Tolerance;
}

/** 1 for a hit, 0 for a miss, to be averaged over series. */
export interface TopKHits {
  /** The highest score (the first of equals) lies at the event. */
  top1: number;
  /** One of the three highest peaks does. */
  top3: number;
  /** One of the five highest peaks does. */
  top5: number;
}

/**
 * Whether the highest score, or one of the highest peaks, lies at the only event of a series.
 *
 * One series gives one bit: average over many. The contest knows top 1 only; with its tolerance top 3 and top 5 are an
 * extension. A peak is a strict local maximum (the middle of a plateau, never an end of the series) of at least the mean
 * score; of peaks nearer than `period` the higher stays. So top 3 can miss where top 1 hits: at the ends of the series,
 * and for constant scores, which have no peak. Of peaks with equal scores the later counts as higher (the order in the
 * reference is arbitrary).
 * @param scores one finite number per point, higher = more anomalous.
 * @param options the event (end exclusive), the distance of peaks, the tolerance.
 * @returns 0 or 1 for each of top 1, 3 and 5. Cost O(n), and O(p log p) for p peaks.
 * @throws RangeError for NaN or infinite scores, an event out of bounds, a wrong option.
 * @see Wu and Keogh 2021 (the UCR archive); "Acc@k" of CoAD; SciPy's `find_peaks`.
 * @example
 * const scores = Array.from({ length: 1000 }, (_, i) => (i === 500 ? 2 : i === 20 ? 3 : 0));
 * const { top1, top3 } = topKHits(scores, { begin: 490, end: 510, period: 50 });
 * console.assert(top1 === 0 && top3 === 1);
 */
export function topKHits(scores: Scores, options: TopKOptions): TopKHits {
  checkOptionNames('topKHits', options, ['begin', 'end', 'period', 'tolerance']);
  const { values, max } = readScores('topKHits', scores);
  const begin = checkInteger('topKHits', 'begin', options.begin, 0, values.length - 1);
  const end = checkInteger('topKHits', 'end', options.end, begin + 1, values.length);
  const period = checkInteger('topKHits', 'period', options.period, 1);
  const { from, to } = hitRange(begin, end, options.tolerance ?? 'coad');
  const isHit = (index: number): boolean => index >= from && index <= to;
  const peaks = highestPeaks(values, period, 5);
  return {
    top1: Number(isHit(values.indexOf(max))),
    top3: Number(peaks.slice(0, 3).some(isHit)),
    top5: Number(peaks.some(isHit)),
  };
}

function hitRange(begin: number, end: number, tolerance: Tolerance): { from: number; to: number } {
  const size = end - begin;
  if (tolerance === 'coad') {
    const margin = Math.max(100, size - 1);
    return { from: begin - margin, to: end - 1 + margin - 1 };
  }
  const least = tolerance === 'contest' ? 100 : tolerance;
  if (!(typeof least === 'number' && least >= 0)) {
    throw new RangeError(
      `topKHits: tolerance must be "coad", "contest" or a number of at least 0, got ${String(tolerance)}`,
    );
  }
  const margin = Math.max(least, size);
  return { from: begin - margin, to: end - 1 + margin };
}

/** Indices of the `count` highest peaks that are at least `distance` apart, highest first. */
function highestPeaks(scores: Float64Array, distance: number, count: number): number[] {
  let sum = 0;
  for (let i = 0; i < scores.length; i++) sum += scores[i];
  const mean = sum / scores.length;
  const peaks = localMaxima(scores).filter((i) => scores[i] >= mean);
  const kept: number[] = [];
  // A peak that a higher one has removed removes none itself, so the kept ones alone decide.
  while (kept.length < count) {
    let highest = -1;
    for (const peak of peaks) {
      if (highest >= 0 && scores[peak] < scores[highest]) continue;
      if (kept.every((other) => Math.abs(other - peak) >= distance)) highest = peak;
    }
    if (highest < 0) break;
    kept.push(highest);
  }
  return kept;
}

/** Strict local maxima, of a plateau the middle (rounded down); the ends of the series are none. */
function localMaxima(scores: Float64Array): number[] {
  const out: number[] = [];
  for (let i = 1; i < scores.length - 1; i++) {
    if (scores[i - 1] >= scores[i]) continue;
    let last = i;
    while (last < scores.length - 1 && scores[last + 1] === scores[i]) last++;
    if (last < scores.length - 1 && scores[last + 1] < scores[i]) out.push((i + last) >> 1);
    i = last;
  }
  return out;
}
