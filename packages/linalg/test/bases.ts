/** Bases and what is done with them in the tests. */

/** Columns cos and sin of the frequencies 1, 2, ... on `window` points, normalised; rank 1 is the constant. */
export function fourierBasis(window: number, rank: number): Float64Array {
  const basis = new Float64Array(window * rank);
  for (let k = 0; k < rank; k++) {
    const frequency = 1 + (k >> 1);
    let square = 0;
    for (let i = 0; i < window; i++) {
      const angle = (2 * Math.PI * frequency * i) / window;
      basis[i * rank + k] = rank === 1 ? 1 : k % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
      square += basis[i * rank + k] ** 2;
    }
    for (let i = 0; i < window; i++) basis[i * rank + k] /= Math.sqrt(square);
  }
  return basis;
}

/** Orthonormal columns from `window * rank` numbers by Gram-Schmidt, twice. */
export function orthonormal(numbers: ArrayLike<number>, window: number, rank: number): Float64Array {
  const basis = Float64Array.from({ length: window * rank }, (_, i) => numbers[i]);
  for (let k = 0; k < rank; k++) {
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < k; j++) {
        let dot = 0;
        for (let i = 0; i < window; i++) dot += basis[i * rank + k] * basis[i * rank + j];
        for (let i = 0; i < window; i++) basis[i * rank + k] -= dot * basis[i * rank + j];
      }
    }
    let square = 0;
    for (let i = 0; i < window; i++) square += basis[i * rank + k] ** 2;
    for (let i = 0; i < window; i++) basis[i * rank + k] /= Math.sqrt(square);
  }
  return basis;
}

/** U a. */
export function combine(basis: Float64Array, rank: number, coefficients: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: basis.length / rank }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += basis[i * rank + k] * coefficients[k];
    return sum;
  });
}

/** The largest magnitude. */
export function largest(values: ArrayLike<number>): number {
  return Math.max(...Array.from(values, Math.abs));
}
