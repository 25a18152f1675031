import { readGolden } from '@tsad/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BootstrapMethod, bootstrapInterval } from '../../src/statistics/bootstrap.ts';
import { normalCdf, normalQuantile } from '../../src/statistics/normal.ts';
import { naiveEstimates, naiveMean } from './naive.ts';

interface Golden {
  bootstrap: {
    values: number[];
    statistic: 'mean' | 'median' | 'deviation';
    seed: number;
    confidence: number;
    method: BootstrapMethod;
    resamples: number;
    low: number;
    high: number;
    standardError: number;
  }[];
  bootstrapSpread: { values: number[]; mean: [number, number]; sd: [number, number] };
}

const golden = readGolden<Golden>(import.meta.url, 'statistics.json');

function mean(sample: Float64Array): number {
  let sum = 0;
  for (const value of sample) sum += value;
  return sum / sample.length;
}

const statistics = {
  mean,
  median(sample: Float64Array): number {
    const sorted = sample.toSorted();
    const half = sorted.length / 2;
    return (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2;
  },
  deviation(sample: Float64Array): number {
    const centre = mean(sample);
    return Math.sqrt(mean(sample.map((value) => (value - centre) ** 2)));
  },
};

/** The BCa formula, written out. */
function twin(values: number[], labels: (string | number)[], resamples: number, seed: number, tail: number): number[] {
  const { estimates, jackknife } = naiveEstimates(values, labels, naiveMean, resamples, seed);
  const estimate = naiveMean(values);
  const near = (value: number) => Math.abs(value - estimate) < 1e-13;
  const below = estimates.filter((value) => value < estimate && !near(value)).length;
  const z0 = normalQuantile((below + estimates.filter(near).length / 2) / resamples);
  const differences = jackknife.map((value) => naiveMean(jackknife) - value);
  const squares = differences.reduce((sum, d) => sum + d ** 2, 0);
  const a = squares < 1e-20 ? 0 : differences.reduce((sum, d) => sum + d ** 3, 0) / (6 * squares ** 1.5);
  const sorted = estimates.sort((x, y) => x - y);
  return [tail, 1 - tail].map((level) => {
    const z = z0 + normalQuantile(level);
    const position = normalCdf(z0 + z / (1 - a * z)) * (resamples - 1);
    const [i, share] = [Math.floor(position), position % 1];
    return sorted[i] + share * ((sorted[i + 1] ?? sorted[i]) - sorted[i]);
  });
}

describe('bootstrapInterval', () => {
  it('has the ends of scipy on the same resamples, for three statistics and both methods', () => {
    for (const { values, statistic, low, high, standardError, ...options } of golden.bootstrap) {
      const got = bootstrapInterval(values, { ...options, statistic: statistics[statistic] });
      expect(got.method).toBe(options.method);
      expect([got.low, got.high, got.standardError]).toBeAllclose([low, high, standardError], { rtol: 1e-10 });
      if (statistic === 'mean') {
        const fast = bootstrapInterval(values, options);
        expect([fast.low, fast.high, fast.standardError]).toBeAllclose([low, high, standardError], { rtol: 1e-10 });
      }
    }
  });

  it('agrees with scipy on other resamples within four standard deviations of an end', () => {
    const { values, mean: ends, sd } = golden.bootstrapSpread;
    const { low, high } = bootstrapInterval(values, { seed: 5 });
    expect(Math.abs(low - ends[0])).toBeLessThan(4 * sd[0]);
    expect(Math.abs(high - ends[1])).toBeLessThan(4 * sd[1]);
  });

  it('is the written-out BCa formula, over values and over clusters', () => {
    const sample = fc.array(fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 0, max: 6 })), {
      minLength: 8,
      maxLength: 30,
    });
    fc.assert(
      fc.property(sample, fc.nat(), fc.boolean(), (rows, seed, clustered) => {
        const values = rows.map(([value]) => value / 1000);
        const groups = rows.map(([, label], i) => (clustered ? `family ${label}` : i));
        fc.pre(new Set(groups).size > 4 && Math.max(...values) - Math.min(...values) > 0.1);
        const options = { resamples: 200, seed, confidence: 0.9, groups };
        const got = bootstrapInterval(values, options);
        fc.pre(got.method === 'bca');
        expect([got.low, got.high]).toBeAllclose(twin(values, groups, 200, seed, 0.05));
        const general = bootstrapInterval(values, { ...options, statistic: mean });
        expect([general.low, general.high]).toBeAllclose([got.low, got.high]);
      }),
    );
  });

  it('follows shifts and scales of the values, and repeats under a seed', () => {
    const values = [0.12, 0.05, -0.02, 0.2, 0.08, 0.01, 0.11, 0.07, -0.01, 0.15];
    const first = bootstrapInterval(values, { seed: 7, resamples: 500 });
    expect(bootstrapInterval(values, { seed: 7, resamples: 500 })).toEqual(first);
    expect(bootstrapInterval(values, { seed: 8, resamples: 500 }).low).not.toBe(first.low);
    const moved = bootstrapInterval(
      values.map((value) => 1000 - 8 * value),
      { seed: 7, resamples: 500, method: 'percentile' },
    );
    const plain = bootstrapInterval(values, { seed: 7, resamples: 500, method: 'percentile' });
    expect([moved.low, moved.high]).toBeAllclose([1000 - 8 * plain.high, 1000 - 8 * plain.low]);
    expect(moved.acceleration).toBeAllclose(-plain.acceleration, { rtol: 1e-9 });
  });

  it('is wider over clusters of equal values than over the values, as large as the clusters are', () => {
    const values = Array.from({ length: 60 }, (_, i) => Math.sin(Math.floor(i / 6) * 2.3));
    const groups = values.map((_, i) => Math.floor(i / 6));
    const alone = bootstrapInterval(values);
    const together = bootstrapInterval(values, { groups });
    expect(together.standardError / alone.standardError).toBeGreaterThan(2.2);
    expect(together.standardError / alone.standardError).toBeLessThan(2.7);
    const once = bootstrapInterval(values.filter((_, i) => i % 6 === 0));
    expect([together.low, together.high]).toBeAllclose([once.low, once.high]);
  });

  it('has no width where all values are equal, and the values as ends where there are two', () => {
    const equal = bootstrapInterval([0.1, 0.1, 0.1], { resamples: 99 });
    expect(equal).toMatchObject({ low: 0.1, high: 0.1, estimate: 0.1, standardError: 0, acceleration: 0 });
    const two = bootstrapInterval([0, 1]);
    expect(two).toMatchObject({ low: 0, high: 1, estimate: 0.5, acceleration: 0 });
  });

  it('falls back to percentiles, and says so, where every resampled estimate lies on one side', () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8];
    let calls = 0;
    const statistic = (sample: Float64Array) => (calls++ < 99 ? -1 : 0) + 0 * sample[0];
    const got = bootstrapInterval(values, { statistic, resamples: 99 });
    expect(got).toMatchObject({ method: 'percentile', biasCorrection: Infinity, low: -1, high: -1, estimate: 0 });
  });

  it('says what is wrong with its input', () => {
    expect(() => bootstrapInterval([1])).toThrow(/values must hold at least 2 values, got 1/);
    expect(() => bootstrapInterval([1, 2], { statistic: 'mean' as never })).toThrow(/statistic must be a function/);
    expect(() => bootstrapInterval([1, 2, Infinity])).toThrow(/values\[2\] must be finite/);
    expect(() => bootstrapInterval([1, 2], { groups: ['a'] })).toThrow(/one label a value, got 1 labels for 2/);
    expect(() => bootstrapInterval([1, 2], { groups: ['a', 'a'] })).toThrow(/at least 2 clusters, got 1/);
    expect(() => bootstrapInterval([1, 2], { statistic: () => Number.NaN })).toThrow(/statistic must be finite/);
    expect(() => bootstrapInterval([1, 2], { resamples: 1 })).toThrow(/resamples/);
    expect(() => bootstrapInterval([1, 2], { confidence: 95 })).toThrow(/confidence/);
    expect(() => bootstrapInterval([1, 2], { level: 0.9 } as object)).toThrow(/unknown option "level"/);
  });
});
