/** Convolutional halves of an autoencoder, around dense layers. */
import type { Random } from '@tsad/core';
import {
  BatchNorm,
  Conv2d,
  ConvTranspose2d,
  type Engine,
  type Layer,
  LeakyRelu,
  Pass,
  Sequential,
  Sigmoid,
  type Tensor,
} from '@tsad/nn';
import type { ConvolutionOptions } from './auto-encoder-options.ts';
import { type DenseShape, denseNet } from './dense-net.ts';

/** Halves or doubles each side of an image. */
export const STEP = { kernel: 4, stride: 2, padding: 1 } as const;

/** Where the dense layers begin and end. */
export interface ConvolutionalShape extends Required<ConvolutionOptions> {
  /** Values per row. */
  channels: number;
  /** Widths between the last convolution and the latent code, that one included. */
  widths: readonly number[];
  batchNorm: boolean;
}

/** Convolutions, then dense layers to the latent code. */
export function convolutionalEncoder(engine: Engine, shape: ConvolutionalShape, random: Random): Sequential {
  const { height, width, filters, batchNorm } = shape;
  const depths = [colours(shape), ...filters];
  const layers: Layer[] = [new Reshape([height, width, depths[0]])];
  for (let k = 1; k < depths.length; k++) {
    layers.push(
      new Conv2d(engine, {
        inputs: depths[k - 1],
        outputs: depths[k],
        ...STEP,
        bias: !batchNorm,
        random: random.fork(`convolution ${k}`),
      }),
    );
    if (batchNorm) layers.push(new BatchNorm(engine, { features: depths[k] }));
    layers.push(new LeakyRelu(engine));
  }
  const dense = encoderDense(shape);
  return new Sequential([...layers, new Reshape([dense.widths[0]]), denseNet(engine, dense, random)]);
}

/** Dense layers from the latent code, then transposed convolutions. */
export function convolutionalDecoder(
  engine: Engine,
  shape: ConvolutionalShape,
  output: 'linear' | 'sigmoid',
  random: Random,
): Sequential {
  const { height, width, channels, filters, batchNorm } = shape;
  const depths = [...[...filters].reverse(), colours(shape)];
  const factor = factorOf(shape);
  const layers: Layer[] = [
    denseNet(engine, decoderDense(shape), random),
    new Reshape([height / factor, width / factor, depths[0]]),
  ];
  for (let k = 1; k < depths.length; k++) {
    const last = k === depths.length - 1;
    layers.push(
      new ConvTranspose2d(engine, {
        inputs: depths[k - 1],
        outputs: depths[k],
        ...STEP,
        bias: last || !batchNorm,
        random: random.fork(`convolution ${k}`),
      }),
    );
    if (last) continue;
    if (batchNorm) layers.push(new BatchNorm(engine, { features: depths[k] }));
    layers.push(new LeakyRelu(engine));
  }
  if (output === 'sigmoid') layers.push(new Sigmoid(engine));
  return new Sequential([...layers, new Reshape([channels])]);
}

/** The same memory in another shape behind the batch. */
class Reshape implements Layer {
  readonly parameters: readonly [] = [];
  readonly buffers: readonly [] = [];
  readonly #shape: readonly number[];

  constructor(shape: readonly number[]) {
    this.#shape = shape;
  }

  forward(input: Tensor): Pass {
    return new Pass(this.infer(input), (gradient) => gradient.reshape(input.shape));
  }

  infer(input: Tensor): Tensor {
    return input.reshape([input.shape[0], ...this.#shape]);
  }
}

/** The dense layers behind the convolutions. */
export function encoderDense(shape: ConvolutionalShape): DenseShape {
  return { widths: [flatWidth(shape), ...shape.widths], batchNorm: shape.batchNorm, output: 'latent' };
}

/** The dense layers before the transposed convolutions. */
export function decoderDense(shape: ConvolutionalShape): DenseShape {
  return { widths: [...shape.widths.toReversed(), flatWidth(shape)], batchNorm: shape.batchNorm, output: 'hidden' };
}

/** Values per pixel. */
export function colours({ height, width, channels }: ConvolutionalShape): number {
  return channels / (height * width);
}

/** By how much all convolutions together shrink a side. */
export function factorOf({ filters }: ConvolutionalShape): number {
  return 2 ** filters.length;
}

function flatWidth(shape: ConvolutionalShape): number {
  const { height, width, filters } = shape;
  const factor = factorOf(shape);
  return (height / factor) * (width / factor) * (filters.at(-1) ?? 0);
}
