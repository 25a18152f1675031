/** Blending the rows of a tensor with one vector. */
import { kernelsOf } from './engine.ts';
import { checkFeatures, name, type Tensor } from './tensor.ts';

/** The gradients of a blend. */
export interface BlendGradients {
  /** With respect to the rows. */
  x: Tensor;
  /** With respect to the vector, summed over the rows. */
  vector: Tensor;
  /** With respect to the weights. */
  weight: Tensor;
}

/** A blend and its backward. */
export interface BlendPass {
  /** The blended rows. */
  readonly output: Tensor;
  /** All three gradients. */
  backward(gradient: Tensor): BlendGradients;
}

/**
 * Blends every row with one vector: output[i] = (1 - weight[i]) x[i] + weight[i] vector.
 * @param x shape [..., n].
 * @param vector shape [n].
 * @param weight one number a row of `x`.
 * @returns the blended rows, shape of `x`, and their backward.
 */
export function blendRows(x: Tensor, vector: Tensor, weight: Tensor): BlendPass {
  const { engine } = x;
  const columns = vector.length;
  const rows = checkFeatures('blendRows', engine, x, columns);
  if (weight.length !== rows) {
    throw new RangeError(`blendRows: weight must hold ${rows} numbers, one a row of ${name(x)}, got ${name(weight)}`);
  }
  const output = engine.empty(x.shape);
  const inputs = [x.offset, vector.offset, weight.offset] as const;
  kernelsOf(engine).blendRows(...inputs, output.offset, rows, columns);
  return {
    output,
    backward: (gradient) => {
      checkFeatures('blendRows', engine, gradient, columns);
      const result = {
        x: engine.empty(x.shape),
        vector: engine.tensor(vector.shape),
        weight: engine.empty(weight.shape),
      };
      const places = [result.x.offset, result.vector.offset, result.weight.offset] as const;
      kernelsOf(engine).blendRowsBack(...inputs, gradient.offset, ...places, rows, columns);
      return result;
    },
  };
}
