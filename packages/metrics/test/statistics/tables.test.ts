import { createRandom } from '@tsad/core';
import { readGolden } from '@tsad/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { friedman } from '../../src/statistics/friedman.ts';
import { holm } from '../../src/statistics/holm.ts';
import { criticalDifference, nemenyi } from '../../src/statistics/nemenyi.ts';
import { rankGroups } from '../../src/statistics/rank-groups.ts';
import { wilcoxonSignedRank } from '../../src/statistics/wilcoxon.ts';
import { naiveFriedman, naiveHolm, naiveRuns } from './naive.ts';

interface Golden {
  holm: { p: number[]; adjusted: number[] }[];
  tables: {
    scores: number[][];
    averageRanks: number[];
    chiSquare: number;
    pValue: number;
    f: number;
    fPValue: number;
    nemenyi: number[];
    criticalDifference: number;
  }[];
}

const golden = readGolden<Golden>(import.meta.url, 'statistics.json');
const tables = fc.tuple(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 2, max: 7 })).chain(([series, methods]) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { minLength: methods, maxLength: methods }), {
    minLength: series,
    maxLength: series,
  }),
);

describe('holm', () => {
  const probabilities = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

  it('has the adjusted P values of statsmodels', () => {
    for (const { p, adjusted } of golden.holm) expect(holm(p)).toBeAllclose(adjusted, { rtol: 1e-14, atol: 0 });
  });

  it('is the maximum over the smaller P values, in the order given, and not below them nor above 1', () => {
    fc.assert(
      fc.property(probabilities, (p) => {
        const got = holm(p);
        expect(got).toBeAllclose(naiveHolm(p));
        got.forEach((value, i) => void expect(value >= p[i] && value <= 1).toBe(true));
      }),
    );
  });

  it('rises with every P value', () => {
    fc.assert(
      fc.property(probabilities, fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (p, at, weight) => {
        if (p.length === 0) return;
        const raised = p.map((value, i) => (i === at % p.length ? value + weight * (1 - value) : value));
        const before = holm(p);
        holm(raised).forEach((value, i) => void expect(value).toBeGreaterThanOrEqual(before[i] - 1e-15));
      }),
    );
  });

  it('refuses what is not a probability, with its index', () => {
    expect(() => holm([0.5, Number.NaN])).toThrow(/pValues\[1\] must be in \[0, 1\], got NaN/);
    expect(() => holm([1.2])).toThrow(RangeError);
  });
});

describe('friedman', () => {
  it('has the statistics, P values and average ranks of scipy, with ties and without', () => {
    for (const { scores, ...wanted } of golden.tables) {
      const got = friedman(scores);
      expect(got.averageRanks).toBeAllclose(wanted.averageRanks, { rtol: 1e-14 });
      expect([got.chiSquare, got.pValue, got.f.statistic]).toBeAllclose([wanted.chiSquare, wanted.pValue, wanted.f], {
        rtol: 1e-12,
        atol: 0,
      });
      // scipy's F tail is the looser one at thousands of degrees of freedom (see special.test.ts).
      expect(got.f.pValue).toBeAllclose(wanted.fPValue, { rtol: 1e-11, atol: 0 });
    }
  });

  it('is the textbook formula over the correction for ties', () => {
    fc.assert(
      fc.property(tables, (scores) => {
        const { chiSquare, pValue, f } = friedman(scores);
        if (scores.every((row) => new Set(row).size === 1)) expect([chiSquare, pValue, f.pValue]).toEqual([0, 1, 1]);
        else expect(chiSquare).toBeAllclose(naiveFriedman(scores));
        for (const p of [pValue, f.pValue]) expect(p >= 0 && p <= 1).toBe(true);
      }),
    );
  });

  it('sees ranks only, in any order of the series, from flat tables and nested ones', () => {
    fc.assert(
      fc.property(tables, (scores) => {
        const wanted = friedman(scores);
        expect(friedman(scores.map((row, i) => row.map((value) => Math.exp(value) + i)))).toEqual(wanted);
        expect(friedman(scores.toReversed())).toEqual(wanted);
        expect(friedman(scores.flat(), { methods: scores[0].length })).toEqual(wanted);
        const mirrored = friedman(scores, { higherIsBetter: false });
        expect(mirrored.chiSquare).toBeAllclose(wanted.chiSquare);
        expect(mirrored.averageRanks).toBeAllclose(wanted.averageRanks.map((rank) => wanted.methods + 1 - rank));
      }),
    );
  });

  it('has an infinite F and P = 0 where all series agree without ties', () => {
    const { chiSquare, f } = friedman([
      [3, 2, 1],
      [9, 5, 4],
      [1, 0, -1],
    ]);
    expect([chiSquare, f.statistic, f.pValue]).toEqual([6, Infinity, 0]);
  });

  it('says what is wrong with a table', () => {
    expect(() => friedman([1, 2, 3, 4], { methods: Infinity })).toThrow('methods must be an integer in [2, 1000000]');
    expect(() => friedman([null] as never)).toThrow('scores[0] must be a number, got null');
    expect(() => rankGroups([1, 2], null as never)).toThrow('rankGroups: options must be an object, got null');
    expect(() => friedman([1, 2, 3, 4])).toThrow(/methods must be an integer of at least 2/);
    expect(() => friedman([1, 2, 3, 4, 5], { methods: 2 })).toThrow(/2 rows of 2 methods each, got 5 values/);
    expect(() => friedman([[1, 2]])).toThrow(/at least 2 rows/);
    expect(() => friedman([[1, 2], [1]])).toThrow(/scores\[1\] must have 2 methods as the others, got 1/);
    expect(() =>
      friedman([
        [1, 2],
        [1, Number.NaN],
      ]),
    ).toThrow(/scores\[1\]\[1\] must be finite, got NaN/);
    expect(() => friedman([])).toThrow(RangeError);
  });
});

describe('nemenyi', () => {
  it('has the P values and critical differences of the studentized range of scipy', () => {
    for (const { scores, ...wanted } of golden.tables) {
      const got = nemenyi(scores);
      expect(got.pValues).toBeAllclose(wanted.nemenyi, { rtol: 1e-11, atol: 1e-14 });
      expect(got.criticalDifference).toBeAllclose(wanted.criticalDifference, { rtol: 1e-12 });
    }
  });

  it('has the critical values q / sqrt 2 of the published table for 2 to 10 methods, which rounds either way', () => {
    const values = (alpha: number) =>
      Array.from({ length: 9 }, (_, i) => criticalDifference(i + 2, 6, alpha) / Math.sqrt(((i + 2) * (i + 3)) / 36));
    const third = { rtol: 0, atol: 1e-3 };
    expect(values(0.05)).toBeAllclose([1.96, 2.343, 2.569, 2.728, 2.85, 2.949, 3.031, 3.102, 3.164], third);
    expect(values(0.1)).toBeAllclose([1.645, 2.052, 2.291, 2.459, 2.589, 2.693, 2.78, 2.855, 2.92], third);
  });

  it('calls a pair different exactly where its ranks differ by the critical difference', () => {
    fc.assert(
      fc.property(tables, fc.constantFrom(0.01, 0.05, 0.3), (scores, alpha) => {
        const { averageRanks, pValues, criticalDifference: least, methods } = nemenyi(scores, { alpha });
        for (let i = 0; i < methods; i++) {
          for (let j = 0; j < methods; j++) {
            const p = pValues[i * methods + j];
            expect(p).toBe(pValues[j * methods + i]);
            expect(p <= alpha).toBe(Math.abs(averageRanks[i] - averageRanks[j]) >= least);
          }
        }
      }),
    );
  });

  it('refuses a level outside (0, 1) and fewer than two methods', () => {
    expect(() => criticalDifference(3, 10, 0)).toThrow(RangeError);
    expect(() => criticalDifference(1, 10)).toThrow(/methods must be an integer/);
    expect(() =>
      nemenyi(
        [
          [1, 2],
          [2, 1],
        ],
        { alpha: 1 },
      ),
    ).toThrow(RangeError);
  });
});

describe('rankGroups', () => {
  const rules = fc.constantFrom('nemenyi' as const, 'wilcoxon-holm' as const);

  it('orders by average rank and draws each longest run that holds no pair told apart', () => {
    fc.assert(
      fc.property(tables, rules, fc.constantFrom(0.05, 0.4, 0.8), (scores, rule, alpha) => {
        const { averageRanks, order, groups, pValues } = rankGroups(scores, { rule, alpha });
        expect(averageRanks).toEqual(friedman(scores).averageRanks);
        for (let i = 1; i < order.length; i++) {
          expect(averageRanks[order[i]]).toBeGreaterThanOrEqual(averageRanks[order[i - 1]]);
        }
        expect(groups).toEqual(naiveRuns(order, pValues, alpha));
      }),
    );
  });

  it("by 'wilcoxon-holm' has the corrected P values of the pairs", () => {
    const random = createRandom(3);
    const scores = Array.from({ length: 30 }, () => [random.normal(0.5), random.normal(0), random.normal(0.1)]);
    const column = (j: number) => scores.map((row) => row[j]);
    const pairs = [
      [0, 1],
      [0, 2],
      [1, 2],
    ];
    const wanted = holm(pairs.map(([i, j]) => wilcoxonSignedRank(column(i), column(j), { zeros: 'pratt' }).pValue));
    const { pValues, criticalDifference: none, friedman: first } = rankGroups(scores, { rule: 'wilcoxon-holm' });
    expect(pairs.map(([i, j]) => pValues[3 * i + j])).toBeAllclose(wanted);
    expect(pairs.map(([i, j]) => pValues[3 * j + i])).toBeAllclose(wanted);
    expect(none).toBeNull();
    expect(first).toEqual(friedman(scores));
  });

  it('finds two overlapping bars and leaves a method that stands alone without one', () => {
    const scores = Array.from({ length: 16 }, (_, i) => [4 + (i % 2) * 1.5, 5, 3.5 + (i % 4), 1 + (i % 3) / 10, 0]);
    const { groups, criticalDifference: least, averageRanks } = rankGroups(scores);
    expect(least).toBeAllclose(criticalDifference(5, 16));
    for (const group of groups) {
      expect(averageRanks[group.at(-1) as number] - averageRanks[group[0]]).toBeLessThan(least as number);
    }
    expect(groups.length).toBeGreaterThan(0);
    expect(rankGroups(Array.from({ length: 200 }, () => [3, 2, 1])).groups).toEqual([]);
  });

  it('does not depend on the order of the columns but for the names', () => {
    fc.assert(
      fc.property(tables, rules, (scores, rule) => {
        const mirrored = rankGroups(
          scores.map((row) => row.toReversed()),
          { rule },
        );
        const { averageRanks, pValues } = rankGroups(scores, { rule });
        expect(mirrored.averageRanks.toReversed()).toEqual(averageRanks);
        expect(mirrored.pValues.toReversed()).toBeAllclose(pValues);
      }),
    );
  });
});
