import { createRandom } from '@tsad/core';
import { symmetricEigen } from '@tsad/linalg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KShapeAD } from '../src/index.ts';
import { joinShape } from '../src/join-shape.ts';
import { kShape } from '../src/k-shape.ts';
import { shapeDistance } from '../src/shape-distance.ts';
import { seasonal } from './series.ts';

/** The values of a window with mean 0 and norm 1; zero for a constant one. */
function normalised(values: ArrayLike<number>): number[] {
  const list = Array.from(values);
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  const norm = Math.hypot(...list.map((value) => value - mean));
  return list.map((value) => (norm < 1e-12 ? 0 : (value - mean) / norm));
}

/** The sum of products of a and b, b moved to the right by `shift`, zeros beyond the ends. */
function correlation(a: ArrayLike<number>, b: ArrayLike<number>, shift: number): number {
  return Array.from(a).reduce((sum, value, i) => sum + value * (b[i - shift] ?? 0), 0);
}

function bestShift(a: ArrayLike<number>, b: ArrayLike<number>): { height: number; shift: number } {
  const shifts = Array.from({ length: 2 * a.length - 1 }, (_, i) => i - a.length + 1);
  const heights = shifts.map((shift) => correlation(a, b, shift));
  const height = Math.max(...heights);
  return { height, shift: shifts[heights.indexOf(height)] };
}

describe('joinShape', () => {
  it('is the distance to the nearest window, all pairs compared', () => {
    const values = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 6, maxLength: 40 });
    fc.assert(
      fc.property(values, values, fc.integer({ min: 2, max: 6 }), (series, shape, window) => {
        const windows = (list: number[]): number[][] =>
          Array.from({ length: list.length - window + 1 }, (_, i) => normalised(list.slice(i, i + window)));
        const expected = windows(series).map((a) =>
          Math.min(...windows(shape).map((b) => Math.sqrt(window) * Math.hypot(...a.map((value, j) => value - b[j])))),
        );
        // The root of a difference of nearly equal numbers has half their digits.
        const found = joinShape(Float64Array.from(series), Float64Array.from(shape), window);
        expect(found).toBeAllclose(expected, { rtol: 1e-7, atol: 1e-6 });
      }),
    );
  });
});

describe('k-Shape', () => {
  it('measures one minus the highest correlation over all shifts', () => {
    const sequence = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(sequence, sequence, (a, b) => {
        const scale = Math.hypot(...a) * Math.hypot(...b);
        fc.pre(scale > 1e-6);
        const expected = 1 - bestShift(a, b).height / scale;
        expect(shapeDistance(Float64Array.from(a), Float64Array.from(b))).toBeAllclose(expected, { atol: 1e-9 });
      }),
    );
  });

  it('takes the leading eigenvector of the shifted members as their shape', () => {
    const random = createRandom(2);
    const length = 16;
    const sequences = Array.from({ length: 9 }, (_, i) =>
      Float64Array.from({ length }, (__, j) => Math.sin((j + (i % 3)) / 2) + 0.1 * random.normal()),
    );
    const { centroids, members } = kShape(sequences, 1, createRandom(0));
    expect(members).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8]]);
    // At the end the shape is that of the members shifted to it, up to the last step that was not worth taking.
    const scatter = new Float64Array(length * length);
    for (const sequence of sequences) {
      const { shift } = bestShift(centroids[0], sequence);
      const moved = Array.from({ length }, (_, j) => sequence[j - shift] ?? 0);
      const mean = moved.reduce((sum, value) => sum + value, 0) / length;
      for (let i = 0; i < length; i++) {
        for (let j = 0; j < length; j++) scatter[i * length + j] += (moved[i] - mean) * (moved[j] - mean);
      }
    }
    const { vectors } = symmetricEigen(scatter, length);
    const along = centroids[0].reduce((sum, value, i) => sum + value * vectors[i * length], 0);
    expect(Math.abs(along)).toBeGreaterThan(0.999);
  });

  it('tells shapes apart whatever their shift', () => {
    const length = 40;
    const make = (kind: number, shift: number): Float64Array =>
      Float64Array.from({ length }, (_, j) => {
        const at = j - 12 - shift;
        if (at < 0 || at >= 16) return 0;
        return kind === 0 ? Math.sin((Math.PI * at) / 16) : at < 8 ? 1 : -1;
      });
    const sequences = Array.from({ length: 20 }, (_, i) => make(i % 2, (i * 7) % 9));
    const { members } = kShape(sequences, 2, createRandom(1));
    const groups = members.map((indices) => indices.map((i) => i % 2));
    expect(groups.map((group) => new Set(group).size)).toEqual([1, 1]);
  });
});

describe('KShapeAD', () => {
  it('does not see scale and level of a window', () => {
    const values = seasonal(500, 6);
    const detector = new KShapeAD({ window: 25 });
    const moved = detector.score(values.map((value) => 4 * value));
    expect(moved).toBeAllclose(detector.score(values), { rtol: 1e-6 });
  });

  it('scores a point by the windows that contain it, the first points by the first of them', async () => {
    const values = seasonal(500, 7);
    const detector = await new KShapeAD({ window: 25, clusters: 1 }).fit(values);
    const sequences = Array.from({ length: 11 }, (_, i) => values.slice(37 * i, 37 * i + 100));
    const { centroids } = kShape(sequences, 1, createRandom(0));
    const distances = joinShape(values, centroids[0], 25);
    const scores = detector.score(values);
    for (const t of [0, 24, 25, 100, 499]) {
      const last = Math.max(t, 24);
      const covering = Array.from({ length: 25 }, (_, i) => distances[Math.min(last - i, distances.length - 1)]);
      expect(scores[t]).toBeAllclose(covering.reduce((sum, value) => sum + value, 0) / 25);
    }
  });

  it('works with fewer sequences than clusters, and refuses none', () => {
    expect(new KShapeAD({ window: 20 }).score(seasonal(90, 8)).length).toBe(90);
    expect(() => new KShapeAD({ window: 20 }).score(seasonal(80, 8))).toThrow(/at least 81 rows/);
  });
});
