/** The matrix profile as a detector: the distance of every window to its nearest neighbour. */
import {
  type Capabilities,
  checkChoice,
  checkFitOptions,
  checkInteger,
  checkNumber,
  checkOptionNames,
  checkSnapshot,
  type FitOptions,
  type JsonObject,
  NotFittedError,
  type Progress,
  type Snapshot,
  SnapshotError,
  type StreamingDetector,
  throwIfAborted,
  toFloat64,
} from '@tsad/core';
import type { JoinOptions } from './join-options.ts';
import { LeftStream, type StreamSpec, type StreamState } from './left-stream.ts';
import { type PointRule, spreadToPoints } from './point-score.ts';
import { type JoinPool, poolOf } from './pool.ts';
import type { JoinDistance } from './windows.ts';

/** Where a window looks for its neighbours. */
export type MatrixProfileJoin = 'self' | 'train' | 'left';

/** Options of {@link MatrixProfile}. */
export interface MatrixProfileOptions {
  /** Points per window, at least 3; the period of the series is a good choice. Default 100. */
  window?: number;
  /**
   * `self` (default): neighbours anywhere in the scored series; `fit` is not needed and changes nothing. `train`:
   * neighbours in the train part. `left`: neighbours in the past (train part and points scored so far), one point at a
   * time.
   */
  join?: MatrixProfileJoin;
  /** Default `z`. */
  distance?: JoinDistance;
  /** Added to a window's standard deviation, in the unit of the series; only for `soft`. Default 0.3. */
  softening?: number;
  /** The score is the distance to the neighbour of this rank: k = 1 is the nearest. Default 1. */
  neighbours?: number;
  /** Windows at most this far apart are not compared (`self`, `left`). Default ceil(window / 4). */
  exclusion?: number;
  /** From windows to points, for `self` and `train`; `left` scores the point that completes a window. Default `centre`. */
  points?: PointRule;
  /** Most pairs of windows to compare before points are averaged (`self`, `train`). Default 1e11. */
  budget?: number;
  /** Past windows that `left` remembers: time per point and memory grow with it. Default 10,000. */
  history?: number;
}

/** How a score may be watched, stopped and spread over workers. */
export interface ScoreOptions {
  /** Workers, from `createJoinPool`. Default none: the caller's thread works, in slices. */
  pool?: JoinPool;
  /** Stops the work. Default none. */
  signal?: AbortSignal;
  /** Called now and then. Default none. */
  onProgress?: (progress: Progress) => void;
}

const KIND = 'matrix-profile';
const VERSION = 1;
const NAMES = ['window', 'join', 'distance', 'softening', 'neighbours', 'exclusion', 'points', 'budget', 'history'];

/**
 * Scores a point by how far the window around it is from its nearest neighbour: discords, windows like no other.
 * Works for repeating series whose anomalies change the shape of a window. It does not see what happens more than once
 * in the same way (a twin anomaly is its neighbour; raise `neighbours`, or join with a normal `train`), level or
 * amplitude changes under the distance `z`, or context (the right shape at the wrong time). NaN marks a missing value.
 * Profile and distances equal stumpy's `stump` for `self` (its infinite distances are NaN here). The score of `left` is
 * computed from the running state and equals {@link leftJoin} up to rounding. `update` needs `join: 'left'`.
 * Cost: `self` O(n^2) and `train` O(n n_train), about 1 ns a pair, O(n) memory; `left` O(history) a point.
 * @see Yeh et al., "Matrix Profile I", ICDM 2016; Law, "STUMPY", JOSS 2019.
 * @example
 * const series = Float64Array.from({ length: 600 }, (_, t) => Math.sin(t / 8) + (t >= 400 && t < 405 ? 1 : 0));
 * const scores = await new MatrixProfile({ window: 50 }).score(series);
 * const oddest = scores.indexOf(Math.max(...scores));
 * console.assert(oddest > 370 && oddest < 435);
 */
export class MatrixProfile implements StreamingDetector {
  readonly options: Readonly<Required<MatrixProfileOptions>> & JsonObject;
  readonly capabilities: Readonly<Capabilities>;
  readonly channels: number = 1;
  #train: Float64Array | undefined;
  #stream: LeftStream | undefined;

  /**
   * @param options see {@link MatrixProfileOptions}; all of them have defaults.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: MatrixProfileOptions = {}) {
    const where = 'MatrixProfile';
    checkOptionNames(where, options, NAMES);
    const window = checkInteger(where, 'window', options.window ?? 100, 3, 1 << 24);
    const join = checkChoice(where, 'join', options.join ?? 'self', ['self', 'train', 'left']);
    const exclusion = checkInteger(where, 'exclusion', options.exclusion ?? Math.ceil(window / 4), 0, 1 << 26);
    this.options = {
      window,
      join,
      distance: checkChoice(where, 'distance', options.distance ?? 'z', ['z', 'soft', 'centred', 'raw']),
      softening: checkNumber(where, 'softening', options.softening ?? 0.3, 0),
      neighbours: checkInteger(where, 'neighbours', options.neighbours ?? 1, 1, 1000),
      exclusion,
      points: checkChoice(where, 'points', options.points ?? 'centre', ['centre', 'average']),
      budget: checkNumber(where, 'budget', options.budget ?? 1e11, 1e4),
      history: checkInteger(where, 'history', options.history ?? 10_000, exclusion + 1, 1 << 26),
    };
    this.capabilities = {
      causal: join === 'left',
      streaming: join === 'left',
      multivariate: false,
      missingValues: true,
      supervision: join === 'train' ? 'semi-supervised' : 'unsupervised',
      deterministic: true,
    };
    if (join === 'left') this.#stream = new LeftStream(this.#spec());
  }

  /** Points that get NaN at the start of the next sequence: until enough windows lie in the past (`left`), else 0. */
  get warmup(): number {
    const { window, exclusion, neighbours } = this.options;
    return this.#stream ? Math.max(0, window + exclusion + neighbours - 1 - this.#stream.pushed) : 0;
  }

  /**
   * Remembers the train part: the reference of `train`, the past of `left`; `self` only checks it.
   * @param train one value a point; NaN marks a missing value. `train` needs at least `neighbours` windows of it.
   * @throws RangeError when `join` is `train` and the train part holds too few windows.
   */
  async fit(train: ArrayLike<number>, options: FitOptions = {}): Promise<this> {
    checkFitOptions('MatrixProfile.fit', options);
    const values = toFloat64('MatrixProfile.fit', 'train', train);
    const { join, window, neighbours } = this.options;
    if (join === 'train') {
      const least = window + neighbours - 1;
      if (values.length < least) {
        throw new RangeError(
          `MatrixProfile.fit: train must hold at least ${least} points (window ${window}, neighbours ${neighbours}), got ${values.length}`,
        );
      }
      this.#train = values.slice();
    } else if (join === 'left') {
      const stream = new LeftStream(this.#spec());
      stream.load(values);
      this.#stream = stream;
    }
    return this;
  }

  /**
   * Scores a series. `self` compares it with itself, `train` with the train part, `left` takes it as the continuation of
   * what was learnt.
   * @param series one value a point, at least `window` points for `self` and `train` (an empty one has an empty score).
   * @returns one score a point, NaN in the warm-up and where windows touch missing values.
   * @throws NotFittedError when `join` is `train` and `fit` has not run; RangeError for a series that is too short.
   */
  async score(series: ArrayLike<number>, options: ScoreOptions = {}): Promise<Float64Array> {
    const where = 'MatrixProfile.score';
    const values = toFloat64(where, 'series', series);
    const { join, window, neighbours, points } = this.options;
    if (join === 'train' && !this.#train) throw new NotFittedError('MatrixProfile');
    if (this.#stream) return this.#scoreLeft(values, this.#stream, options);
    if (values.length === 0) return new Float64Array(0);
    const least = join === 'self' ? window + this.options.exclusion + neighbours : window;
    if (values.length < least) {
      throw new RangeError(
        `${where}: series must hold at least ${least} points for window ${window}, got ${values.length}`,
      );
    }
    const { pool = poolOf([]), signal, onProgress } = options;
    const run = { signal, onProgress: (fraction: number) => onProgress?.({ stage: 'join', fraction }) };
    const result = this.#train
      ? await pool.abJoin(values, this.#train, this.#joinOptions(false), run)
      : await pool.selfJoin(values, this.#joinOptions(true), run);
    const profile = Float64Array.from({ length: result.count }, (_, i) => result.distances[(i + 1) * neighbours - 1]);
    return spreadToPoints(profile, result.window, result.factor, values.length, points);
  }

  /**
   * Scores the window that the value completes against the past, then adds it to the past. Only with `join: 'left'`.
   * @param value the next point; NaN when it is missing.
   * @returns distance to the nearest earlier window; NaN in the warm-up and while the window touches a missing value.
   * @throws TypeError when the value is no number or `join` is not `left`.
   */
  update(value: number): number {
    if (!this.#stream) throw new TypeError(`MatrixProfile.update: join must be "left", got "${this.options.join}"`);
    if (typeof value !== 'number')
      throw new TypeError(`MatrixProfile.update: value must be a number, got ${typeof value}`);
    return this.#stream.push(value);
  }

  /** The whole state, O(history). */
  snapshot(): Snapshot {
    const meta: JsonObject = { options: this.options };
    const train = this.#train;
    if (train)
      return { kind: KIND, version: VERSION, meta, tensors: { train: { shape: [train.length], data: train.slice() } } };
    if (!this.#stream) return { kind: KIND, version: VERSION, meta, tensors: {} };
    const { numbers, tensors } = this.#stream.state();
    return { kind: KIND, version: VERSION, meta: { ...meta, stream: numbers }, tensors };
  }

  /**
   * A detector in the state of a snapshot.
   * @throws SnapshotError for a snapshot of another kind or with parts missing.
   */
  static restore(snapshot: Snapshot): MatrixProfile {
    checkSnapshot('MatrixProfile.restore', snapshot, KIND, VERSION);
    const { meta, tensors } = snapshot;
    const detector = new MatrixProfile(meta.options as MatrixProfileOptions);
    const { train } = tensors;
    if (train) {
      if (!(train.data instanceof Float64Array)) throw new SnapshotError('MatrixProfile.restore: train is not float64');
      detector.#train = train.data.slice();
    }
    if (detector.#stream) {
      detector.#stream = LeftStream.restore(detector.#spec(), {
        numbers: meta.stream as StreamState['numbers'],
        tensors: tensors as StreamState['tensors'],
      });
    }
    return detector;
  }

  async #scoreLeft(values: Float64Array, stream: LeftStream, options: ScoreOptions): Promise<Float64Array> {
    const copy = LeftStream.restore(stream.spec, stream.state());
    const out = new Float64Array(values.length);
    for (let t = 0; t < out.length; t++) {
      if (t % 4096 === 4095) {
        options.onProgress?.({ stage: 'join', fraction: t / out.length });
        await new Promise((resume) => setTimeout(resume));
        throwIfAborted(options.signal);
      }
      out[t] = copy.push(values[t]);
    }
    return out;
  }

  #joinOptions(self: boolean): JoinOptions {
    const { window, distance, softening, neighbours, exclusion, budget } = this.options;
    return { window, distance, softening, neighbours, budget, ...(self ? { exclusion } : {}) };
  }

  #spec(): StreamSpec {
    const { window, distance, softening, neighbours, exclusion, history } = this.options;
    return { window, distance, softening, neighbours, exclusion, lags: history, history };
  }
}
