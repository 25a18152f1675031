/**
 * The left profile, one point at a time: every new window against the windows before it, with inner products carried
 * along the diagonals. A diagonal keeps its place in memory while time moves, so a step reads and writes each once.
 */
import { SnapshotError, type Tensor } from '@tsad/core';
import { Arena, arenaBytes } from './arena.ts';
import { type Kernels, kernelsOn } from './kernels.ts';
import { distanceOf } from './neighbours.ts';
import { blockLength, type JoinDistance, Restarts, setWindow, type WindowTable, windowMoments } from './windows.ts';

/** What fixes a stream. */
export interface StreamSpec {
  window: number;
  distance: JoinDistance;
  softening: number;
  neighbours: number;
  /** A window is compared with those that start more than this many points earlier... */
  exclusion: number;
  /** ...and at most this many; the inner products of all these lags are kept up to date. */
  lags: number;
  /** Windows of the past that are remembered, at least `lags`. */
  history: number;
}

/** The state of a stream as data. */
export interface StreamState {
  numbers: { pushed: number; lastMissing: number };
  tensors: Record<'points' | 'missing' | 'products' | 'scalars', Tensor>;
}

/** Left nearest neighbours of a growing series. Positions are absolute: point 0 is the first one ever pushed. */
export class LeftStream {
  readonly spec: StreamSpec;
  readonly #arena: Arena;
  readonly #kernels: Kernels;
  readonly #table: WindowTable;
  readonly #missing: Uint8Array;
  readonly #products: Float64Array;
  readonly #scratch: Float64Array;
  readonly #best: Float64Array;
  readonly #worst: Float64Array;
  readonly #index: Int32Array;
  readonly #side: number;
  readonly #moments: Float64Array = new Float64Array(3);
  readonly #capacity: number;
  #restarts: Restarts = new Restarts(Number.POSITIVE_INFINITY);
  /** Points pushed so far. */
  #pushed = 0;
  /** Absolute position of the first point in the buffer. */
  #base = 0;
  #lastMissing = -1;
  /** What is subtracted from the points: 0, for raw distances the first point. NaN until then. */
  #centre: number;
  #lift = 0;

  /** @param bind makes the kernels; another choice is for tests. */
  constructor(spec: StreamSpec, bind: (memory: WebAssembly.Memory) => Kernels = (memory) => kernelsOn(memory, false)) {
    this.spec = spec;
    this.#centre = spec.distance === 'raw' ? Number.NaN : 0;
    const { window, lags, history, neighbours } = spec;
    this.#capacity = history + 1 + window + Math.max(1024, history >> 2);
    const bytes =
      arenaBytes(this.#capacity, 6, 0) +
      arenaBytes(lags, 1, 0) +
      arenaBytes(history, 1, 0) +
      arenaBytes(neighbours, 2, 2);
    this.#arena = new Arena(bytes + 1024);
    const array = (): Float64Array => this.#arena.float64(this.#capacity);
    this.#table = { count: 0, x: array(), mean: array(), f: array(), g: array(), a: array(), b: array() };
    this.#missing = new Uint8Array(this.#capacity);
    this.#products = this.#arena.float64(lags);
    this.#scratch = this.#arena.float64(history);
    this.#best = this.#arena.float64(neighbours);
    this.#worst = neighbours > 1 ? this.#arena.float64(1) : this.#best;
    this.#index = this.#arena.int32(neighbours);
    const side = this.#arena.int32(12);
    side.set([this.#worst.byteOffset, this.#best.byteOffset, this.#index.byteOffset], 6);
    this.#side = side.byteOffset;
    this.#kernels = bind(this.#arena.memory);
  }

  /** Points pushed so far. */
  get pushed(): number {
    return this.#pushed;
  }

  /**
   * Takes a point and looks for the neighbours of the window that it completes among the maintained lags.
   * @returns distance to the last of the `neighbours` nearest; NaN without so many.
   */
  push(value: number): number {
    this.#append(value);
    const newest = this.#pushed - this.spec.window;
    if (newest < 0) return Number.NaN;
    this.#open(newest);
    this.#advance(newest);
    this.forget();
    const { lags, exclusion } = this.spec;
    const first = Math.max(0, newest - lags);
    const count = newest - exclusion - first;
    if (count > 0) this.#offer(this.#products.byteOffset + 8 * (lags - newest + first), first, count);
    return this.distance();
  }

  /**
   * Offers the windows [from, to), all of them in the history, to the newest one; its list of neighbours grows better.
   * Direct inner products, O((to - from) window).
   */
  search(from: number, to: number): void {
    const newest = this.#pushed - this.spec.window;
    const { x, mean } = this.#table;
    const y = newest - this.#base;
    this.#kernels.streamProducts(
      this.#scratch.byteOffset,
      x.byteOffset + 8 * (from - this.#base),
      mean.byteOffset + 8 * (from - this.#base),
      to - from,
      x.byteOffset + 8 * y,
      mean[y],
      this.spec.window,
    );
    this.#offer(this.#scratch.byteOffset, from, to - from);
  }

  /** Whether there is a newest window and it touches no missing value. */
  get complete(): boolean {
    const newest = this.#pushed - this.spec.window;
    return newest >= 0 && this.#lastMissing < newest;
  }

  /** The oldest window that is still remembered. */
  get oldest(): number {
    return Math.max(0, this.#pushed - this.spec.window - this.spec.history);
  }

  /** Distance of the newest window to the last of its nearest; NaN without so many. */
  distance(): number {
    const slot = this.spec.neighbours - 1;
    const other = this.#index[slot];
    if (other < 0) return Number.NaN;
    const i = other - this.#base;
    const j = this.#pushed - this.spec.window - this.#base;
    return distanceOf(this.#table, j, this.#table, i, this.spec.window, this.#best[slot]);
  }

  /** First point of the nearest window found for the newest one; -1 without one. */
  get nearest(): number {
    return this.#index[0];
  }

  /** Empties the list of the newest window. */
  forget(): void {
    this.#best.fill(Number.NEGATIVE_INFINITY);
    this.#worst.fill(Number.NEGATIVE_INFINITY);
    this.#index.fill(-1);
  }

  /** Replaces everything by the end of `values`, as if nothing had been seen before; O(history window). */
  load(values: ArrayLike<number>): void {
    const { window, history, lags, exclusion } = this.spec;
    const start = Math.max(0, values.length - window - history);
    this.#reset(start);
    for (let t = 0; t < values.length && Number.isNaN(this.#centre); t++) {
      if (Number.isFinite(values[t])) this.#centre = values[t];
    }
    for (let t = start; t < values.length; t++) {
      this.#append(values[t]);
      if (this.#pushed - window >= start) this.#open(this.#pushed - window);
    }
    const newest = this.#pushed - window;
    if (newest < start) return;
    const first = Math.max(start, newest - lags);
    if (newest - exclusion > first) this.#renew(newest, first, newest - exclusion);
    this.#restarts = new Restarts(Number.POSITIVE_INFINITY, Math.sqrt(this.#moments[1]));
  }

  /** The state; {@link LeftStream.restore} continues bit for bit. */
  state(): StreamState {
    const end = this.#pushed - this.#base;
    const keep = Math.min(end, this.spec.history + 1 + this.spec.window);
    const { x } = this.#table;
    const tensor = (data: Tensor['data']): Tensor => ({ shape: [data.length], data });
    return {
      numbers: { pushed: this.#pushed, lastMissing: this.#lastMissing },
      tensors: {
        points: tensor(x.slice(end - keep, end)),
        missing: tensor(this.#missing.slice(end - keep, end)),
        products: tensor(this.#products.slice(0, this.spec.lags)),
        scalars: tensor(Float64Array.of(this.#centre, this.#restarts.largest)),
      },
    };
  }

  /** A stream in a saved state. */
  static restore(spec: StreamSpec, { numbers, tensors }: StreamState): LeftStream {
    const stream = new LeftStream(spec);
    const { points, missing, products, scalars } = tensors;
    const fits =
      points?.data instanceof Float64Array &&
      missing?.data instanceof Uint8Array &&
      products?.data instanceof Float64Array &&
      scalars?.data instanceof Float64Array &&
      missing.data.length === points.data.length &&
      points.data.length <= Math.min(numbers.pushed, spec.history + 1 + spec.window) &&
      products.data.length === spec.lags &&
      scalars.data.length === 2;
    if (!fits) throw new SnapshotError('LeftStream: the tensors of the snapshot do not fit its options');
    const values = points.data as Float64Array;
    stream.#reset(numbers.pushed - values.length);
    stream.#missing.set(missing.data as Uint8Array);
    for (const value of values) {
      stream.#table.x[stream.#pushed++ - stream.#base] = value;
      const window = stream.#pushed - spec.window;
      if (window >= stream.#base) {
        stream.#lastMissing = lastOne(stream.#missing, window - stream.#base, spec.window) + window;
        stream.#open(window);
      }
    }
    stream.#lastMissing = numbers.lastMissing;
    stream.#products.set(products.data as Float64Array);
    stream.#centre = (scalars.data as Float64Array)[0];
    stream.#restarts = new Restarts(Number.POSITIVE_INFINITY, (scalars.data as Float64Array)[1]);
    return stream;
  }

  #reset(start: number): void {
    this.#pushed = start;
    this.#base = start;
    this.#lastMissing = -1;
    this.#centre = this.spec.distance === 'raw' ? Number.NaN : 0;
    this.#restarts = new Restarts(Number.POSITIVE_INFINITY);
    this.forget();
  }

  #append(value: number): void {
    if (this.#pushed - this.#base === this.#capacity) this.#compact();
    const at = this.#pushed - this.#base;
    const { x } = this.#table;
    const present = Number.isFinite(value);
    if (present && Number.isNaN(this.#centre)) this.#centre = value;
    if (present) x[at] = value - this.#centre;
    else x[at] = at > 0 ? x[at - 1] : 0;
    this.#missing[at] = present ? 0 : 1;
    if (!present) this.#lastMissing = this.#pushed;
    this.#pushed++;
  }

  /** Moves what must be remembered to the front of the buffer. */
  #compact(): void {
    const from = this.#pushed - this.spec.window - this.spec.history - this.#base;
    const { x, mean, f, g, a, b } = this.#table;
    for (const array of [x, mean, f, g, a, b]) array.copyWithin(0, from);
    this.#missing.copyWithin(0, from);
    this.#base += from;
  }

  /** Computes the table's row of a new window. */
  #open(window: number): void {
    const { spec } = this;
    const { x, mean, f, g, a, b } = this.#table;
    const i = window - this.#base;
    windowMoments(x, i, spec.window, spec.distance, this.#moments);
    const [centre, energy, lift] = this.#moments;
    mean[i] = centre;
    setWindow(this.#table, i, spec.window, spec, energy);
    if (this.#lastMissing >= window) {
      a[i] = Number.POSITIVE_INFINITY;
      b[i] = 0;
    }
    if (i > 0) {
      f[i - 1] = (x[i + spec.window - 1] - x[i - 1]) / 2;
      g[i - 1] = x[i + spec.window - 1] - x[i] - lift - this.#lift;
    }
    this.#lift = lift;
  }

  /** Moves all inner products on by one point; those of every block-th window are computed anew, so each in turn. */
  #advance(newest: number): void {
    const { lags, exclusion, window } = this.spec;
    const { f, g } = this.#table;
    const first = Math.max(0, newest - lags);
    const last = newest - exclusion;
    if (last <= first) return;
    if (this.#restarts.at(newest, this.#moments[1])) {
      this.#renew(newest, first, last);
      return;
    }
    const moved = Math.max(first, 1);
    const lift = 8 * (moved - 1 - this.#base);
    const j = newest - 1 - this.#base;
    const at = this.#products.byteOffset + 8 * (lags - newest + moved);
    this.#kernels.streamAdvance(at, f.byteOffset + lift, g.byteOffset + lift, last - moved, f[j], g[j]);
    const block = blockLength(window);
    for (let i = Math.ceil(first / block) * block; i < last; i += block) this.#renew(newest, i, i + 1);
  }

  /** Direct inner products of the newest window with the windows [from, to). */
  #renew(newest: number, from: number, to: number): void {
    const { x, mean } = this.#table;
    const j = newest - this.#base;
    const i = from - this.#base;
    this.#kernels.streamProducts(
      this.#products.byteOffset + 8 * (this.spec.lags - newest + from),
      x.byteOffset + 8 * i,
      mean.byteOffset + 8 * i,
      to - from,
      x.byteOffset + 8 * j,
      mean[j],
      this.spec.window,
    );
  }

  #offer(products: number, first: number, count: number): void {
    const { a, b } = this.#table;
    const i = 8 * (first - this.#base);
    const j = this.#pushed - this.spec.window - this.#base;
    if (a[j] === Number.POSITIVE_INFINITY) return;
    const k = this.spec.neighbours;
    this.#kernels.streamNearest(products, a.byteOffset + i, b.byteOffset + i, count, b[j], this.#side, k, first);
  }
}

/** Offset of the last 1 in flags[start, start + length), -1 without one. */
function lastOne(flags: Uint8Array, start: number, length: number): number {
  for (let at = length - 1; at >= 0; at--) if (flags[start + at]) return at;
  return -1;
}
