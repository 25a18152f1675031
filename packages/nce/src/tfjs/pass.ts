/** How a net runs in ops of TensorFlow.js, and what its batch norms tell. */
import { normalise, type Tfjs, type TfTensor, type TfWeights } from '@tsad/nn/tfjs';

/** Moments of one batch norm. */
export interface Moments {
  /** Name of the layer, such as `encoder.1.`. */
  prefix: string;
  mean: TfTensor;
  variance: TfTensor;
  /** Values behind each of them: rows, times pixels where there are some. */
  count: number;
}

/** How a net runs. */
export interface NetPass {
  /** Whether batch norm takes the moments of the batch. */
  training: boolean;
  /** Receives the moments of every batch norm in training. */
  moments?: Moments[];
  /** Of the leaky ReLU. Default 0.01. */
  slope?: number;
}

/** Batch norm that keeps its moments. @param x shape [..., features]. */
export function normed(
  tf: Tfjs,
  weights: TfWeights,
  prefix: string,
  x: TfTensor,
  { training, moments }: NetPass,
): TfTensor {
  const { output, mean, variance } = normalise(tf, weights, prefix, x, { training });
  const count = x.shape.slice(0, -1).reduce((product, extent) => product * extent, 1);
  moments?.push({ prefix, mean, variance, count });
  return output;
}
