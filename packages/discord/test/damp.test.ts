import { detectorChecks } from '@tsad/core/testing';
import { describe, expect, it } from 'vitest';
import { Damp } from '../src/index.ts';
import { naiveDistance, naiveJoin } from './naive.ts';
import { hardSeries, noise, seasonal } from './series.ts';

describe('Damp keeps the contract', () => {
  for (const { title, run } of detectorChecks(() => new Damp({ window: 20 }), { tolerance: 20 })) it(title, run);
});

const left = (exclusion: number) => (i: number, j: number) => i - j > exclusion;

describe('the distances of Damp', () => {
  for (const [name, series] of Object.entries(hardSeries(700))) {
    if (name === 'huge values' || name === 'tiny values') continue;
    it(`are the naive left profile where nothing was pruned, and upper bounds below the record elsewhere: ${name}`, async () => {
      const window = 16;
      const wanted = naiveJoin(series, series, { window }, left(window - 1));
      const train = 100;
      const detector = await new Damp({ window, near: 40 }).fit(series.subarray(0, train));
      const { distances, neighbours, exact } = detector.profile(series.subarray(train));
      let record = 0;
      for (let t = 0; t < distances.length; t++) {
        const i = t + train - window + 1;
        if (exact[t]) {
          expect(distances[t]).toBeAllclose(wanted.distances[i], { rtol: 1e-6, atol: 1e-6 });
          record = Math.max(record, distances[t]);
        } else {
          expect(distances[t]).toBeLessThan(record);
          expect(distances[t]).toBeGreaterThanOrEqual(wanted.distances[i] - 1e-6);
        }
        const direct = naiveDistance(series, i, series, neighbours[t], { window });
        expect(distances[t]).toBeAllclose(direct, { rtol: 1e-6, atol: 1e-6 });
      }
      const largest = Math.max(...wanted.distances.slice(train - window + 1));
      expect(record).toBeAllclose(largest, { rtol: 1e-6, atol: 1e-6 });
    });
  }
});

describe('Damp', () => {
  it('prunes nearly everything on a repeating series', async () => {
    const series = seasonal(6000, 3);
    const detector = await new Damp({ window: 25 }).fit(series.subarray(0, 1000));
    const { exact } = detector.profile(series.subarray(1000));
    expect(exact.reduce((sum, flag) => sum + flag, 0)).toBeLessThan(100);
  });

  it('names the planted discord', async () => {
    const series = seasonal(3000, 4, 40);
    for (let t = 2000; t < 2020; t++) series[t] += 1;
    const detector = await new Damp({ window: 40 }).fit(series.subarray(0, 600));
    expect(detector.discord).toBeUndefined();
    for (const value of series.subarray(600)) detector.update(value);
    expect(detector.discord!.start).toBeGreaterThan(1960);
    expect(detector.discord!.start).toBeLessThan(2020);
  });

  it('survives a gap', async () => {
    const series = seasonal(900, 5);
    series.fill(Number.NaN, 500, 503);
    const detector = await new Damp({ window: 20 }).fit(series.subarray(0, 300));
    const { distances } = detector.profile(series.subarray(300));
    const lost = Array.from(distances.keys()).filter((t) => Number.isNaN(distances[t]));
    expect(lost).toEqual(Array.from({ length: 22 }, (_, t) => 200 + t));
  });

  it('forgets what lies before its history', async () => {
    const series = noise(2000, 6);
    const detector = await new Damp({ window: 10, near: 20, history: 200 }).fit(series.subarray(0, 500));
    const { neighbours } = detector.profile(series.subarray(500));
    for (const [t, neighbour] of neighbours.entries()) expect(neighbour).toBeGreaterThanOrEqual(500 + t - 9 - 200);
  });

  it('refuses a train part without two windows', async () => {
    await expect(new Damp({ window: 20 }).fit(noise(38, 1))).rejects.toThrow(
      /at least window \+ exclusion = 39 points, got 38/,
    );
    expect(() => new Damp({ window: 20, history: 50 })).toThrow(/history must be an integer in \[179, /);
  });
});
