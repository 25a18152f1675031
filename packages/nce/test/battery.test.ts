import { type CheckOptions, type DetectorFactory, detectorChecks } from '@tsad/core/testing';
import { describe, it } from 'vitest';
import { Cance, WindowCance } from '../src/index.ts';

const quick = { epochs: [6, 3], density: { epochs: 6, hidden: [16, 16], batch: 128 } } as const;
const DETECTORS: Record<string, DetectorFactory> = {
  'Cance of single values': () => new Cance({ channels: 1, latent: 1, hidden: [8], ...quick }),
  'Cance of rows': () => new Cance({ channels: 3, latent: 2, hidden: [8], ...quick }),
  'Cance with batch norm, Mahalanobis': () =>
    new Cance({ channels: 2, latent: 2, hidden: [8], batchNorm: true, variant: 'mahalanobis', ...quick }),
  'Cance on principal components': () =>
    new Cance({ channels: 3, features: 'pca', components: 2, variant: 'cnce', seed: 3, ...quick }),
  'WindowCance of 16 points': () => new WindowCance({ window: 16, hidden: [16], latent: 3, ...quick }),
  'WindowCance of two channels, every second window, error alone': () =>
    new WindowCance({ window: 8, channels: 2, stride: 2, hidden: [16], latent: 3, variant: 'error', ...quick }),
};
/** A window's anomaly lies on all its points. */
const OPTIONS: Record<string, CheckOptions> = {
  'WindowCance of 16 points': { tolerance: 8 },
  'WindowCance of two channels, every second window, error alone': { tolerance: 4 },
};

for (const [name, factory] of Object.entries(DETECTORS)) {
  describe(`${name} keeps the contract`, () => {
    for (const { title, run } of detectorChecks(factory, OPTIONS[name])) it(title, run);
  });
}
