/** Encoder and decoder on one engine, with scoring in pieces. */
import { createRandom, type Tensor as Stored } from '@tsad/core';
import { collect, type Engine, type Layer, loadWeights, weightsOf } from '@tsad/nn';
import type { ResolvedAutoEncoder } from './auto-encoder-options.ts';
import { type ConvolutionalShape, convolutionalDecoder, convolutionalEncoder } from './convolutional-net.ts';
import { denseNet } from './dense-net.ts';

/** Rows that are scored at once. */
const CHUNK = 512;

/** The two halves. */
export interface AutoEncoderNet {
  engine: Engine;
  encoder: Layer;
  decoder: Layer;
}

/** A fresh net with the initial weights of the seed. */
export function createAutoEncoderNet(engine: Engine, options: ResolvedAutoEncoder): AutoEncoderNet {
  const { channels, hidden, latent, batchNorm, output, seed } = options;
  const random = createRandom(seed).fork('weights');
  const [encoding, decoding] = [random.fork('encoder'), random.fork('decoder')];
  const shape = imageShape(options);
  if (shape) {
    return {
      engine,
      encoder: convolutionalEncoder(engine, shape, encoding),
      decoder: convolutionalDecoder(engine, shape, output, decoding),
    };
  }
  const widths = [channels, ...hidden, latent];
  return {
    engine,
    encoder: denseNet(engine, { widths, batchNorm, output: 'latent' }, encoding),
    decoder: denseNet(engine, { widths: widths.toReversed(), batchNorm, output }, decoding),
  };
}

/** The shape of convolutional halves; undefined where there are none. */
export function imageShape({
  convolution,
  channels,
  hidden,
  latent,
  batchNorm,
}: ResolvedAutoEncoder): ConvolutionalShape | undefined {
  return convolution ? { ...convolution, channels, widths: [...hidden, latent], batchNorm } : undefined;
}

/** All weights and running statistics by name. */
export function netWeights({ encoder, decoder }: AutoEncoderNet): Record<string, Stored> {
  return weightsOf(collect({ encoder, decoder }));
}

/** Puts weights of {@link netWeights} into a net of the same shape. */
export function setNetWeights({ encoder, decoder }: AutoEncoderNet, weights: Record<string, Stored>): void {
  loadWeights(collect({ encoder, decoder }), weights);
}

/** Runs rows through a layer in evaluation mode, some hundred at a time. */
export function inferRows(
  engine: Engine,
  layer: Layer,
  rows: Float32Array,
  columns: number,
  width: number,
): Float32Array {
  const count = rows.length / columns;
  const out = new Float32Array(count * width);
  for (let from = 0; from < count; from += CHUNK) {
    const to = Math.min(count, from + CHUNK);
    engine.scope(() => {
      const x = engine.tensor([to - from, columns], rows.subarray(from * columns, to * columns));
      out.set(layer.infer(x).data, from * width);
    });
  }
  return out;
}
