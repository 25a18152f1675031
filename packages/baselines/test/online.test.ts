import { spectralResidual } from '@tsad/dsp';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AutoRegression, Iid, LocalLevel, RandomCutForest, SpectralResidual } from '../src/index.ts';
import { estimateVariances } from '../src/level-variances.ts';
import * as naive from './naive.ts';
import { seasonal, wandering } from './series.ts';

describe('Iid', () => {
  it('scores |z| over the window before, as the naive twin', () => {
    const values = Array.from(seasonal(300, 1));
    for (const t of [20, 21, 22, 23, 24, 25, 150]) values[t] = Number.NaN;
    for (const window of [2, 5, 100]) {
      expect(new Iid({ window }).score(values)).toBeAllclose(naive.iid(values, window));
    }
  });

  it('is as exact at an offset of 1e9 as at 0', () => {
    const values = seasonal(200, 2).map((value) => Math.round(value * 1024) / 1024);
    const shifted = values.map((value) => value + 2 ** 30);
    const detector = new Iid({ window: 64 });
    expect(detector.score(shifted)).toBeAllclose(detector.score(values), { rtol: 1e-6 });
  });

  it('scores no change of a constant 0 and any change of it enormously', () => {
    const detector = new Iid({ window: 3 });
    expect(Array.from(detector.score([0.1, 0.1, 0.1, 0.1, 0.2]).slice(3))).toEqual([0, expect.any(Number)]);
    expect(detector.score([0.1, 0.1, 0.1, 0.1, 0.2])[4]).toBeGreaterThan(1e9);
  });
});

describe('AutoRegression', () => {
  it('predicts as ridge regression solved by elimination', () => {
    const values = Array.from(seasonal(400, 3));
    for (const [order, ridge, every, maxTrain] of [
      [3, 1, 20, 60],
      [12, 20, 50, 100],
      [30, 0.01, 100, 1000],
    ]) {
      const detector = new AutoRegression({ order, ridge, retrainEvery: every, maxTrain });
      const expected = naive.autoRegression(values, order, ridge, every, maxTrain);
      expect(detector.score(values)).toBeAllclose(expected, { rtol: 1e-7 });
    }
  });

  it('does not change its mind when the series is moved and scaled', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: -20, max: 20 }), (offset, exponent) => {
        const factor = 2 ** exponent;
        const values = seasonal(150, 4);
        const detector = new AutoRegression({ order: 6 });
        const moved = detector.score(values.map((value) => (value + offset) * factor));
        const expected = detector.score(values).map((score) => score * factor);
        expect(moved).toBeAllclose(expected, { rtol: 1e-6, atol: 1e-9 * factor });
      }),
      { numRuns: 20 },
    );
  });

  it('learns a sinusoid so well that only the spike is left', async () => {
    const values = Float64Array.from({ length: 400 }, (_, t) => Math.sin(t / 6) + (t === 350 ? 1 : 0));
    const detector = await new AutoRegression({ order: 10, ridge: 1e-6 }).fit(values.subarray(0, 300));
    const scores = detector.score(values.subarray(300));
    expect(Math.max(...scores.subarray(0, 50))).toBeLessThan(1e-4);
    expect(scores[50]).toBeCloseTo(1, 3);
  });

  it('bridges a gap by its predictions', async () => {
    const values = Float64Array.from({ length: 400 }, (_, t) => Math.sin(t / 6));
    const detector = await new AutoRegression({ order: 10, ridge: 1e-6 }).fit(values.subarray(0, 300));
    const holed = values.slice(300).fill(Number.NaN, 20, 40);
    expect(Math.max(...detector.score(holed).subarray(40))).toBeLessThan(1e-3);
  });
});

describe('SpectralResidual', () => {
  it('scores the last saliency of the window that ends at the point', () => {
    for (const [window, average] of [
      [8, 3],
      [64, 5],
      [128, 3],
    ]) {
      const values = seasonal(window + 40, 5);
      const scores = new SpectralResidual({ window, average }).score(values);
      for (let t = window - 1; t < values.length; t++) {
        const expected = spectralResidual(values.slice(t - window + 1, t + 1), { average })[window - 1];
        expect(scores[t]).toBeAllclose(expected, { rtol: 1e-8, atol: 1e-12 });
      }
    }
  });

  it('does not see the scale', () => {
    const values = seasonal(200, 6);
    const detector = new SpectralResidual({ window: 64 });
    const scaled = detector.score(values.map((value) => value * 2 ** -40));
    expect(scaled).toBeAllclose(detector.score(values));
  });
});

describe('LocalLevel', () => {
  it('filters as the naive twin, level and former scores carried over from the training part', async () => {
    const values = Array.from(wandering(500, 7));
    values[350] += 12;
    values[400] = Number.NaN;
    for (const mask of [0.95, 1]) {
      const detector = await new LocalLevel({ mask, memory: 60 }).fit(values.slice(0, 300));
      const { noise, drift } = estimateVariances(Float64Array.from(values.slice(0, 300)));
      const expected = naive.localLevel(values, noise, drift, mask, 60).slice(300);
      expect(detector.score(values.slice(300))).toBeAllclose(expected);
    }
  });

  it('is not moved by an odd value when it masks, and is when it does not', async () => {
    const values = wandering(400, 8);
    values[350] += 40;
    const after = async (mask: number): Promise<number> => {
      const detector = await new LocalLevel({ mask }).fit(values.subarray(0, 300));
      return detector.score(values.subarray(300))[51];
    };
    expect(await after(1)).toBeGreaterThan(2 * (await after(0.95)));
  });

  it('takes over a lasting shift', async () => {
    const values = wandering(600, 9, 1, 0.1).map((value, t) => value + (t >= 320 ? 8 : 0));
    const detector = await new LocalLevel().fit(values.subarray(0, 300));
    const scores = detector.score(values.subarray(300));
    const mean = (from: number, to: number): number =>
      scores.subarray(from, to).reduce((sum, score) => sum + score, 0) / (to - from);
    expect(mean(20, 30)).toBeGreaterThan(4);
    expect(mean(200, 300)).toBeLessThan(1.5);
  });
});

describe('all online detectors', () => {
  const makers = { Iid, AutoRegression, SpectralResidual, LocalLevel, RandomCutForest };

  it.each(Object.entries(makers))('%s: an infinity scores the largest number and spoils no other score', (_, Class) => {
    const values = seasonal(300, 10);
    for (const odd of [Infinity, -Infinity, 1e200]) {
      const scores = new Class().score([...values, odd, ...seasonal(200, 11)]);
      expect(scores[300]).toBe(Number.MAX_VALUE);
      expect(scores.subarray(301).every(Number.isFinite)).toBe(true);
    }
  });

  it.each(Object.entries(makers))('%s: missing values at the very start give numbers in the end', (_, Class) => {
    const scores = new Class().score([...new Array(50).fill(Number.NaN), ...seasonal(400, 12)]);
    expect(scores.subarray(300).every(Number.isFinite)).toBe(true);
  });

  it.each(Object.entries(makers))('%s: a snapshot with a part missing is refused', async (_, Class) => {
    const snapshot = (await new Class().fit(seasonal(300, 13))).snapshot();
    for (const name of Object.keys(snapshot.tensors)) {
      const { [name]: gone, ...tensors } = snapshot.tensors;
      expect(gone).toBeDefined();
      expect(() => Class.restore({ ...snapshot, tensors })).toThrow(/damaged/);
    }
    const scalars = { shape: [1], data: Float64Array.of(-1) };
    expect(() => Class.restore({ ...snapshot, tensors: { ...snapshot.tensors, scalars } })).toThrow(/damaged/);
  });

  it('refuse options out of range', () => {
    expect(() => new Iid({ window: 1 })).toThrow(/window/);
    expect(() => new AutoRegression({ order: 30, maxTrain: 59 })).toThrow(/maxTrain/);
    expect(() => new SpectralResidual({ window: 100 })).toThrow(/power of two, got 100; try 64/);
    expect(() => new SpectralResidual({ average: 4 })).toThrow(/odd/);
    expect(() => new LocalLevel({ mask: 1.1 })).toThrow(/mask/);
    expect(() => new RandomCutForest({ shingle: 0 })).toThrow(/shingle/);
  });
});
