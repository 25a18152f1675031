import { readGolden } from '@tsad/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairedEffectSizes } from '../../src/statistics/effect-size.ts';
import { wilsonInterval } from '../../src/statistics/wilson.ts';

interface Golden {
  wilson: { successes: number; trials: number; confidence: number; low: number; high: number }[];
  effects: {
    x: number[];
    y: number[];
    cohenDz: number;
    t: number;
    rankBiserial: number;
    superiority: number;
  }[];
}

const golden = readGolden<Golden>(import.meta.url, 'statistics.json');

describe('pairedEffectSizes', () => {
  it('has the values of numpy and scipy; d_z is the paired t over the root of n', () => {
    for (const { x, y, ...wanted } of golden.effects) {
      const { cohenDz, rankBiserial, superiority } = pairedEffectSizes(x, y);
      expect([cohenDz as number, rankBiserial, superiority]).toBeAllclose(
        [wanted.cohenDz, wanted.rankBiserial, wanted.superiority],
        { rtol: 1e-12 },
      );
      expect(cohenDz).toBeAllclose(wanted.t / Math.sqrt(x.length));
    }
  });

  it('turns its sign when x and y change places, and stays in its bounds', () => {
    const scores = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })), { minLength: 1 });
    fc.assert(
      fc.property(scores, (rows) => {
        const x = rows.map(([first]) => first);
        const y = rows.map(([, second]) => second);
        const one = pairedEffectSizes(x, y);
        const other = pairedEffectSizes(y, x);
        expect(other.meanDifference).toBeAllclose(-one.meanDifference);
        expect(other.rankBiserial).toBeAllclose(-one.rankBiserial);
        expect(other.superiority).toBeAllclose(1 - one.superiority);
        if (one.cohenDz !== null) expect(other.cohenDz).toBeAllclose(-one.cohenDz);
        expect([other.wins, other.losses, other.ties]).toEqual([one.losses, one.wins, one.ties]);
        expect(one.wins + one.ties + one.losses).toBe(rows.length);
        expect(Math.abs(one.rankBiserial)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('has no d_z where the differences do not vary, be it by rounding only', () => {
    expect(pairedEffectSizes([2, 2], [1, 1]).cohenDz).toBeNull();
    expect(pairedEffectSizes([0.3, 0.4, 1.1], [0.2, 0.3, 1]).cohenDz).toBeNull();
    expect(pairedEffectSizes([5])).toMatchObject({ cohenDz: null, rankBiserial: 1, superiority: 1, wins: 1 });
    expect(pairedEffectSizes([0, 0])).toMatchObject({ cohenDz: null, rankBiserial: 0, superiority: 0.5, ties: 2 });
  });
});

describe('wilsonInterval', () => {
  it('has the ends of scipy', () => {
    for (const { successes, trials, confidence, low, high } of golden.wilson) {
      const got = wilsonInterval(successes, trials, confidence);
      expect([got.low, got.high]).toBeAllclose([low, high], { rtol: 1e-12, atol: 1e-15 });
    }
  });

  it('holds the proportion, lies in [0, 1], mirrors with failures and shrinks with lower confidence', () => {
    const counts = fc
      .integer({ min: 1, max: 1000 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
    fc.assert(
      fc.property(counts, fc.double({ min: 0.01, max: 0.999, noNaN: true }), ([successes, trials], confidence) => {
        const { estimate, low, high } = wilsonInterval(successes, trials, confidence);
        expect(low >= 0 && low <= estimate && estimate <= high && high <= 1).toBe(true);
        const mirrored = wilsonInterval(trials - successes, trials, confidence);
        expect([mirrored.low, mirrored.high]).toBeAllclose([1 - high, 1 - low]);
        const narrower = wilsonInterval(successes, trials, confidence / 2);
        expect(narrower.high - narrower.low).toBeLessThanOrEqual(high - low);
      }),
    );
  });

  it('refuses counts that are none and confidences that are not between 0 and 1', () => {
    expect(() => wilsonInterval(3, 2)).toThrow(/successes must be an integer in \[0, 2\], got 3/);
    expect(() => wilsonInterval(0, 0)).toThrow(/trials/);
    expect(() => wilsonInterval(1, 2, 1)).toThrow(/confidence/);
    expect(() => wilsonInterval(1, 2, Number.NaN)).toThrow(/confidence/);
  });
});
