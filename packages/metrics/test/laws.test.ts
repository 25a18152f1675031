/** Laws that hold whatever the data: what a map of the scores, a permutation, a reversal may change. */
import { createRandom } from '@tsad/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  affiliation,
  aucPr,
  aucRoc,
  bestF1,
  eventF1,
  type Labels,
  paK,
  paKArea,
  pate,
  pointAdjustedF1,
  rangeAuc,
  rangeF1,
  type Scores,
  vus,
} from '../src/index.ts';
import { type SmallCase, smallCases } from './twins.ts';

type Metric = (scores: Scores, labels: Labels) => number;

const mode = 'fixed';

/** Metrics that see the order of the scores only. */
const rankMetrics: Record<string, Metric> = {
  aucRoc,
  aucPr,
  'aucPr by trapezoids': (scores, labels) => aucPr(scores, labels, { rule: 'trapezoid' }),
  bestF1,
  'VUS-PR': (scores, labels) => vus(scores, labels, { window: 6 }).pr,
  'VUS-ROC': (scores, labels) => vus(scores, labels, { window: 6 }).roc,
  'VUS-PR classic': (scores, labels) => vus(scores, labels, { window: 6, kind: 'classic' }).pr,
  'Range-AUC-PR': (scores, labels) => rangeAuc(scores, labels, { window: 6 }).pr,
  'point-adjusted F1, fixed': (scores, labels) => pointAdjustedF1(scores, labels, { mode }),
  'event F1, fixed': (scores, labels) => eventF1(scores, labels, { mode }),
  'range F1, fixed': (scores, labels) => rangeF1(scores, labels, { mode }),
  'affiliation F1, fixed': (scores, labels) => affiliation(scores, labels, { mode }).f1,
  'PATE at all thresholds': (scores, labels) => pate(scores, labels, { early: 3, late: 3, thresholds: 'all' }),
  'PA%K': paK,
  'PA%K area': paKArea,
};

/** Metrics whose thresholds are values between the scores. */
const valueMetrics: Record<string, Metric> = {
  pointAdjustedF1: (scores, labels) => pointAdjustedF1(scores, labels),
  eventF1: (scores, labels) => eventF1(scores, labels),
  rangeF1: (scores, labels) => rangeF1(scores, labels),
  affiliation: (scores, labels) => affiliation(scores, labels).f1,
  pate: (scores, labels) => pate(scores, labels, { early: 3, late: 3 }),
};

const allMetrics = { ...rankMetrics, ...valueMetrics };
const names = Object.keys(allMetrics);

/** Levels 0 .. 30 in place of the scores, so that maps of them are exact. */
const levelled: fc.Arbitrary<SmallCase> = smallCases.map((sample) => ({
  ...sample,
  scores: sample.scores.map((score) => Math.abs(Math.round(score * 13)) % 31),
}));

const spread = (values: readonly number[]): boolean => new Set(values).size > 1;

describe('a strictly increasing map of the scores', () => {
  it.each(Object.keys(rankMetrics))('leaves %s as it is', (name) => {
    const steps = fc.array(fc.double({ min: 1e-3, max: 100, noNaN: true }), { minLength: 31, maxLength: 31 });
    fc.assert(
      fc.property(levelled, steps, ({ scores, labels }, increments) => {
        let sum = -500;
        const map = increments.map((step) => (sum += step));
        const mapped = scores.map((score) => map[score]);
        expect(rankMetrics[name](mapped, labels)).toBe(rankMetrics[name](scores, labels));
      }),
    );
  });

  it('changes the metrics on a value grid: one outlier takes their thresholds away', () => {
    const labels = [0, 0, 0, 0, 1, 1, 0, 0, 1];
    const scores = [1, 2, 1, 2, 4, 5, 3, 1, 6];
    const outlier = [1, 2, 1, 2, 4, 5, 3, 1, 1e9];
    expect(rangeF1(outlier, labels)).toBeLessThan(rangeF1(scores, labels));
    expect(rangeF1(outlier, labels, { mode })).toBe(rangeF1(scores, labels, { mode }));
  });
});

describe('adding a constant', () => {
  it.each(names)('leaves %s as it is', (name) => {
    fc.assert(
      fc.property(levelled, fc.integer({ min: -1000, max: 1000 }), ({ scores, labels }, constant) => {
        // A range of 99 makes the grid of 100 thresholds exact, and with it the shifted one.
        const exact = scores.map((score, i) => (i === 0 ? 0 : i === 1 ? 99 : score * 3));
        const shifted = exact.map((score) => score + constant);
        const metric = allMetrics[name as keyof typeof allMetrics];
        expect(metric(shifted, labels)).toBe(metric(exact, labels));
      }),
    );
  });
});

describe('multiplying by a power of two', () => {
  it.each(names)('leaves %s as it is', (name) => {
    fc.assert(
      fc.property(smallCases, fc.integer({ min: -20, max: 20 }), ({ scores, labels }, power) => {
        // Subnormal scores would be rounded.
        const normal = scores.map((score) => (Math.abs(score) < 1e-200 ? 0 : score));
        const metric = allMetrics[name as keyof typeof allMetrics];
        expect(
          metric(
            normal.map((score) => score * 2 ** power),
            labels,
          ),
        ).toEqual(metric(normal, labels));
      }),
    );
  });
});

describe('a common permutation of scores and labels', () => {
  const orderless = ['aucRoc', 'aucPr', 'aucPr by trapezoids', 'bestF1'];

  it.each(orderless)('leaves %s as it is', (name) => {
    fc.assert(
      fc.property(smallCases, fc.integer(), ({ scores, labels }, seed) => {
        const order = createRandom(seed).shuffle(scores.map((_, i) => i));
        const permuted = rankMetrics[name](
          order.map((i) => scores[i]),
          order.map((i) => labels[i]),
        );
        expect(permuted).toBe(rankMetrics[name](scores, labels));
      }),
    );
  });

  it.each(names.filter((name) => !orderless.includes(name)))('may change %s: order matters there', (name) => {
    const metric = allMetrics[name as keyof typeof allMetrics];
    const scores = [1, 2, 1, 9, 8, 1, 2, 3, 1, 2, 1, 3];
    const labels = [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 0];
    const values = Array.from({ length: 20 }, (_, seed) => {
      const order = createRandom(seed).shuffle(scores.map((_, i) => i));
      return metric(
        order.map((i) => scores[i]),
        order.map((i) => labels[i]),
      );
    });
    expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(0.01);
  });
});

describe('reading the series backwards', () => {
  const symmetric = names.filter((name) => !/pointAdjusted|eventF1|PATE|pate/.test(name));

  it.each(symmetric)('leaves %s as it is, up to rounding', (name) => {
    fc.assert(
      fc.property(smallCases, ({ scores, labels }) => {
        const metric = allMetrics[name as keyof typeof allMetrics];
        expect(metric(scores.toReversed(), labels.toReversed())).toBeAllclose(metric(scores, labels), { rtol: 1e-12 });
      }),
    );
  });
});

describe('labels as scores', () => {
  it('give every metric its best, the current VUS-PR exactly 1', () => {
    fc.assert(
      fc.property(smallCases, ({ labels, window }) => {
        expect(vus(labels, labels, { window }).pr).toBe(1);
        expect(vus(labels, labels, { window }).roc).toBeAllclose(1, { rtol: 1e-12 });
        expect(aucRoc(labels, labels)).toBe(1);
        expect(aucPr(labels, labels)).toBe(1);
        expect(bestF1(labels, labels, { mode })).toBe(1);
        expect(bestF1(labels, labels)).toBe(2 / (2 + 1e-5));
        expect(pointAdjustedF1(labels, labels, { mode })).toBe(1);
        expect(eventF1(labels, labels, { mode })).toBe(1);
        expect(rangeF1(labels, labels)).toBeAllclose(1, { rtol: 1e-12 });
        expect(affiliation(labels, labels, { mode }).f1).toBe(1);
        expect(paK(labels, labels, { mode })).toBe(1);
      }),
    );
  });

  it('do not give the classic VUS-PR 1: it counts buffers that the labels leave out', () => {
    const labels = [0, 0, 0, 1, 1, 0, 0, 0];
    expect(vus(labels, labels, { window: 4, kind: 'classic' }).pr).toBeLessThan(0.99);
  });
});

it.each(names)('%s lies in [0, 1], or is NaN for constant affiliation scores', (name) => {
  fc.assert(
    fc.property(smallCases, ({ scores, labels }) => {
      const value = allMetrics[name as keyof typeof allMetrics](scores, labels);
      if (name === 'affiliation' && !spread(scores)) expect(value).toBeNaN();
      else expect(value >= 0 && value <= 1 + 1e-12, `${value}`).toBe(true);
    }),
  );
});
