/** Convolutional halves in ops of TensorFlow.js: the counterpart of `convolutional-net.ts`, forward only. */
import { conv2d, convTranspose2d, type Tfjs, type TfTensor, type TfWeights } from '@tsad/nn/tfjs';
import { type ConvolutionalShape, colours, decoderDense, encoderDense, factorOf, STEP } from '../convolutional-net.ts';
import { dense } from './dense.ts';
import { type NetPass, normed } from './pass.ts';

/** Runs `convolutionalEncoder`. @param x shape [rows, channels]. */
export function encodeImages(
  tf: Tfjs,
  weights: TfWeights,
  prefix: string,
  shape: ConvolutionalShape,
  x: TfTensor,
  pass: NetPass,
): TfTensor {
  const { height, width, filters, batchNorm } = shape;
  const rows = x.shape[0];
  let out = tf.reshape(x, [rows, height, width, colours(shape)]);
  // Layer 0 is the reshape; a leaky ReLU takes a number, too.
  let at = 1;
  const next = (): string => `${prefix}${at++}.`;
  for (const _ of filters) {
    out = conv2d(tf, weights, next(), out, STEP);
    if (batchNorm) out = normed(tf, weights, next(), out, pass);
    out = tf.leakyRelu(out, pass.slope ?? 0.01);
    at++;
  }
  at++;
  const inner = encoderDense(shape);
  return dense(tf, weights, next(), inner, tf.reshape(out, [rows, inner.widths[0]]), pass);
}

/** Runs `convolutionalDecoder`. @param z shape [rows, latent]. */
export function decodeImages(
  tf: Tfjs,
  weights: TfWeights,
  prefix: string,
  shape: ConvolutionalShape,
  output: 'linear' | 'sigmoid',
  z: TfTensor,
  pass: NetPass,
): TfTensor {
  const { height, width, channels, filters, batchNorm } = shape;
  const rows = z.shape[0];
  const factor = factorOf(shape);
  const flat = dense(tf, weights, `${prefix}0.`, decoderDense(shape), z, pass);
  let out = tf.reshape(flat, [rows, height / factor, width / factor, filters.at(-1)!]);
  let at = 2;
  const next = (): string => `${prefix}${at++}.`;
  for (let k = 1; k <= filters.length; k++) {
    out = convTranspose2d(tf, weights, next(), out, STEP);
    if (k === filters.length) continue;
    if (batchNorm) out = normed(tf, weights, next(), out, pass);
    out = tf.leakyRelu(out, pass.slope ?? 0.01);
    at++;
  }
  return tf.reshape(output === 'sigmoid' ? tf.sigmoid(out) : out, [rows, channels]);
}
