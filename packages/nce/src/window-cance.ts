/** CANCE on series: every window is a row, a point's score is the mean over the windows that hold it. */
import {
  type Capabilities,
  checkFitOptions,
  checkInteger,
  checkOptionNames,
  checkSnapshot,
  type Detector,
  type JsonObject,
  NotFittedError,
  type Snapshot,
  SnapshotError,
} from '@tsad/core';
import { Cance, type CanceFitOptions } from './cance.ts';
import { CANCE_OPTIONS, type CanceOptions, type ResolvedCance, withPreset } from './cance-options.ts';
import type { DensityDiagnostics } from './composite-density.ts';
import { countRows } from './scaling.ts';

const KIND = 'window-cance';
const VERSION = 1;

/**
 * Options of {@link WindowCance}: those of {@link Cance}, and these. Other defaults than there: `hidden` [64, 32], `latent` 6,
 * `batchNorm` true.
 */
export interface WindowCanceOptions extends Omit<CanceOptions, 'channels'> {
  /** Values per row of the series. Default 1. */
  channels?: number;
  /** Rows per window; about one period where there is one. Default 32. */
  window?: number;
  /** Rows from one training window to the next; more saves time on long series. Default 1. */
  stride?: number;
}

type Resolved = ResolvedCance & { window: number; stride: number };

/**
 * Detects anomalies in series by {@link Cance} on their windows: the bridge from vectors back to time.
 *
 * For series with a normal training part of some hundred windows whose windows share a structure (periods, modes of a
 * machine). A short spike in a long window moves the score little; @tsad/discord and @tsad/rpe are cheaper and on
 * single anomalies usually better, so compare. Windows are scaled place by place over the training part, not each by
 * itself: a change of level or amplitude is seen. The windows held out to tell when to stop overlap those learnt from (but for a
 * stride of a window or more), so training stops rather late than early.
 *
 * Cost: that of {@link Cance} with window * channels values a row.
 * @example
 * const wave = (t: number): number => Math.sin(t / 4) + 0.05 * Math.sin(t * t);
 * const train = Float64Array.from({ length: 600 }, (_, t) => wave(t));
 * const test = Float64Array.from({ length: 200 }, (_, t) => wave(600 + t) + (t >= 100 && t < 106 ? 0.8 : 0));
 * const detector = await new WindowCance({ window: 25, epochs: [20, 10], density: { epochs: 10 } }).fit(train);
 * const scores = await detector.score(test);
 * const oddest = scores.indexOf(Math.max(...scores));
 * console.assert(oddest >= 95 && oddest < 111);
 */
export class WindowCance implements Detector {
  /** The options with every default filled in. */
  readonly options: Readonly<Resolved> & JsonObject;
  /** What the contract battery checks. */
  readonly capabilities: Readonly<Capabilities> = {
    causal: false,
    streaming: false,
    multivariate: true,
    missingValues: false,
    supervision: 'semi-supervised',
    deterministic: true,
  };
  /** Values per row of the series. */
  readonly channels: number;
  /** Always 0: every point has a score. */
  readonly warmup: number = 0;
  #cance: Cance | undefined;

  /**
   * @param options see {@link WindowCanceOptions}; all have defaults.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: WindowCanceOptions = {}) {
    const where = 'WindowCance';
    checkOptionNames(where, options, ['window', 'stride', ...CANCE_OPTIONS]);
    const { window = 32, stride = 1, channels = 1, ...rest } = options;
    this.channels = checkInteger(where, 'channels', channels, 1, 10_000);
    checkInteger(where, 'window', window, 2, 10_000);
    const cance = new Cance(withPreset(WINDOWS, { ...rest, channels: window * channels }));
    const resolved = { ...cance.options, channels, window, stride: checkInteger(where, 'stride', stride, 1, 1e6) };
    this.options = resolved as unknown as Readonly<Resolved> & JsonObject;
  }

  /** What the density found out about itself in the last `fit`; undefined before. */
  get diagnostics(): DensityDiagnostics | undefined {
    return this.#cance?.diagnostics;
  }

  /**
   * Trains on the windows of a training part.
   * @param train shape [rows, channels], finite, mostly normal.
   * @param options signal, progress, and who computes.
   * @throws RangeError or TypeError naming the value that is wrong or how many rows are needed; the reason of an abort.
   */
  async fit(train: ArrayLike<number>, options: CanceFitOptions = {}): Promise<this> {
    checkFitOptions('WindowCance.fit', options);
    const { window, stride } = this.options;
    countRows('WindowCance.fit', 'train', train, this.channels, window);
    this.#cance = await this.#fresh().fit(windowsOf(train, this.channels, window, stride), options);
    return this;
  }

  /**
   * Scores every point.
   * @param series shape [rows, channels], finite, at least one window (an empty one has an empty score).
   * @returns shape [rows]; higher is more anomalous.
   * @throws NotFittedError before `fit`; RangeError for a series shorter than a window.
   */
  async score(series: ArrayLike<number>): Promise<Float64Array> {
    if (!this.#cance) throw new NotFittedError('WindowCance');
    const { window } = this.options;
    const rows = countRows('WindowCance.score', 'series', series, this.channels);
    if (rows === 0) return new Float64Array(0);
    countRows('WindowCance.score', 'series', series, this.channels, window);
    const scores = await this.#cance.score(windowsOf(series, this.channels, window, 1));
    return spread(scores, window);
  }

  /** Options and everything learnt. */
  snapshot(): Snapshot {
    const inner = this.#cance?.snapshot();
    return {
      kind: KIND,
      version: VERSION,
      meta: { options: this.options, ...(inner ? { cance: inner.meta } : {}) },
      tensors: inner?.tensors ?? {},
    };
  }

  /**
   * The detector of a snapshot; it scores the same bits.
   * @throws SnapshotError for a snapshot of another kind or with parts missing.
   */
  static async restore(snapshot: Snapshot): Promise<WindowCance> {
    checkSnapshot('WindowCance.restore', snapshot, KIND, VERSION);
    const { meta, tensors } = snapshot;
    const detector = new WindowCance(meta.options as unknown as WindowCanceOptions);
    if (meta.cance !== undefined || Object.keys(tensors).length > 0) {
      const cance = await Cance.restore({ kind: 'cance', version: 1, meta: meta.cance as JsonObject, tensors });
      const width = detector.options.window * detector.channels;
      if (cance.channels !== width) {
        throw new SnapshotError(
          `WindowCance.restore: the snapshot is damaged, its windows hold ${cance.channels} values, not ${width}`,
        );
      }
      detector.#cance = cance;
    }
    return detector;
  }

  #fresh(): Cance {
    const { window, stride, channels, ...rest } = this.options;
    return new Cance({ ...(rest as unknown as ResolvedCance), channels: window * channels });
  }
}

/** Windows hold more structure than table rows and less than images. */
const WINDOWS: Partial<CanceOptions> = { hidden: [64, 32], latent: 6, batchNorm: true };

/** Windows as rows, one after the other. */
function windowsOf(values: ArrayLike<number>, channels: number, window: number, stride: number): Float64Array {
  const count = Math.floor((values.length / channels - window) / stride) + 1;
  const width = window * channels;
  const out = new Float64Array(count * width);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < width; j++) out[i * width + j] = values[i * stride * channels + j];
  }
  return out;
}

/** A point's score is the mean of those of the windows that hold it. */
function spread(scores: Float64Array, window: number): Float64Array {
  const out = new Float64Array(scores.length + window - 1);
  for (let t = 0; t < out.length; t++) {
    const first = Math.max(0, t - window + 1);
    const last = Math.min(t, scores.length - 1);
    let sum = 0;
    for (let i = first; i <= last; i++) sum += scores[i];
    out[t] = sum / (last - first + 1);
  }
  return out;
}
