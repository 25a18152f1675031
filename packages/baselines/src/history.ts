/** The last values of a series as one contiguous stretch: a buffer of twice the length that moves back when full. */

/** The part of a state that a history lives in. */
export interface History {
  /** Shape [2 capacity]. */
  history: Float64Array;
  /** One past the newest value. */
  end: number;
  /** Values taken in, ever. */
  seen: number;
}

/** An empty history of `capacity` values. */
export function createHistory(capacity: number): History {
  return { history: new Float64Array(2 * capacity), end: 0, seen: 0 };
}

/** Appends a value; values older than the capacity are forgotten now or later. O(1) amortised. */
export function remember(state: History, value: number): void {
  const { history } = state;
  if (state.end === history.length) {
    history.copyWithin(0, history.length / 2);
    state.end = history.length / 2;
  }
  history[state.end++] = value;
  state.seen++;
}

/** The newest values, at most `count`, oldest first; a view. */
export function recent(state: History, count: number): Float64Array {
  return state.history.subarray(Math.max(0, state.end - count), state.end);
}

/** Whether restored counters fit the buffer. */
export function isHistory({ history, end, seen }: History): boolean {
  if (!Number.isSafeInteger(end) || !Number.isSafeInteger(seen)) return false;
  return end >= 0 && end <= history.length && seen >= end;
}
