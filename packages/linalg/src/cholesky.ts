/** Cholesky factorisation A = L L^T and the solution of A x = b with it. */
import { checkInteger } from '@tsad/core';
import { checkFinite, checkSymmetric } from './_check.ts';

/**
 * Factors a symmetric positive definite matrix, A = L L^T.
 *
 * It does not work for a singular or indefinite matrix and never adds a jitter; {@link factorCholesky} reports the
 * failing row instead of throwing. Cost: n^3 / 6 multiply-adds.
 *
 * @param a shape [n, n], row-major, symmetric; only the lower triangle enters the result.
 * @param n order, at least 1.
 * @returns L, shape [n, n], row-major, zero above the diagonal.
 * @throws RangeError when `a` is not symmetric or not finite, or naming the first pivot that is not positive.
 * @see Golub and Van Loan, Matrix Computations, 4th edition, section 4.2
 * @example
 * const l = cholesky([4, 2, 2, 5], 2);
 * console.assert(l.join() === '2,0,1,2');
 */
export function cholesky(a: ArrayLike<number>, n: number): Float64Array {
  const l = checkSymmetric('cholesky', 'a', a, n).slice();
  const failing = factorCholesky(l, n);
  if (failing >= 0) {
    throw new RangeError(
      `cholesky: a must be positive definite, got pivot ${failing} = ${l[failing * n + failing]}; ` +
        `row ${failing} depends on the rows before it or a is indefinite`,
    );
  }
  for (let i = 0; i < n; i++) l.fill(0, i * n + i + 1, (i + 1) * n);
  return l;
}

/**
 * Kernel of {@link cholesky}: overwrites the lower triangle of `a` by L and leaves the rest alone.
 *
 * Nothing is checked. After a failure rows before the failing one hold L, and a[p,p] holds the refused pivot.
 *
 * @param a shape [n, n] at the start of the array, row-major; only the lower triangle is read.
 * @param n order; 0 succeeds.
 * @param minPivot pivots must exceed it (a pivot is the square of a diagonal entry of L), default 0.
 * @returns -1, or the index of the first pivot that is not above `minPivot`. Cost: n^3 / 6 multiply-adds.
 * @example
 * console.assert(factorCholesky(Float64Array.of(1, 1, 1, 1), 2) === 1);
 */
export function factorCholesky(a: Float64Array, n: number, minPivot: number = 0): number {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < i; j++) {
      const other = j * n;
      let sum = a[row + j];
      for (let k = 0; k < j; k++) sum -= a[row + k] * a[other + k];
      a[row + j] = sum / a[other + j];
    }
    let pivot = a[row + i];
    for (let k = 0; k < i; k++) pivot -= a[row + k] * a[row + k];
    if (!(pivot > minPivot)) {
      a[row + i] = pivot;
      return i;
    }
    a[row + i] = Math.sqrt(pivot);
  }
  return -1;
}

/**
 * Solves L L^T x = b for x, given the factor of {@link cholesky}.
 *
 * It does not refine: the relative error grows with the condition number of A. Cost: n^2 multiply-adds.
 *
 * @param l shape [n, n], row-major; only the lower triangle is read, its diagonal must be positive.
 * @param n order, at least 1.
 * @param b right-hand side, shape [n].
 * @returns x, shape [n], a new array.
 * @throws RangeError for a wrong size, a value that is not finite or a diagonal entry that is not positive.
 * @example
 * const x = solveCholesky(cholesky([4, 2, 2, 5], 2), 2, [8, 8]);
 * console.assert(x.join() === '1.5,1');
 */
export function solveCholesky(l: ArrayLike<number>, n: number, b: ArrayLike<number>): Float64Array {
  checkInteger('solveCholesky', 'n', n, 1);
  const factor = checkFinite('solveCholesky', 'l', l, n * n, `n x n = ${n} x ${n}`);
  const x = checkFinite('solveCholesky', 'b', b, n, 'n').slice();
  for (let i = 0; i < n; i++) {
    if (!(factor[i * n + i] > 0)) {
      throw new RangeError(
        `solveCholesky: the diagonal of l must be positive, got l[${i},${i}] = ${factor[i * n + i]}`,
      );
    }
  }
  substituteCholesky(factor, n, x);
  return x;
}

/**
 * Kernel of {@link solveCholesky}: overwrites `x`, which holds b, by the solution.
 *
 * Nothing is checked. Cost: n^2 multiply-adds.
 *
 * @param l shape [n, n] at the start of the array, row-major, lower triangle as left by {@link factorCholesky}.
 * @param n order; 0 does nothing.
 * @param x shape [n] at the start of the array: b on entry, the solution on return.
 * @example
 * const x = Float64Array.of(8, 8);
 * substituteCholesky(Float64Array.of(2, 0, 1, 2), 2, x);
 * console.assert(x.join() === '1.5,1');
 */
export function substituteCholesky(l: Float64Array, n: number, x: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = x[i];
    for (let k = 0; k < i; k++) sum -= l[i * n + k] * x[k];
    x[i] = sum / l[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i];
    for (let k = i + 1; k < n; k++) sum -= l[k * n + i] * x[k];
    x[i] = sum / l[i * n + i];
  }
}
