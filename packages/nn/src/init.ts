/** Initial weights, drawn in row-major order from a seeded stream. */
import type { Random } from '@tsad/core';
import { lengthOf } from './tensor.ts';

/**
 * How weights start: `torch` is PyTorch's default for the layer, uniform within one over the root of the inputs, the bias
 * too; `xavier-uniform` (Glorot and Bengio 2010) and `kaiming-uniform` (He et al. 2015, for ReLU) with zero biases; `zeros`.
 */
export type Init = 'torch' | 'xavier-uniform' | 'kaiming-uniform' | 'zeros';

/** The names of the rules. */
export const inits: readonly Init[] = ['torch', 'xavier-uniform', 'kaiming-uniform', 'zeros'];

/**
 * A source of random numbers that is there.
 * @throws TypeError that says how to make one.
 */
export function checkRandom(where: string, random: Random): Random {
  if (typeof random?.uniform === 'function') return random;
  const got = random === null ? 'null' : typeof random;
  throw new TypeError(`${where}: random must be a source of random numbers, such as createRandom(1), got ${got}`);
}

/** Uniform numbers in [-bound, bound). */
export function uniform(random: Random, length: number, bound: number): Float32Array {
  return Float32Array.from({ length }, () => bound * (2 * random.uniform() - 1));
}

/** Weights and bias of a layer whose outputs see `fanIn` inputs each and whose inputs feed `fanOut` outputs each. */
export function drawWeights(
  init: Init,
  random: Random,
  shape: readonly number[],
  fanIn: number,
  fanOut: number,
  biasLength: number,
): { weight: Float32Array; bias: Float32Array } {
  const length = lengthOf(shape);
  if (init === 'zeros') return { weight: new Float32Array(length), bias: new Float32Array(biasLength) };
  if (init === 'torch') {
    const bound = 1 / Math.sqrt(fanIn);
    return { weight: uniform(random, length, bound), bias: uniform(random, biasLength, bound) };
  }
  const bound = init === 'xavier-uniform' ? Math.sqrt(6 / (fanIn + fanOut)) : Math.sqrt(6 / fanIn);
  return { weight: uniform(random, length, bound), bias: new Float32Array(biasLength) };
}
