/** Scores in order, judged against normal rows that were kept out of training. */
import { createRandom } from '@tsad/core';
import { conformalPValues } from '@tsad/threshold';

/** Fewer normal rows than this are all learnt from: a fifth of them could calibrate nothing. */
const FEWEST_TO_CALIBRATE = 50;
/** One in so many normal rows is kept out. */
const KEEP_OUT = 5;

/** Which normal rows are learnt from, and which only calibrate. */
export interface Parts {
  learnt: number[];
  keptOut: number[];
}

/** Keeps a fifth of the normal rows out, at random; none where they are few. */
export function keepOut(count: number, seed: number): Parts {
  const all = Array.from({ length: count }, (_, i) => i);
  if (count < FEWEST_TO_CALIBRATE) return { learnt: all, keptOut: [] };
  createRandom(seed).fork('keep out').shuffle(all);
  const cut = Math.floor(count / KEEP_OUT);
  const ascending = (a: number, b: number): number => a - b;
  return { learnt: all.slice(cut).sort(ascending), keptOut: all.slice(0, cut).sort(ascending) };
}

/** Scores, most anomalous first, and which of them are alarms. */
export interface Ranking {
  scores: Float64Array;
  /** Positions by falling score; equal scores in their order. */
  order: number[];
  /** Scores of the rows that were kept out; empty where none were. */
  calibration: Float64Array;
  /** One a row: share of kept-out rows with as high a score, so counted that it is never 0. */
  pValues?: Float64Array;
  /** A row is an alarm when its score is above this. */
  threshold?: number;
  /** Share of normal rows above the threshold that calibration can promise. */
  alarmRate: number;
}

/** Puts scores in order; with kept-out scores it also says which are alarms at the wanted rate, or the least possible. */
export function rank(scores: Float64Array, calibration: Float64Array, alarmRate: number): Ranking {
  const order = Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a] || a - b);
  const n = calibration.length;
  if (n === 0) return { scores, order, calibration, alarmRate };
  const rate = Math.max(alarmRate, 1 / (n + 1));
  const sorted = calibration.slice().sort();
  const position = Math.min(n, Math.ceil((n + 1) * (1 - rate) - 1e-9));
  return {
    scores,
    order,
    calibration: sorted,
    pValues: conformalPValues(calibration, scores),
    threshold: sorted[Math.max(1, position) - 1],
    alarmRate: rate,
  };
}

/** Whether a row is an alarm; undefined where nothing calibrates. */
export function isAlarm({ scores, threshold }: Ranking, row: number): boolean | undefined {
  return threshold === undefined ? undefined : scores[row] > threshold;
}

/** How many rows are alarms. */
export function countAlarms(ranking: Ranking): number {
  return ranking.order.reduce((sum, row) => sum + Number(isAlarm(ranking, row) ?? false), 0);
}
