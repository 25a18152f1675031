/** A vector in place of rows, as far as a weight says. */
import type { Engine, Tensor } from '@tsad/nn';

/** A blend and the way back. */
export interface Blend {
  /** Shape of the rows. */
  output: Tensor;
  /** Gradients of the rows, of the vector and of the weights. */
  backward(gradient: Tensor): { x: Tensor; vector: Tensor; weight: Tensor };
}

/**
 * out[i] = weight[i] * vector + (1 - weight[i]) * x[i].
 * @param x shape [..., n]; @param vector shape [n]; @param weight one per row.
 */
export function blendRows(engine: Engine, x: Tensor, vector: Tensor, weight: Tensor): Blend {
  const size = vector.length;
  const output = engine.empty(x.shape);
  const [from, mask, share, to] = [x.data, vector.data, weight.data, output.data];
  for (let i = 0, at = 0; i < share.length; i++) {
    for (let k = 0; k < size; k++, at++) to[at] = share[i] * mask[k] + (1 - share[i]) * from[at];
  }
  return {
    output,
    backward: (gradient) => {
      const into = {
        x: engine.empty(x.shape),
        vector: engine.tensor(vector.shape),
        weight: engine.empty(weight.shape),
      };
      const [g, rows, vec, weights] = [gradient.data, into.x.data, into.vector.data, into.weight.data];
      const [values, masks, shares] = [x.data, vector.data, weight.data];
      for (let i = 0, at = 0; i < shares.length; i++) {
        let sum = 0;
        for (let k = 0; k < size; k++, at++) {
          rows[at] = (1 - shares[i]) * g[at];
          vec[k] += shares[i] * g[at];
          sum += g[at] * (masks[k] - values[at]);
        }
        weights[i] = sum;
      }
      return into;
    },
  };
}
