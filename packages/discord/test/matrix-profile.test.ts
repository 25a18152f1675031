import { detectorChecks } from '@tsad/core/testing';
import { describe, expect, it } from 'vitest';
import { leftJoin, MatrixProfile, type MatrixProfileOptions } from '../src/index.ts';
import { hardSeries, seasonal } from './series.ts';

const cases: [string, MatrixProfileOptions][] = [
  ['self', { window: 20 }],
  ['self, averaged over the covering windows, third neighbour', { window: 24, points: 'average', neighbours: 3 }],
  ['train', { window: 20, join: 'train' }],
  ['train, soft', { window: 20, join: 'train', distance: 'soft' }],
  ['left', { window: 20, join: 'left' }],
  ['left, second neighbour, centred', { window: 20, join: 'left', neighbours: 2, distance: 'centred' }],
  ['left, history shorter than the series', { window: 16, join: 'left', history: 120 }],
];

describe.each(cases)('MatrixProfile, %s, keeps the contract', (_, options) => {
  for (const { title, run } of detectorChecks(() => new MatrixProfile(options), { tolerance: 24 })) it(title, run);
});

describe('the left profile, point by point', () => {
  for (const [name, series] of Object.entries(hardSeries(1500))) {
    if (name === 'huge values' || name === 'tiny values') continue;
    for (const distance of ['z', 'soft', 'centred', 'raw'] as const) {
      it(`equals leftJoin: ${name}, ${distance}`, async () => {
        const options = { window: 30, distance, exclusion: 8 };
        const wanted = leftJoin(series, options).distances;
        const got = await new MatrixProfile({ ...options, join: 'left' }).score(series);
        const scale = Math.max(...wanted.filter(Number.isFinite));
        expect(got.subarray(29)).toBeAllclose(wanted, { rtol: 1e-7, atol: 1e-7 * scale });
      });
    }
  }

  it('the train part is the past', async () => {
    const series = seasonal(900, 5);
    const whole = await new MatrixProfile({ window: 30, join: 'left' }).score(series);
    const detector = await new MatrixProfile({ window: 30, join: 'left' }).fit(series.subarray(0, 500));
    expect(detector.warmup).toBe(0);
    expect(await detector.score(series.subarray(500))).toBeAllclose(whole.subarray(500), { rtol: 1e-7 });
  });
});
