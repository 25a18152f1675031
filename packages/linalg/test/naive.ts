/** Slow and obvious twins of what src computes. */

/** U U^T of a row-major basis. */
export function projector(basis: ArrayLike<number>, window: number, rank: number): Float64Array {
  const out = new Float64Array(window * window);
  for (let i = 0; i < window; i++) {
    for (let j = 0; j < window; j++) {
      for (let k = 0; k < rank; k++) out[i * window + j] += basis[i * rank + k] * basis[j * rank + k];
    }
  }
  return out;
}
