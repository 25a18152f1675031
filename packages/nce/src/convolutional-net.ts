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
const STEP = { kernel: 4, stride: 2, padding: 1 } as const;

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
  const { height, width, filters, widths, batchNorm } = shape;
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
  const flat = flatWidth(shape);
  const dense: DenseShape = { widths: [flat, ...widths], batchNorm, output: 'latent' };
  return new Sequential([...layers, new Reshape([flat]), denseNet(engine, dense, random)]);
}

/** Dense layers from the latent code, then transposed convolutions. */
export function convolutionalDecoder(
  engine: Engine,
  shape: ConvolutionalShape,
  output: 'linear' | 'sigmoid',
  random: Random,
): Sequential {
  const { height, width, channels, filters, widths, batchNorm } = shape;
  const depths = [...[...filters].reverse(), colours(shape)];
  const factor = 2 ** filters.length;
  const dense: DenseShape = { widths: [...[...widths].reverse(), flatWidth(shape)], batchNorm, output: 'hidden' };
  const layers: Layer[] = [denseNet(engine, dense, random), new Reshape([height / factor, width / factor, depths[0]])];
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

function colours({ height, width, channels }: ConvolutionalShape): number {
  return channels / (height * width);
}

function flatWidth({ height, width, filters }: ConvolutionalShape): number {
  const factor = 2 ** filters.length;
  return (height / factor) * (width / factor) * (filters.at(-1) ?? 0);
}
