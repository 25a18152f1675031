import { describe, expect, it } from 'vitest';
import { KShapeAD, Sand } from '../src/index.ts';
import { EMPTY, takeIn } from '../src/sand-model.ts';
import * as naive from './naive-sand.ts';
import { seasonal } from './series.ts';

describe('Sand', () => {
  it.each([
    { window: 12, clusters: 3, alpha: 0.5, initial: 200, batch: 100, seed: 0 },
    { window: 25, clusters: 2, alpha: 0.2, initial: 80, batch: 130, seed: 3 },
    { window: 10, clusters: 6, alpha: 1, initial: 700, batch: 50, seed: 1 },
  ])('scores as the stream written out: %o', ({ window, initial, batch, ...rest }) => {
    const values = seasonal(600, 5);
    const expected = naive.sand(Array.from(values), window, { ...rest, initial, batch });
    const detector = new Sand({ window, initialLength: initial, batchLength: batch, ...rest });
    // Shapes come from a power iteration that stops at an angle of 1e-6.
    expect(detector.score(values)).toBeAllclose(expected, { rtol: 1e-5, atol: 1e-5 });
  });

  it('of one batch and one shape is KShapeAD on another scale', () => {
    const values = seasonal(500, 6);
    const offline = new KShapeAD({ window: 25, clusters: 1 }).score(values);
    const online = new Sand({ window: 25, clusters: 1, initialLength: 500 }).score(values);
    const scale = (offline[300] - offline[100]) / (online[300] - online[100]);
    expect(online.map((value) => offline[100] + scale * (value - online[100]))).toBeAllclose(offline, { rtol: 1e-9 });
  });

  it('continues the training part with its shapes, weights and moments', async () => {
    const values = seasonal(1000, 7);
    const settings = { window: 20, clusters: 6, alpha: 0.5, initialLength: 300, batchLength: 100, seed: 0 };
    const detector = await new Sand(settings).fit(values.subarray(0, 400));
    const { model } = takeIn(settings, EMPTY, values.subarray(0, 400));
    expect(model).toMatchObject({ time: 400, batches: 2 });
    const expected = takeIn(settings, model, values.subarray(400)).scores;
    expect(Array.from(detector.score(values.subarray(400)))).toEqual(Array.from(expected));
    expect(Array.from(detector.score(values.subarray(400)))).toEqual(Array.from(expected));
  });

  it('gets used to a new shape', () => {
    const values = Float64Array.from({ length: 4000 }, (_, t) =>
      t < 1500 ? Math.sin((2 * Math.PI * t) / 25) : Math.abs(((t % 25) - 12) / 6) - 1,
    );
    const mean = (list: Float64Array): number => list.reduce((sum, value) => sum + value / list.length, 0);
    const scores = new Sand({ window: 25, initialLength: 1250, batchLength: 250 }).score(values);
    expect(mean(scores.subarray(3500))).toBeLessThan(mean(scores.subarray(1500, 1750)));
  });

  it('has the settings of TSB-AD and CoAD', () => {
    expect(Sand.tsbAd(40, 500, 3000).options).toMatchObject({ window: 40, initialLength: 500, batchLength: 300 });
    expect(Sand.tsbAd(247, 623, 2494).options).toMatchObject({ initialLength: 623, batchLength: 1235 });
    expect(Sand.coad(40).options).toMatchObject({ clusters: 6, alpha: 0.5, initialLength: 2000, batchLength: 1200 });
  });

  it('refuses batches that are too short to cluster', () => {
    expect(() => new Sand({ window: 20, batchLength: 99 })).toThrow(/batchLength/);
    expect(() => new Sand({ window: 20, initialLength: 19 })).toThrow(/initialLength/);
    expect(() => new Sand({ window: 20 }).score(seasonal(80, 8))).toThrow(/at least 81 rows/);
  });
});
