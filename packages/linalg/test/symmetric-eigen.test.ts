import fc from 'fast-check';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { symmetricEigen } from '../src/index.ts';
import { identity, multiply, transpose } from './naive.ts';

const symmetricOf = (entry: fc.Arbitrary<number>) =>
  fc.integer({ min: 1, max: 24 }).chain((n) =>
    fc.array(entry, { minLength: n * n, maxLength: n * n }).map((entries) => {
      const a = Float64Array.from(entries);
      for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[i * n + j] = a[j * n + i];
      return { a, n };
    }),
  );

/** Any size of entries, subnormal ones included. */
const symmetric = symmetricOf(fc.double({ min: -10, max: 10, noNaN: true }));

/** Entries of ordinary size: the oracle fails on matrices with subnormal ones. */
const ordinary = symmetricOf(fc.integer({ min: -80, max: 80 }).map((value) => value / 8));

/** n^2 max |a| bounds every norm of A; 1e-320 is what a few roundings of subnormal numbers come to. */
const tolerance = (a: Float64Array, n: number) => ({
  rtol: 0,
  atol: 1e-14 * n * n * Math.max(...a.map(Math.abs)) + 1e-320,
});

function expectDecomposition(a: Float64Array, n: number): void {
  const { values, vectors } = symmetricEigen(a, n);
  expect(multiply(transpose(vectors, n, n), vectors, n, n, n)).toBeAllclose(identity(n), { atol: 1e-13 });
  const scaled = vectors.map((value, index) => value * values[index % n]);
  expect(multiply(scaled, transpose(vectors, n, n), n, n, n)).toBeAllclose(a, tolerance(a, n));
  for (let k = 1; k < n; k++) expect(values[k - 1]).toBeGreaterThanOrEqual(values[k]);
}

describe('symmetricEigen', () => {
  it('gives orthonormal columns that rebuild the matrix, values descending', () => {
    fc.assert(fc.property(symmetric, ({ a, n }) => expectDecomposition(a, n)));
  });

  it('agrees with ml-matrix', () => {
    fc.assert(
      fc.property(ordinary, ({ a, n }) => {
        const oracle = new EigenvalueDecomposition(Matrix.from1DArray(n, n, a), { assumeSymmetric: true });
        const wanted = Float64Array.from(oracle.realEigenvalues).sort().reverse();
        expect(symmetricEigen(a, n).values).toBeAllclose(wanted, tolerance(a, n));
      }),
    );
  });

  it('knows the second difference: 2 - 2 cos(k pi / (n + 1))', () => {
    const n = 100;
    const a = identity(n).map((value, index) => (Math.abs(Math.floor(index / n) - (index % n)) === 1 ? -1 : 2 * value));
    const wanted = Float64Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((n - k) * Math.PI) / (n + 1)));
    expect(symmetricEigen(a, n).values).toBeAllclose(wanted, { rtol: 0, atol: 1e-14 });
  });

  it.each([
    ['zero', new Float64Array(49), 7],
    ['identity', identity(9), 9],
    ['all ones (one value n, the rest 0)', new Float64Array(64).fill(1), 8],
    ['two equal blocks', Float64Array.of(2, 1, 0, 0, 1, 2, 0, 0, 0, 0, 2, 1, 0, 0, 1, 2), 4],
    ['already diagonal, out of order', Float64Array.of(1, 0, 0, 0, 3, 0, 0, 0, 2), 3],
    ['graded over 300 orders', Float64Array.of(1, 1e-100, 1e-200, 1e-100, 1e-150, 0, 1e-200, 0, 1e-300), 3],
    ['a reflection of norm 1e-145', Float64Array.of(-0.0625, 0, 6.25e-147, 0, 0, 0, 6.25e-147, 0, 0), 3],
    ['subnormal', Float64Array.of(4e-323, 1e-323, 1e-323, 4e-323), 2],
    ['one negative number', Float64Array.of(-5), 1],
  ])('works for the matrix: %s', (_, a, n) => {
    expectDecomposition(a, n);
  });

  it.each([997, -1000])('scales exactly: 2^%i A has 2^%i times the values and the same vectors', (exponent) => {
    const a = Float64Array.of(4, 1, 2, 1, 3, 0.5, 2, 0.5, -2);
    const plain = symmetricEigen(a, 3);
    const far = symmetricEigen(
      a.map((value) => value * 2 ** exponent),
      3,
    );
    expect(far.values).toEqual(plain.values.map((value) => value * 2 ** exponent));
    expect(far.vectors).toEqual(plain.vectors);
  });

  it('takes entries of 1e300 and of 1e-300', () => {
    for (const entry of [1e300, 1e-300]) {
      const { values } = symmetricEigen([2 * entry, entry, entry, 2 * entry], 2);
      expect(values[0] / entry).toBeCloseTo(3, 13);
      expect(values[1] / entry).toBeCloseTo(1, 13);
    }
  });

  it('leaves its input alone', () => {
    const a = Float64Array.of(2, 1, 1, 2);
    symmetricEigen(a, 2);
    expect(Array.from(a)).toEqual([2, 1, 1, 2]);
  });

  it('refuses what is not a finite symmetric matrix', () => {
    expect(() => symmetricEigen([1, 2, 3], 2)).toThrow(/a must hold n x n = 2 x 2 = 4 values, got 3/);
    expect(() => symmetricEigen([], 0)).toThrow(/n must be an integer of at least 1, got 0/);
    expect(() => symmetricEigen([1], 1.5)).toThrow(RangeError);
    expect(() => symmetricEigen([1, 2, 3, 4], 2)).toThrow(/a must be symmetric, got a\[1,0\] = 3 and a\[0,1\] = 2/);
    expect(() => symmetricEigen([1, Number.NaN, Number.NaN, 4], 2)).toThrow(/a\[1\] must be finite, got NaN/);
    expect(() => symmetricEigen([Number.POSITIVE_INFINITY], 1)).toThrow(/must be finite/);
    expect(() => symmetricEigen(['1'] as unknown as number[], 1)).toThrow(TypeError);
  });
});
