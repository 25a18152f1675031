import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RpeTable, type SyntheticSeries, synthetic } from '../src/index.ts';

const families = { seasonal: synthetic.seasonal, ecgLike: synthetic.ecgLike, webTraffic: synthetic.webTraffic };

function digest(series: readonly { values: Float64Array; labels?: Uint8Array }[]): string {
  const hash = createHash('sha256');
  for (const { values, labels } of series) hash.update(values).update(labels ?? '');
  return hash.digest('hex').slice(0, 16);
}

function checkTruth({ values, labels, trainEnd, anomalies }: SyntheticSeries): void {
  const truth = new Uint8Array(values.length);
  let last = trainEnd;
  for (const { begin, end } of anomalies) {
    expect(begin).toBeGreaterThanOrEqual(last);
    expect(end).toBeGreaterThan(begin);
    truth.fill(1, begin, end);
    last = end + 1;
  }
  expect(last).toBeLessThanOrEqual(values.length + 1);
  expect(labels).toEqual(truth);
  expect(values.every(Number.isFinite)).toBe(true);
}

describe.each(Object.entries(families))('synthetic.%s', (_, generate) => {
  it('labels exactly its anomalies, which lie apart and behind the training part', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 4000, max: 9000 }), (seed, length) => {
        checkTruth(generate({ seed, length }));
      }),
      { numRuns: 25 },
    );
  });

  it('gives the same series for a seed, another for another, and the same clean part whatever the anomalies', () => {
    const [a, b, c] = [generate({ seed: 5 }), generate({ seed: 5 }), generate({ seed: 6 })];
    expect(a).toEqual(b);
    expect(a.values).not.toEqual(c.values);
    const clean = generate({ seed: 5, anomalies: [] });
    expect(a.values.subarray(0, a.trainEnd)).toEqual(clean.values.subarray(0, a.trainEnd));
    const differs = a.values.map((value, i) => (value === clean.values[i] ? 0 : 1));
    expect(Array.from(differs).every((flag, i) => flag === 0 || a.labels[i] === 1)).toBe(true);
    for (const { begin, end } of a.anomalies) expect(differs.subarray(begin, end)).toContain(1);
  });

  it('has no anomaly at strength 0 and larger ones at larger strength', () => {
    expect(generate({ strength: 0 }).labels).not.toContain(1);
    const size = (strength: number): number => {
      const marked = generate({ seed: 2, strength, noise: 0, anomalies: ['shape'] });
      const clean = generate({ seed: 2, strength: 0, noise: 0, anomalies: ['shape'] });
      return marked.values.reduce((sum, value, i) => sum + Math.abs(value - clean.values[i]), 0);
    };
    expect(size(1)).toBeGreaterThan(size(0.4));
    expect(size(0.4)).toBeGreaterThan(0);
  });

  it('refuses wrong options in one line', () => {
    expect(() => generate({ length: 500 })).toThrow(/raise length/);
    expect(() => generate({ trainEnd: 4001 })).toThrow(RangeError);
    expect(() => generate({ period: 2 })).toThrow(RangeError);
    expect(() => generate({ noise: -1 })).toThrow(RangeError);
    expect(() => generate({ seed: 0.5 })).toThrow(RangeError);
    expect(() => generate({ anomalies: ['odd' as 'point'] })).toThrow(RangeError);
    expect(() => generate({ sead: 1 } as object)).toThrow(/unknown option/);
  });
});

describe('synthetic.rpeSeries', () => {
  it.each([
    ['I', 8, 1],
    ['II', 8, 1],
    ['III', 8, 2],
    ['IV', 8, 4],
    ['VI', 8, 2],
  ] as [RpeTable, number, number][])(
    'table %s: 4 %% of the 200 test points, in runs of its length',
    (table, total, run) => {
      for (let seed = 0; seed < 40; seed++) {
        const { values, labels, trainEnd } = synthetic.rpeSeries({ table, seed });
        expect([values.length, trainEnd]).toEqual([300, 100]);
        expect(labels.reduce((sum, label) => sum + label, 0)).toBe(total);
        expect(labels.subarray(0, 100)).not.toContain(1);
        const runs = labels
          .join('')
          .match(/1+/g)
          ?.map((text) => text.length);
        expect(runs).toEqual(new Array(total / run).fill(run));
      }
    },
  );

  it('adds one offset per anomaly, of the size of the table, and nothing elsewhere', () => {
    for (const [table, size] of [
      ['I', 1],
      ['II', 0.5],
      ['III', 0.67],
      ['IV', 0.67],
    ] as const) {
      const marked = synthetic.rpeSeries({ table, seed: 3, noise: 0 });
      const clean = synthetic.rpeSeries({ table, seed: 3, noise: 0, amplitude: 0 });
      const largest = Math.max(...clean.values.map(Math.abs));
      for (let i = 0; i < 300; i++) {
        const wanted = marked.labels[i] ? size * largest : 0;
        // Values are rounded to six decimals.
        expect(Math.abs(marked.values[i] - clean.values[i])).toBeAllclose(wanted, { atol: 3e-6 });
      }
    }
  });

  it('puts anomalies anywhere on request, and VI is III', () => {
    const all = synthetic.rpeSeries({ seed: 1, anomaliesIn: 'all', length: 3000, rate: 0.1 });
    expect(all.labels.subarray(0, 100)).toContain(1);
    expect(all.labels.reduce((sum, label) => sum + label, 0)).toBe(300);
    expect(synthetic.rpeSeries({ table: 'VI', seed: 4 }).values).toEqual(
      synthetic.rpeSeries({ table: 'III', seed: 4 }).values,
    );
    expect(() => synthetic.rpeSeries({ table: 'V' as 'I' })).toThrow(RangeError);
    expect(() => synthetic.rpeSeries({ rate: 0.5 })).toThrow(RangeError);
  });
});

describe('synthetic.benchmark', () => {
  const series = synthetic.benchmark();

  it('is twelve series of unique name and 3,000 to 6,000 points with a clean training part', () => {
    expect(series).toHaveLength(12);
    expect(new Set(series.map(({ name }) => name)).size).toBe(12);
    for (const one of series) {
      expect(one.values.length).toBeGreaterThanOrEqual(3000);
      expect(one.values.length).toBeLessThanOrEqual(6000);
      expect(one.anomalies.length).toBeGreaterThan(0);
      checkTruth(one);
    }
  });

  it('has every kind of anomaly, and nine series with a single one', () => {
    const kinds = new Set(series.flatMap(({ anomalies }) => anomalies.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual(['contextual', 'point', 'range', 'shape']);
    expect(series.filter(({ anomalies }) => anomalies.length === 1)).toHaveLength(9);
  });

  it('is the same on every machine', () => {
    expect(digest(series)).toMatchInlineSnapshot(`"f043dcf9551f0f2f"`);
    expect(digest(synthetic.benchmark(2))).not.toBe(digest(series));
    const paper = (['I', 'II', 'III', 'IV', 'VI'] as const).map((table) => synthetic.rpeSeries({ table, seed: 1 }));
    expect(digest(paper)).toMatchInlineSnapshot(`"442ac6096ebea077"`);
  });
});
