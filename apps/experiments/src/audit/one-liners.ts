/** Whether a series is so easy that one line of code solves it (the complaint of Wu and Keogh, TKDE 2021). */
import { slidingMeanSd } from '@tsad/dsp';

/** A score that fits into one line. */
interface OneLiner {
  /** As one would write it. */
  text: string;
  /** Rows around an event in which a hit is allowed. */
  slack: number;
  score(values: Float64Array): Float64Array;
}

const WINDOW = 5;

const oneLiners: readonly OneLiner[] = [
  { text: 'x > c', slack: 0, score: (x) => x },
  { text: 'x < c', slack: 0, score: (x) => x.map((value) => -value) },
  { text: '|diff(x)| > c', slack: 1, score: (x) => difference(x).map(Math.abs) },
  { text: '|diff(diff(x))| > c', slack: 2, score: (x) => difference(difference(x)).map(Math.abs) },
  { text: `movstd(x, ${WINDOW}) > c`, slack: WINDOW, score: (x) => movingSd(x) },
  { text: `movstd(x, ${WINDOW}) < c`, slack: WINDOW, score: (x) => movingSd(x).map((value) => -value) },
];

/** A half-open run of anomalous rows. */
export interface Run {
  start: number;
  end: number;
}

/**
 * The first one-liner for which some threshold marks a row of every event and no row elsewhere.
 * @param values without missing ones.
 * @returns the line, or undefined.
 */
export function solvingLine(values: Float64Array, events: readonly Run[]): string | undefined {
  if (events.length === 0) return undefined;
  return oneLiners.find(({ score, slack }) => separates(score(values), events, slack))?.text;
}

function separates(scores: Float64Array, events: readonly Run[], slack: number): boolean {
  const inside = new Uint8Array(scores.length);
  let lowest = Infinity;
  for (const { start, end } of events) {
    const [from, to] = [Math.max(0, start - slack), Math.min(scores.length, end + slack)];
    inside.fill(1, from, to);
    let peak = -Infinity;
    for (let i = from; i < to; i++) if (scores[i] > peak) peak = scores[i];
    lowest = Math.min(lowest, peak);
  }
  return scores.every((score, i) => inside[i] === 1 || !(score >= lowest));
}

function difference(values: Float64Array): Float64Array {
  return values.map((value, i) => (i === 0 ? 0 : value - values[i - 1]));
}

/** Centred; the ends repeat the first and the last. */
function movingSd(values: Float64Array): Float64Array {
  if (values.length < WINDOW) return new Float64Array(values.length);
  const { sd } = slidingMeanSd(values, WINDOW);
  return values.map((_, i) => sd[Math.min(sd.length - 1, Math.max(0, i - (WINDOW >> 1)))]);
}
