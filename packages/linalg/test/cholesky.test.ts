import fc from 'fast-check';
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { cholesky, factorCholesky, solveCholesky, substituteCholesky } from '../src/index.ts';
import { multiply, transpose } from './naive.ts';

/** B B^T + I: positive definite, condition number at most a few thousand. */
const positive = fc.integer({ min: 1, max: 15 }).chain((n) =>
  fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: n * n, maxLength: n * n }).map((b) => {
    const a = multiply(b, transpose(b, n, n), n, n, n);
    for (let i = 0; i < n; i++) a[i * n + i] += 1;
    return { a, n };
  }),
);

describe('cholesky', () => {
  it('gives a lower triangle with L L^T = A', () => {
    fc.assert(
      fc.property(positive, ({ a, n }) => {
        const l = cholesky(a, n);
        expect(multiply(l, transpose(l, n, n), n, n, n)).toBeAllclose(a, { rtol: 0, atol: 1e-13 * Math.max(...a) });
        for (let i = 0; i < n; i++) expect(l.subarray(i * n + i + 1, (i + 1) * n).every((x) => x === 0)).toBe(true);
      }),
    );
  });

  it('agrees with ml-matrix, factor and solution', () => {
    fc.assert(
      fc.property(positive, ({ a, n }) => {
        const oracle = new CholeskyDecomposition(Matrix.from1DArray(n, n, a));
        const l = cholesky(a, n);
        expect(l).toBeAllclose(oracle.lowerTriangularMatrix.to1DArray(), { rtol: 1e-9, atol: 1e-11 });
        const b = Float64Array.from({ length: n }, (_, i) => Math.cos(i));
        expect(solveCholesky(l, n, b)).toBeAllclose(oracle.solve(Matrix.columnVector(b)).to1DArray(), {
          rtol: 1e-8, // condition numbers reach thousands
          atol: 1e-11,
        });
      }),
    );
  });

  it('solves A x = b', () => {
    fc.assert(
      fc.property(positive, ({ a, n }) => {
        const x = Float64Array.from({ length: n }, (_, i) => 1 + i);
        const b = multiply(a, x, n, n, 1);
        expect(solveCholesky(cholesky(a, n), n, b)).toBeAllclose(x, { rtol: 1e-9 }); // condition numbers reach thousands
      }),
    );
  });

  it('names the failing pivot', () => {
    expect(() => cholesky([1, 0, 0, 0, 4, 2, 0, 2, 1], 3)).toThrow(
      /cholesky: a must be positive definite, got pivot 2 = 0; row 2 depends on the rows before it/,
    );
    expect(() => cholesky([-1], 1)).toThrow(/pivot 0 = -1/);
    expect(() => cholesky([0, 0, 0, 0], 2)).toThrow(/pivot 0 = 0/);
  });

  it('returns the failing pivot from the kernel, and refuses pivots up to minPivot', () => {
    const a = [1, 0, 0, 1e-11];
    expect(factorCholesky(Float64Array.from(a), 2)).toBe(-1);
    expect(factorCholesky(Float64Array.from(a), 2, 1e-10)).toBe(1);
    expect(factorCholesky(Float64Array.of(Number.NaN), 1)).toBe(0);
    expect(factorCholesky(new Float64Array(0), 0)).toBe(-1);
  });

  it('keeps the kernels inside their n values of a longer scratch array', () => {
    const scratch = Float64Array.of(4, 2, 2, 5, 99);
    const x = Float64Array.of(8, 8, 99);
    expect(factorCholesky(scratch, 2)).toBe(-1);
    substituteCholesky(scratch, 2, x);
    expect(Array.from(x)).toEqual([1.5, 1, 99]);
    expect(Array.from(scratch)).toEqual([2, 2, 1, 2, 99]);
  });

  it('leaves its input alone and works at 1e300', () => {
    const a = Float64Array.of(4e300, 2e300, 2e300, 5e300);
    const x = solveCholesky(cholesky(a, 2), 2, [8e300, 8e300]);
    expect(x).toBeAllclose([1.5, 1]);
    expect(Array.from(a)).toEqual([4e300, 2e300, 2e300, 5e300]);
  });

  it('refuses wrong sizes, asymmetry, values that are not finite and factors without a diagonal', () => {
    expect(() => cholesky([1, 2], 1)).toThrow(/a must hold n x n = 1 x 1 = 1 values, got 2/);
    expect(() => cholesky([], 0)).toThrow(RangeError);
    expect(() => cholesky([1, 0, 1, 1], 2)).toThrow(/symmetric/);
    expect(() => cholesky([Number.NaN], 1)).toThrow(/finite/);
    expect(() => solveCholesky([1, 0, 0, 1], 2, [1])).toThrow(/b must hold n = 2 values, got 1/);
    expect(() => solveCholesky([1], 1, [Number.NaN])).toThrow(/b\[0\] must be finite/);
    expect(() => solveCholesky([1, 0, 3, 0], 2, [1, 1])).toThrow(/diagonal of l must be positive, got l\[1,1\] = 0/);
  });
});
