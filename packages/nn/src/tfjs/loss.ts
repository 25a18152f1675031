/** Losses that TensorFlow.js has not, or not with our weights. */
import type { Tfjs, TfTensor } from './types.ts';

/**
 * Sum of the cross-entropies of logits, as `binaryCrossEntropy` with `reduction: 'sum'`.
 * @param tf the namespace of TensorFlow.js.
 * @param logits any shape.
 * @param labels same shape, in [0, 1].
 * @param positiveWeight weight of the positive part.
 * @returns a scalar.
 */
export function crossEntropySum(tf: Tfjs, logits: TfTensor, labels: TfTensor, positiveWeight: number): TfTensor {
  // (1 - y) x + (1 + (w - 1) y) softplus(-x), which is exact for every x.
  const overflow = tf.softplus(tf.neg(logits));
  const weighted = tf.add(overflow, tf.mul(tf.mul(overflow, labels), positiveWeight - 1));
  return tf.sum(tf.add(tf.sub(logits, tf.mul(logits, labels)), weighted));
}
