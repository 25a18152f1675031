import { describe, expect, it } from 'vitest';
import { type JoinOptions, selfJoin } from '../src/index.ts';
import { naiveJoin } from './naive.ts';
import { noise, walk } from './series.ts';

describe('sampled rows of long joins equal the naive twin', () => {
  const length = 12_000;
  it.each([
    ['random walk', walk(length, 11)],
    ['random walk at 1e9', walk(length, 11).map((value) => value + 1e9)],
    ['noise after a spike of 1e6', noise(length, 12).map((value, t) => (t % 5000 === 100 ? 1e6 : value))],
    [
      'flat with ripples of 1e-6 between bursts',
      noise(length, 13).map((value, t) => (t % 900 < 500 ? value : 3 + 1e-6 * value)),
    ],
  ])('%s', (_, series) => {
    for (const distance of ['z', 'soft', 'centred'] as const) {
      const options: JoinOptions = { window: 60, distance };
      const { distances } = selfJoin(series, options);
      for (let i = 37; i < distances.length; i += 997) {
        const row = series.slice(i, i + 60);
        const { distances: all } = naiveJoin(row, series, options, (_, j) => Math.abs(i - j) > 15);
        // At 1e9 the points carry 1e-7 of rounding each.
        expect(distances[i]).toBeAllclose(all, { rtol: 1e-6, atol: 1e-6 });
      }
    }
  });
});
