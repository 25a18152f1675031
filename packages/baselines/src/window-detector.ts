/** What all detectors of windows share: the contract around a model of the windows of a series. */
import { type Capabilities, checkFitOptions, type Detector, type FitOptions, toFloat64 } from '@tsad/core';

/** Larger magnitudes are refused: their squares would overflow. */
const LARGEST = 1e150;

/** A detector as functions of its options. */
export interface WindowModel<O, M> {
  /** Class name, for messages. */
  name: string;
  /** Windows that learning needs at least. */
  fewest(options: O): number;
  /** Learns from all windows of a series. */
  learn(options: O, series: Float64Array): M;
  /** One score per window; `own` tells that the series is the very one that was learnt. */
  measure(options: O, model: M, series: Float64Array, own: boolean): Float64Array;
  /** From one score per window to one per point. */
  spread(scores: Float64Array, window: number): Float64Array;
}

/** The options that the contract needs. */
export interface WindowSize {
  /** Rows per window; 1 where the detector has none. */
  window?: number;
  /** Values per row; without it the detector takes single values. */
  channels?: number;
}

/**
 * A detector that scores the windows of a whole series. Without `fit` it learns from the very series it scores, as
 * benchmarks of unsupervised detectors do; after `fit` from the training part alone. Values must be finite.
 */
export class WindowDetector<O extends WindowSize, M> implements Detector {
  /** What the contract battery checks. */
  readonly capabilities: Readonly<Capabilities>;
  /** The resolved options, plain JSON. */
  readonly options: Readonly<O> & Readonly<Record<string, unknown>>;
  /** Values per row. */
  readonly channels: number;
  /** Every point is scored. */
  readonly warmup: number = 0;
  readonly #model: WindowModel<O, M>;
  #learnt: { model: M } | undefined;

  /**
   * @param model the functions.
   * @param options resolved and checked.
   */
  constructor(model: WindowModel<O, M>, options: O) {
    this.#model = model;
    this.channels = options.channels ?? 1;
    this.capabilities = {
      causal: false,
      streaming: false,
      multivariate: options.channels !== undefined,
      missingValues: false,
      supervision: 'unsupervised',
      deterministic: true,
    };
    this.options = { ...options } as Readonly<O> & Readonly<Record<string, unknown>>;
  }

  /**
   * Learns from the windows of a training part, instead of from each scored series.
   * @param train shape [rows, channels], finite, enough for the windows that the detector needs.
   * @param options signal and progress.
   * @throws RangeError for a value that is not finite or too few of them; the detector stays as it was.
   */
  async fit(train: ArrayLike<number>, options: FitOptions = {}): Promise<this> {
    const { onProgress } = checkFitOptions(`${this.#model.name}.fit`, options);
    const model = this.#model;
    const values = checkSeries(`${model.name}.fit`, 'train', train);
    this.#checkLength(`${model.name}.fit: train`, values, model.fewest(this.options));
    this.#learnt = { model: model.learn(this.options, values) };
    onProgress?.({ stage: 'fit', fraction: 1 });
    return this;
  }

  /**
   * Scores every point of a series.
   * @param series shape [rows, channels], finite, at least `window` rows; without `fit` enough to learn from.
   * @returns shape [rows], one score per point; higher is more anomalous.
   * @throws RangeError for a value that is not finite or too few of them.
   */
  score(series: ArrayLike<number>): Float64Array {
    const known = this.learntFor('score', series);
    if (!known) return new Float64Array(0);
    const { measure, spread } = this.#model;
    return spread(measure(this.options, known.model, known.values, !this.#learnt), this.options.window ?? 1);
  }

  /**
   * The checked values of a series and the model that scores them: that of `fit`, else of the series itself.
   * @param method name of the calling method, for messages.
   * @param series shape [rows, channels].
   * @returns undefined for an empty series.
   * @throws RangeError for a value that is not finite or too few of them.
   */
  protected learntFor(method: string, series: ArrayLike<number>): { values: Float64Array; model: M } | undefined {
    const model = this.#model;
    const values = checkSeries(`${model.name}.${method}`, 'series', series);
    if (values.length === 0) return undefined;
    this.#checkLength(`${model.name}.${method}: series`, values, this.#learnt ? 1 : model.fewest(this.options));
    return { values, model: this.#learnt?.model ?? model.learn(this.options, values) };
  }

  #checkLength(what: string, values: Float64Array, windows: number): void {
    const { window = 1 } = this.options;
    const rows = values.length / this.channels;
    if (!Number.isInteger(rows)) {
      throw new RangeError(`${what} must hold whole rows of ${this.channels} values, got ${values.length} values`);
    }
    const least = window + windows - 1;
    if (rows >= least) return;
    throw new RangeError(`${what} must hold at least ${least} rows (window ${window}), got ${rows}`);
  }
}

function checkSeries(where: string, name: string, series: ArrayLike<number>): Float64Array {
  const values = toFloat64(where, name, series);
  const wrong = values.findIndex((value) => !(Math.abs(value) <= LARGEST));
  if (wrong < 0) return values;
  throw new RangeError(
    `${where}: ${name}[${wrong}] must be a finite number of at most ${LARGEST}, got ${values[wrong]}; fill missing values first`,
  );
}

/** A window's score goes to its middle point; points before the first and after the last middle repeat theirs. */
export function spreadByCentre(scores: Float64Array, window: number): Float64Array {
  const last = scores.length - 1;
  const half = Math.floor(window / 2);
  return Float64Array.from({ length: last + window }, (_, t) => scores[Math.min(Math.max(t - half, 0), last)]);
}

/** A point's score is the mean of those of the windows that cover it. O(n), and nothing is subtracted. */
export function spreadByMean(scores: Float64Array, window: number): Float64Array {
  const n = scores.length + window - 1;
  const out = new Float64Array(n);
  // Sums from each window to the end of its block of `window` windows, and from the block's start to it.
  const before = new Float64Array(scores.length);
  const after = new Float64Array(scores.length);
  for (let i = 0; i < scores.length; i++) after[i] = scores[i] + (i % window > 0 ? after[i - 1] : 0);
  for (let i = scores.length - 1; i >= 0; i--) {
    before[i] = scores[i] + (i % window < window - 1 && i + 1 < scores.length ? before[i + 1] : 0);
  }
  for (let t = 0; t < n; t++) {
    const first = Math.max(0, t - window + 1);
    const last = Math.min(t, scores.length - 1);
    let sum = before[first] + after[last];
    if (Math.floor(first / window) === Math.floor(last / window))
      sum = first % window === 0 ? after[last] : before[first];
    out[t] = sum / (last - first + 1);
  }
  return out;
}
