import { readGolden } from '@tsad/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type WilcoxonOptions, wilcoxonSignedRank } from '../../src/statistics/wilcoxon.ts';
import { naiveWilcoxon } from './naive.ts';

interface Case {
  x: number[];
  y: number[] | null;
  method: 'exact' | 'normal';
  results: (Omit<Required<WilcoxonOptions>, 'method'> & { statistic: number; pValue: number })[];
}

const cases = readGolden<{ wilcoxon: Case[] }>(import.meta.url, 'statistics.json').wilcoxon;
const zeroRules = ['wilcox', 'pratt'] as const;
const alternatives = ['two-sided', 'greater', 'less'] as const;
const small = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 10 });

describe('wilcoxonSignedRank', () => {
  it.each(['exact', 'normal'] as const)('has the statistics and P values of scipy, %s', (method) => {
    for (const { x, y, results } of cases.filter((one) => one.method === method)) {
      for (const { statistic, pValue, ...options } of results) {
        const got = wilcoxonSignedRank(x, y ?? undefined, { ...options, method });
        expect(got.method).toBe(method);
        expect([got.statistic, got.pValue]).toBeAllclose([statistic, pValue], { rtol: 1e-12, atol: 1e-15 });
      }
    }
  });

  it('is exact with ties and zeros: equal to the count over all sign vectors', () => {
    fc.assert(
      fc.property(small, fc.constantFrom(...zeroRules), fc.constantFrom(...alternatives), (x, zeros, alternative) => {
        const got = wilcoxonSignedRank(x, undefined, { zeros, alternative, method: 'exact' });
        expect(got.pValue).toBeAllclose(naiveWilcoxon(x, zeros, alternative));
      }),
      { numRuns: 500 },
    );
  });

  it('does not change when the pairs are reordered, and turns round when x and y change places', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
      minLength: 1,
      maxLength: 70,
    });
    fc.assert(
      fc.property(pairs, fc.constantFrom(...zeroRules), (rows, zeros) => {
        const x = rows.map(([first]) => first);
        const y = rows.map(([, second]) => second);
        const greater = wilcoxonSignedRank(x, y, { zeros, alternative: 'greater' });
        const less = wilcoxonSignedRank(y, x, { zeros, alternative: 'less' });
        expect(less.pValue).toBeAllclose(greater.pValue);
        const both = wilcoxonSignedRank(x, y, { zeros });
        const reversed = wilcoxonSignedRank(x.toReversed(), y.toReversed(), { zeros });
        expect(reversed.pValue).toBeAllclose(both.pValue);
        expect(wilcoxonSignedRank(y, x, { zeros }).pValue).toBeAllclose(both.pValue);
      }),
    );
  });

  it('gives P in [0, 1] by every method, and one-sided P values that cover each other', () => {
    fc.assert(
      fc.property(small, fc.constantFrom(...zeroRules), fc.boolean(), (x, zeros, continuity) => {
        for (const method of ['exact', 'normal', 'auto'] as const) {
          const [two, greater, less] = alternatives.map(
            (alternative) => wilcoxonSignedRank(x, undefined, { zeros, alternative, method, continuity }).pValue,
          );
          for (const p of [two, greater, less]) expect(p >= 0 && p <= 1).toBe(true);
          expect(greater + less).toBeGreaterThan(1 - 1e-9);
        }
      }),
    );
  });

  it('approaches the normal approximation: within 0.002 at n = 200', () => {
    const x = Array.from({ length: 200 }, (_, i) => Math.sin(i * 1.7) + 0.1);
    const exact = wilcoxonSignedRank(x, undefined, { method: 'exact' });
    const normal = wilcoxonSignedRank(x, undefined, { method: 'normal' });
    expect(Math.abs(exact.pValue - normal.pValue)).toBeLessThan(0.002);
  });

  it('keeps the smallest exact P value, 2 to the power 1 - n, up to a thousand pairs', () => {
    for (const n of [5, 50, 1000]) {
      const x = Array.from({ length: n }, (_, i) => i + 1);
      expect(wilcoxonSignedRank(x, undefined, { method: 'exact' }).pValue / 2 ** (1 - n)).toBeAllclose(1);
    }
  });

  it('is exact up to 50 nonzero differences by default, then normal', () => {
    const x = Array.from({ length: 51 }, (_, i) => i + 1);
    expect(wilcoxonSignedRank(x).method).toBe('normal');
    expect(wilcoxonSignedRank([0, ...x.slice(1)])).toMatchObject({ method: 'exact', n: 50 });
  });

  it('has P = 1 where no pair differs', () => {
    for (const method of ['exact', 'normal', 'auto'] as const) {
      for (const alternative of alternatives) {
        const got = wilcoxonSignedRank([3, 3], [3, 3], { method, alternative });
        expect(got).toMatchObject({ pValue: 1, n: 0, statistic: 0 });
      }
    }
  });

  it('says what is wrong with its input', () => {
    expect(() => wilcoxonSignedRank([])).toThrow(/x must hold at least 1 values, got 0/);
    expect(() => wilcoxonSignedRank([1, Number.NaN])).toThrow(/x\[1\] must be finite, got NaN/);
    expect(() => wilcoxonSignedRank([1], [1, 2])).toThrow(/pairs of one length, got 1 and 2/);
    expect(() => wilcoxonSignedRank(new Float64Array(1001).fill(1), undefined, { method: 'exact' })).toThrow(/1000/);
    expect(() => wilcoxonSignedRank([1], undefined, { zeros: 'zsplit' as 'pratt' })).toThrow(RangeError);
  });
});
