/**
 * Singular value decomposition by one-sided Jacobi rotations after a QR factorisation with row sorting and column
 * pivoting: slower than bidiagonalisation on large matrices, but tiny singular values keep their own digits.
 */
import { checkInteger } from '@tsad/core';
import { checkFinite, exactScale, largest } from './_check.ts';
import { orthogonaliseRows } from './_jacobi.ts';
import { applyReflections, pivotedQr } from './_pivoted-qr.ts';

/** The matrix is scaled to about 2^480: squares of everything down to 1e-290 of that neither overflow nor vanish. */
const EXPONENT = 480;

/** A thin decomposition A = U diag(values) V^T with k = min(rows, cols). */
export interface Svd {
  /** Orthonormal left singular vectors as columns, shape [rows, k], row-major. */
  u: Float64Array;
  /** Singular values, descending, not negative, shape [k]. */
  values: Float64Array;
  /** Orthonormal right singular vectors as columns (not transposed), shape [cols, k], row-major. */
  v: Float64Array;
}

/**
 * Thin singular value decomposition of any real matrix.
 *
 * Small singular values are as accurate, relatively, as the large ones whenever the matrix determines them: for
 * A = D1 B D2 with any diagonal D1, D2 and a well-conditioned B the relative error is a few eps, whatever the spread.
 * It cannot restore what rounding the entries has lost: those of a Hilbert matrix are known to eps times its condition
 * number only. Values below about 1e-290 of the largest become 0. Signs of vector pairs are arbitrary.
 * Cost: O(rows cols k), with 5 to 10 Jacobi sweeps of 6 k^3 flops.
 *
 * @param a shape [rows, cols], row-major, finite.
 * @param rows at least 1.
 * @param cols at least 1.
 * @returns `u`, `values`, `v`; null vectors are completed to orthonormal ones.
 * @throws RangeError for a wrong size or a value that is not finite.
 * @see Drmac and Veselic, New fast and accurate Jacobi SVD algorithm I, SIAM J. Matrix Anal. Appl. 29, 2008
 * @example
 * const { values } = svd([3, 0, 0, 0, 1e-30, 0], 2, 3);
 * console.assert(values[0] === 3 && Math.abs(values[1] / 1e-30 - 1) < 1e-15);
 */
export function svd(a: ArrayLike<number>, rows: number, cols: number): Svd {
  checkInteger('svd', 'rows', rows, 1);
  checkInteger('svd', 'cols', cols, 1);
  const matrix = checkFinite('svd', 'a', a, rows * cols, `rows x cols = ${rows} x ${cols}`);
  const wide = rows < cols;
  const { long, short, values } = decompose(matrix, rows, cols, wide);
  return wide ? { u: short, values, v: long } : { u: long, values, v: short };
}

/** The decomposition of A, or of A^T when A is wide: `long` belongs to the larger dimension. */
function decompose(
  a: Float64Array,
  rows: number,
  cols: number,
  wide: boolean,
): { long: Float64Array; short: Float64Array; values: Float64Array } {
  const count = wide ? rows : cols;
  const length = wide ? cols : rows;
  const scale = exactScale(largest(a), EXPONENT);
  const at = wide ? (c: number, l: number) => a[c * cols + l] : (c: number, l: number) => a[l * cols + c];

  // The vectors of the short dimension as contiguous rows, their coordinates sorted by falling magnitude.
  const order = coordinatesByMagnitude(at, count, length);
  const w = new Float64Array(count * length);
  for (let c = 0; c < count; c++) {
    for (let l = 0; l < length; l++) w[c * length + l] = scale * at(c, order[l]);
  }
  const qr = pivotedQr(w, count, length);

  const x = new Float64Array(count * count);
  for (let i = 0; i < qr.rank; i++) {
    x[i * count + i] = qr.diagonal[i];
    for (let j = i + 1; j < count; j++) x[i * count + j] = w[j * length + i];
  }
  const rotations = new Float64Array(count * count);
  for (let i = 0; i < count; i++) rotations[i * count + i] = 1;
  orthogonaliseRows(x, qr.rank, count, rotations);

  const norms = Float64Array.from({ length: count }, (_, i) => rowNorm(x, i, count));
  const rank = normaliseRows(x, norms, count);
  const sorted = Array.from(norms, (_, i) => i).sort((i, j) => norms[j] - norms[i]);
  completeRows(x, sorted, rank, count);

  const values = Float64Array.from(sorted, (i) => norms[i] / scale);
  const short = new Float64Array(count * count);
  const long = new Float64Array(length * count);
  const y = new Float64Array(count * length);
  for (let k = 0; k < count; k++) {
    const i = sorted[k];
    for (let j = 0; j < count; j++) {
      short[qr.pivots[j] * count + k] = x[i * count + j];
      y[k * length + j] = rotations[i * count + j];
    }
  }
  applyReflections(w, count, length, qr.tau, y, count);
  for (let l = 0; l < length; l++) {
    for (let k = 0; k < count; k++) long[order[l] * count + k] = y[k * length + l];
  }
  return { long, short, values };
}

/** Coordinates by falling largest magnitude: it keeps rows of very different size accurate through the QR step. */
function coordinatesByMagnitude(at: (c: number, l: number) => number, count: number, length: number): number[] {
  const size = new Float64Array(length);
  for (let c = 0; c < count; c++) {
    for (let l = 0; l < length; l++) size[l] = Math.max(size[l], Math.abs(at(c, l)));
  }
  return Array.from(size, (_, l) => l).sort((i, j) => size[j] - size[i]);
}

function rowNorm(x: Float64Array, i: number, length: number): number {
  let sum = 0;
  for (let j = i * length; j < (i + 1) * length; j++) sum += x[j] * x[j];
  return Math.sqrt(sum);
}

/** Divides every row by its norm; returns how many are not zero. */
function normaliseRows(x: Float64Array, norms: Float64Array, length: number): number {
  let rank = 0;
  for (let i = 0; i < norms.length; i++) {
    if (norms[i] === 0) continue;
    rank++;
    for (let j = i * length; j < (i + 1) * length; j++) x[j] /= norms[i];
  }
  return rank;
}

/** Fills the rows order[rank..] so that all `n` rows are orthonormal; the others are so already. */
function completeRows(x: Float64Array, order: number[], rank: number, n: number): void {
  for (let k = rank; k < n; k++) {
    const row = order[k] * n;
    let axis = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let j = 0; j < n; j++) {
      let leverage = 0;
      for (let i = 0; i < k; i++) leverage += x[order[i] * n + j] ** 2;
      if (leverage < least) {
        least = leverage;
        axis = j;
      }
    }
    x.fill(0, row, row + n);
    x[row + axis] = 1;
    for (let pass = 0; pass < 2; pass++) {
      for (let i = 0; i < k; i++) {
        const other = order[i] * n;
        let dot = 0;
        for (let j = 0; j < n; j++) dot += x[row + j] * x[other + j];
        for (let j = 0; j < n; j++) x[row + j] -= dot * x[other + j];
      }
      const norm = rowNorm(x, order[k], n);
      for (let j = 0; j < n; j++) x[row + j] /= norm;
    }
  }
}
