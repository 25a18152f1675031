import { readGolden } from '@tsad/test-kit';
import fc from 'fast-check';
import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { svd } from '../src/index.ts';
import { identity, multiply, transpose } from './naive.ts';

interface Case {
  rows: number;
  cols: number;
  a: number[];
  values: number[];
  rtol: number;
}

const matrices = fc
  .tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 }))
  .chain(([rows, cols]) =>
    fc
      .array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: rows * cols, maxLength: rows * cols })
      .map((a) => ({ a, rows, cols })),
  );

function expectDecomposition(a: ArrayLike<number>, rows: number, cols: number): void {
  const k = Math.min(rows, cols);
  const { u, values, v } = svd(a, rows, cols);
  expect([u.length, values.length, v.length]).toEqual([rows * k, k, cols * k]);
  expect(multiply(transpose(u, rows, k), u, k, rows, k)).toBeAllclose(identity(k), { atol: 1e-13 });
  expect(multiply(transpose(v, cols, k), v, k, cols, k)).toBeAllclose(identity(k), { atol: 1e-13 });
  const scaled = u.map((value, index) => value * values[index % k]);
  const rebuilt = multiply(scaled, transpose(v, cols, k), rows, k, cols);
  expect(rebuilt).toBeAllclose(a, { rtol: 0, atol: 1e-13 * values[0] });
  for (let i = 0; i < k; i++) expect(values[i]).toBeGreaterThanOrEqual(i + 1 < k ? values[i + 1] : 0);
}

describe('svd', () => {
  for (const [name, { rows, cols, a, values, rtol }] of Object.entries(
    readGolden<Record<string, Case>>(import.meta.url, 'svd.json'),
  )) {
    it(`gives every singular value to ${rtol} of itself: ${name}`, () => {
      expect(svd(a, rows, cols).values).toBeAllclose(values, { rtol, atol: 0 });
      expectDecomposition(a, rows, cols);
    });
  }

  it('gives orthonormal columns that rebuild a matrix of any shape', () => {
    fc.assert(fc.property(matrices, ({ a, rows, cols }) => expectDecomposition(a, rows, cols)));
  });

  it('agrees with ml-matrix', () => {
    fc.assert(
      fc.property(matrices, ({ a, rows, cols }) => {
        const oracle = new SingularValueDecomposition(Matrix.from1DArray(rows, cols, a), { autoTranspose: true });
        const wanted = Float64Array.from(oracle.diagonal.slice(0, Math.min(rows, cols)));
        expect(svd(a, rows, cols).values).toBeAllclose(wanted, { rtol: 0, atol: 1e-13 * (wanted[0] + 1e-300) });
      }),
    );
  });

  it('has the same values for a matrix with permuted rows and columns, and for its transpose', () => {
    fc.assert(
      fc.property(matrices, ({ a, rows, cols }) => {
        const { values } = svd(a, rows, cols);
        const tolerance = { rtol: 0, atol: 1e-13 * values[0] };
        const reversed = Float64Array.from(a).reverse();
        expect(svd(reversed, rows, cols).values).toBeAllclose(values, tolerance);
        expect(svd(transpose(a, rows, cols), cols, rows).values).toBeAllclose(values, tolerance);
      }),
    );
  });

  it.each([
    ['zero', new Float64Array(12), 4, 3],
    ['rank 1', Float64Array.from({ length: 30 }, (_, i) => (1 + Math.floor(i / 5)) * ((i % 5) - 2)), 6, 5],
    ['a zero column', Float64Array.of(1, 0, 2, 3, 0, 4, 5, 0, 7), 3, 3],
    ['one row', Float64Array.of(3, 0, 4), 1, 3],
    ['one column', Float64Array.of(3, 0, 4), 3, 1],
    ['one number', Float64Array.of(-7), 1, 1],
    ['equal singular values', identity(6), 6, 6],
    ['entries of 1e300', Float64Array.of(1e300, 1e300, 1e300, -1e300, 5e299, 0), 3, 2],
    ['entries of 1e-300', Float64Array.of(1e-300, 1e-300, 1e-300, -1e-300, 5e-301, 0), 3, 2],
  ])('completes the vectors of: %s', (_, a, rows, cols) => expectDecomposition(a, rows, cols));

  it('counts what is 1e-290 of the largest as a value, what is less as 0', () => {
    expect(svd([1, 0, 0, 1e-290], 2, 2).values).toBeAllclose([1, 1e-290], { rtol: 1e-15, atol: 0 });
    expect(svd([1, 0, 0, 1e-305], 2, 2).values[1]).toBe(0);
  });

  it('refuses wrong sizes and values that are not finite', () => {
    expect(() => svd([1, 2, 3], 2, 2)).toThrow(/a must hold rows x cols = 2 x 2 = 4 values, got 3/);
    expect(() => svd([], 0, 2)).toThrow(/rows must be an integer of at least 1, got 0/);
    expect(() => svd([], 2, 0)).toThrow(/cols must be an integer/);
    expect(() => svd([1, Number.NaN], 1, 2)).toThrow(/a\[1\] must be finite, got NaN/);
    expect(() => svd([1, Number.NEGATIVE_INFINITY], 2, 1)).toThrow(RangeError);
  });
});
