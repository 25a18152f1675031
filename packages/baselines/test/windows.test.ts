import { createRandom } from '@tsad/core';
import { readGolden } from '@tsad/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IsolationForest, KernelDensity, KMeansAD, NearestNeighbour, SubKnn, SubLof, SubPca } from '../src/index.ts';
import { usualPathLength } from '../src/isolation-forest.ts';
import { distanceToNearest, kMeans, windowsOf } from '../src/k-means.ts';
import { spreadByCentre, spreadByMean } from '../src/window-detector.ts';
import { seasonal } from './series.ts';

interface Golden {
  train: number;
  series: number[];
  pca: { window: number; components: number | null; own: number[]; other: number[] }[];
  knn: { window: number; neighbours: number; own: number[][]; other: number[][] }[];
  lof: { window: number; neighbours: number; own: number[]; other: number[] }[];
  /** 120 rows of 3; the first 80 are the training part. */
  table: number[];
  density: { bandwidth: number | null; own: number[]; other: number[] }[];
  forest: number[];
}

const golden = readGolden<Golden>(import.meta.url, 'windows.json');
const train = golden.series.slice(0, golden.train);
const rest = golden.series.slice(golden.train);
/** Points that stand for their own window under the rule of the middle. */
const middles = (scores: Float64Array, window: number): Float64Array =>
  scores.slice(Math.floor(window / 2), Math.floor(window / 2) + scores.length - window + 1);

describe('from windows to points', () => {
  const scores = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 40 });

  it('the mean is that of all covering windows', () => {
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 15 }), (values, window) => {
        const expected = Array.from({ length: values.length + window - 1 }, (_, t) => {
          const covering = values.filter((__, i) => i <= t && t < i + window);
          return covering.reduce((sum, value) => sum + value, 0) / covering.length;
        });
        expect(spreadByMean(Float64Array.from(values), window)).toBeAllclose(expected);
      }),
    );
  });

  it('the middle of a window has its score, the ends repeat the first and the last', () => {
    expect(Array.from(spreadByCentre(Float64Array.of(1, 2, 3), 4))).toEqual([1, 1, 1, 2, 3, 3]);
    expect(Array.from(spreadByCentre(Float64Array.of(1, 2, 3), 3))).toEqual([1, 1, 2, 3, 3]);
  });
});

describe('SubPca', () => {
  it.each(golden.pca.map((item) => [item.window, item] as const))(
    'window %i: scores windows as scikit-learn does',
    async (window, { components, own, other }) => {
      const detector = new SubPca({ window, components });
      expect(middles(detector.score(train), window)).toBeAllclose(own, { rtol: 1e-7 });
      await detector.fit(train);
      expect(middles(detector.score(rest), window)).toBeAllclose(other, { rtol: 1e-7 });
    },
  );

  it('does not see scale and level', () => {
    const values = seasonal(200, 1);
    const detector = new SubPca({ window: 10 });
    const moved = detector.score(values.map((value) => 1000 * value - 700));
    expect(moved).toBeAllclose(detector.score(values), { rtol: 1e-6 });
  });

  it('leaves out axes without variance', () => {
    const detector = new SubPca({ window: 12 });
    const wave = Float64Array.from({ length: 200 }, (_, t) => Math.sin(t / 3));
    expect(Math.max(...detector.score(wave))).toBeLessThan(100);
    expect(Array.from(detector.score(new Float64Array(50).fill(3)))).toEqual(new Array(50).fill(0));
  });
});

describe('KMeansAD', () => {
  it('measures the distance of each normalised window from the nearest centre', () => {
    const values = seasonal(80, 2);
    const windows = windowsOf(values, 5, 7, true);
    const centres = kMeans(windows, { clusters: 3, restarts: 2, iterations: 50 }, createRandom(1));
    const expected = Array.from({ length: 74 }, (_, i) => {
      const window = Array.from(values.slice(i, i + 7));
      const mean = window.reduce((sum, value) => sum + value, 0) / 7;
      const sd = Math.sqrt(window.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 6);
      const distances = [0, 1, 2].map((c) =>
        Math.hypot(...window.map((value, j) => (value - mean) / sd - centres[c * 7 + j])),
      );
      return Math.min(...distances);
    });
    expect(distanceToNearest(windows, centres)).toBeAllclose(expected, { rtol: 1e-9 });
  });

  it('ends where every centre is the mean of the windows nearest to it', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 8 }), fc.boolean(), (seed, clusters, normalise) => {
        const values = seasonal(120, 3);
        const window = 6;
        const count = values.length - window + 1;
        const windows = windowsOf(values, 0, window, normalise);
        // A thousand iterations without the stop by tolerance would end exactly there; with it, nearly.
        const centres = kMeans(windows, { clusters, restarts: 1, iterations: 1000 }, createRandom(seed));
        const shape = (i: number, j: number): number => (values[i + j] - windows.mean[i]) * windows.scale[i];
        const sums = new Float64Array(clusters * window);
        const sizes = new Float64Array(clusters);
        for (let i = 0; i < count; i++) {
          const square = (c: number): number =>
            Array.from({ length: window }, (_, j) => (shape(i, j) - centres[c * window + j]) ** 2).reduce(
              (a, b) => a + b,
            );
          const squares = Array.from({ length: clusters }, (_, c) => square(c));
          const nearest = squares.indexOf(Math.min(...squares));
          sizes[nearest]++;
          for (let j = 0; j < window; j++) sums[nearest * window + j] += shape(i, j);
        }
        for (let c = 0; c < clusters; c++) {
          for (let j = 0; j < window; j++) {
            expect(Math.abs(centres[c * window + j] - sums[c * window + j] / sizes[c])).toBeLessThan(0.05);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it('finds clusters that lie far apart', () => {
    const random = createRandom(4);
    // Steps of length 8: windows of four values inside a step are one of five constants.
    const values = Float64Array.from({ length: 400 }, (_, t) => 100 * (Math.floor(t / 8) % 5) + 0.01 * random.normal());
    const windows = windowsOf(values, 0, 4, false);
    const centres = kMeans(windows, { clusters: 20, restarts: 5, iterations: 100 }, createRandom(5));
    expect(Math.max(...distanceToNearest(windows, centres))).toBeLessThan(1);
  });

  it('has more clusters than distinct windows without harm', () => {
    const scores = new KMeansAD({ window: 2, clusters: 5 }).score([1, 2, 1, 2, 1, 2, 1, 2]);
    expect(scores).toBeAllclose(new Array(8).fill(0), { atol: 1e-7 });
  });

  it('has the settings of two benchmarks', () => {
    expect(KMeansAD.tsbAd(12).options).toMatchObject({ window: 12, clusters: 10, normalise: true });
    expect(KMeansAD.coad(12).options).toMatchObject({ window: 12, clusters: 20, normalise: false });
  });
});

const summaries = {
  largest: (row: number[]): number => row[row.length - 1],
  mean: (row: number[]): number => row.reduce((sum, value) => sum + value, 0) / row.length,
  median: (row: number[]): number => (row[(row.length - 1) >> 1] + row[row.length >> 1]) / 2,
};

describe('SubKnn and SubLof', () => {
  it.each(golden.knn.map((item) => [item.window, item.neighbours, item] as const))(
    'SubKnn, window %i, %i neighbours: the distances of scikit-learn',
    async (window, neighbours, { own, other }) => {
      for (const rule of ['largest', 'mean', 'median'] as const) {
        const detector = new SubKnn({ window, neighbours, rule });
        expect(middles(detector.score(train), window)).toBeAllclose(own.map(summaries[rule]), { rtol: 1e-7 });
        await detector.fit(train);
        expect(middles(detector.score(rest), window)).toBeAllclose(other.map(summaries[rule]), { rtol: 1e-7 });
      }
    },
  );

  it.each(golden.lof.map((item) => [item.window, item.neighbours, item] as const))(
    'SubLof, window %i, %i neighbours: the factors of scikit-learn',
    async (window, neighbours, { own, other }) => {
      const detector = new SubLof({ window, neighbours });
      expect(middles(detector.score(train), window)).toBeAllclose(own, { rtol: 1e-7 });
      await detector.fit(train);
      expect(middles(detector.score(rest), window)).toBeAllclose(other, { rtol: 1e-7 });
    },
  );

  it('do not see scale and level', () => {
    const values = seasonal(150, 5);
    const moved = values.map((value) => 8 * value - 100);
    for (const detector of [new SubKnn({ window: 10 }), new SubLof({ window: 10 })]) {
      expect(detector.score(moved)).toBeAllclose(detector.score(values), { rtol: 1e-8 });
    }
  });

  it('have the settings of TSB-AD', () => {
    expect(SubKnn.tsbAd(9).options).toMatchObject({ window: 9, neighbours: 50 });
    expect(SubLof.tsbAd(9).options).toMatchObject({ window: 9, neighbours: 30 });
  });
});

describe('detectors of rows', () => {
  const rows = golden.table.length / 3;
  const trainRows = golden.table.slice(0, 240);
  const otherRows = golden.table.slice(240);

  it('NearestNeighbour of several columns measures as the definition, with its own row left out', async () => {
    const columns = [0, 1, 2].map((k) => trainRows.filter((_, i) => i % 3 === k));
    const sd = columns.map((column) => {
      const mean = column.reduce((sum, value) => sum + value, 0) / 80;
      return Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 80);
    });
    const distance = (a: number[], b: number[]): number => Math.hypot(...a.map((value, k) => (value - b[k]) / sd[k]));
    const row = (table: number[], i: number): number[] => table.slice(3 * i, 3 * i + 3);
    const third = (table: number[], i: number, skip: number): number =>
      Array.from({ length: 80 }, (_, j) => (j === skip ? Infinity : distance(row(table, i), row(trainRows, j)))).sort(
        (a, b) => a - b,
      )[2];
    const detector = new NearestNeighbour({ channels: 3, neighbours: 3 });
    expect(detector.score(trainRows)).toBeAllclose(Array.from({ length: 80 }, (_, i) => third(trainRows, i, i)));
    await detector.fit(trainRows);
    expect(detector.score(otherRows)).toBeAllclose(Array.from({ length: 40 }, (_, i) => third(otherRows, i, -1)));
  });

  it.each(golden.density.map((item) => [item.bandwidth, item] as const))(
    'KernelDensity of bandwidth %s: the densities of scikit-learn, one row left out at a time',
    async (bandwidth, { own, other }) => {
      const detector = new KernelDensity({ channels: 3, bandwidth });
      expect(detector.score(trainRows)).toBeAllclose(own, { rtol: 1e-8 });
      await detector.fit(trainRows);
      expect(detector.score(otherRows)).toBeAllclose(other, { rtol: 1e-8 });
    },
  );

  it('IsolationForest agrees with the forest of scikit-learn within the chance of the trees', async () => {
    const detector = await new IsolationForest({ channels: 3, trees: 5000, sampleSize: 64 }).fit(trainRows);
    const scores = detector.score(golden.table);
    const differences = golden.forest.map((score, i) => scores[i] - score);
    const mean = differences.reduce((sum, value) => sum + value, 0) / rows;
    // Between two seeds of one implementation the differences have a standard deviation of 0.0019 to 0.0024.
    expect(Math.abs(mean)).toBeLessThan(0.002);
    expect(Math.sqrt(differences.reduce((sum, value) => sum + value * value, 0) / rows)).toBeLessThan(0.003);
  });

  it('IsolationForest gives a half where every path has the usual length, and knows that length', () => {
    expect([1, 2].map(usualPathLength)).toEqual([0, 1]);
    // Mean depth of a leaf of a random binary search tree, counted: 2 (H(n - 1) - (n - 1) / n).
    const harmonic = Array.from({ length: 255 }, (_, i) => 1 / (i + 1)).reduce((sum, value) => sum + value, 0);
    expect(usualPathLength(256)).toBeAllclose(2 * (harmonic - 255 / 256), { rtol: 1e-3 });
    expect(new IsolationForest().score(new Float64Array(4).fill(1))).toBeAllclose([0.5, 0.5, 0.5, 0.5]);
  });

  it('order and sign of the columns do not matter to neighbours and densities', () => {
    const turned = Array.from({ length: rows * 3 }, (_, i) => -golden.table[3 * Math.floor(i / 3) + ((i + 1) % 3)]);
    for (const detector of [new NearestNeighbour({ channels: 3 }), new KernelDensity({ channels: 3 })]) {
      expect(detector.score(turned)).toBeAllclose(detector.score(golden.table), { rtol: 1e-9 });
    }
  });
});

describe('detectors of windows', () => {
  it('refuse options out of range and series that are too short', () => {
    expect(() => new SubPca({ window: 10, components: 11 })).toThrow(/components/);
    expect(() => new KMeansAD({ clusters: 0 })).toThrow(/clusters/);
    expect(() => new KMeansAD({ window: 10 }).score(seasonal(18, 1))).toThrow(/at least 19 rows/);
    expect(() => new NearestNeighbour({ channels: 3 }).score([1, 2, 3, 4])).toThrow(/whole rows of 3/);
    expect(() => new KernelDensity({ bandwidth: 0 })).toThrow(/bandwidth/);
    expect(() => new IsolationForest({ sampleSize: 1 })).toThrow(/sampleSize/);
    expect(() => new SubPca({ window: 4 }).score([1, 2, 3, Infinity, 5, 6])).toThrow(/series\[3\]/);
  });
});
