import { afterAll, describe, expect, it } from 'vitest';
import { abJoin, type JoinOptions, leftJoin, MatrixProfile, selfJoin } from '../src/index.ts';
import { createJoinPool } from '../src/node.ts';
import { poolOf } from '../src/pool.ts';
import { noise, seasonal } from './series.ts';

const pools = [poolOf([]), ...[2, 3].map((workers) => createJoinPool({ workers }))];
const series = noise(6000, 1).map((value, t) => (t % 3000 < 200 ? 1 : Math.round(4 * value) / 4));
const other = seasonal(3000, 2);
const variants: JoinOptions[] = [
  { window: 64 },
  { window: 40, neighbours: 3, distance: 'soft' },
  { window: 40, distance: 'soft', also: [{ distance: 'z' }] },
];
const expected = variants.map((options) => ({
  options,
  self: selfJoin(series, options),
  left: leftJoin(series, options),
  ab: abJoin(series, other, options),
}));
const detector = new MatrixProfile({ window: 64 });
const scores = await detector.score(series);
afterAll(() => Promise.all(pools.map((pool) => pool.close())));

describe.each(pools)('a join on $size workers', (pool) => {
  it.each(expected)('has the bits of the join in this thread: $options', async ({ options, self, left, ab }) => {
    expect(await pool.selfJoin(series, options)).toEqual(self);
    expect(await pool.leftJoin(series, options)).toEqual(left);
    expect(await pool.abJoin(series, other, options)).toEqual(ab);
  });

  it('two joins at once do not disturb each other', async () => {
    const [first, second] = await Promise.all([
      pool.selfJoin(series.subarray(0, 3000), { window: 32 }),
      pool.selfJoin(series.subarray(0, 2500), { window: 16 }),
    ]);
    expect(first).toEqual(selfJoin(series.subarray(0, 3000), { window: 32 }));
    expect(second).toEqual(selfJoin(series.subarray(0, 2500), { window: 16 }));
  });

  it('stops when its signal is aborted, and works on', async () => {
    const controller = new AbortController();
    const fractions: number[] = [];
    const running = pool.selfJoin(
      noise(30_000, 5),
      { window: 64 },
      {
        signal: controller.signal,
        onProgress: (fraction) => {
          fractions.push(fraction);
          controller.abort();
        },
      },
    );
    await expect(running).rejects.toThrow(/abort/);
    expect(fractions[0]).toBeGreaterThan(0);
    expect(fractions[0]).toBeLessThanOrEqual(1); // 1 where a busy machine reports late
    expect((await pool.selfJoin(series.subarray(0, 2000), { window: 10 })).count).toBe(1991);
  });

  it('gives the detector the same scores', async () => {
    expect(await detector.score(series, { pool })).toEqual(scores);
  });
});

describe('a pool', () => {
  it('refuses wrong options', () => {
    expect(() => createJoinPool({ workers: 0 })).toThrow(/workers must be an integer in \[1, 1024\], got 0/);
  });

  it('that is closed rejects instead of waiting', async () => {
    const pool = createJoinPool({ workers: 1 });
    await pool.close();
    await expect(pool.selfJoin(series, { window: 64 })).rejects.toThrow(/ended/);
  });
});
