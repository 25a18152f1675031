/** The visible stretch of a series, in rows, and the moves on it. */

/** Rows `[from, to)`, fractional while zooming. */
export interface View {
  from: number;
  to: number;
}

const LEAST = 8;

/** The whole series. */
export function whole(length: number): View {
  return { from: 0, to: length };
}

/** Shrinks (factor < 1) or widens the view around a row that keeps its place. */
export function zoom(view: View, length: number, factor: number, around: number): View {
  const least = Math.min(LEAST, length);
  const width = Math.min(length, Math.max(least, (view.to - view.from) * factor));
  const share = (around - view.from) / (view.to - view.from);
  return clamp(around - share * width, width, length);
}

/** Moves the view by rows. */
export function pan(view: View, length: number, rows: number): View {
  return clamp(view.from + rows, view.to - view.from, length);
}

/** A view that shows `[start, end)` with its surroundings. */
export function around(start: number, end: number, length: number): View {
  const width = Math.min(length, Math.max(160, 12 * (end - start), length / 2000));
  return clamp((start + end - width) / 2, width, length);
}

/** The view between two rows, in any order. */
export function between(a: number, b: number, length: number): View {
  const width = Math.min(length, Math.max(LEAST, Math.abs(b - a)));
  return clamp(Math.min(a, b), width, length);
}

function clamp(from: number, width: number, length: number): View {
  const start = Math.min(Math.max(0, from), length - width);
  return { from: start, to: start + width };
}
