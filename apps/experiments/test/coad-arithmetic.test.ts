import { CoAD, type CoADOptions } from '@tsad/coad';
import { describe, expect, it } from 'vitest';
import { officialWindows, type Recipe, windowFlop } from '../src/reproduce/coad/arithmetic.ts';

const SMALL: Recipe = {
  patch: 8,
  pointsPerPeriod: 0,
  trainMultiple: 4,
  hidden: 3,
  layers: 2,
  reconstructionHidden: 2,
  reconstructionLayers: 1,
  sharedPass: false,
};

/** Steps that a fit announces: with one window a step, the windows of an epoch. */
async function announced(length: number, options: CoADOptions): Promise<number> {
  const stop = new Error('known');
  let steps = 0;
  const train = Float64Array.from({ length }, (_, t) => Math.sin((2 * Math.PI * t) / 32));
  const fit = new CoAD({ preset: 'official', ...options, epochs: 1, batch: 1 }).fit(train, {
    onProgress: (progress) => {
      steps = progress.steps;
      throw stop;
    },
  });
  await expect(fit).rejects.toBe(stop);
  return steps;
}

describe('arithmetic of CoAD', () => {
  it.each([
    [700, 32],
    [5000, 33],
    [12_345, 50],
    [61_000, 100],
    [100_500, 4000],
    [100, 60],
  ])('a train part of %i points with period %i has the windows that a fit uses', async (length, period) => {
    const { hidden, reconstructionHidden } = SMALL;
    expect(officialWindows(SMALL, period, length)).toBe(
      await announced(length, { period, hidden, reconstructionHidden }),
    );
  });

  it('counts the products of matrices, written out', () => {
    const patches = 4 * 4;
    // Two directions, three gates of 3, from 3 and 6 values and the state of 3.
    const encoder = 2 * 2 * (9 * (3 + 3) + 9 * (6 + 3));
    const head = 2 * 6 * 3;
    const classifier = 3 * 2 * encoder + 2 * 2 * head;
    const reconstruction = 2 * 2 * (6 * (2 + 2)) + 2 * (8 * 2 + 4 * 8);
    expect(windowFlop(SMALL, 32, 1000)).toBe(3 * patches * (classifier + reconstruction));
  });

  it('saves an encoding where the pass is shared, and averages points', () => {
    const full = windowFlop(SMALL, 128, 5000);
    expect(windowFlop({ ...SMALL, pointsPerPeriod: 64 }, 128, 5000)).toBe(full / 2);
    const encoder = 2 * 2 * (9 * 6 + 9 * 9);
    expect(full - windowFlop({ ...SMALL, sharedPass: true }, 128, 5000)).toBe(3 * 64 * 2 * encoder);
  });
});
