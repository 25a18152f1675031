import { type CheckOptions, type DetectorFactory, detectorChecks } from '@tsad/core/testing';
import { describe, it } from 'vitest';
import {
  AutoRegression,
  Iid,
  IsolationForest,
  KernelDensity,
  KMeansAD,
  KShapeAD,
  LocalLevel,
  Mahalanobis,
  NearestNeighbour,
  OneClassSvm,
  RandomCutForest,
  Sand,
  Series2Graph,
  SpectralResidual,
  SubKnn,
  SubLof,
  SubPca,
} from '../src/index.ts';

const DETECTORS: Record<string, DetectorFactory> = {
  'Iid with defaults': () => new Iid(),
  'Iid of a short window': () => new Iid({ window: 7 }),
  'AutoRegression with defaults': () => new AutoRegression(),
  'AutoRegression of low order, hardly regularised': () => new AutoRegression({ order: 5, ridge: 1e-9, maxTrain: 50 }),
  'SpectralResidual with defaults': () => new SpectralResidual(),
  'SpectralResidual of 64 points': () => new SpectralResidual({ window: 64, average: 5 }),
  'LocalLevel with defaults': () => new LocalLevel(),
  'LocalLevel retrained often': () =>
    new LocalLevel({ trainAfter: 20, retrainEvery: 30, maxTrain: 60, memory: 40, mask: 1 }),
  'RandomCutForest with defaults': () => new RandomCutForest(),
  'RandomCutForest of single values': () => new RandomCutForest({ shingle: 1, trees: 10, seed: 5 }),
  'RandomCutForest of long shingles, small sample': () => new RandomCutForest({ shingle: 12, size: 40, trees: 10 }),
  'SubPca with defaults': () => new SubPca(),
  'SubPca of few components': () => new SubPca({ window: 20, components: 5 }),
  'KMeansAD of one period': () => new KMeansAD({ window: 40 }),
  'KMeansAD of plain windows': () => KMeansAD.coad(40),
  'KShapeAD of half a period': () => new KShapeAD({ window: 20 }),
  'Sand of half a period': () => new Sand({ window: 20 }),
  'Series2Graph of one period': () => new Series2Graph({ window: 40 }),
  'Series2Graph of many rays': () => new Series2Graph({ window: 40, query: 40, rays: 50 }),
  'SubKnn of one period': () => new SubKnn({ window: 40 }),
  'SubKnn by the mean': () => new SubKnn({ window: 10, neighbours: 20, rule: 'mean' }),
  'SubLof of one period': () => new SubLof({ window: 40 }),
  NearestNeighbour: () => new NearestNeighbour(),
  'NearestNeighbour of rows, by the median': () =>
    new NearestNeighbour({ channels: 3, neighbours: 5, rule: 'median', standardise: false }),
  KernelDensity: () => new KernelDensity(),
  'KernelDensity of rows': () => new KernelDensity({ channels: 2, bandwidth: 0.5 }),
  'KernelDensity of whitened rows': () => new KernelDensity({ channels: 3, whiten: 0.9 }),
  Mahalanobis: () => new Mahalanobis(),
  'Mahalanobis of rows': () => new Mahalanobis({ channels: 3, ridge: 1e-3 }),
  OneClassSvm: () => new OneClassSvm(),
  'OneClassSvm of rows': () => new OneClassSvm({ channels: 2, nu: 0.02, gamma: 0.3, standardise: false }),
  IsolationForest: () => new IsolationForest(),
  'IsolationForest of windows of rows': () =>
    new IsolationForest({ channels: 2, window: 5, trees: 200, sampleSize: 100, seed: 3 }),
};

/** The score of a window lies at its middle, or on all the points it covers. */
const OPTIONS: Record<string, CheckOptions> = {
  'SubPca with defaults': { tolerance: 50 },
  'SubPca of few components': { tolerance: 10 },
  'KMeansAD of one period': { tolerance: 39 },
  'KMeansAD of plain windows': { tolerance: 39 },
  'KShapeAD of half a period': { tolerance: 20 },
  'Sand of half a period': { tolerance: 20 },
  'Series2Graph of one period': { tolerance: 60 },
  'Series2Graph of many rays': { tolerance: 40 },
  'SubKnn of one period': { tolerance: 20 },
  'SubKnn by the mean': { tolerance: 5 },
  'SubLof of one period': { tolerance: 20 },
  'IsolationForest of windows of rows': { tolerance: 2 },
};

for (const [name, factory] of Object.entries(DETECTORS)) {
  describe(`${name} keeps the contract`, () => {
    for (const { title, run } of detectorChecks(factory, OPTIONS[name])) it(title, run);
  });
}
