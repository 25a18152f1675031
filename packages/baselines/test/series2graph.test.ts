import { createRandom } from '@tsad/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { densityPeaks } from '../src/density-peaks.ts';
import { Series2Graph } from '../src/index.ts';
import { embed, learnEmbedding } from '../src/pattern-embedding.ts';
import { crossings } from '../src/ray-crossings.ts';
import * as naive from './naive-graph.ts';
import { seasonal } from './series.ts';

describe('the plane of windows', () => {
  it('is that of the principal axes, turned by a matrix', () => {
    const values = seasonal(300, 1);
    const points = embed(learnEmbedding(values, 20), values);
    expect(points).toBeAllclose(naive.embed(Array.from(values), 20).flat(), { rtol: 1e-7, atol: 1e-9 });
  });

  it('does not show a level', () => {
    const values = seasonal(300, 2);
    const learnt = learnEmbedding(values, 18);
    const moved = embed(
      learnt,
      values.map((value) => value + 50),
    );
    // Level is left out as far as the three axes span it.
    const rows = [0, 1].map((k) => learnt.axes.subarray(12 * k, 12 * k + 12).reduce((sum, value) => sum + value, 0));
    expect(rows).toBeAllclose([0, 0], { atol: 1e-9 });
    expect(moved).toBeAllclose(embed(learnt, values), { rtol: 1e-7, atol: 1e-8 });
  });
});

describe('crossings of rays', () => {
  it('are those of every step with every ray', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 3, max: 40 }), (seed, rays) => {
        const random = createRandom(seed);
        const points = Array.from({ length: 20 }, (): [number, number] => [random.normal(), random.normal()]);
        const found = crossings(Float64Array.from(points.flat()), rays);
        const expected = naive.crossings(points, rays);
        expect(found.ray).toEqual(expected.map(({ ray }) => ray));
        expect(found.time).toEqual(expected.map(({ time }) => time));
        expect(Float64Array.from(found.radius)).toBeAllclose(
          expected.map(({ radius }) => radius),
          { rtol: 1e-6, atol: 1e-9 },
        );
      }),
    );
  });

  it('go round the centre once a turn, each ray once', () => {
    const points = Float64Array.from({ length: 202 }, (_, i) =>
      i % 2 === 0 ? Math.cos((i >> 1) / 5 + 0.01) : Math.sin((i >> 1) / 5 + 0.01),
    );
    const { ray, radius } = crossings(points, 12);
    expect(ray.slice(0, 13)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 1]);
    expect(Math.min(...radius)).toBeGreaterThan(0.99);
  });
});

describe('peaks of a density', () => {
  it('are those of the sum of all kernels', () => {
    const random = createRandom(3);
    for (const count of [2, 10, 300]) {
      const values = Array.from({ length: count }, (_, i) => 3 + (i % 3) * 4 + 0.5 * random.normal());
      expect(densityPeaks(values)).toBeAllclose(naive.peaks(values));
    }
  });

  it('of two heaps are two, of equal values one, of none none', () => {
    const random = createRandom(4);
    const heaps = Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? 1 : 9) + 0.1 * random.normal());
    const found = densityPeaks(heaps);
    expect(Math.abs(found[0] - 1)).toBeLessThan(0.3);
    expect(Math.abs(found[found.length - 1] - 9)).toBeLessThan(0.3);
    expect(Array.from(densityPeaks([2, 2, 2]))).toEqual([2]);
    expect(densityPeaks([])).toHaveLength(0);
  });
});

describe('Series2Graph', () => {
  it.each([
    { window: 20, query: 40, rays: 30 },
    { window: 25, query: 25, rays: 12 },
    { window: 7, query: 31, rays: 50 },
  ])('scores as the graph written out: %o', (options) => {
    const values = seasonal(400, 9);
    const { window, query, rays } = options;
    const expected = naive.series2graph(Array.from(values), window, query, rays);
    expect(new Series2Graph(options).score(values)).toBeAllclose(expected, { rtol: 1e-9 });
  });

  it('does not see the unit of the series', () => {
    const values = seasonal(500, 10);
    const detector = new Series2Graph({ window: 25 });
    expect(Array.from(detector.score(values.map((value) => value * 1024)))).toEqual(Array.from(detector.score(values)));
  });

  it('finds nothing usual in a stretch that walks no edge', async () => {
    const values = Float64Array.from({ length: 1200 }, (_, t) => Math.sin((2 * Math.PI * t) / 25));
    const detector = await new Series2Graph({ window: 25 }).fit(values.subarray(0, 600));
    const scores = detector.score(values.map((value, t) => (t >= 900 && t < 1000 ? 0 : value)));
    expect(scores[950]).toBeCloseTo(0, 12);
    expect(scores[300]).toBeLessThan(-1);
  });

  it('refuses a query shorter than its window', () => {
    expect(() => new Series2Graph({ window: 20, query: 19 })).toThrow(/query/);
    expect(() => new Series2Graph({ window: 20 }).score(seasonal(40, 1))).toThrow(/at least 41 rows/);
  });
});
