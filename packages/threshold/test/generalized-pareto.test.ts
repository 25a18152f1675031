import { createRandom } from '@tsad/core';
import { readGolden } from '@tsad/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tailQuantile, tailSurvival } from '../src/generalized-pareto.ts';
import { fitGeneralizedPareto } from '../src/index.ts';
import { negativeLogLikelihood } from './naive.ts';

interface Golden {
  cases: { excesses: number[]; shape: number; scale: number; negativeLogLikelihood: number }[];
  survival: [number, number, number, number][];
  quantile: [number, number, number, number][];
}

const golden = readGolden<Golden>(import.meta.url, 'pareto.json');

describe('fitGeneralizedPareto', () => {
  it.each(golden.cases)('finds the maximum that scipy finds: shape $shape', ({ excesses, ...expected }) => {
    const { shape, scale } = fitGeneralizedPareto(excesses);
    // Both searches compare values of the likelihood, which is flat within 1e-8 of its maximum.
    expect(shape).toBeAllclose(expected.shape, { rtol: 0, atol: 1e-6 });
    expect(scale).toBeAllclose(expected.scale, { rtol: 1e-6 });
    const loss = negativeLogLikelihood(excesses, shape, scale);
    expect(loss).toBeLessThanOrEqual(expected.negativeLogLikelihood + 1e-9 * Math.abs(expected.negativeLogLikelihood));
  });

  it('leaves no better pair nearby within the bounds', () => {
    const values = fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, (excesses) => {
        const { shape, scale } = fitGeneralizedPareto(excesses);
        const loss = negativeLogLikelihood(excesses, shape, scale);
        expect(Number.isFinite(loss)).toBe(true);
        for (const dShape of [-0.02, 0, 0.02]) {
          for (const factor of [0.98, 1, 1.02]) {
            if (shape + dShape < -0.5 || shape + dShape > 1) continue;
            const other = negativeLogLikelihood(excesses, shape + dShape, scale * factor);
            expect(loss).toBeLessThanOrEqual(other + 1e-6 * (1 + Math.abs(other)));
          }
        }
      }),
    );
  });

  it('scales with the excesses', () => {
    const random = createRandom(3);
    const excesses = Array.from({ length: 100 }, () => -Math.log(1 - random.uniform()));
    const { shape, scale } = fitGeneralizedPareto(excesses);
    for (const factor of [2 ** -900, 2 ** -20, 2 ** 900]) {
      const fit = fitGeneralizedPareto(excesses.map((value) => value * factor));
      expect(fit.shape).toBe(shape);
      expect(fit.scale).toBe(scale * factor);
    }
  });

  it('keeps the shape in its bounds', () => {
    const bounded = Array.from({ length: 100 }, (_, i) => (i + 1) / 100);
    expect(fitGeneralizedPareto(bounded, { minShape: 0 }).shape).toBe(0);
    expect(fitGeneralizedPareto(bounded, { minShape: 0 }).scale).toBeAllclose(0.505);
    expect(fitGeneralizedPareto(bounded).shape).toBe(-0.5);
    const wild = Array.from({ length: 100 }, (_, i) => Math.exp(i / 3));
    expect(fitGeneralizedPareto(wild, { maxShape: 0.5 }).shape).toBe(0.5);
  });

  it('is moved little by one wild excess', () => {
    const random = createRandom(4);
    const excesses = Array.from({ length: 100 }, () => -Math.log(1 - random.uniform()));
    const { scale } = fitGeneralizedPareto(excesses);
    for (const wild of [1e3, 1e12, 1e300]) {
      const fit = fitGeneralizedPareto([...excesses, wild], { maxShape: 0.5 });
      expect(fit.shape).toBeLessThanOrEqual(0.5);
      expect(fit.scale / scale).toBeGreaterThan(0.6);
      expect(fit.scale / scale).toBeLessThan(1.1);
    }
  });

  it('takes one excess and equal excesses', () => {
    expect(Number.isFinite(fitGeneralizedPareto([3]).scale)).toBe(true);
    expect(fitGeneralizedPareto([2, 2, 2, 2], { minShape: 0 })).toEqual({ shape: 0, scale: 2 });
  });

  it('names what is wrong', () => {
    expect(() => fitGeneralizedPareto([])).toThrow('excesses must not be empty');
    expect(() => fitGeneralizedPareto([1, 0])).toThrow('excesses[1]');
    expect(() => fitGeneralizedPareto([1, Number.NaN])).toThrow('excesses[1]');
    expect(() => fitGeneralizedPareto([1], { minShape: -2 })).toThrow('minShape must be a number in [-0.5, 0], got -2');
    expect(() => fitGeneralizedPareto([1], { shape: 1 } as never)).toThrow('unknown option "shape"');
  });
});

describe('the tail', () => {
  it('has the survival function of scipy', () => {
    for (const [shape, scale, excess, expected] of golden.survival) {
      expect(tailSurvival({ shape, scale }, excess)).toBeAllclose(expected, { rtol: 1e-7 });
    }
  });

  it('has the quantiles of scipy', () => {
    for (const [shape, scale, probability, expected] of golden.quantile) {
      expect(tailQuantile({ shape, scale }, probability)).toBeAllclose(expected, { rtol: 1e-12 });
    }
  });

  it('has a quantile that undoes the survival function', () => {
    const shapes = fc.double({ min: -0.5, max: 1, noNaN: true });
    fc.assert(
      fc.property(shapes, fc.double({ min: 1e-9, max: 1, noNaN: true }), (shape, probability) => {
        const tail = { shape, scale: 3 };
        // At a bounded end the excess no longer resolves the probability, hence the absolute part.
        expect(tailSurvival(tail, tailQuantile(tail, probability))).toBeAllclose(probability, {
          rtol: 1e-6,
          atol: 1e-14,
        });
      }),
    );
  });
});
