/** Scores of one channel to tail probabilities, from its own recent scores. */
import { portableLog } from '@tsad/core';

/** Share of the scores that belongs to the tail. */
const TAIL = 0.1;
/** -ln of one in 10,000. */
const RARE = portableLog(1e4);

/** The last scores, in order of arrival and in order of size. */
export interface Tail {
  /** Ring of scores in order of arrival. */
  readonly recent: Float64Array;
  /** The same, ascending, in the first `count` entries. */
  readonly sorted: Float64Array;
  count: number;
  /** Slot of `recent` that the next score takes. */
  next: number;
}

/** A tail that remembers `size` scores. */
export function createTail(size: number): Tail {
  return { recent: new Float64Array(size), sorted: new Float64Array(size), count: 0, next: 0 };
}

/** Starts anew from given scores, oldest first. */
export function fillTail(tail: Tail, scores: Float64Array): void {
  tail.count = 0;
  tail.next = 0;
  for (const score of scores) learnScore(tail, score);
}

/**
 * -ln of the probability that a clean score is at least `score`: the rank among the recent scores in the body, an
 * exponential tail beyond their 0.9 quantile, so that no two anomalies tie.
 * @returns 0 or more; 0 while there are no scores yet.
 */
export function surprise(tail: Tail, score: number): number {
  const { sorted, count } = tail;
  if (count === 0) return 0;
  const edge = sorted[count - tailCount(count)];
  if (score < edge) return portableLog((count + 1) / (count - lowerBound(sorted, count, score) + 1));
  const distance = score - edge;
  const beyond = distance > 0 ? distance / meanExcess(tail) : 0;
  return Math.min(Number.MAX_VALUE, edgeSurprise(count) + beyond);
}

/**
 * What a score is cut to before it is learnt: where its surprise is that of one in 10,000, so that an anomaly cannot
 * stretch the tail, while a lasting change still does. No limit while all recent scores are alike.
 */
export function limitOf(tail: Tail): number {
  const { sorted, count } = tail;
  const excess = count > 0 ? meanExcess(tail) : 0;
  if (excess === 0) return Number.MAX_VALUE;
  return sorted[count - tailCount(count)] + excess * (RARE - edgeSurprise(count));
}

/** Takes in a score in O(size) without allocation; NaN is not counted. */
export function learnScore(tail: Tail, score: number): void {
  if (Number.isNaN(score)) return;
  const { recent, sorted } = tail;
  if (tail.count === recent.length) {
    const gone = lowerBound(sorted, tail.count, recent[tail.next]);
    sorted.copyWithin(gone, gone + 1, tail.count);
    tail.count--;
  }
  const place = lowerBound(sorted, tail.count, score);
  sorted.copyWithin(place + 1, place, tail.count);
  sorted[place] = score;
  tail.count++;
  recent[tail.next] = score;
  tail.next = (tail.next + 1) % recent.length;
}

/** First index in [0, count] whose entry is not below `value`. */
function lowerBound(sorted: Float64Array, count: number, value: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function tailCount(count: number): number {
  return Math.max(1, Math.floor(TAIL * count));
}

function edgeSurprise(count: number): number {
  return portableLog((count + 1) / (tailCount(count) + 1));
}

/** Mean distance of the tail from its edge. */
function meanExcess({ sorted, count }: Tail): number {
  const tail = tailCount(count);
  let excess = 0;
  for (let i = count - tail; i < count; i++) excess += (sorted[i] - sorted[count - tail]) / tail;
  return excess;
}
