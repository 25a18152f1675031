import { createRandom } from '@tsad/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Batches } from '../src/batches.ts';
import { choosePeriod, layOut, officialStride } from '../src/geometry.ts';
import { CoAD, type CoADOptions } from '../src/index.ts';
import { resolveCoAD } from '../src/options.ts';
import { averageNeighbours, fillGaps, repeatNeighbours } from '../src/prepare.ts';
import { Merge, planWindows } from '../src/windows.ts';

const TINY: CoADOptions = {
  period: 20,
  pointsPerPeriod: 0,
  patch: 4,
  hidden: 3,
  layers: 1,
  reconstructionHidden: 3,
  reconstructionLayers: 1,
  batch: 3,
  windowMultiple: 2,
  trainMultiple: 1,
  steps: 3,
};
const wave = (n: number, from = 0): Float64Array =>
  Float64Array.from(
    { length: n },
    (_, t) => Math.sin((2 * Math.PI * (from + t)) / 20) + 0.1 * Math.sin((from + t) ** 2),
  );

describe('windows', () => {
  it('cover every point, end with the series, and give a constant back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        (n, window, stride) => {
          const plan = planWindows(n, window, Math.min(stride, window));
          expect((plan.count - 1) * plan.stride + plan.window).toBe(plan.pad + n);
          const merge = new Merge(plan);
          for (let i = 0; i < plan.count; i++) merge.add(i, new Float64Array(window).fill(3), 0);
          expect(merge.mean()).toBeAllclose(new Float64Array(n).fill(3));
        },
      ),
      { seed: 1 },
    );
  });
});

describe('preparation', () => {
  it('bridges gaps by lines, at the ends by the nearest value', () => {
    const nan = Number.NaN;
    expect([...fillGaps(Float64Array.from([nan, 2, nan, nan, 5, nan]))!]).toEqual([2, 2, 3, 4, 5, 5]);
    expect(fillGaps(Float64Array.from([nan, nan]))).toBeUndefined();
  });

  it('averages neighbours, the last as many as there are, and keeps digits at a large offset', () => {
    expect([...averageNeighbours(Float64Array.from([1, 3, 5, 7, 10]), 2)]).toEqual([2, 6, 10]);
    expect(averageNeighbours(Float64Array.from([1e12, 1e12 + 1]), 2)[0]).toBe(1e12 + 0.5);
    expect([...repeatNeighbours(Float64Array.from([2, 6, 10]), 2, 5)]).toEqual([2, 2, 6, 6, 10]);
  });
});

describe('geometry', () => {
  const official = resolveCoAD('test', { preset: 'official' });

  it('is that of the released code', () => {
    // The reference runs: train length, period, window.
    expect(layOut(official, 1600, 32)).toMatchObject({ window: 128, period: 32, stride: 32 });
    expect(layOut(official, 1300, 26)).toMatchObject({ window: 104 });
    expect(layOut(official, 1200, 183)).toMatchObject({ window: 728 });
    expect([500, 1600, 20_000, 70_000, 100_000].map((n) => officialStride(n, 8, 50))).toEqual([2, 6, 10, 8, 50]);
  });

  it('takes as many periods as there are, and refuses less than one', () => {
    expect(layOut(official, 100, 40)).toMatchObject({ window: 80 });
    expect(() => layOut(official, 30, 40)).toThrow(/train must hold one period of 40/);
  });

  it('averages long periods down where it is asked to', () => {
    const compact = resolveCoAD('test', { pointsPerPeriod: 64 });
    expect(layOut(compact, 10_000, 200)).toMatchObject({ factor: 3, period: 67 });
    expect(layOut(compact, 10_000, 100)).toMatchObject({ factor: 1, period: 100 });
  });

  it('says so where no period is found', () => {
    const warnings: string[] = [];
    const ramp = Float64Array.from({ length: 200 }, (_, t) => t);
    expect(choosePeriod(ramp, 'auto', (message) => warnings.push(message))).toBe(50);
    expect(choosePeriod(new Float64Array(80).fill(7), 'auto', (message) => warnings.push(message))).toBe(20);
    expect(warnings[0]).toMatch(/shows no period.*using 50/);
    expect(warnings[1]).toMatch(/is constant.*using 20/);
    expect(choosePeriod(wave(400), 'auto', (message) => warnings.push(message)) % 20).toBe(0);
    expect(warnings).toHaveLength(2);
  });
});

describe('batches', () => {
  it('depend on the seed and the step alone', () => {
    const options = resolveCoAD('test', { ...TINY, trainStride: 6 });
    const geometry = layOut(options, 200, 20);
    const make = (): Batches => new Batches(wave(200), geometry, options, createRandom(5));
    const inOrder = make();
    const all = [0, 1, 2, 3].map((step) => inOrder.at(step));
    expect(make().at(3)).toEqual(all[3]);
    expect(inOrder.at(1)).toEqual(all[1]);
  });

  it('use every window once in an epoch, clean and distorted', () => {
    const options = resolveCoAD('test', { ...TINY, trainStride: 6, batch: 4, cleanShare: 1 });
    const geometry = layOut(options, 200, 20);
    const batches = new Batches(wave(200), geometry, options, createRandom(5));
    const seen: number[] = [];
    for (let step = 0; step < batches.stepsPerEpoch; step++) {
      const { rows, arrays, values } = batches.at(step);
      const width = arrays.clean.length / rows;
      for (let row = 0; row < rows; row++) seen.push(arrays.clean[row * width]);
      expect(values.labelled + values.unlabelled).toBe(rows * width);
      expect(arrays.labels.subarray(0, arrays.labels.length / 2).every((label) => label === 0)).toBe(true);
      expect(arrays.x.subarray(0, arrays.x.length / 2)).toEqual(arrays.clean.subarray(0, arrays.x.length / 2));
    }
    const { count } = planWindows(200, geometry.trainWindow, 6);
    expect(seen).toHaveLength(2 * count);
    expect(new Set(seen).size).toBe(count);
  });
});

describe('scores', () => {
  it('do not depend on scale and offset of the series', async () => {
    const scores = async (map: (value: number) => number): Promise<Float64Array> =>
      (await new CoAD(TINY).fit(wave(200).map(map))).score(wave(80, 200).map(map));
    const plain = await scores((value) => value);
    expect(await scores((value) => 4 * value)).toEqual(plain);
    // An offset of 1e12 leaves four digits of the series.
    expect(await scores((value) => value + 1e6)).toBeAllclose(plain, { rtol: 1e-3, atol: 1e-4 });
    expect((await scores((value) => value + 1e12)).every(Number.isFinite)).toBe(true);
  });

  it('of a point within a train part that holds an anomaly, of gaps, of five points, are defined', async () => {
    const train = wave(200).fill(3, 90, 100);
    const detector = await new CoAD(TINY).fit(train);
    expect((await detector.score(wave(5, 200))).every(Number.isFinite)).toBe(true);
    const gaps = wave(80, 200);
    gaps.fill(Number.NaN, 20, 40);
    const scores = await detector.score(gaps);
    expect(scores.subarray(20, 40).every(Number.isNaN)).toBe(true);
    expect(scores.filter(Number.isNaN)).toHaveLength(20);
  });

  it('refuse infinities, and a train part without values', async () => {
    const detector = await new CoAD(TINY).fit(wave(200));
    await expect(detector.score([1, Infinity])).rejects.toThrow('series[1] must be finite or NaN');
    await expect(detector.fit([])).rejects.toThrow('train must hold values');
    await expect(detector.fit(new Float64Array(50).fill(Number.NaN))).rejects.toThrow('train must hold values');
  });
});

describe('options', () => {
  it.each<[CoADOptions, RegExp]>([
    [{ preset: 'large' as never }, /preset must be one of "compact", "official", "paper"/],
    [{ hidden: 0 }, /hidden must be an integer in \[1, 1024\]/],
    [{ epochs: 0, steps: 0 }, /epochs or steps must be at least 1/],
    [{ distortions: [] }, /distortions must be a list/],
    [{ distortions: ['bend' as never] }, /distortions\[0\] must be one of/],
    [{ networks: 'reconstruction', mask: 'soft' }, /mask must be "random" or "grating"/],
    [{ networks: 'detection', parts: 'both' }, /parts must be "classification"/],
    [{ granularity: 'step', residual: true }, /residual must be false/],
  ])('%j are refused', (options, message) => {
    expect(() => new CoAD(options)).toThrow(message);
  });

  it('imply each other', () => {
    expect(new CoAD({ networks: 'detection' }).options).toMatchObject({ residual: false, parts: 'classification' });
    expect(new CoAD({ networks: 'reconstruction' }).options).toMatchObject({ mask: 'random', parts: 'reconstruction' });
    expect(new CoAD({ preset: 'paper' }).options).toMatchObject({ hidden: 24, layers: 3, passes: 1 });
  });
});

describe('weights', () => {
  it('go out and in by the names of the released code', async () => {
    const trained = await new CoAD(TINY).fit(wave(200));
    const adopted = await new CoAD({ ...TINY, seed: 9 }).adopt(wave(200), trained.encodeWeights());
    expect(await adopted.score(wave(80, 200))).toEqual(await trained.score(wave(80, 200)));
    await expect(new CoAD({ ...TINY, hidden: 4 }).adopt(wave(200), trained.encodeWeights())).rejects.toThrow(
      /shape|weight/,
    );
  });

  it('and everything learnt come back from a snapshot', async () => {
    const trained = await new CoAD(TINY).fit(wave(200));
    const restored = await CoAD.restore(trained.snapshot());
    expect(await restored.score(wave(80, 200))).toEqual(await trained.score(wave(80, 200)));
    expect(restored.period).toBe(20);
    const damaged = trained.snapshot();
    delete damaged.tensors.context;
    await expect(CoAD.restore(damaged)).rejects.toThrow('context does not fit');
  });
});
