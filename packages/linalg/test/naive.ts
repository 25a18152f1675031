/** Slow and obvious twins of what src computes; matrices are arrays of rows. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

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

/** Row-major product of [rows, inner] and [inner, cols]. */
export function multiply(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  rows: number,
  inner: number,
  cols: number,
): Float64Array {
  const out = new Float64Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      for (let k = 0; k < inner; k++) out[i * cols + j] += a[i * inner + k] * b[k * cols + j];
    }
  }
  return out;
}

/** Row-major transpose of a [rows, cols] matrix. */
export function transpose(a: ArrayLike<number>, rows: number, cols: number): Float64Array {
  return Float64Array.from({ length: rows * cols }, (_, index) => a[(index % rows) * cols + Math.floor(index / rows)]);
}

/** The n x n identity. */
export function identity(n: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, index) => (Math.floor(index / n) === index % n ? 1 : 0));
}

/** The Hankel matrix of all windows as rows of numbers. */
export function hankel(t: ArrayLike<number>, window: number): number[][] {
  return Array.from({ length: window }, (_, i) => Array.from({ length: t.length - window + 1 }, (_, j) => t[i + j]));
}

/** X X^T entry by entry. */
export function gram(x: number[][]): number[][] {
  return x.map((a) => x.map((b) => a.reduce((sum, value, k) => sum + value * b[k], 0)));
}

interface NaiveSubspace {
  /** window x rank. */
  u: number[][];
  values: number[];
}

function leading(x: number[][], ratio: number, cap: number): NaiveSubspace {
  const decomposition = new EigenvalueDecomposition(new Matrix(gram(x)), { assumeSymmetric: true });
  const order = decomposition.realEigenvalues.map((_, k) => k);
  order.sort((i, j) => decomposition.realEigenvalues[j] - decomposition.realEigenvalues[i]);
  const values = order.map((k) => Math.max(0, decomposition.realEigenvalues[k]));
  const rank = values.filter((value, k) => k < cap && value > values[0] * ratio).length;
  const vectors = decomposition.eigenvectorMatrix;
  return { u: x.map((_, i) => order.slice(0, rank).map((k) => vectors.get(i, k))), values };
}

function fitted(u: number[][], x: number[][]): number[][] {
  const coefficients = u[0].map((_, k) => x[0].map((_, j) => u.reduce((sum, row, i) => sum + row[k] * x[i][j], 0)));
  return u.map((row) => x[0].map((_, j) => row.reduce((sum, value, k) => sum + value * coefficients[k][j], 0)));
}

/** Positions of the k largest by full sorting; of equal values the earlier come first. */
function largest(values: number[], k: number): number[] {
  return values
    .map((_, i) => i)
    .sort((i, j) => values[j] - values[i] || i - j)
    .slice(0, k);
}

function trimmed(t: number[], percent: number): number[] {
  const sorted = [...t].sort((a, b) => a - b);
  const median = (sorted[Math.floor((t.length - 1) / 2)] + sorted[Math.ceil((t.length - 1) / 2)]) / 2;
  const out = [...t];
  for (const i of largest(t.map(Math.abs), Math.ceil((t.length * percent) / 100))) out[i] = median;
  return out;
}

/** The three estimators with the rule `ratio`, `cap`, on explicit matrices. */
export function naiveSubspace(
  t: number[],
  window: number,
  method: 'simple' | 'element' | 'column',
  trim: number,
  ratio: number,
  cap: number,
): { projector: number[]; rank: number; values: number[] } {
  const x = hankel(t, window);
  let result: NaiveSubspace;
  if (method === 'column') {
    const { u, values } = leading(x, ratio, cap);
    const leverage = x[0].map((_, j) =>
      u[0].reduce((sum, _, k) => sum + x.reduce((dot, row, i) => dot + u[i][k] * row[j], 0) ** 2 / values[k], 0),
    );
    const kept = Math.max(window, Math.floor((leverage.length * (100 - trim)) / 100));
    const stay = largest(
      leverage.map((value) => -value),
      kept,
    );
    result = leading(
      x.map((row) => stay.map((j) => row[j])),
      ratio,
      cap,
    );
  } else {
    const q = hankel(trimmed(t, trim), window);
    result = leading(q, ratio, cap);
    if (method === 'element') {
      const fit = fitted(result.u, x);
      const misfit = x.flatMap((row, i) => row.map((value, j) => Math.abs(value - fit[i][j])));
      const replacement = fitted(result.u, q).flat();
      const entries = x.flat();
      for (const i of largest(misfit, Math.ceil((misfit.length * trim) / 100))) entries[i] = replacement[i];
      result = leading(
        x.map((row, i) => entries.slice(i * row.length, (i + 1) * row.length)),
        ratio,
        cap,
      );
    }
  }
  const { u, values } = result;
  return {
    projector: u.flatMap((a) => u.map((b) => a.reduce((sum, value, k) => sum + value * b[k], 0))),
    rank: u[0].length,
    values,
  };
}
