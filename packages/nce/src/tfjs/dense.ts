/** Fully connected nets in ops of TensorFlow.js: the counterpart of `dense-net.ts`, forward only. */
import { linear, normalise, type Tfjs, type TfTensor, type TfWeights } from '@tsad/nn/tfjs';
import type { DenseShape } from '../dense-net.ts';

/** Moments of one batch norm. */
export interface Moments {
  /** Name of the layer, such as `encoder.1.`. */
  prefix: string;
  mean: TfTensor;
  variance: TfTensor;
}

/** How a net runs. */
export interface DensePass {
  /** Whether batch norm takes the moments of the batch. */
  training: boolean;
  /** Receives the moments of every batch norm in training. */
  moments?: Moments[];
  /** Of the leaky ReLU. Default 0.01. */
  slope?: number;
}

/**
 * Runs a net of {@link DenseShape}.
 * @param weights by the names of `denseNet`, after `prefix`.
 * @param x shape [rows, widths[0]].
 */
export function dense(
  tf: Tfjs,
  weights: TfWeights,
  prefix: string,
  { widths, batchNorm = false, output = 'linear' }: DenseShape,
  x: TfTensor,
  { training, moments, slope = 0.01 }: DensePass,
): TfTensor {
  let out = x;
  let at = 0;
  const next = (): string => `${prefix}${at++}.`;
  const last = widths.length - 1;
  for (let k = 1; k <= last; k++) {
    const hidden = k < last || output === 'hidden';
    out = linear(tf, weights, next(), out);
    if (hidden ? batchNorm : output === 'latent') {
      const name = next();
      const normed = normalise(tf, weights, name, out, { training });
      moments?.push({ prefix: name, mean: normed.mean, variance: normed.variance });
      out = normed.output;
    }
    if (hidden) {
      out = tf.leakyRelu(out, slope);
      at++;
    }
  }
  return output === 'sigmoid' ? tf.sigmoid(out) : out;
}
