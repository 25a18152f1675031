/** Encoder and decoder in ops of TensorFlow.js: the counterpart of `auto-encoder-net.ts`. */
import type { Tfjs, TfTensor, TfWeights } from '@tsad/nn/tfjs';
import { imageShape } from '../auto-encoder-net.ts';
import type { ResolvedAutoEncoder } from '../auto-encoder-options.ts';
import { decodeImages, encodeImages } from './convolutional.ts';
import { dense } from './dense.ts';
import type { NetPass } from './pass.ts';

/** Latents of rows. @param weights under `encoder.`. @param x shape [rows, channels]. */
export function encode(
  tf: Tfjs,
  weights: TfWeights,
  options: ResolvedAutoEncoder,
  x: TfTensor,
  pass: NetPass,
): TfTensor {
  const { channels, hidden, latent, batchNorm } = options;
  const shape = imageShape(options);
  if (shape) return encodeImages(tf, weights, 'encoder.', shape, x, pass);
  return dense(
    tf,
    weights,
    'encoder.',
    { widths: [channels, ...hidden, latent], batchNorm, output: 'latent' },
    x,
    pass,
  );
}

/** Rows from latents. @param weights under `decoder.`. @param z shape [rows, latent]. */
export function decode(
  tf: Tfjs,
  weights: TfWeights,
  options: ResolvedAutoEncoder,
  z: TfTensor,
  pass: NetPass,
): TfTensor {
  const { channels, hidden, latent, batchNorm, output } = options;
  const shape = imageShape(options);
  if (shape) return decodeImages(tf, weights, 'decoder.', shape, output, z, pass);
  const widths = [latent, ...hidden.toReversed(), channels];
  return dense(tf, weights, 'decoder.', { widths, batchNorm, output }, z, pass);
}
