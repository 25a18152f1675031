import { type CheckOptions, type DetectorFactory, detectorChecks } from '@tsad/core/testing';
import { describe, it } from 'vitest';
import { MultiRpe, Rpe } from '../src/index.ts';

const DETECTORS: Record<string, DetectorFactory> = {
  'Rpe with defaults': () => new Rpe(),
  'Rpe.paper': () => Rpe.paper(),
  'plain projection': () => new Rpe({ excluded: 0 }),
  'window energy': () => new Rpe({ excluded: 0, scoring: 'energy' }),
  'standardised residual': () => new Rpe({ scoring: 'standardised' }),
  'element-wise': () => new Rpe({ method: 'element', window: 30 }),
  'column-wise, frozen level': () => new Rpe({ method: 'column', window: 30, centring: 'frozen' }),
  'MultiRpe of independent channels': () => new MultiRpe({ channels: 2 }),
  'MultiRpe of one channel, by Fisher': () => new MultiRpe({ channels: 1, combine: 'fisher', window: 30 }),
  'MultiRpe of stacked channels': () => new MultiRpe({ channels: 3, mode: 'stacked', window: 20 }),
  'fading memory, retrained often': () => new Rpe({ window: 20, forgetting: 100, retrainEvery: 25 }),
};

/** The energy of a window stays high while the spike is inside. */
const OPTIONS: Record<string, CheckOptions> = { 'window energy': { tolerance: 49 } };

for (const [name, factory] of Object.entries(DETECTORS)) {
  describe(`${name} keeps the contract`, () => {
    for (const { title, run } of detectorChecks(factory, OPTIONS[name])) it(title, run);
  });
}
