import { readGolden } from '@tsad/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betaLower, fSurvival } from '../../src/statistics/beta.ts';
import { chiSquareSurvival, gammaUpper, log1pMinus, stirlingRemainder } from '../../src/statistics/gamma.ts';
import { erfc, normalCdf, normalQuantile, normalSurvival } from '../../src/statistics/normal.ts';
import { rangeQuantile, rangeSurvival } from '../../src/statistics/studentized-range.ts';

interface Golden {
  normal: { z: number[]; cdf: number[]; cdfExact: number[]; p: number[]; quantile: number[] };
  gamma: { a: number; x: number; q: number; exact: number }[];
  beta: { df1: number; df2: number; f: number; sf: number; exact: number }[];
  range: {
    exact: { q: number; k: number; sf: number }[];
    tail: { q: number; k: number; sf: number }[];
    quantile: { alpha: number; k: number; q: number }[];
  };
}

const golden = readGolden<Golden>(import.meta.url, 'statistics.json');
const tight = { rtol: 1e-12, atol: 0 };

describe('normal distribution', () => {
  it('has the distribution function of scipy and of 40-digit arithmetic, into both tails', () => {
    expect(golden.normal.z.map(normalCdf)).toBeAllclose(golden.normal.cdf, tight);
    expect(golden.normal.z.map(normalCdf)).toBeAllclose(golden.normal.cdfExact, tight);
  });

  it('has the quantiles of scipy from 1e-300 to 1 - 1e-8', () => {
    expect(golden.normal.p.map(normalQuantile)).toBeAllclose(golden.normal.quantile, { rtol: 1e-12, atol: 1e-15 });
  });

  it('ends at minus and plus infinity', () => {
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
    expect([erfc(40), erfc(-40)]).toEqual([0, 2]);
  });

  it('is symmetric, and its quantile is its inverse', () => {
    fc.assert(
      fc.property(fc.double({ min: -37, max: 8, noNaN: true }), (z) => {
        expect(normalSurvival(-z)).toBe(normalCdf(z));
        if (z < 5) expect(normalQuantile(normalCdf(z))).toBeAllclose(z, { rtol: 1e-9, atol: 1e-10 });
      }),
    );
  });
});

describe('incomplete gamma function', () => {
  it('is the one of scipy and of 40-digit arithmetic', () => {
    const got = golden.gamma.map(({ a, x }) => gammaUpper(a, x));
    expect(got).toBeAllclose(
      golden.gamma.map(({ exact }) => exact),
      tight,
    );
    expect(got).toBeAllclose(
      golden.gamma.map(({ q }) => q),
      tight,
    );
  });

  it('is 1 at 0, 0 at infinity, and exp(-x / 2) as the tail of chi-square with 2 degrees', () => {
    expect([gammaUpper(3, 0), gammaUpper(3, Infinity)]).toEqual([1, 0]);
    for (const x of [0.1, 1, 7, 100]) expect(chiSquareSurvival(x, 2)).toBeAllclose(Math.exp(-x / 2), tight);
  });

  it('rests on a remainder that gives factorials and a logarithm that keeps its digits', () => {
    const logGamma = (x: number) => (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + stirlingRemainder(x);
    expect([0.5, 1, 2, 5, 11].map((x) => Math.exp(logGamma(x)))).toBeAllclose(
      [Math.sqrt(Math.PI), 1, 1, 24, 3628800],
      tight,
    );
    expect(log1pMinus(1e-8)).toBeAllclose(-5e-17 + 1e-24 / 3, tight);
    expect(log1pMinus(-1)).toBe(-Infinity);
  });
});

describe('incomplete beta function', () => {
  it('gives the F tail of 40-digit arithmetic, and that of scipy where scipy has the digits', () => {
    const got = golden.beta.map(({ f, df1, df2 }) => fSurvival(f, df1, df2));
    expect(got).toBeAllclose(
      golden.beta.map(({ exact }) => exact),
      tight,
    );
    // scipy 1.10 itself is up to 2.4e-11 away from the 40-digit values of this table.
    expect(got).toBeAllclose(
      golden.beta.map(({ sf }) => sf),
      { rtol: 1e-10, atol: 0 },
    );
  });

  it('is 0 and 1 at the ends and has its reflection', () => {
    expect([betaLower(2, 3, 0, 1), betaLower(2, 3, 1, 0), fSurvival(0, 2, 3), fSurvival(Infinity, 2, 3)]).toEqual([
      0, 1, 1, 0,
    ]);
    for (const x of [0.1, 0.4, 0.77]) {
      expect(betaLower(2.5, 7, x, 1 - x) + betaLower(7, 2.5, 1 - x, x)).toBeAllclose(1, tight);
    }
  });
});

describe('studentized range with infinite degrees of freedom', () => {
  it('has the tail of 40-digit quadrature to 1e-12', () => {
    const { exact } = golden.range;
    expect(exact.map(({ q, k }) => rangeSurvival(q, k))).toBeAllclose(
      exact.map(({ sf }) => sf),
      tight,
    );
  });

  it('has the tail and quantiles of scipy', () => {
    const { tail, quantile } = golden.range;
    expect(tail.map(({ q, k }) => rangeSurvival(q, k))).toBeAllclose(
      tail.map(({ sf }) => sf),
      tight,
    );
    expect(quantile.map(({ alpha, k }) => rangeQuantile(alpha, k))).toBeAllclose(
      quantile.map(({ q }) => q),
      tight,
    );
  });

  it('is a normal difference for two variables, far into the tail', () => {
    for (const q of [0.01, 1, 5, 20, 45]) {
      expect(rangeSurvival(q, 2)).toBeAllclose(2 * normalSurvival(q * Math.SQRT1_2), tight);
    }
  });

  it('falls with q and rises with k', () => {
    const q = fc.double({ min: 0, max: 30, noNaN: true });
    fc.assert(
      fc.property(q, q, fc.integer({ min: 2, max: 200 }), (first, second, k) => {
        const [low, high] = [Math.min(first, second), Math.max(first, second)];
        expect(rangeSurvival(low, k)).toBeGreaterThanOrEqual(rangeSurvival(high, k) * (1 - 1e-12));
        expect(rangeSurvival(low, k + 1)).toBeGreaterThanOrEqual(rangeSurvival(low, k) * (1 - 1e-12));
      }),
    );
  });

  it('is inverted by its quantile for any k and alpha', () => {
    const k = fc.integer({ min: 2, max: 2000 });
    fc.assert(
      fc.property(k, fc.double({ min: 1e-12, max: 0.999, noNaN: true }), (count, alpha) => {
        expect(rangeSurvival(rangeQuantile(alpha, count), count)).toBeAllclose(alpha, { rtol: 1e-11, atol: 0 });
      }),
      { numRuns: 50 },
    );
  });
});
