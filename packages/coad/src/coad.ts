/** CoAD: a classifier and a masked reconstruction that guide each other (Tang et al., KDD 2026). */
import {
  type Capabilities,
  checkFitOptions,
  checkSnapshot,
  type Detector,
  decodeSafetensors,
  encodeSafetensors,
  type FitOptions,
  NotFittedError,
  type Snapshot,
  throwIfAborted,
  toFloat64,
} from '@tsad/core';
import { analyseSeries, type CoADAnalysis } from './analysis.ts';
import { type LearnOptions, learn } from './learn.ts';
import { type CoADOptions, type ResolvedCoAD, resolveCoAD } from './options.ts';
import { enginePredictor, type PredictorFactory } from './predictor.ts';
import { type Fitted, KIND, readFitted, VERSION, writeFitted } from './state.ts';
import type { CoADProgress, EpochLosses } from './train.ts';

/** What a fit accepts beside a signal. */
export interface CoADFitOptions extends Omit<FitOptions, 'onProgress'>, Pick<LearnOptions, 'pool' | 'predictor'> {
  /** Told about every step: losses, rate, time left. Default: nobody is told. */
  onProgress?: (progress: CoADProgress) => void;
  /** Told what was decided for want of something better, such as a period that was not found. Default: nobody is told. */
  onWarning?: (message: string) => void;
  /** Given a checkpoint now and then; pass it to `resume` later. Default: none is made. */
  onCheckpoint?: (checkpoint: Snapshot) => Promise<void> | void;
  /** Steps between checkpoints; 0 makes one after every epoch. Default 0. */
  checkpointEvery?: number;
  /** A checkpoint of the same options and train part to continue from, bit for bit. Default: training starts anew. */
  resume?: Snapshot;
}

/** What scoring accepts. */
export interface CoADScoreOptions extends FitOptions {
  /** Who answers for windows, such as that of `@tsad/coad/tfjs`. Default: an engine of its own. */
  predictor?: PredictorFactory;
}

/**
 * Learns from a normal train part what its shapes look like and what distorted ones look like, and scores by both.
 *
 * Training distorts pieces of the train part (held, stretched, noisy, reversed). A classifier says which patches of 8 points
 * are distorted, from time and frequency; a reconstruction, blind to a patch as far as the classifier suspects it, says what
 * should stand there; a second decision compares the two. The score of a point joins how unusual the probability and the error
 * are against the train part.
 *
 * Works for repeating series with a normal train part of some ten periods or more. It does not: without repetition; for
 * anomalies that look like nothing it was trained on and are reconstructed well; where the train part is short (the losses
 * fall, the scores stay noise). Compare with @tsad/discord, which trains nothing. Missing values (NaN) are bridged for the
 * context and get no score.
 *
 * Cost: `compact` trains for 2 to 7 CPU seconds whatever the length and scores in about 3 us a point; memory O(n) beside the
 * weights.
 * @see Tang et al., "Bridging Classification and Reconstruction", KDD 2026, and its released code (snapshot 3286813), which
 * differs from the paper; `official` follows the code, `paper` the text where it runs as written.
 * @example
 * const wave = (t: number): number => Math.sin(t / 5) + 0.05 * Math.sin(t * t);
 * const train = Float64Array.from({ length: 640 }, (_, t) => wave(t));
 * const test = Float64Array.from({ length: 320 }, (_, t) => wave(640 + t) + (t >= 150 && t < 165 ? 0.7 : 0));
 * const detector = await new CoAD({ period: 32, hidden: 8, steps: 60, seed: 1 }).fit(train);
 * const scores = await detector.score(test);
 * console.assert(scores.length === 320 && scores.every(Number.isFinite));
 */
export class CoAD implements Detector {
  /** The options with every default filled in. */
  readonly options: Readonly<ResolvedCoAD> & Record<string, unknown>;
  /** What the contract battery checks. */
  readonly capabilities: Readonly<Capabilities> = {
    causal: false,
    streaming: false,
    multivariate: false,
    missingValues: true,
    supervision: 'semi-supervised',
    deterministic: true,
  };
  /** Values per row: 1. */
  readonly channels = 1;
  /** Always 0. */
  readonly warmup = 0;
  #fitted: Fitted | undefined;

  /**
   * @param options see {@link CoADOptions}; what is left out comes from the preset.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: CoADOptions = {}) {
    this.options = resolveCoAD('CoAD', options) as ResolvedCoAD & Record<string, unknown>;
  }

  /** Mean losses of every epoch of the last fit. */
  get history(): readonly EpochLosses[] {
    return this.#fitted?.history ?? [];
  }

  /** The period in points that the last fit used; undefined before. */
  get period(): number | undefined {
    return this.#fitted && this.#fitted.geometry.period * this.#fitted.geometry.factor;
  }

  /**
   * Trains.
   * @param train shape [n], normal as far as possible, at least one period; NaN marks a gap and is bridged.
   * @param options a signal, callbacks, checkpoints, workers.
   * @throws RangeError for a train part that is too short or holds no value; SnapshotError for a checkpoint of another fit.
   */
  async fit(train: ArrayLike<number>, options: CoADFitOptions = {}): Promise<this> {
    checkFitOptions('CoAD.fit', options);
    const values = toFloat64('CoAD.fit', 'train', train);
    this.#fitted = await learn('CoAD.fit', this.options, values, options);
    return this;
  }

  /**
   * Takes weights that were trained elsewhere, such as by the released code, and learns from the train part only what is
   * usual.
   * @param train as for {@link CoAD.fit}.
   * @param weights a safetensors file with the names of the released code.
   * @throws SnapshotError or RangeError for weights that do not fit the options.
   */
  async adopt(train: ArrayLike<number>, weights: Uint8Array, options: CoADFitOptions = {}): Promise<this> {
    throwIfAborted(options.signal);
    const values = toFloat64('CoAD.adopt', 'train', train);
    const { tensors } = decodeSafetensors(weights);
    this.#fitted = await learn('CoAD.adopt', this.options, values, { ...options, weights: tensors });
    return this;
  }

  /**
   * The weights as a safetensors file that PyTorch reads, with the names of the released code.
   * @throws NotFittedError before `fit`.
   */
  encodeWeights(): Uint8Array {
    return encodeSafetensors({ metadata: {}, tensors: this.#require().weights });
  }

  /**
   * Scores every point.
   * @param series shape [n], the continuation of the train part; NaN marks a gap.
   * @param options a signal and a progress callback.
   * @returns shape [n], higher is more anomalous, NaN where the value is missing.
   * @throws NotFittedError before `fit`.
   */
  async score(series: ArrayLike<number>, options: CoADScoreOptions = {}): Promise<Float64Array> {
    return (await this.#analyse('CoAD.score', series, options)).scores;
  }

  /**
   * Scores a series and keeps what the scores were made of.
   * @param series as for {@link CoAD.score}.
   * @param options a signal and a progress callback.
   * @returns scores, probabilities, reconstruction.
   * @throws NotFittedError before `fit`.
   */
  async analyse(series: ArrayLike<number>, options: CoADScoreOptions = {}): Promise<CoADAnalysis> {
    return this.#analyse('CoAD.analyse', series, options);
  }

  /** Options and everything learnt, O(weights + window). */
  snapshot(): Snapshot {
    return writeFitted(this.options, this.#fitted);
  }

  /**
   * A detector with what a snapshot holds.
   * @throws SnapshotError for a snapshot of another kind or with parts missing.
   */
  static async restore(snapshot: Snapshot): Promise<CoAD> {
    const where = 'CoAD.restore';
    checkSnapshot(where, snapshot, KIND, VERSION);
    const { options, fitted } = readFitted(where, snapshot);
    const detector = new CoAD(options);
    if (!fitted) return detector;
    // Making a predictor checks names and shapes.
    (await enginePredictor(detector.options, fitted.weights)).close();
    detector.#fitted = fitted;
    return detector;
  }

  #require(): Fitted {
    if (!this.#fitted) throw new NotFittedError('CoAD');
    return this.#fitted;
  }

  async #analyse(where: string, series: ArrayLike<number>, options: CoADScoreOptions): Promise<CoADAnalysis> {
    const values = toFloat64(where, 'series', series);
    const fitted = this.#require();
    throwIfAborted(options.signal);
    const predictor = await (options.predictor ?? enginePredictor)(this.options, fitted.weights);
    try {
      return await analyseSeries(where, { ...options, predictor, options: this.options, fitted, values });
    } finally {
      predictor.close();
    }
  }
}
