import { createRandom } from '@tsad/core';
import { readGolden } from '@tsad/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { movingAverage, slidingMeanSd, slidingMinMax } from '../src/index.ts';
import * as naive from './naive.ts';

const signalAndWidth = fc
  .array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 80 })
  .chain((signal) => fc.tuple(fc.constant(signal), fc.integer({ min: 1, max: signal.length })));

/** Values on a grid of 2^-10, so that adding 2^30 is exact. */
function gridded(n: number): number[] {
  const random = createRandom(2);
  return Array.from({ length: n }, () => Math.round(1024 * random.normal()) / 1024);
}

describe('movingAverage', () => {
  const { x, cases } = readGolden<{ x: number[]; cases: { n: number; w: number; y: number[] }[] }>(
    import.meta.url,
    'moving_average.json',
  );

  it.each(cases)('equals numpy.convolve at n = $n, width $w', ({ n, w, y }) => {
    expect(movingAverage(x.slice(0, n), w)).toBeAllclose(y, { rtol: 0, atol: 1e-12 });
  });

  it('equals the definition, also for a width beyond the length', () => {
    const signals = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(signals, fc.integer({ min: 1, max: 60 }), (signal, width) => {
        expect(movingAverage(signal, width)).toBeAllclose(naive.convolveSame(signal, width), { atol: 1e-11 });
      }),
    );
  });

  it('refuses a wrong width and values that are not finite', () => {
    expect(movingAverage([], 3).length).toBe(0);
    expect(() => movingAverage([1, 2], 0)).toThrow('movingAverage: width must be an integer');
    expect(() => movingAverage([1, 2], 1e9)).toThrow('width must be an integer in [1, 1048576], got 1000000000');
    expect(() => movingAverage([1, Number.NaN], 2)).toThrow('signal[1]');
  });
});

describe('slidingMeanSd', () => {
  it('equals the two-pass definition of every window', () => {
    fc.assert(
      fc.property(signalAndWidth, ([signal, width]) => {
        const { mean, sd } = slidingMeanSd(signal, width);
        expect(mean).toBeAllclose(naive.windows(signal, width, naive.mean), { atol: 1e-9 });
        expect(sd).toBeAllclose(naive.windows(signal, width, naive.sd), { atol: 1e-7 });
      }),
    );
  });

  it('loses nothing at an offset of 1e9 or after a spike of 1e12', () => {
    const signal = gridded(1000);
    const plain = slidingMeanSd(signal, 37);
    const moved = slidingMeanSd(
      signal.map((value) => value + 2 ** 30),
      37,
    );
    expect(moved.sd).toBeAllclose(plain.sd, { rtol: 1e-12 });
    const spiked = slidingMeanSd(
      signal.map((value, i) => (i === 500 ? 1e12 : value)),
      37,
    );
    expect(spiked.sd.subarray(501)).toBeAllclose(plain.sd.subarray(501), { rtol: 1e-12 });
    expect(spiked.mean.subarray(501)).toBeAllclose(plain.mean.subarray(501), { rtol: 1e-12 });
  });

  it('gives exactly 0 on equal values beside others', () => {
    const { sd } = slidingMeanSd([9.3, 0.1, 0.1, 0.1, 0.1, 0.1, 7], 3);
    expect(Array.from(sd.subarray(1, 4))).toEqual([0, 0, 0]);
  });

  it('spoils only the windows that hold a missing value', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const signal = gridded(60);
      const clean = slidingMeanSd(signal, 7);
      const { mean, sd } = slidingMeanSd(
        signal.map((value, i) => (i === 21 || i === 35 ? bad : value)),
        7,
      );
      for (let i = 0; i < mean.length; i++) {
        const hit = (i <= 21 && i + 7 > 21) || (i <= 35 && i + 7 > 35);
        expect(mean[i]).toBeAllclose(hit ? Number.NaN : clean.mean[i]);
        expect(sd[i]).toBeAllclose(hit ? Number.NaN : clean.sd[i]);
      }
    }
  });

  it('refuses a width beyond the length', () => {
    expect(() => slidingMeanSd([1, 2], 3)).toThrow('slidingMeanSd: width must be an integer in [1, 2], got 3');
  });
});

describe('slidingMinMax', () => {
  it('equals the definition of every window', () => {
    const signals = fc
      .array(fc.constantFrom(-2, -1, 0, 1, 2, 3, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY), {
        minLength: 1,
        maxLength: 60,
      })
      .chain((signal) => fc.tuple(fc.constant(signal), fc.integer({ min: 1, max: signal.length })));
    fc.assert(
      fc.property(signals, ([signal, width]) => {
        const { min, max } = slidingMinMax(signal, width);
        expect(min).toBeAllclose(naive.windows(signal, width, (window) => Math.min(...window)));
        expect(max).toBeAllclose(naive.windows(signal, width, (window) => Math.max(...window)));
      }),
    );
  });

  it('gives NaN for a window with a missing value, and only there', () => {
    const signal = [5, Number.NaN, 3, 4, 1, 2, Number.NaN, 9];
    const { min, max } = slidingMinMax(signal, 3);
    expect(Array.from(min)).toEqual([NaN, NaN, 1, 1, NaN, NaN]);
    expect(Array.from(max)).toEqual([NaN, NaN, 4, 4, NaN, NaN]);
  });

  it('takes a width of 1 and of the length', () => {
    expect(Array.from(slidingMinMax([2, 1], 1).max)).toEqual([2, 1]);
    expect(Array.from(slidingMinMax([2, 1], 2).min)).toEqual([1]);
    expect(() => slidingMinMax([], 1)).toThrow(RangeError);
  });
});
