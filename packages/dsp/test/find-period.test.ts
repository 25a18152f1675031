import { createRandom } from '@tsad/core';
import { lcg, readGolden } from '@tsad/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FindPeriodOptions, findPeriod } from '../src/index.ts';
import { findLengthRank } from './naive-period.ts';

interface RankCase {
  series: { n: number; seed: number; noise?: number; trend?: number; waves?: { period: number; amp: number }[] };
  check: { first: number; last: number };
  rank: Record<'0' | '1' | '2' | '3', number>;
}

interface AcfCase {
  name: string;
  x: number[];
  find_length_rank: number;
  find_period: number;
  coad_period: number;
}

function series({ n, seed, noise = 0, trend = 0, waves = [] }: RankCase['series']): Float64Array {
  const next = lcg(seed);
  const out = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    out[k] = noise * (next() / 4294967296) + trend * k;
    for (const { period, amp } of waves) out[k] += amp * Math.abs(2 * ((k % period) / period) - 1);
  }
  return out;
}

const rankCases = readGolden<{ cases: RankCase[] }>(import.meta.url, 'find-length.json').cases;
const acfCases = readGolden<{ cases: AcfCase[] }>(import.meta.url, 'acf.json').cases;

describe('findPeriod', () => {
  it.each(rankCases.map((entry, i) => [i, entry] as const))('answers as find_length_rank, series %i', (_, entry) => {
    const values = series(entry.series);
    expect(values[0]).toBe(entry.check.first);
    expect(values[values.length - 1]).toBe(entry.check.last);
    for (const rank of [0, 1, 2, 3] as const) {
      expect(findPeriod(values, { rank }), `rank ${rank}`).toBe(entry.rank[rank]);
    }
  });

  it.each(acfCases)('answers as CoAD on $name', ({ x, find_length_rank, find_period, coad_period }) => {
    expect(findPeriod(x)).toBe(find_length_rank);
    expect(findPeriod(x, { method: 'coad' })).toBe(coad_period);
    // Without a local maximum the reference function adds 1e-4 to the frequency, its published UCR table does not.
    if (find_period !== 476) expect(findPeriod(x, { method: 'coad-train' })).toBe(find_period);
    else expect(findPeriod(x, { method: 'coad-train' })).toBe(500);
  });

  it('equals the naive twin at every rank', () => {
    const random = createRandom(5);
    for (let round = 0; round < 40; round++) {
      const period = 4 + random.uniform() * 60;
      const noise = random.uniform();
      const values = Array.from(
        { length: 150 + random.integer(500) },
        (_, i) => Math.sin((2 * Math.PI * i) / period) + noise * random.normal(),
      );
      for (const rank of [0, 1, 2, 3] as const) expect(findPeriod(values, { rank })).toBe(findLengthRank(values, rank));
    }
  });

  it('does not see offset, scale or direction', () => {
    const random = createRandom(6);
    const values = Array.from({ length: 800 }, (_, i) => Math.sin(i / 7) + 0.1 * random.normal());
    for (const options of [{}, { rank: 2 }, { method: 'coad' }, { method: 'coad-train' }] as FindPeriodOptions[]) {
      const period = findPeriod(values, options);
      for (const [scale, offset] of [
        [1e-160, 0],
        [1e160, 0],
        [-3, 1e6],
      ]) {
        expect(
          findPeriod(
            values.map((value) => value * scale + offset),
            options,
          ),
        ).toBe(period);
      }
      expect(findPeriod(values.toReversed(), options)).toBe(period);
    }
  });

  it('answers an integer of at least 1 for any finite series', () => {
    const values = fc.array(fc.double({ min: -1e100, max: 1e100, noNaN: true }), { maxLength: 60 });
    fc.assert(
      fc.property(values, fc.constantFrom('tsb-ad', 'coad', 'coad-train'), (signal, method) => {
        const period = findPeriod(signal, { method });
        expect(Number.isSafeInteger(period) && period >= 1).toBe(true);
      }),
    );
  });

  it('falls back to 125 where there is nothing to find', () => {
    for (const method of ['tsb-ad', 'coad', 'coad-train'] as const) {
      for (const values of [[], [1], [7, 7, 7], new Array(1000).fill(0.1)]) {
        expect(findPeriod(values, { method })).toBe(125);
      }
    }
  });

  it('names what is wrong', () => {
    expect(() => findPeriod([1, 2, Number.NaN])).toThrow('findPeriod: signal[2] must be finite, got NaN');
    expect(() => findPeriod(['a'] as unknown as number[])).toThrow(TypeError);
    expect(() => findPeriod([1], { method: 'fft' as 'coad' })).toThrow('"tsb-ad", "coad", "coad-train"');
    expect(() => findPeriod([1], { rank: 4 as 3 })).toThrow('rank');
    expect(() => findPeriod([1], { rank: 2, method: 'coad' })).toThrow('rank must be 1');
  });
});
