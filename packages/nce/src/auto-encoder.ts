/** The autoencoder of CANCE: a decorrelated latent code, and a decoder trained on after the code is fixed. */
import {
  checkFitOptions,
  checkSnapshot,
  type JsonObject,
  NotFittedError,
  type Snapshot,
  SnapshotError,
} from '@tsad/core';
import { createEngine } from '@tsad/nn';
import { type AutoEncoderNet, createAutoEncoderNet, inferRows, netWeights, setNetWeights } from './auto-encoder-net.ts';
import { type AutoEncoderOptions, type ResolvedAutoEncoder, resolveAutoEncoder } from './auto-encoder-options.ts';
import type { CompositeFeatures } from './composite-features.ts';
import type { Encoder, EncoderFitOptions, Inspection } from './encoder.ts';
import { checkLearner } from './learner.ts';
import { featuresOf, inspectionOf, type Rebuilt } from './rebuilt.ts';
import { countRows, fitScaler, type Scaler, scaleRows } from './scaling.ts';
import { trainAutoEncoder } from './train-auto-encoder.ts';
import { type EpochRecord, Ticker } from './training.ts';
import { packTraining, unpackTraining } from './training-checkpoint.ts';

const KIND = 'auto-encoder';
const VERSION = 1;

interface Model {
  scaler: Scaler;
  net: AutoEncoderNet;
}

/** Options of {@link AutoEncoder.fit}. */
export interface AutoEncoderFitOptions extends EncoderFitOptions {
  /**
   * Called after every epoch; `checkpoint()` gives what `resume` takes, to be kept on disk by `encodeSnapshot` of
   * the package core. Default none.
   */
  onEpoch?: (checkpoint: () => Snapshot) => void | Promise<void>;
  /** Goes on after a checkpointed epoch of the same options and rows; the result is that of one run, bit for bit. Default none. */
  resume?: Snapshot;
}

/**
 * An autoencoder whose latent dimensions do not repeat each other, for images, tables and vectors.
 *
 * Stage 1 trains everything on the squared error plus the covariance loss; stage 2 freezes the encoder and trains the
 * decoder on, so that the error says how far a row is from what the code can express. The latent layer ends in a batch
 * norm without affine parameters. Training and scoring run in float32 on @tsad/nn; features are always computed in
 * evaluation mode, for training rows too.
 *
 * It needs some hundred rows or more, and normal ones: what is frequent among them is learnt, anomalies included.
 * Values are scaled first (`scaling`); scaled values beyond 1e6 are clipped.
 *
 * Cost: a digit of MNIST (5,400 rows of 784 values, 40 + 20 epochs) takes about half a minute of one core; scoring
 * 2 * weights operations a row.
 * @see Liao and Brockmeier, arXiv 2502.01920, section 3.1. Layer sizes, rates, epochs and lambda are not in the paper.
 * @example
 * const rows = Array.from({ length: 300 }, (_, i) => [Math.sin(i), Math.cos(i), Math.sin(i) + Math.cos(i)]).flat();
 * const encoder = await new AutoEncoder({ channels: 3, latent: 2, hidden: [16] }).fit(rows);
 * const { error } = await encoder.features([0.6, 0.8, 1.4, 0.6, 0.8, -1.4]);
 * console.assert(error[1] > 10 * error[0]);
 */
export class AutoEncoder implements Encoder {
  /** The options with every default filled in. */
  readonly options: Readonly<ResolvedAutoEncoder> & JsonObject;
  /** Values per row. */
  readonly channels: number;
  /** Latent dimensions. */
  readonly latentWidth: number;
  /** What the last `fit` measured, epoch by epoch. */
  history: readonly EpochRecord[] = [];
  #model: Model | undefined;

  /**
   * @param options see {@link AutoEncoderOptions}.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: AutoEncoderOptions) {
    const resolved = resolveAutoEncoder('AutoEncoder', options);
    this.options = resolved as Readonly<ResolvedAutoEncoder> & JsonObject;
    this.channels = resolved.channels;
    this.latentWidth = resolved.latent;
  }

  /**
   * Trains on `rows`.
   * @param rows shape [n, channels], at least 2 rows, finite.
   * @param options validation rows, signal, progress, checkpoints. With validation rows each stage keeps its best weights
   *   and stops early; without them it runs all its epochs.
   * @throws RangeError or TypeError naming the value that is wrong; SnapshotError for a checkpoint of other options; the
   *   reason of an abort. The encoder stays as it was.
   */
  async fit(rows: ArrayLike<number>, options: AutoEncoderFitOptions = {}): Promise<this> {
    const { validation = [], onEpoch, resume, learner, ...run } = checkFitOptions('AutoEncoder.fit', options);
    checkLearner('AutoEncoder.fit', learner);
    const { channels } = this;
    countRows('AutoEncoder.fit', 'rows', rows, channels, 2);
    countRows('AutoEncoder.fit', 'validation', validation, channels);
    const from = resume && unpackTraining('AutoEncoder.fit', resume, this.options);
    const scaler = fitScaler(this.options.scaling, rows, channels);
    const net = createAutoEncoderNet(await createEngine(), this.options);
    try {
      const data = { train: scaleRows(scaler, rows), validation: scaleRows(scaler, validation) };
      const history = await trainAutoEncoder(net, data, this.options, {
        ticker: new Ticker(run),
        learner,
        from,
        onEpoch: onEpoch && ((state) => onEpoch(() => packTraining(state(), this.options))),
      });
      this.#replace({ scaler, net });
      this.history = history;
    } catch (problem) {
      net.engine.dispose();
      throw problem;
    }
    return this;
  }

  /**
   * The composite features of rows, in evaluation mode.
   * @param rows shape [n, channels], finite.
   * @returns latent code, error (mean over the values, in scaled units) and cosine dissimilarity.
   * @throws NotFittedError before `fit`.
   */
  async features(rows: ArrayLike<number>): Promise<CompositeFeatures> {
    const rebuilt = this.#rebuild('AutoEncoder.features', rows);
    return featuresOf(rebuilt, this.channels, this.latentWidth);
  }

  /**
   * Features, reconstructions in the units of the input, and the error of every value.
   * @param rows shape [n, channels], finite.
   * @throws NotFittedError before `fit`.
   */
  async inspect(rows: ArrayLike<number>): Promise<Inspection> {
    const rebuilt = this.#rebuild('AutoEncoder.inspect', rows);
    return inspectionOf(rebuilt, this.#fitted().scaler);
  }

  /** Options, scaling and weights. */
  snapshot(): Snapshot {
    const model = this.#model;
    if (!model) return { kind: KIND, version: VERSION, meta: { options: this.options }, tensors: {} };
    const { shift, factor } = model.scaler;
    return {
      kind: KIND,
      version: VERSION,
      meta: { options: this.options },
      tensors: {
        shift: { shape: [shift.length], data: shift.slice() },
        factor: { shape: [factor.length], data: factor.slice() },
        ...netWeights(model.net),
      },
    };
  }

  /**
   * The encoder of a snapshot; it scores the same bits.
   * @throws SnapshotError for a snapshot of another kind or with parts missing.
   */
  static async restore(snapshot: Snapshot): Promise<AutoEncoder> {
    checkSnapshot('AutoEncoder.restore', snapshot, KIND, VERSION);
    const encoder = new AutoEncoder(snapshot.meta.options as unknown as AutoEncoderOptions);
    if (Object.keys(snapshot.tensors).length === 0) return encoder;
    const { shift: _shift, factor: _factor, ...weights } = snapshot.tensors;
    const part = (name: string): Float64Array => {
      const data = snapshot.tensors[name]?.data;
      if (data instanceof Float64Array && data.length === encoder.channels) return data.slice();
      throw new SnapshotError(`AutoEncoder.restore: the snapshot is damaged, ${name} does not fit the options`);
    };
    const scaler = { shift: part('shift'), factor: part('factor') };
    const net = createAutoEncoderNet(await createEngine(), encoder.options);
    try {
      setNetWeights(net, weights);
    } catch (cause) {
      net.engine.dispose();
      throw new SnapshotError('AutoEncoder.restore: the snapshot is damaged, weights do not fit the options', {
        cause,
      });
    }
    encoder.#model = { scaler, net };
    return encoder;
  }

  #replace(model: Model): void {
    this.#model?.net.engine.dispose();
    this.#model = model;
  }

  #fitted(): Model {
    if (!this.#model) throw new NotFittedError('AutoEncoder');
    return this.#model;
  }

  #rebuild(where: string, rows: ArrayLike<number>): Rebuilt {
    const { scaler, net } = this.#fitted();
    const { channels, latentWidth } = this;
    countRows(where, 'rows', rows, channels);
    const scaled = scaleRows(scaler, rows);
    const latent = inferRows(net.engine, net.encoder, scaled, channels, latentWidth);
    const output = inferRows(net.engine, net.decoder, latent, latentWidth, channels);
    return { scaled, latent: Float64Array.from(latent), output };
  }
}
