import { createRandom } from '@tsad/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conformalPValues, quantileThreshold } from '../src/index.ts';
import * as naive from './naive.ts';

const score = fc.double({ min: -100, max: 100, noNaN: true });
const coarse = fc.integer({ min: -3, max: 3 });
const calibrations = fc.oneof(
  fc.array(score, { minLength: 1, maxLength: 40 }),
  fc.array(coarse, { minLength: 1, maxLength: 40 }),
);

describe('conformalPValues', () => {
  it('equals counting', () => {
    fc.assert(
      fc.property(calibrations, fc.array(fc.oneof(score, coarse), { maxLength: 20 }), (calibration, scores) => {
        const expected = scores.map((value) => naive.conformal(calibration, value));
        expect(conformalPValues(calibration, scores)).toEqual(Float64Array.from(expected));
      }),
    );
  });

  it('is valid: each of n + 1 scores against the others has a p-value of at most a in at most a of the cases', () => {
    fc.assert(
      fc.property(calibrations, score, (rest, extra) => {
        const all = [...rest, extra];
        const p = all.map((value, i) => conformalPValues(all.toSpliced(i, 1), [value])[0]);
        for (let k = 1; k <= all.length; k++) {
          const level = k / all.length;
          expect(p.filter((value) => value <= level).length).toBeLessThanOrEqual(k);
        }
      }),
    );
  });

  it('is exact where no scores are equal', () => {
    const random = createRandom(1);
    const all = Array.from({ length: 50 }, () => random.normal());
    const p = all.map((value, i) => conformalPValues(all.toSpliced(i, 1), [value])[0]);
    expect(p.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => (i + 1) / 50));
  });

  it('falls as the score rises and sees only the order', () => {
    fc.assert(
      fc.property(calibrations, score, score, (calibration, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const p = conformalPValues(calibration, [low, high]);
        expect(p[0]).toBeGreaterThanOrEqual(p[1]);
        // An increasing map that keeps distinct doubles distinct.
        const mapped = conformalPValues(
          calibration.map((value) => value * 8),
          [low * 8, high * 8],
        );
        expect(mapped).toEqual(p);
      }),
    );
  });

  it('leaves missing scores out and gives them no p-value', () => {
    expect(Array.from(conformalPValues([Number.NaN, 1, 2], [Number.NaN, 1.5]))).toEqual([Number.NaN, 2 / 3]);
    expect(Array.from(conformalPValues([1, 2], [Infinity, -Infinity]))).toEqual([1 / 3, 1]);
  });

  it('refuses an empty calibration', () => {
    expect(() => conformalPValues([Number.NaN], [1])).toThrow('calibration must hold at least one score');
    expect(() => conformalPValues(['1'] as unknown as number[], [1])).toThrow('calibration[0]');
  });
});

describe('quantileThreshold', () => {
  it('is exceeded exactly where the conformal p-value is at most the rate', () => {
    fc.assert(
      fc.property(
        fc.array(score, { minLength: 9, maxLength: 60 }),
        score,
        fc.integer({ min: 1, max: 9 }),
        (calibration, value, tenths) => {
          const rate = tenths / 10;
          const p = conformalPValues(calibration, [value])[0];
          expect(value > quantileThreshold(calibration, rate)).toBe(p <= rate + 1e-12);
        },
      ),
    );
  });

  it('moves with an increasing map', () => {
    const random = createRandom(2);
    const calibration = Array.from({ length: 300 }, () => random.normal());
    const threshold = quantileThreshold(calibration, 0.05);
    expect(quantileThreshold(calibration.map(Math.exp), 0.05)).toBe(Math.exp(threshold));
  });

  it('ignores missing scores', () => {
    expect(quantileThreshold([Number.NaN, 3, 1, 2], 0.3)).toBe(3);
  });

  it('says how many scores a rate needs', () => {
    expect(() => quantileThreshold([1, 2, 3], 0.01)).toThrow(
      '3 scores cannot resolve an alarmRate of 0.01; give at least 99',
    );
    expect(
      quantileThreshold(
        Array.from({ length: 99 }, (_, i) => i),
        0.01,
      ),
    ).toBe(98);
    expect(() => quantileThreshold([1], 0)).toThrow('alarmRate');
    expect(() => quantileThreshold([1], 1)).toThrow('alarmRate');
    expect(() => quantileThreshold([], 0.5)).toThrow('calibration');
  });
});
