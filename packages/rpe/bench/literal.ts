/**
 * Algorithm 2 as the paper writes it, in plain numeric code: project, sort the residuals, form U_I^T U_I over the kept
 * rows, solve. The yardstick of the benchmark, written with the same care for speed short of changing the algorithm.
 */

/**
 * The residual of the last row.
 * @param basis shape [window, rank], row-major.
 */
export function literalProjection(
  basis: Float64Array,
  window: number,
  rank: number,
  x: Float64Array,
  excluded: number,
): number {
  const a = new Float64Array(rank);
  for (let i = 0; i < window; i++) for (let k = 0; k < rank; k++) a[k] += basis[i * rank + k] * x[i];
  const e = new Float64Array(window);
  for (let i = 0; i < window; i++) e[i] = Math.abs(x[i] - dot(basis, i * rank, a));
  const order = Array.from(e.keys()).sort((i, j) => e[i] - e[j] || i - j);
  const kept = order.slice(0, window - excluded);

  const normal = new Float64Array(rank * rank);
  const right = new Float64Array(rank);
  for (const i of kept) {
    for (let k = 0; k < rank; k++) {
      const u = basis[i * rank + k];
      right[k] += u * x[i];
      for (let l = 0; l < rank; l++) normal[k * rank + l] += u * basis[i * rank + l];
    }
  }
  solve(normal, right, rank);
  return x[window - 1] - dot(basis, (window - 1) * rank, right);
}

function dot(basis: Float64Array, at: number, a: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += basis[at + k] * a[k];
  return sum;
}

/** Gaussian elimination with partial pivoting, in place; the solution lies in `right`. */
function solve(matrix: Float64Array, right: Float64Array, n: number): void {
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(matrix[i * n + k]) > Math.abs(matrix[best * n + k])) best = i;
    for (let j = 0; j < n && best !== k; j++) {
      [matrix[k * n + j], matrix[best * n + j]] = [matrix[best * n + j], matrix[k * n + j]];
    }
    if (best !== k) [right[k], right[best]] = [right[best], right[k]];
    for (let i = k + 1; i < n; i++) {
      const factor = matrix[i * n + k] / matrix[k * n + k];
      for (let j = k; j < n; j++) matrix[i * n + j] -= factor * matrix[k * n + j];
      right[i] -= factor * right[k];
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let j = i + 1; j < n; j++) right[i] -= matrix[i * n + j] * right[j];
    right[i] /= matrix[i * n + i];
  }
}
