/**
 * Eigenvalues and eigenvectors of a symmetric matrix: Householder tridiagonalisation, then the implicit QR iteration
 * with Wilkinson's shift (Golub and Van Loan, Matrix Computations, 4th edition, sections 8.3.1 to 8.3.5).
 */
import { checkSymmetric, exactScale, largest } from './_check.ts';
import { diagonalise, replay } from './_qr-sweeps.ts';
import { reflectBack, tridiagonalise } from './_tridiagonal.ts';

/** A decomposition A = V diag(values) V^T. */
export interface SymmetricEigen {
  /** Eigenvalues in descending order, shape [n]. */
  values: Float64Array;
  /**
   * Orthonormal eigenvectors as the columns of V, shape [n, n], row-major: component i of eigenvector k is
   * `vectors[i * n + k]`. Unique up to sign, and up to rotation within equal eigenvalues.
   */
  vectors: Float64Array;
}

/**
 * All eigenvalues and eigenvectors of a symmetric matrix.
 *
 * Each value is accurate to about n eps of the largest magnitude, so a value much smaller than that has few or no
 * digits of its own; take {@link svd} of a factor where small ones matter. Entries from 1e-300 to 1e300 are scaled
 * exactly first. Cost: O(n^3), about 9 n^3 flops.
 *
 * @param a shape [n, n], row-major, symmetric up to rounding; its upper triangle is what is decomposed.
 * @param n order, at least 1.
 * @returns values in descending order and eigenvectors as columns.
 * @throws RangeError for a wrong size, a value that is not finite or a matrix that is not symmetric.
 * @see Golub and Van Loan, Matrix Computations, 4th edition, section 8.3
 * @example
 * const { values, vectors } = symmetricEigen([2, 1, 1, 2], 2);
 * console.assert(Math.abs(values[0] - 3) < 1e-12 && Math.abs(values[1] - 1) < 1e-12);
 * console.assert(Math.abs(vectors[0] - vectors[2]) < 1e-12); // the first column is (1, 1) / sqrt(2), up to sign
 */
export function symmetricEigen(a: ArrayLike<number>, n: number): SymmetricEigen {
  const matrix = checkSymmetric('symmetricEigen', 'a', a, n);
  return leadingEigen(matrix, n, () => n);
}

/**
 * All eigenvalues, descending, and the eigenvectors of the first `choose(values)` of them as columns, shape [n, count].
 * Nothing is checked. Few vectors cost little beyond the tridiagonalisation.
 */
export function leadingEigen(
  matrix: ArrayLike<number>,
  n: number,
  choose: (values: Float64Array) => number,
): SymmetricEigen {
  const a = Float64Array.from(matrix);
  const scale = exactScale(largest(a));
  for (let i = 0; i < a.length; i++) a[i] *= scale;
  const diagonal = new Float64Array(n);
  const off = new Float64Array(n);
  const tau = new Float64Array(n);
  tridiagonalise(a, n, diagonal, off, tau);
  const log = diagonalise(diagonal, off, n);

  const order = Array.from(diagonal, (_, k) => k).sort((i, j) => diagonal[j] - diagonal[i]);
  const values = new Float64Array(n);
  for (let k = 0; k < n; k++) values[k] = diagonal[order[k]] / scale;
  const count = choose(values);

  const rows = new Float64Array(count * n);
  for (let k = 0; k < count; k++) rows[k * n + order[k]] = 1;
  replay(log, rows, count, n);
  reflectBack(a, n, tau, rows, count);
  const vectors = new Float64Array(n * count);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < count; k++) vectors[i * count + k] = rows[k * n + i];
  }
  return { values, vectors };
}
