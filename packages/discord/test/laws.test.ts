import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { abJoin, type JoinDistance, leftJoin, MatrixProfile, selfJoin } from '../src/index.ts';
import { seasonal } from './series.ts';

const DISTANCES: JoinDistance[] = ['z', 'soft', 'centred', 'raw'];
/** Points with four decimals: detail down to 1e-6 of the range, where all digits claimed must be there. */
const value = fc.integer({ min: -1e6, max: 1e6 }).map((entry) => entry / 1e4);
const series = fc.oneof(
  fc.array(value, { minLength: 30, maxLength: 90 }),
  fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 30, maxLength: 90 }),
);
const distance = fc.constantFrom(...DISTANCES);
const window = fc.integer({ min: 3, max: 12 });
const reversed = (values: ArrayLike<number>): number[] => Array.from(values).reverse();

describe('laws of the joins', () => {
  it('z does not change with shift and scale', () => {
    fc.assert(
      fc.property(series, window, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), value, (x, m, scale, shift) => {
        const whole = x.map((entry) => Math.round(entry * 8) / 8);
        const moved = whole.map((entry) => entry * scale + shift);
        const wanted = selfJoin(whole, { window: m }).distances;
        // Rounding of the moved points decides how flat a flat window is; only windows with detail are compared.
        const got = selfJoin(moved, { window: m }).distances;
        const flat = whole.some((_, i) => whole.slice(i, i + m).every((entry) => entry === whole[i]));
        if (!flat) expect(got).toBeAllclose(wanted, { rtol: 1e-6, atol: 1e-6 });
      }),
    );
  });

  it('a power of two as scale changes no bit of z, and scales centred and raw exactly', () => {
    fc.assert(
      fc.property(series, window, fc.integer({ min: -40, max: 40 }), (x, m, exponent) => {
        const scale = 2 ** exponent;
        const moved = x.map((entry) => entry * scale);
        expect(selfJoin(moved, { window: m })).toEqual(selfJoin(x, { window: m }));
        for (const kind of ['centred', 'raw'] as const) {
          const wanted = selfJoin(x, { window: m, distance: kind }).distances.map((entry) => entry * scale);
          expect(selfJoin(moved, { window: m, distance: kind }).distances).toEqual(wanted);
        }
      }),
    );
  });

  it('reversing the series swaps left and right', () => {
    fc.assert(
      fc.property(series, window, distance, (x, m, kind) => {
        const options = { window: m, distance: kind };
        const { left, right } = selfJoin(x, options);
        const mirrored = selfJoin(reversed(x), options);
        const tolerance = { rtol: 1e-6, atol: 1e-6 };
        expect(reversed(mirrored.left.distances)).toBeAllclose(right.distances, tolerance);
        expect(reversed(mirrored.right.distances)).toBeAllclose(left.distances, tolerance);
      }),
    );
  });

  it('an AB-join of a series with itself finds each window itself, then what the self-join without exclusion finds', () => {
    fc.assert(
      fc.property(series, window, distance, (x, m, kind) => {
        const options = { window: m, distance: kind };
        const self = selfJoin(x, { ...options, exclusion: 0 });
        const both = abJoin(x, x, { ...options, neighbours: 2 });
        for (let i = 0; i < self.count; i++) {
          expect(both.distances[2 * i]).toBeLessThan(1e-6);
          expect(both.distances[2 * i + 1]).toBeAllclose(self.distances[i], { rtol: 1e-6, atol: 1e-6 });
        }
      }),
    );
  });

  it('the nearest is the first of the k nearest, and the k nearest are sorted', () => {
    fc.assert(
      fc.property(series, window, distance, fc.integer({ min: 2, max: 6 }), (x, m, kind, k) => {
        const one = selfJoin(x, { window: m, distance: kind });
        const many = selfJoin(x, { window: m, distance: kind, neighbours: k });
        for (let i = 0; i < one.count; i++) {
          // Neighbours closer than rounding can tell apart may swap.
          expect(many.distances[i * k]).toBeAllclose(one.distances[i], { rtol: 1e-9, atol: 1e-6 });
          const row = many.distances.subarray(i * k, (i + 1) * k).filter((entry) => !Number.isNaN(entry));
          expect(row).toEqual(row.toSorted());
        }
      }),
    );
  });

  it('left neighbours lie before, outside the exclusion', () => {
    fc.assert(
      fc.property(series, window, fc.integer({ min: 0, max: 9 }), (x, m, exclusion) => {
        const { indices } = leftJoin(x, { window: m, exclusion });
        for (const [i, j] of indices.entries()) expect(j === -1 ? i <= exclusion : i - j > exclusion).toBe(true);
      }),
    );
  });

  it('soft approaches z for a small softening and centred for a large one', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 40, maxLength: 60 }), window, (x, m) => {
        const range = (cut: number[]): number => Math.max(...cut) - Math.min(...cut);
        fc.pre(
          Array.from({ length: x.length - m + 1 }, (_, i) => range(x.slice(i, i + m))).every((height) => height > 1),
        );
        const z = selfJoin(x, { window: m }).distances;
        expect(selfJoin(x, { window: m, distance: 'soft', softening: 1e-9 }).distances).toBeAllclose(z, { rtol: 1e-6 });
        const centred = selfJoin(x, { window: m, distance: 'centred' }).distances;
        const soft = selfJoin(x, { window: m, distance: 'soft', softening: 1e9 }).distances;
        expect(soft.map((entry) => entry * 1e9)).toBeAllclose(centred, { rtol: 1e-5, atol: 1e-5 });
      }),
    );
  });
});

describe('what is planted is found', () => {
  it('a motif: two copies are each other’s nearest neighbours', () => {
    const x = seasonal(1500, 8, 31).map((entry, t) => entry + 0.5 * Math.sin(t * t));
    x.copyWithin(1100, 300, 340);
    const { indices, distances } = selfJoin(x, { window: 40 });
    expect(indices[300]).toBe(1100);
    expect(indices[1100]).toBe(300);
    expect(distances[300]).toBe(0);
  });

  it.each(['self', 'train', 'left'] as const)('a discord: join %s', async (join) => {
    const x = seasonal(2000, 9, 40);
    for (let t = 1500; t < 1510; t++) x[t] += 1.5;
    const detector = await new MatrixProfile({ window: 40, join }).fit(x.subarray(0, 700));
    const scores = await detector.score(join === 'self' ? x : x.subarray(700));
    const peak = scores.indexOf(Math.max(...scores.filter(Number.isFinite))) + (join === 'self' ? 0 : 700);
    expect(peak).toBeGreaterThan(1465);
    expect(peak).toBeLessThan(1555);
  });
});
