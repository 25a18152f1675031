/** Arithmetic on whole tensors. Results lie at the top of the engine's stack. */
import { kernelsOf } from './engine.ts';
import type { Kernels } from './kernels.ts';
import { checkSameLength, type Tensor } from './tensor.ts';

/**
 * a + b, element by element.
 * @param a first tensor.
 * @param b second tensor, same shape.
 */
export function add(a: Tensor, b: Tensor): Tensor {
  return combine('add', a, b);
}

/**
 * a - b, element by element.
 * @param a first tensor.
 * @param b second tensor, same shape.
 */
export function subtract(a: Tensor, b: Tensor): Tensor {
  return combine('subtract', a, b);
}

/**
 * a b, element by element.
 * @param a first tensor.
 * @param b second tensor, same shape.
 */
export function multiply(a: Tensor, b: Tensor): Tensor {
  return combine('multiply', a, b);
}

/**
 * A tensor times a number.
 * @param a any tensor.
 * @param factor the number.
 */
export function scale(a: Tensor, factor: number): Tensor {
  const out = a.engine.empty(a.shape);
  kernelsOf(a.engine).scale(a.offset, out.offset, a.length, factor);
  return out;
}

/**
 * Adds factor times a tensor to another one in place; for sums of gradients.
 * @param target what is changed.
 * @param a what is added, same shape.
 * @param factor default 1.
 */
export function addInto(target: Tensor, a: Tensor, factor: number = 1): void {
  checkSameLength('addInto', target, a);
  kernelsOf(target.engine).addScaled(target.offset, a.offset, target.offset, target.length, factor);
}

/**
 * 1 / (1 + exp(-x)), without a pass.
 * @param x any tensor.
 */
export function sigmoid(x: Tensor): Tensor {
  const out = x.engine.empty(x.shape);
  kernelsOf(x.engine).sigmoids(x.offset, out.offset, x.length);
  return out;
}

/** The result of an operation on two tensors and its backward. */
export interface PairPass {
  /** What the operation returned. */
  readonly output: Tensor;
  /** The gradients with respect to the two inputs. */
  backward(gradient: Tensor): [Tensor, Tensor];
}

/**
 * The larger of two tensors, element by element. Where they are equal each gets half of the gradient, as in PyTorch.
 * @param a first tensor.
 * @param b second tensor, same shape.
 */
export function maximum(a: Tensor, b: Tensor): PairPass {
  return {
    output: combine('maximum', a, b),
    backward: (gradient) => {
      checkSameLength('maximum', a, gradient);
      const [toA, toB] = [a.engine.empty(a.shape), a.engine.empty(b.shape)];
      kernelsOf(a.engine).maximumBack(a.offset, b.offset, gradient.offset, toA.offset, toB.offset, a.length);
      return [toA, toB];
    },
  };
}

function combine(kernel: 'add' | 'subtract' | 'multiply' | 'maximum', a: Tensor, b: Tensor): Tensor {
  checkSameLength(kernel, a, b);
  const out = a.engine.empty(a.shape);
  const kernels: Kernels = kernelsOf(a.engine);
  kernels[kernel](a.offset, b.offset, out.offset, a.length);
  return out;
}
