/** Algorithm 2 as the paper writes it: sort, form U_I^T U_I, solve by elimination. Slow and obvious. */

export interface NaiveFit {
  coefficients: number[];
  residuals: number[];
  excluded: number[];
}

/** Rows of a row-major basis. */
export function rowsOf(basis: ArrayLike<number>, window: number, rank: number): number[][] {
  return Array.from({ length: window }, (_, i) => Array.from({ length: rank }, (_, k) => basis[i * rank + k]));
}

/** Gaussian elimination with partial pivoting. */
export function solve(matrix: number[][], right: number[]): number[] {
  const a = matrix.map((row, i) => [...row, right[i]]);
  const n = right.length;
  for (let k = 0; k < n; k++) {
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i][k]) > Math.abs(a[best][k])) best = i;
    [a[k], a[best]] = [a[best], a[k]];
    for (let i = k + 1; i < n; i++) {
      const factor = a[i][k] / a[k][k];
      for (let j = k; j <= n; j++) a[i][j] -= factor * a[k][j];
    }
  }
  const x: number[] = new Array(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    let sum = a[i][n];
    for (let j = i + 1; j < n; j++) sum -= a[i][j] * x[j];
    x[i] = sum / a[i][i];
  }
  return x;
}

/** Least squares fit of x on the given rows, by the normal equations. */
export function fitRows(u: number[][], x: ArrayLike<number>, rows: number[]): number[] {
  const rank = u[0].length;
  const normal = Array.from({ length: rank }, (_, k) =>
    Array.from({ length: rank }, (_, l) => rows.reduce((sum, i) => sum + u[i][k] * u[i][l], 0)),
  );
  const right = Array.from({ length: rank }, (_, k) => rows.reduce((sum, i) => sum + u[i][k] * x[i], 0));
  return solve(normal, right);
}

export function residualsOf(u: number[][], x: ArrayLike<number>, a: number[]): number[] {
  return u.map((row, i) => x[i] - row.reduce((sum, value, k) => sum + value * a[k], 0));
}

/** Missing rows are NaN; `predictive` keeps the last row out, `refine` repeats selection and fit. */
export function naiveRobustProjection(
  basis: ArrayLike<number>,
  window: number,
  rank: number,
  x: ArrayLike<number>,
  excluded: number,
  predictive = false,
  refine = 0,
): NaiveFit {
  const u = rowsOf(basis, window, rank);
  const observed = u.map((_, i) => i).filter((i) => !Number.isNaN(x[i]));
  let coefficients = fitRows(u, x, observed);
  let out: number[] = [];
  for (let step = 0; excluded > 0 && step <= refine; step++) {
    const e = residualsOf(u, x, coefficients);
    const size = (i: number): number => (predictive && i === window - 1 ? Infinity : Math.abs(e[i]));
    const ascending = [...observed].sort((i, j) => size(i) - size(j) || i - j);
    out = ascending.slice(ascending.length - excluded);
    coefficients = fitRows(u, x, ascending.slice(0, ascending.length - excluded));
  }
  return { coefficients, residuals: residualsOf(u, x, coefficients), excluded: out.sort((i, j) => i - j) };
}
