/** Layers without memory: linear maps and batch normalisation. */
import type { Tfjs, TfTensor, TfWeights } from './types.ts';

/**
 * `Linear`: the last axis of `x` times `weight` [outputs][inputs], plus `bias` where there is one.
 * @param tf the namespace of TensorFlow.js.
 * @param weights `weight` and perhaps `bias`, after `prefix`.
 * @param prefix such as `head.`.
 * @param x shape [..., inputs].
 * @returns shape [..., outputs].
 */
export function linear(tf: Tfjs, weights: TfWeights, prefix: string, x: TfTensor): TfTensor {
  const weight = weights[`${prefix}weight`];
  const bias = weights[`${prefix}bias`];
  const [outputs, inputs] = weight.shape;
  const product = tf.matMul(tf.reshape(x, [-1, inputs]), weight, false, true);
  return tf.reshape(bias ? tf.add(product, bias) : product, [...x.shape.slice(0, -1), outputs]);
}

/** Options of {@link normalise}. */
export interface NormaliseOptions {
  /** Statistics of the batch, as in training, instead of the running ones. */
  training: boolean;
  /** Added to the variance. Default 1e-5. */
  epsilon?: number;
}

/**
 * `BatchNorm`, written out: the gradient of TensorFlow.js' own `batchNorm` throws where there is no scale.
 * @param tf the namespace of TensorFlow.js.
 * @param weights `running_mean` and `running_var`, and `weight` and `bias` where affine, after `prefix`.
 * @param prefix such as `1.`.
 * @param x shape [..., features].
 * @param options whose statistics.
 * @returns the output, and the mean and biased variance that were used, shape [features].
 */
export function normalise(
  tf: Tfjs,
  weights: TfWeights,
  prefix: string,
  x: TfTensor,
  { training, epsilon = 1e-5 }: NormaliseOptions,
): { output: TfTensor; mean: TfTensor; variance: TfTensor } {
  const all = x.shape.slice(0, -1).map((_, axis) => axis);
  const mean = training ? tf.mean(x, all) : weights[`${prefix}running_mean`];
  const centred = tf.sub(x, mean);
  const variance = training ? tf.mean(tf.square(centred), all) : weights[`${prefix}running_var`];
  const features = x.shape[x.shape.length - 1];
  const least = tf.tensor(new Float32Array(features).fill(epsilon), [features]);
  const output = tf.div(centred, tf.sqrt(tf.add(variance, least)));
  const weight = weights[`${prefix}weight`];
  if (!weight) return { output, mean, variance };
  return { output: tf.add(tf.mul(output, weight), weights[`${prefix}bias`]), mean, variance };
}
