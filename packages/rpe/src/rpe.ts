/** The detector for one series. */
import {
  type Capabilities,
  checkFitOptions,
  checkInteger,
  checkSnapshot,
  type FitOptions,
  type JsonObject,
  type Snapshot,
  type StreamingDetector,
  toFloat64,
} from '@tsad/core';
import { diagnose, type RpeDiagnostics, residualInData } from './diagnostics.ts';
import { paperOptions, type ResolvedOptions, type RpeOptions, resolveOptions } from './options.ts';
import { readState, writeState } from './persist.ts';
import { cloneState, createState, firstTraining, type State } from './state.ts';
import { learn, step } from './step.ts';

const KIND = 'rpe';
const VERSION = 1;

/**
 * A light online detector of point anomalies and short runs: the windows of a series lie near a subspace of few
 * dimensions, which is learnt so that outliers do not turn it; each new value is compared with what the trustworthy
 * part of its window expects (Rahmani, Deoras and Callot, "Robust Projection based anomaly Extraction").
 *
 * It does not suit anomalies of shape that last for a window or more (a robust fit explains them away; the plain
 * projection `excluded: 0` and `scoring: 'energy'` keep more of them), nor series without any regularity, where it is
 * no better than the distance to the mean. The score is in units of the data: threshold it with @tsad/threshold.
 *
 * It works without `fit`: it collects max(2 window, window + cap) points, trains itself, and scores from then on.
 * A missing value (NaN) scores NaN and is bridged; an infinity scores `Number.MAX_VALUE`, the largest finite number, and
 * is bridged too. Magnitudes of 1e-150 to 1e150 and constant series need no care.
 *
 * Deviations from the paper in the defaults, each an option, {@link Rpe.paper} turns all back: centring, a stricter
 * rank, a longer window with more stamps left out, the newest point always left out, concentration steps, trainings
 * that slow down but do not end. Its Algorithm 2 is evaluated in a form of equal value that a spike of any size cannot spoil.
 *
 * Cost of `update`: O(window rank + n_s^2 min(n_s, rank)) per pass, no allocation; a training every `retrainEvery`
 * points, later every `refreshEvery`, costs O(window maxTrain + window^3). Memory O(maxTrain + window^2).
 * @example
 * const detector = new Rpe({ window: 24 });
 * let worst = 0;
 * for (let t = 0; t < 300; t++) {
 *   const value = Math.sin(t / 4) + (t === 250 ? 3 : 0);
 *   const score = detector.update(value); // NaN for the first 48 points
 *   if (score > 1) worst = t;
 * }
 * console.assert(worst === 250);
 */
export class Rpe implements StreamingDetector<number> {
  /** What the battery checks. */
  readonly capabilities: Readonly<Capabilities> = {
    causal: true,
    streaming: true,
    multivariate: false,
    missingValues: true,
    supervision: 'unsupervised',
    deterministic: true,
  };
  /** The resolved options. */
  readonly options: Readonly<ResolvedOptions> & Readonly<Record<string, unknown>>;
  /** Values per row. */
  readonly channels: number = 1;
  #state: State;
  readonly #input: Float64Array = new Float64Array(1);

  /**
   * @param options see {@link RpeOptions}.
   * @throws RangeError or TypeError for an option that is out of range, of the wrong type or unknown.
   */
  constructor(options: RpeOptions = {}) {
    const resolved = resolveOptions('Rpe', options);
    this.options = { ...resolved };
    this.#state = createState(resolved, 1);
  }

  /**
   * The literal algorithm of the paper: M1 = 30, n_s = 5, rank by 1/100 with cap 10, q = 100, t_max = 300, trainings
   * until 10 M1 points, beta = 1 %, no centring, no concentration steps.
   * @param overrides options that differ.
   * @example
   * console.assert(Rpe.paper().options.window === 30);
   */
  static paper(overrides: RpeOptions = {}): Rpe {
    return new Rpe(paperOptions(overrides));
  }

  /**
   * Continues where `snapshot()` was taken, bit for bit.
   * @param snapshot of kind "rpe".
   * @throws SnapshotError when it is of another kind or version, or damaged.
   */
  static restore(snapshot: Snapshot): Rpe {
    checkSnapshot('Rpe.restore', snapshot, KIND, VERSION);
    const { options, state } = snapshot.meta as JsonObject & { options: RpeOptions };
    const detector = new Rpe(options);
    detector.#state = readState('Rpe.restore', detector.options, 1, state, snapshot.tensors, '');
    return detector;
  }

  /** Points until the detector has trained itself; 0 after `fit`. */
  get warmup(): number {
    return this.#state.trainings > 0 ? 0 : Math.max(0, firstTraining(this.#state) - this.#state.seen);
  }

  /**
   * The signed residual value - expected of the newest point, as {@link Rpe.residuals} gives it; expected is value -
   * residual. In units of the data; NaN in the warm-up and for a missing value. After `fit` and before the first
   * `update` it speaks of no point. O(1).
   */
  get residual(): number {
    return residualInData(this.#state, 0);
  }

  /**
   * Starts anew: trains on the last `maxTrain` points of `train` and takes what follows as its continuation.
   * @param train more than `window` values, at least half of them finite.
   * @param options signal and progress.
   * @throws RangeError when `train` is too short or mostly missing; the detector stays as it was.
   */
  async fit(train: ArrayLike<number>, options: FitOptions = {}): Promise<this> {
    const { onProgress } = checkFitOptions('Rpe.fit', options);
    const state = createState(this.options, 1);
    learn('Rpe.fit', state, toFloat64('Rpe.fit', 'train', train));
    onProgress?.({ stage: 'fit', fraction: 1 });
    this.#state = state;
    return this;
  }

  /**
   * Scores every point as the continuation of what was taken in, without taking it in.
   * @param series any length.
   * @returns |value - expected| or what `scoring` says, per point; NaN in the warm-up and where the value is missing.
   */
  score(series: ArrayLike<number>): Float64Array {
    const values = toFloat64('Rpe.score', 'series', series);
    const state = cloneState(this.#state);
    const scores = new Float64Array(values.length);
    for (let i = 0; i < values.length; i++) {
      step(state, values, i);
      scores[i] = state.output[0];
    }
    return scores;
  }

  /**
   * The signed residuals value - expected behind {@link Rpe.score}; positive above the model.
   * @param series any length.
   * @returns one per point in units of the data, NaN as in `score`; expected is value - residual.
   */
  residuals(series: ArrayLike<number>): Float64Array {
    const values = toFloat64('Rpe.residuals', 'series', series);
    const state = cloneState(this.#state);
    const residuals = new Float64Array(values.length);
    for (let i = 0; i < values.length; i++) {
      step(state, values, i);
      residuals[i] = residualInData(state, 0);
    }
    return residuals;
  }

  /**
   * Scores one value, then learns from it.
   * @param value NaN when missing.
   * @returns what {@link Rpe.score} would return for it, bit for bit.
   * @throws TypeError when it is not a number.
   */
  update(value: number): number {
    if (typeof value !== 'number') throw new TypeError(`Rpe.update: value must be a number, got ${typeof value}`);
    this.#input[0] = value;
    step(this.#state, this.#input, 0);
    return this.#state.output[0];
  }

  /**
   * Why the newest point got its score: expected value, band, rank, the stamps judged corrupted.
   * @returns positions count from the first point ever taken in, training part included; after `fit` it speaks of the
   * last training point.
   */
  diagnose(): RpeDiagnostics {
    return diagnose(cloneState(this.#state), 0)[0];
  }

  /**
   * The same for chosen points of a series that continues what was taken in, without taking it in.
   * @param series any length.
   * @param points positions in `series`, any order.
   * @returns one entry per element of `points`, in that order; positions count from the start of `series`, those before
   * it are negative.
   * @throws RangeError for a position outside the series.
   */
  explain(series: ArrayLike<number>, points: ArrayLike<number>): RpeDiagnostics[] {
    const values = toFloat64('Rpe.explain', 'series', series);
    const positions = toFloat64('Rpe.explain', 'points', points);
    const wanted = new Map<number, RpeDiagnostics | undefined>();
    let last = -1;
    for (let i = 0; i < positions.length; i++) {
      const point = checkInteger('Rpe.explain', `points[${i}]`, positions[i], 0, values.length - 1);
      wanted.set(point, undefined);
      last = Math.max(last, point);
    }
    const state = cloneState(this.#state);
    const origin = state.seen;
    for (let i = 0; i <= last; i++) {
      step(state, values, i);
      if (wanted.has(i)) wanted.set(i, diagnose(state, origin)[0]);
    }
    return Array.from(positions, (point) => wanted.get(point) as RpeDiagnostics);
  }

  /** Everything needed to continue, about `window * rank + 2 * maxTrain` numbers. */
  snapshot(): Snapshot {
    const tensors: Snapshot['tensors'] = {};
    const state = writeState(this.#state, tensors, '');
    return { kind: KIND, version: VERSION, meta: { options: this.options, state } as unknown as JsonObject, tensors };
  }
}
