import { readGolden } from '@tsad/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KernelDensity, Mahalanobis, OneClassSvm } from '../src/index.ts';
import { solveOneClass } from '../src/one-class-smo.ts';
import { mahalanobis, oneClassViolation } from './naive.ts';

interface Golden {
  train: number;
  columns: number;
  table: number[];
  svm: { nu: number; gamma: number | null; standardise: boolean; supports: number; own: number[]; other: number[] }[];
  density: { share: number; bandwidth: number | null; components: number; other: number[] }[];
  mahalanobis: number[];
}

const golden = readGolden<Golden>(import.meta.url, 'rows.json');
const channels = golden.columns;
const train = golden.table.slice(0, golden.train * channels);
const test = golden.table.slice(golden.train * channels);
const cells = (rows: number, columns: number) =>
  fc.array(fc.integer({ min: -50, max: 50 }), { minLength: rows * columns, maxLength: rows * columns });

describe('Mahalanobis', () => {
  it('equals the Gaussian of scikit-learn', async () => {
    const detector = await new Mahalanobis({ channels, ridge: 1e-12 }).fit(train);
    expect(detector.score(golden.table)).toBeAllclose(golden.mahalanobis, { rtol: 1e-7 });
  });

  it('equals the definition, through the inverse of the covariance', () => {
    fc.assert(
      fc.property(cells(12, 3), (table) => {
        const expected = mahalanobis(table, 3);
        fc.pre(expected !== undefined);
        expect(new Mahalanobis({ channels: 3, ridge: 1e-12 }).score(table)).toBeAllclose(expected!, {
          rtol: 1e-5,
          atol: 1e-6,
        });
      }),
    );
  });

  it('does not see an invertible map of the columns', async () => {
    const turned = (rows: number[]): number[] =>
      Array.from({ length: rows.length / channels }, (_, i) => rows.slice(i * channels, (i + 1) * channels)).flatMap(
        ([a, b, c, d, e]) => [1e6 * b + 3, a + b / 7, c, d - 2 * c, -e],
      );
    const plain = await new Mahalanobis({ channels, ridge: 1e-12 }).fit(train);
    const other = await new Mahalanobis({ channels, ridge: 1e-12 }).fit(turned(train));
    expect(other.score(turned(test))).toBeAllclose(plain.score(test), { rtol: 1e-5 });
  });

  it('shares the square of the score among the columns', () => {
    fc.assert(
      fc.property(cells(9, 4), (table) => {
        const detector = new Mahalanobis({ channels: 4 });
        const parts = detector.contributions(table);
        const sums = Array.from({ length: 9 }, (_, i) =>
          parts.slice(4 * i, 4 * i + 4).reduce((sum, part) => sum + part, 0),
        );
        expect(Array.from(detector.score(table), (score) => score * score)).toBeAllclose(sums, {
          rtol: 1e-6,
          atol: 1e-6,
        });
      }),
    );
    expect(new Mahalanobis().contributions([])).toEqual(new Float64Array(0));
  });

  it('bears fewer rows than columns, copies of columns, duplicates alone and constant columns', async () => {
    const wide = Float64Array.from({ length: 3 * 40 }, (_, i) => Math.sin(i * i));
    expect((await new Mahalanobis({ channels: 40 }).fit(wide)).score(wide).every(Number.isFinite)).toBe(true);
    const rows = Array.from({ length: 30 }, (_, i) => [Math.sin(i), Math.sin(i), 7]).flat();
    const detector = await new Mahalanobis({ channels: 3 }).fit(rows);
    // A row that breaks the identity of two columns is odd by a thousand deviations; the constant column says nothing.
    expect(detector.score([0, 0.5, 7, 0, 0, 9])[0]).toBeGreaterThan(300);
    expect(detector.score([0, 0, 7, 0, 0, 9])[1]).toBe(detector.score([0, 0, 7])[0]);
    expect(new Mahalanobis({ channels: 2 }).score(new Array(20).fill(3))).toEqual(new Float64Array(10));
  });
});

describe('KernelDensity of whitened columns', () => {
  it.each(golden.density.map((item) => [item.share, item] as const))(
    'share %s: the densities of scikit-learn',
    async (share, { bandwidth, other }) => {
      const detector = await new KernelDensity({ channels, whiten: share, bandwidth }).fit(train);
      expect(detector.score(test)).toBeAllclose(other, { rtol: 1e-8 });
    },
  );

  it('takes columns that depend on each other, or never vary, as the fewer that they are', () => {
    const plain = Array.from({ length: 50 }, (_, i) => [Math.sin(i * i), Math.cos(3 * i)]);
    const padded = plain.flatMap(([a, b]) => [a, 2 * a + 1, b, 5]);
    const scores = new KernelDensity({ channels: 4, whiten: 1 }).score(padded);
    expect(scores).toBeAllclose(new KernelDensity({ channels: 2, whiten: 1 }).score(plain.flat()), { rtol: 1e-6 });
    expect(new KernelDensity({ channels: 2, whiten: 0.9 }).score(new Array(20).fill(1)).every(Number.isFinite)).toBe(
      true,
    );
    expect(() => new KernelDensity({ whiten: 0 })).toThrow(/KernelDensity: whiten/);
  });
});

describe('OneClassSvm', () => {
  it.each(golden.svm.map((item) => [`nu ${item.nu}, gamma ${item.gamma}`, item] as const))(
    '%s: the decisions of LIBSVM by way of scikit-learn',
    async (_, { nu, gamma, standardise, own, other }) => {
      const detector = await new OneClassSvm({ channels, nu, gamma, standardise, tolerance: 1e-10 }).fit(train);
      // LIBSVM keeps kernel values as float32.
      expect(detector.score(train)).toBeAllclose(own, { rtol: 1e-6, atol: 1e-6 });
      expect(detector.score(test)).toBeAllclose(other, { rtol: 1e-6, atol: 1e-6 });
    },
  );

  it('meets the optimality conditions, whatever the kernel matrix', () => {
    const problem = fc.record({
      table: cells(14, 2),
      nu: fc.double({ min: 0.02, max: 1, noNaN: true }),
      gamma: fc.constantFrom(1e-4, 0.01, 1),
    });
    fc.assert(
      fc.property(problem, ({ table, nu, gamma }) => {
        const matrix = Array.from({ length: 14 }, (_, i) =>
          Array.from({ length: 14 }, (__, j) =>
            Math.exp(-gamma * ((table[2 * i] - table[2 * j]) ** 2 + (table[2 * i + 1] - table[2 * j + 1]) ** 2)),
          ),
        );
        const kernel = { count: 14, fill: (i: number, out: Float64Array) => out.set(matrix[i]) };
        const { weights } = solveOneClass(kernel, nu, 1e-6);
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeAllclose(nu * 14, { rtol: 1e-9 });
        expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...weights)).toBeLessThanOrEqual(1);
        // The solver keeps its gradient by updates; the definition sums it anew.
        expect(oneClassViolation(matrix, weights)).toBeLessThan(1.1e-6);
      }),
    );
  });

  it('leaves at most the share nu of the training rows outside, up to the tolerance', () => {
    fc.assert(
      fc.property(fc.constantFrom(0.05, 0.2, 0.5), (nu) => {
        const scores = new OneClassSvm({ channels, nu, tolerance: 1e-8 }).score(train);
        expect(scores.filter((score) => score > 1e-6).length).toBeLessThanOrEqual(nu * golden.train);
      }),
    );
  });

  it('does not see the order of rows and columns, nor the scale of columns', () => {
    const scores = new OneClassSvm({ channels, tolerance: 1e-10 }).score(train);
    const rows = Array.from({ length: golden.train }, (_, i) => train.slice(i * channels, (i + 1) * channels));
    const turned = rows.reverse().flatMap(([a, b, c, d, e]) => [b * 100, a, e - 7, d, -c]);
    expect(new OneClassSvm({ channels, tolerance: 1e-10 }).score(turned).reverse()).toBeAllclose(scores, {
      rtol: 1e-6,
      atol: 1e-8,
    });
  });

  it('bears duplicates alone, and more columns than rows', () => {
    const same = new OneClassSvm({ channels: 2 }).score(new Array(40).fill(3));
    expect(same.every((score) => Math.abs(score) < 1e-9)).toBe(true);
    const wide = Float64Array.from({ length: 4 * 30 }, (_, i) => Math.sin(i * i));
    expect(new OneClassSvm({ channels: 30 }).score(wide).every(Number.isFinite)).toBe(true);
    expect(() => new OneClassSvm({ nu: 0 })).toThrow(/OneClassSvm: nu/);
    expect(() => new OneClassSvm({ kernel: 'rbf' } as never)).toThrow(TypeError);
  });
});
