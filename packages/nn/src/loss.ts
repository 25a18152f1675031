/** Losses: a number and the gradient with respect to the network's output. */
import { checkChoice, checkNumber, checkOptionNames, portableExp, portableLog1p } from '@tsad/core';
import { kernelsOf } from './engine.ts';
import { checkSameLength, name, type Tensor } from './tensor.ts';

/** A loss and its gradient; both carry the factor `scale`. */
export interface Loss {
  /** The loss. */
  readonly value: number;
  /** Its gradient with respect to the output, same shape. */
  readonly gradient: Tensor;
}

/** How the elements' losses become one. */
export interface LossOptions {
  /** Mean over all elements, or their sum. Default 'mean'. */
  reduction?: 'mean' | 'sum';
  /** Factor of value and gradient. Default 1. */
  scale?: number;
}

/** Options of {@link meanSquaredError}. */
export interface SquaredErrorOptions extends LossOptions {
  /** Factors of the squared differences: one an element, or one a row (all axes but the last). Default all 1. */
  weights?: Tensor;
}

/** Options of {@link binaryCrossEntropy}. */
export interface CrossEntropyOptions extends LossOptions {
  /** Factor of the loss where the label is 1, > 0. Default 1. */
  positiveWeight?: number;
}

/**
 * Squared error, weighted or not. The mean divides by the number of elements, not by the sum of the weights.
 * @param output what the network said.
 * @param target what it should say, same shape.
 */
export function meanSquaredError(output: Tensor, target: Tensor, options: SquaredErrorOptions = {}): Loss {
  checkOptionNames('meanSquaredError', options, ['weights', 'reduction', 'scale']);
  checkSameLength('meanSquaredError', output, target);
  const factor = reductionFactor('meanSquaredError', output, options);
  const gradient = output.engine.empty(output.shape);
  const weights = options.weights && elementWeights(output, options.weights);
  const sum = kernelsOf(output.engine).squaredError(
    output.offset,
    target.offset,
    weights?.offset ?? 0,
    gradient.offset,
    output.length,
    factor,
  );
  return { value: factor * sum, gradient };
}

/**
 * Binary cross-entropy on logits, stable for any logit: -(w y log s(x) + (1 - y) log(1 - s(x))), s the sigmoid.
 * @param logits what the network said.
 * @param labels targets in [0, 1], same shape.
 */
export function binaryCrossEntropy(logits: Tensor, labels: Tensor, options: CrossEntropyOptions = {}): Loss {
  checkOptionNames('binaryCrossEntropy', options, ['positiveWeight', 'reduction', 'scale']);
  checkSameLength('binaryCrossEntropy', logits, labels);
  const { positiveWeight = 1 } = options;
  checkNumber('binaryCrossEntropy', 'positiveWeight', positiveWeight, Number.MIN_VALUE);
  const factor = reductionFactor('binaryCrossEntropy', logits, options);
  const gradient = logits.engine.empty(logits.shape);
  const kernels = kernelsOf(logits.engine);
  kernels.crossEntropyBack(logits.offset, labels.offset, gradient.offset, logits.length, positiveWeight, factor);
  const [x, y] = [logits.data, labels.data];
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const below = Math.max(-x[i], 0) + portableLog1p(portableExp(-Math.abs(x[i])));
    sum += (1 - y[i]) * x[i] + (1 + (positiveWeight - 1) * y[i]) * below;
  }
  return { value: factor * sum, gradient };
}

function reductionFactor(where: string, output: Tensor, { reduction = 'mean', scale = 1 }: LossOptions): number {
  checkChoice(where, 'reduction', reduction, ['mean', 'sum']);
  checkNumber(where, 'scale', scale);
  if (output.length === 0) throw new RangeError(`${where}: the output must not be empty`);
  return reduction === 'mean' ? scale / output.length : scale;
}

function elementWeights(output: Tensor, weights: Tensor): Tensor {
  if (weights.length === output.length) return weights;
  const width = output.shape.at(-1) ?? 1;
  if (weights.length * width !== output.length) {
    throw new RangeError(
      `meanSquaredError: weights must have one value an element or one a row of ${name(output)}, got ${name(weights)}`,
    );
  }
  const all = output.engine.empty(output.shape);
  const [from, to] = [weights.data, all.data];
  for (let i = 0; i < to.length; i++) to[i] = from[Math.floor(i / width)];
  return all;
}
