/** CANCE: anomaly detection by composite features of an encoder and their density, for images, tables and vectors. */
import {
  type Capabilities,
  checkFitOptions,
  checkSnapshot,
  createRandom,
  type Detector,
  type FitOptions,
  type JsonObject,
  NotFittedError,
  nestedTensors,
  nestTensors,
  type Snapshot,
  SnapshotError,
} from '@tsad/core';
import { AutoEncoder } from './auto-encoder.ts';
import {
  type CanceOptions,
  densityOptions,
  encoderOptions,
  IMAGE,
  IMAGES,
  type ResolvedCance,
  resolveCance,
  withPreset,
} from './cance-options.ts';
import { CompositeDensity, type DensityDiagnostics } from './composite-density.ts';
import type { CompositeFeatures } from './composite-features.ts';
import type { Encoder, Inspection } from './encoder.ts';
import { holdOut, pick } from './hold-out.ts';
import type { Learner } from './learner.ts';
import { PcaFeatures } from './pca-features.ts';
import { countRows } from './scaling.ts';

const KIND = 'cance';
const VERSION = 1;
/** Share of the time that the encoder takes, for progress. */
const ENCODER_SHARE = 0.75;

/** Options of {@link Cance.fit}. */
export interface CanceFitOptions extends FitOptions {
  /** Who computes losses and gradients, such as `tfjsLearner` of `@tsad/nce/tfjs`. Default: the engine. */
  learner?: Learner;
}

/** Scores with their reasons. */
export interface CanceAnalysis extends Inspection {
  /** One score a row; higher is more anomalous. */
  scores: Float64Array;
}

interface Model {
  encoder: Encoder;
  density: CompositeDensity;
}

/**
 * Scores rows (images, table rows, sensor vectors, embeddings) by the density of how an encoder sees them: its latent
 * code, joined with the squared error and the cosine dissimilarity of the reconstruction.
 *
 * `fit` takes mostly normal rows, some hundred or more; every row is a point of the {@link Detector} contract and is
 * scored on its own. `score` gives -ln of a density (for `error` and `cosine` the feature itself). The default suits
 * tables and vectors; {@link Cance.image} and {@link Cance.images} are set up for pixels.
 *
 * It does not work for fewer than about ten rows per latent dimension; where normal rows form no common structure an
 * encoder could learn; for anomalies that are as frequent as normal rows. Plainer variants are often as good:
 * `mahalanobis` and `cosine` cost nothing beyond the encoder, so compare. Values must be finite, categories coded as
 * numbers.
 *
 * Cost: see {@link AutoEncoder} and {@link CompositeDensity}. Same seed, same scores.
 * @see Liao and Brockmeier, "Anomaly detection via autoencoder composite features and NCE", arXiv 2502.01920. It gives
 * no sizes, rates or epochs; the defaults were found to reproduce its tables.
 * @example
 * const rows = Array.from({ length: 300 }, (_, i) => [Math.sin(i), Math.cos(i), Math.sin(i) + Math.cos(i)]).flat();
 * const detector = await new Cance({ channels: 3, latent: 2 }).fit(rows);
 * const [usual, odd] = await detector.score([0.6, 0.8, 1.4, 0.6, 0.8, -1.4]);
 * console.assert(odd > usual + 10);
 */
export class Cance implements Detector {
  /** The options with every default filled in. */
  readonly options: Readonly<ResolvedCance> & JsonObject;
  /** What the contract battery checks. */
  readonly capabilities: Readonly<Capabilities> = {
    causal: true,
    streaming: false,
    multivariate: true,
    missingValues: false,
    supervision: 'semi-supervised',
    deterministic: true,
  };
  /** Values per row. */
  readonly channels: number;
  /** Always 0: every row has a score. */
  readonly warmup: number = 0;
  #model: Model | undefined;

  /**
   * @param options see {@link CanceOptions}; only `channels` is required.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: CanceOptions) {
    const resolved = resolveCance('Cance', options);
    this.options = resolved as unknown as Readonly<ResolvedCance> & JsonObject;
    this.channels = resolved.channels;
  }

  /**
   * A detector for images of one kind: pixels 0 to 255, flat; dense 256-64-6 with batch norm, 40 + 20 epochs.
   * @param channels pixels times colours.
   * @param options what to do otherwise.
   * @example
   * console.assert(Cance.image(28 * 28).options.latent === 6);
   */
  static image(channels: number, options: Omit<CanceOptions, 'channels'> = {}): Cance {
    return new Cance(withPreset(IMAGE, { ...options, channels }));
  }

  /**
   * A detector for images of many kinds: as {@link Cance.image} with a sigmoid output, 10 latents, batches of 256.
   * @param channels pixels times colours.
   * @param options what to do otherwise.
   * @example
   * console.assert(Cance.images(28 * 28, { epochs: [20, 10] }).options.output === 'sigmoid');
   */
  static images(channels: number, options: Omit<CanceOptions, 'channels'> = {}): Cance {
    return new Cance(withPreset(IMAGES, { ...options, channels }));
  }

  /** What the density found out about itself in the last `fit`; undefined before. */
  get diagnostics(): DensityDiagnostics | undefined {
    return this.#model?.density.diagnostics;
  }

  /**
   * Trains the encoder, then the density of its features.
   * @param train shape [n, channels], finite, mostly normal; typed arrays of any kind are read in place.
   * @param how signal, progress, and who computes.
   * @throws RangeError or TypeError naming the value that is wrong or how many rows are needed; the reason of an abort.
   */
  async fit(train: ArrayLike<number>, how: CanceFitOptions = {}): Promise<this> {
    const { signal, onProgress, learner } = checkFitOptions('Cance.fit', how);
    const { channels, options } = this;
    const rows = countRows('Cance.fit', 'train', train, channels, 3);
    const { train: kept, validation } = holdOut(rows, options.validation, createRandom(options.seed).fork('hold out'));
    const [learnt, watched] = [pick(train, channels, kept), pick(train, channels, validation)];
    const encoder: Encoder =
      options.features === 'pca'
        ? new PcaFeatures({ channels, components: options.components, scaling: options.scaling })
        : new AutoEncoder(encoderOptions(options));
    const part = (from: number, to: number): CanceFitOptions => ({
      signal,
      learner,
      onProgress: ({ stage, fraction }) => onProgress?.({ stage, fraction: from + fraction * (to - from) }),
    });
    await encoder.fit(learnt, { ...part(0, ENCODER_SHARE), validation: watched });
    const density = await new CompositeDensity(densityOptions(options)).fit(await encoder.features(learnt), {
      ...part(ENCODER_SHARE, 1),
      validation: await encoder.features(watched),
    });
    this.#model = { encoder, density };
    return this;
  }

  /**
   * Scores every row on its own.
   * @param rows shape [n, channels], finite.
   * @returns shape [n]; higher is more anomalous.
   * @throws NotFittedError before `fit`; RangeError or TypeError naming the value that is wrong.
   */
  async score(rows: ArrayLike<number>): Promise<Float64Array> {
    const { encoder, density } = this.#fitted();
    countRows('Cance.score', 'series', rows, this.channels);
    return density.score(await encoder.features(rows));
  }

  /**
   * Scores rows and keeps what the scores were made of: features, reconstructions, the error of every value.
   * @param rows shape [n, channels], finite; all results are kept in memory, O(n channels).
   * @returns scores with their reasons.
   * @throws as {@link Cance.score}.
   */
  async analyse(rows: ArrayLike<number>): Promise<CanceAnalysis> {
    const { encoder, density } = this.#fitted();
    countRows('Cance.analyse', 'rows', rows, this.channels);
    const inspection = await encoder.inspect(rows);
    return { ...inspection, scores: await density.score(inspection.features) };
  }

  /**
   * The composite features of rows, for a density of your own.
   * @param rows shape [n, channels], finite.
   * @returns latent code, error and cosine dissimilarity.
   * @throws as {@link Cance.score}.
   */
  async features(rows: ArrayLike<number>): Promise<CompositeFeatures> {
    return this.#fitted().encoder.features(rows);
  }

  /** Options and everything learnt. */
  snapshot(): Snapshot {
    const model = this.#model;
    if (!model) return { kind: KIND, version: VERSION, meta: { options: this.options }, tensors: {} };
    const [encoder, density] = [model.encoder.snapshot(), model.density.snapshot()];
    return {
      kind: KIND,
      version: VERSION,
      meta: { options: this.options, encoder: encoder.meta, density: density.meta },
      tensors: { ...nestTensors('encoder/', encoder.tensors), ...nestTensors('density/', density.tensors) },
    };
  }

  /**
   * The detector of a snapshot; it scores the same bits.
   * @throws SnapshotError for a snapshot of another kind or with parts missing.
   */
  static async restore(snapshot: Snapshot): Promise<Cance> {
    checkSnapshot('Cance.restore', snapshot, KIND, VERSION);
    const { meta, tensors } = snapshot;
    const detector = new Cance(meta.options as unknown as CanceOptions);
    if (meta.encoder === undefined && Object.keys(tensors).length === 0) return detector;
    const pca = detector.options.features === 'pca';
    const part = (prefix: 'encoder' | 'density', kind: string): Snapshot => {
      const nested = nestedTensors(`${prefix}/`, tensors);
      if (Object.keys(nested).length > 0) {
        return { kind, version: VERSION, meta: meta[prefix] as JsonObject, tensors: nested };
      }
      throw new SnapshotError(`Cance.restore: the snapshot is damaged, it has nothing of the ${prefix}`);
    };
    const encoder = await (pca
      ? PcaFeatures.restore(part('encoder', 'pca-features'))
      : AutoEncoder.restore(part('encoder', 'auto-encoder')));
    if (encoder.channels !== detector.channels) {
      throw new SnapshotError(
        `Cance.restore: the snapshot is damaged, its encoder takes ${encoder.channels} values a row, not ${detector.channels}`,
      );
    }
    detector.#model = { encoder, density: await CompositeDensity.restore(part('density', 'composite-density')) };
    return detector;
  }

  #fitted(): Model {
    if (!this.#model) throw new NotFittedError('Cance');
    return this.#model;
  }
}
