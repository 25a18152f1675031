/** What an autoencoder and principal components have in common: rows to features and back. */
import type { FitOptions, Snapshot } from '@tsad/core';
import type { CompositeFeatures } from './composite-features.ts';
import type { Learner } from './learner.ts';

/** Options of the `fit` of an encoder. */
export interface EncoderFitOptions extends FitOptions {
  /**
   * Rows that are not learnt from but tell when to stop, shape [m, channels]. Default: none, all epochs are run.
   */
  validation?: ArrayLike<number>;
  /** Who computes losses and gradients, such as `tfjsLearner` of `@tsad/nce/tfjs`. Default: the engine. */
  learner?: Learner;
}

/** Everything an encoder can say about rows. */
export interface Inspection {
  /** The composite features. */
  features: CompositeFeatures;
  /** Reconstructions in the units of the input, shape [rows, channels]. */
  reconstruction: Float64Array;
  /** Squared error of every value in the model's scaled units, shape [rows, channels]; its row mean is `features.error`. */
  errors: Float64Array;
}

/** A map from rows to a latent code, and back to rows. */
export interface Encoder {
  /** Values per row. */
  readonly channels: number;
  /** Latent dimensions, once fitted. */
  readonly latentWidth: number;
  /** Learns from rows, shape [n, channels], replacing whatever was learnt before. */
  fit(rows: ArrayLike<number>, options?: EncoderFitOptions): Promise<this>;
  /** The composite features of rows. */
  features(rows: ArrayLike<number>): Promise<CompositeFeatures>;
  /** Features, reconstructions and the error of every value. */
  inspect(rows: ArrayLike<number>): Promise<Inspection>;
  /** Options and weights. */
  snapshot(): Snapshot;
}
