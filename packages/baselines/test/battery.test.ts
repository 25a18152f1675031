import { type CheckOptions, type DetectorFactory, detectorChecks } from '@tsad/core/testing';
import { describe, it } from 'vitest';
import { AutoRegression, Iid, KMeansAD, LocalLevel, RandomCutForest, SpectralResidual, SubPca } from '../src/index.ts';

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
};

/** The score of a window lies at its middle, or on all the points it covers. */
const OPTIONS: Record<string, CheckOptions> = {
  'SubPca with defaults': { tolerance: 50 },
  'SubPca of few components': { tolerance: 10 },
  'KMeansAD of one period': { tolerance: 39 },
  'KMeansAD of plain windows': { tolerance: 39 },
};

for (const [name, factory] of Object.entries(DETECTORS)) {
  describe(`${name} keeps the contract`, () => {
    for (const { title, run } of detectorChecks(factory, OPTIONS[name])) it(title, run);
  });
}
