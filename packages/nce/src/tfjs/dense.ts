/** Fully connected nets in ops of TensorFlow.js: the counterpart of `dense-net.ts`, forward only. */
import { linear, type Tfjs, type TfTensor, type TfWeights } from '@tsad/nn/tfjs';
import type { DenseShape } from '../dense-net.ts';
import { type NetPass, normed } from './pass.ts';

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
  pass: NetPass,
): TfTensor {
  let out = x;
  let at = 0;
  const next = (): string => `${prefix}${at++}.`;
  const last = widths.length - 1;
  for (let k = 1; k <= last; k++) {
    const hidden = k < last || output === 'hidden';
    out = linear(tf, weights, next(), out);
    if (hidden ? batchNorm : output === 'latent') out = normed(tf, weights, next(), out, pass);
    if (hidden) {
      out = tf.leakyRelu(out, pass.slope ?? 0.01);
      at++;
    }
  }
  return output === 'sigmoid' ? tf.sigmoid(out) : out;
}
