/** What a join knows of every window of a series: mean, energy, scale and the coefficients of the diagonal update. */

/**
 * How far two windows are apart.
 * `z`: Euclidean distance after each window is centred and divided by its standard deviation; a constant window has
 * distance 0 to another one and sqrt(window) to the rest, as in stumpy.
 * `soft`: the same, divided by standard deviation + softening, so that a nearly flat window is not blown up.
 * `centred`: Euclidean distance after each window is centred. `raw`: Euclidean distance.
 */
export type JoinDistance = 'z' | 'soft' | 'centred' | 'raw';

/** A distance with its number. */
export interface Measure {
  distance: JoinDistance;
  /** Added to a standard deviation; only for `soft`. */
  softening: number;
}

/** What brings a series into the range where squares neither overflow nor vanish. */
export interface Frame {
  /** Subtracted after the division; only raw distances need it. */
  centre: number;
  /** A power of two that the points are divided by, which costs no digit. */
  unit: number;
}

/** What a distance makes of the windows. */
export interface WindowScale {
  /** Half of the scaled energy; infinity for a window that touches a gap. */
  a: Float64Array;
  /** Scale: 1 / (sd + softening), 1 where amplitudes count, 0 for a window that touches a gap. */
  b: Float64Array;
}

/** A series and its windows, in arrays that may be longer than what is filled. */
export interface WindowTable extends WindowScale {
  /** Number of windows. */
  count: number;
  /** The series in its frame, gaps filled with the last value before them. */
  x: Float64Array;
  /** Mean of window i; 0 for raw distances. */
  mean: Float64Array;
  /** (x[i + m] - x[i]) / 2. */
  f: Float64Array;
  /** (x[i + m] - mean[i + 1]) + (x[i] - mean[i]). */
  g: Float64Array;
}

/**
 * The frame of two series: their common unit and, for raw distances, the mean of the second one. The other distances
 * centre each window on its own, so that a common centre could only cost digits.
 * Values that are not finite count as missing.
 */
export function frameOf(series: Float64Array, reference: Float64Array, distance: JoinDistance): Frame {
  let largest = 0;
  for (const values of series === reference ? [series] : [series, reference]) {
    for (const value of values) {
      const size = Math.abs(value);
      if (size > largest && size < Number.POSITIVE_INFINITY) largest = size;
    }
  }
  const unit = largest > 0 ? 2 ** Math.floor(Math.log2(largest)) : 1;
  if (distance !== 'raw') return { centre: 0, unit };
  let sum = 0;
  let present = 0;
  for (const value of reference) {
    if (!Number.isFinite(value)) continue;
    sum += value / unit;
    present++;
  }
  return { centre: present > 0 ? sum / present : 0, unit };
}

/**
 * Fills `x` with the series in its frame and returns, per point, whether it is missing (not finite).
 * A gap repeats the value before it (at the start: the first value), so that sums stay small.
 */
export function place(series: ArrayLike<number>, { centre, unit }: Frame, x: Float64Array): Uint8Array {
  const missing = new Uint8Array(series.length);
  let held = 0;
  for (let i = 0; i < series.length; i++) {
    if (Number.isFinite(series[i])) {
      held = series[i] / unit - centre;
      break;
    }
  }
  for (let i = 0; i < series.length; i++) {
    if (Number.isFinite(series[i])) held = series[i] / unit - centre;
    else missing[i] = 1;
    x[i] = held;
  }
  return missing;
}

/** Scaled energy and scale of one window from its sum of squares about `mean`. */
export function setWindow(
  { a, b }: WindowScale,
  i: number,
  window: number,
  { distance, softening }: Measure,
  energy: number,
): void {
  if (distance === 'raw' || distance === 'centred') {
    a[i] = energy / 2;
    b[i] = 1;
    return;
  }
  const deviation = Math.sqrt(energy / window);
  const scale = distance === 'soft' ? deviation + softening : deviation;
  b[i] = scale > 0 ? 1 / scale : 0;
  const relative = distance === 'soft' ? deviation * b[i] : Math.sign(deviation);
  a[i] = (window * relative * relative) / 2;
}

/**
 * Of x[start, start + window): its centre (the mean, or 0 for raw distances), the sum of squares about it (exactly 0
 * for a constant window), and how far the centre lies above the first point, which keeps the digits that the centre of
 * a nearly flat window far from 0 cannot hold.
 */
export function windowMoments(
  x: Float64Array,
  start: number,
  window: number,
  distance: JoinDistance,
  out: Float64Array,
): void {
  const end = start + window;
  const first = x[start];
  let lift = 0;
  if (distance === 'raw') lift = -first;
  else {
    for (let t = start; t < end; t++) lift += x[t] - first;
    lift /= window;
  }
  const mean = first + lift;
  let energy = 0;
  for (let t = start; t < end; t++) energy += (x[t] - mean) * (x[t] - mean);
  out[0] = mean;
  out[1] = energy;
  out[2] = lift;
}

/** A window that much smaller than one before it starts a block, so that the large one's rounding does not reach it. */
const DROP = 1e-3;

/** Most rows between two restarts: rounding cannot pile up over more, and a restart costs 1/8 of a cell per row. */
export function blockLength(window: number): number {
  return Math.max(1024, 8 * window);
}

/** Decides, window by window, where the inner products are computed anew. */
export class Restarts {
  readonly #length: number;
  #last = 0;
  #largest: number;

  /** @param length most rows of a block. @param largest size of the largest window since the last restart. */
  constructor(length: number, largest = 0) {
    this.#length = length;
    this.#largest = largest;
  }

  /** Size (root of the energy) of the largest window since the last restart. */
  get largest(): number {
    return this.#largest;
  }

  /** Whether a block starts at window i, of the given energy; to be asked in order. */
  at(i: number, energy: number): boolean {
    const size = Math.sqrt(energy);
    const starts = i === 0 || i - this.#last >= this.#length || size < DROP * this.#largest;
    if (starts) this.#last = i;
    this.#largest = starts ? size : Math.max(this.#largest, size);
    return starts;
  }
}

/**
 * Fills the table of windows from a placed series and returns the first rows of the blocks. O(n m) additions, far below the join itself.
 * @param missing per point, as {@link place} returns it.
 * @param measures the first is that of the table, softenings in the unit of `x`; raw distances do not mix with others.
 * @param others where the scales of the further measures go.
 */
export function fillWindows(
  table: WindowTable,
  missing: Uint8Array,
  window: number,
  measures: readonly Measure[],
  others: readonly WindowScale[] = [],
): number[] {
  const { count, x, mean, f, g } = table;
  const scales = [table, ...others];
  const moments = new Float64Array(3);
  const restarts = new Restarts(blockLength(window));
  const starts: number[] = [];
  let gap = -1;
  let lift = 0;
  for (let t = 0; t < window - 1; t++) if (missing[t]) gap = t;
  for (let i = 0; i < count; i++) {
    if (missing[i + window - 1]) gap = i + window - 1;
    windowMoments(x, i, window, measures[0].distance, moments);
    mean[i] = moments[0];
    if (restarts.at(i, moments[1])) starts.push(i);
    if (i > 0) {
      f[i - 1] = (x[i + window - 1] - x[i - 1]) / 2;
      g[i - 1] = x[i + window - 1] - x[i] - moments[2] - lift;
    }
    lift = moments[2];
    for (const [at, scale] of scales.entries()) {
      setWindow(scale, i, window, measures[at], moments[1]);
      if (gap < i) continue;
      scale.a[i] = Number.POSITIVE_INFINITY;
      scale.b[i] = 0;
    }
  }
  for (const { a, b } of scales) {
    a.fill(Number.POSITIVE_INFINITY, count);
    b.fill(0, count);
  }
  return starts;
}
