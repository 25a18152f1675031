import { readGolden } from '@tsad/test-kit';
import { describe, expect, it } from 'vitest';
import { concentrated, estimateVariances } from '../src/level-variances.ts';
import { localLevel, localLevelLikelihood } from './naive.ts';
import { wandering } from './series.ts';

interface Golden {
  cases: {
    values: number[];
    noise: number;
    drift: number;
    logLikelihood: number;
    trueNoise: number;
    trueDrift: number;
    standardised: number[];
  }[];
}

const { cases } = readGolden<Golden>(import.meta.url, 'local-level.json');

describe('estimateVariances', () => {
  it.each(cases.map((item, i) => [i, item] as const))(
    'case %i: finds the maximum that statsmodels finds',
    (_, item) => {
      const { noise, drift } = estimateVariances(Float64Array.from(item.values));
      // Both searches stop at a flat top; the likelihood tells who is higher.
      expect(noise).toBeAllclose(item.noise, { rtol: 0.01 });
      expect(drift).toBeAllclose(item.drift, { rtol: 0.01 });
      const height = localLevelLikelihood(item.values, noise, drift);
      expect(height).toBeGreaterThan(localLevelLikelihood(item.values, item.noise, item.drift) - 1e-4);
    },
  );

  it.each(cases.map((item, i) => [i, item] as const))('case %i: the twin filters as statsmodels does', (_, item) => {
    const scores = localLevel(item.values, item.trueNoise, item.trueDrift, 1, 500).slice(1);
    // Differences of values near 50: the last digits of the smallest are those of the values.
    expect(scores).toBeAllclose(item.standardised, { rtol: 1e-8, atol: 1e-8 });
  });

  it('has a likelihood equal to that of the differences at its own scale', () => {
    const values = wandering(120, 3);
    for (const share of [0.01, 0.3, 0.9]) {
      const { logLikelihood, scale } = concentrated(values, share);
      const whole = localLevelLikelihood(Array.from(values), (1 - share) * scale, share * scale);
      const constant = -(119 / 2) * (Math.log(2 * Math.PI) + 1);
      expect(logLikelihood + constant).toBeAllclose(whole);
    }
  });

  it('is higher than every point of a fine grid', () => {
    for (const [seed, noise, drift] of [
      [1, 1, 0],
      [2, 0, 1],
      [3, 1, 1],
      [4, 1, 0.05],
    ]) {
      const values = wandering(150, seed, noise, drift);
      const found = estimateVariances(values);
      const height = concentrated(values, found.drift / (found.drift + found.noise)).logLikelihood;
      for (let logit = -15; logit <= 15; logit += 0.01) {
        expect(height).toBeGreaterThan(concentrated(values, 1 / (1 + Math.exp(-logit))).logLikelihood - 1e-5);
      }
    }
  });

  it('takes a gap as steps without a value', () => {
    const values = wandering(200, 5);
    const holed = values.slice().fill(Number.NaN, 50, 60);
    expect(estimateVariances(holed).noise).toBeAllclose(estimateVariances(values).noise, { rtol: 0.3 });
    expect(estimateVariances(new Float64Array(9).fill(4))).toEqual({ noise: 0, drift: 0 });
  });
});
