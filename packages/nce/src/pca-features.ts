/** Principal components as the encoder: for embeddings and other vectors, where training a network gains little. */
import {
  checkChoice,
  checkFitOptions,
  checkInteger,
  checkNumber,
  checkOptionNames,
  checkSnapshot,
  type JsonObject,
  NotFittedError,
  type Snapshot,
  SnapshotError,
} from '@tsad/core';
import { REQUIRED } from './auto-encoder-options.ts';
import type { CompositeFeatures } from './composite-features.ts';
import type { Encoder, EncoderFitOptions, Inspection } from './encoder.ts';
import { principal } from './principal-components.ts';
import { featuresOf, inspectionOf, type Rebuilt } from './rebuilt.ts';
import { countRows, fitScaler, SCALINGS, type Scaler, type Scaling, scaleRows } from './scaling.ts';
import { Ticker } from './training.ts';

const KIND = 'pca-features';
const VERSION = 1;

/** Options of {@link PcaFeatures}. */
export interface PcaFeaturesOptions {
  /** Values per row. */
  channels: number;
  /** Components: a number of them, or below 1 the share of the variance that they explain. Default 0.9. */
  components?: number;
  /** How values are scaled first. Default `standardise`. */
  scaling?: Scaling;
}

interface Model {
  scaler: Scaler;
  mean: Float64Array;
  /** Orthonormal rows, shape [latentWidth, channels]. */
  basis: Float64Array;
  latentWidth: number;
}

/**
 * Composite features by principal components: the scores on the leading ones, and how well they rebuild the row.
 *
 * For embeddings of a pretrained network (bring your own), or any vectors with linear structure. It does not see
 * curved structure; an {@link AutoEncoder} does.
 *
 * Cost: O(rows channels^2 + channels^3) to fit, or with fewer rows than channels O(rows^2 channels + rows^3);
 * O(channels components) a row to score.
 * @see Liao and Brockmeier, arXiv 2502.01920, section 4.3 (PCA on ResNet features)
 * @example
 * const rows = Array.from({ length: 60 }, (_, i) => [Math.sin(i), 2 * Math.sin(i), Math.cos(7 * i) / 9]).flat();
 * const encoder = await new PcaFeatures({ channels: 3, components: 2 }).fit(rows);
 * const { error } = await encoder.features([1, 2, 0, 1, -2, 0]);
 * console.assert(error[0] < 1e-6 && error[1] > 0.1);
 */
export class PcaFeatures implements Encoder {
  /** The options with every default filled in. */
  readonly options: Readonly<Required<PcaFeaturesOptions>> & JsonObject;
  /** Values per row. */
  readonly channels: number;
  #model: Model | undefined;

  /**
   * @param options see {@link PcaFeaturesOptions}.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: PcaFeaturesOptions) {
    const where = 'PcaFeatures';
    checkOptionNames(where, options, ['channels', 'components', 'scaling'], REQUIRED);
    this.channels = checkInteger(where, 'channels', options.channels, 1, 1e6);
    this.options = {
      channels: this.channels,
      components: checkComponents(where, options.components ?? 0.9, this.channels),
      scaling: checkChoice(where, 'scaling', options.scaling ?? 'standardise', SCALINGS),
    };
  }

  /** Components in use; 0 before `fit`. */
  get latentWidth(): number {
    return this.#model?.latentWidth ?? 0;
  }

  /**
   * Finds the components of `rows`; directions without variance are never among them.
   * @param rows shape [n, channels], n at least 2, finite.
   * @param options signal and progress; `validation` has no effect.
   * @throws RangeError or TypeError naming the value that is wrong; the reason of an abort. The encoder stays as it was.
   */
  async fit(rows: ArrayLike<number>, options: EncoderFitOptions = {}): Promise<this> {
    const ticker = new Ticker(checkFitOptions('PcaFeatures.fit', options));
    const { channels, scaling, components } = this.options;
    const count = countRows('PcaFeatures.fit', 'rows', rows, channels, 2);
    const scaler = fitScaler(scaling, rows, channels);
    const scaled = scaleRows(scaler, rows);
    const mean = new Float64Array(channels);
    for (let i = 0; i < scaled.length; i++) mean[i % channels] += scaled[i] / count;
    const basis = await principal(scaled, mean, channels, components, ticker);
    await ticker.report('components', 1);
    this.#model = { scaler, mean, basis, latentWidth: basis.length / channels };
    return this;
  }

  /**
   * The composite features of rows.
   * @param rows shape [n, channels], finite.
   * @returns latent scores, error and cosine dissimilarity.
   * @throws NotFittedError before `fit`.
   */
  async features(rows: ArrayLike<number>): Promise<CompositeFeatures> {
    const rebuilt = this.#rebuild('PcaFeatures.features', rows);
    return featuresOf(rebuilt, this.channels, this.latentWidth);
  }

  /**
   * Features, reconstructions in the units of the input, and the error of every value.
   * @param rows shape [n, channels], finite.
   * @throws NotFittedError before `fit`.
   */
  async inspect(rows: ArrayLike<number>): Promise<Inspection> {
    const rebuilt = this.#rebuild('PcaFeatures.inspect', rows);
    return inspectionOf(rebuilt, this.#fitted().scaler);
  }

  /** Options, scaling and components. */
  snapshot(): Snapshot {
    const model = this.#model;
    const vector = (data: Float64Array): Snapshot['tensors'][string] => ({ shape: [data.length], data: data.slice() });
    return {
      kind: KIND,
      version: VERSION,
      meta: { options: this.options },
      tensors: model
        ? {
            shift: vector(model.scaler.shift),
            factor: vector(model.scaler.factor),
            mean: vector(model.mean),
            basis: { shape: [model.latentWidth, this.channels], data: model.basis.slice() },
          }
        : {},
    };
  }

  /**
   * The encoder of a snapshot.
   * @throws SnapshotError for a snapshot of another kind or with parts missing.
   */
  static async restore(snapshot: Snapshot): Promise<PcaFeatures> {
    checkSnapshot('PcaFeatures.restore', snapshot, KIND, VERSION);
    const encoder = new PcaFeatures(snapshot.meta.options as unknown as PcaFeaturesOptions);
    if (Object.keys(snapshot.tensors).length === 0) return encoder;
    const { channels } = encoder;
    const part = (name: string, length?: number): Float64Array => {
      const data = snapshot.tensors[name]?.data;
      if (!(data instanceof Float64Array) || data.length % channels !== 0 || (length && data.length !== length)) {
        throw new SnapshotError(`PcaFeatures.restore: the snapshot is damaged, ${name} does not fit the options`);
      }
      return data.slice();
    };
    const basis = part('basis');
    encoder.#model = {
      scaler: { shift: part('shift', channels), factor: part('factor', channels) },
      mean: part('mean', channels),
      basis,
      latentWidth: basis.length / channels,
    };
    return encoder;
  }

  #fitted(): Model {
    if (!this.#model) throw new NotFittedError('PcaFeatures');
    return this.#model;
  }

  #rebuild(where: string, rows: ArrayLike<number>): Rebuilt {
    const { scaler, mean, basis, latentWidth } = this.#fitted();
    const { channels } = this;
    const count = countRows(where, 'rows', rows, channels);
    const scaled = scaleRows(scaler, rows);
    const latent = new Float64Array(count * latentWidth);
    const output = new Float32Array(scaled.length);
    const rebuilt = new Float64Array(channels);
    for (let i = 0; i < count; i++) {
      rebuilt.set(mean);
      for (let k = 0; k < latentWidth; k++) {
        let score = 0;
        for (let j = 0; j < channels; j++) score += basis[k * channels + j] * (scaled[i * channels + j] - mean[j]);
        latent[i * latentWidth + k] = score;
        for (let j = 0; j < channels; j++) rebuilt[j] += basis[k * channels + j] * score;
      }
      output.set(rebuilt, i * channels);
    }
    return { scaled, latent, output };
  }
}

/** A number of components, or below 1 the share of the variance that they explain. */
export function checkComponents(where: string, components: number, channels: number): number {
  return components < 1
    ? checkNumber(where, 'components', components, 1e-6, 1)
    : checkInteger(where, 'components', components, 1, channels);
}
