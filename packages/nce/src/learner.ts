/** Who computes losses and gradients in training, where it is not the engine that keeps the weights. */
import type { Layer } from '@tsad/nn';
import type { AutoEncoderNet } from './auto-encoder-net.ts';
import type { ResolvedAutoEncoder } from './auto-encoder-options.ts';

/** Rows of data and noise for T. */
export interface ContrastBatch {
  /** What T is given, shape [data + noise, width]: data rows, then noise rows. */
  points: Float32Array;
  /** Number of data rows. */
  data: number;
  /** Nu, noise rows per row of data. */
  nu: number;
  /** Widths of the layers of T, from the input to 1. */
  widths: readonly number[];
}

/**
 * Asserts that `learner` is one, or undefined.
 * @throws TypeError otherwise.
 */
export function checkLearner(where: string, learner: Partial<Learner> | undefined): void {
  if (learner === undefined) return;
  const methods = ['whole', 'decoder', 'contrast', 'contrastSlope'] as const;
  if (methods.every((method) => typeof learner?.[method] === 'function')) return;
  throw new TypeError(`${where}: learner must be one, as tfjsLearner(tf) of @tsad/nce/tfjs returns it`);
}

/** Computes losses; gradients and running statistics become those of the layers it is handed. */
export interface Learner {
  /**
   * Loss of all weights: squared error summed over the values, mean over the rows, plus the weighted covariance loss.
   * @param x rows, shape [rows, channels].
   */
  whole(net: AutoEncoderNet, options: ResolvedAutoEncoder, x: Float32Array): Promise<number>;
  /**
   * Loss of the decoder alone.
   * @param latents shape [rows, latent].
   * @param target shape [rows, channels].
   */
  decoder(
    net: AutoEncoderNet,
    options: ResolvedAutoEncoder,
    latents: Float32Array,
    target: Float32Array,
  ): Promise<number>;
  /** The loss of T, and the gradients of its weights. */
  contrast(net: Layer, batch: ContrastBatch): Promise<number>;
  /** The slope of the loss of T by what T is given, shape [data + noise, width]. */
  contrastSlope(net: Layer, batch: ContrastBatch): Promise<Float32Array>;
}
