/** Fully connected nets as the paper's models use them. */
import type { Random } from '@tsad/core';
import { BatchNorm, type Engine, type Layer, LeakyRelu, Linear, Sequential, Sigmoid } from '@tsad/nn';

/** The shape of a net. */
export interface DenseShape {
  /** Values per row, in, hidden, out. */
  widths: readonly number[];
  /** Batch norm after every hidden layer, which then has no bias. Default false. */
  batchNorm?: boolean;
  /**
   * What the output is; `latent` is batch norm without affine parameters on a layer without bias, `hidden` one more
   * hidden layer. Default `linear`.
   */
  output?: 'linear' | 'sigmoid' | 'latent' | 'hidden';
  /** Whether layers have a bias (where no batch norm takes its place). Default true. */
  bias?: boolean;
}

/** Builds a net of linear layers with leaky ReLU (0.01) between them; weights are drawn in order of the layers. */
export function denseNet(
  engine: Engine,
  { widths, batchNorm = false, output = 'linear', bias = true }: DenseShape,
  random: Random,
): Sequential {
  const layers: Layer[] = [];
  const last = widths.length - 1;
  for (let k = 1; k <= last; k++) {
    const hidden = k < last || output === 'hidden';
    const normed = hidden ? batchNorm : output === 'latent';
    layers.push(
      new Linear(engine, { inputs: widths[k - 1], outputs: widths[k], bias: bias && !normed, random: random.fork(k) }),
    );
    if (normed) layers.push(new BatchNorm(engine, { features: widths[k], affine: hidden }));
    if (hidden) layers.push(new LeakyRelu(engine));
  }
  if (output === 'sigmoid') layers.push(new Sigmoid(engine));
  return new Sequential(layers);
}
