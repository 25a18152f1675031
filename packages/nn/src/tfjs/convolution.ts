/** Convolutions of channels-last images. */
import type { Tfjs, TfTensor, TfWeights } from './types.ts';

/** Options of {@link conv2d} and {@link convTranspose2d}, as of `Conv2d`. */
export interface TfConvolutionOptions {
  /** Step of the kernel. Default 1. */
  stride?: number;
  /** Zeros around the image, below the kernel's extent. Default 0. */
  padding?: number;
}

/**
 * `Conv2d`, with zeros laid around the image first: backends differ in which paddings their convolution takes.
 * @param tf the namespace of TensorFlow.js.
 * @param weights `weight` [outputs][inputs][kernel][kernel] and perhaps `bias`, after `prefix`.
 * @param prefix such as `encoder.1.`.
 * @param x shape [batch, height, width, inputs].
 * @param options stride and padding of the layer.
 * @returns shape [batch, down, across, outputs].
 */
export function conv2d(
  tf: Tfjs,
  weights: TfWeights,
  prefix: string,
  x: TfTensor,
  { stride = 1, padding = 0 }: TfConvolutionOptions = {},
): TfTensor {
  const around: [number, number] = [padding, padding];
  const padded = padding === 0 ? x : tf.pad(x, [[0, 0], around, around, [0, 0]]);
  return biased(tf, weights, prefix, tf.conv2d(padded, filterOf(tf, weights, prefix), stride, 'valid'));
}

/**
 * `ConvTranspose2d`: the transposed convolution without padding, of which the border is cut off.
 * @param tf the namespace of TensorFlow.js.
 * @param weights `weight` [inputs][outputs][kernel][kernel] and perhaps `bias`, after `prefix`.
 * @param prefix such as `decoder.2.`.
 * @param x shape [batch, height, width, inputs].
 * @param options stride and paddings of the layer; `outputPadding` appends rows and columns, below `stride`.
 * @returns shape [batch, down, across, outputs].
 */
export function convTranspose2d(
  tf: Tfjs,
  weights: TfWeights,
  prefix: string,
  x: TfTensor,
  { stride = 1, padding = 0, outputPadding = 0 }: TfConvolutionOptions & { outputPadding?: number } = {},
): TfTensor {
  const filter = filterOf(tf, weights, prefix);
  const [kernel, , outputs] = filter.shape;
  const [batch, height, width] = x.shape;
  const [down, across] = [height, width].map((extent) => (extent - 1) * stride + kernel + outputPadding);
  const whole = tf.conv2dTranspose(x, filter, [batch, down, across, outputs], stride, 'valid');
  const size = [batch, down - 2 * padding, across - 2 * padding, outputs];
  return biased(tf, weights, prefix, padding === 0 ? whole : tf.slice(whole, [0, padding, padding, 0], size));
}

/** PyTorch's [a][b][down][across] as [down][across][b][a], which suits both kinds. */
function filterOf(tf: Tfjs, weights: TfWeights, prefix: string): TfTensor {
  return tf.transpose(weights[`${prefix}weight`], [2, 3, 1, 0]);
}

function biased(tf: Tfjs, weights: TfWeights, prefix: string, x: TfTensor): TfTensor {
  const bias = weights[`${prefix}bias`];
  return bias ? tf.add(x, bias) : x;
}
