import { createRandom, type Random } from '@tsad/core';
import { describe, expect, it } from 'vitest';
import { type BootstrapOptions, bootstrapInterval } from '../../src/statistics/bootstrap.ts';
import { friedman } from '../../src/statistics/friedman.ts';
import { wilcoxonSignedRank } from '../../src/statistics/wilcoxon.ts';
import { wilsonInterval } from '../../src/statistics/wilson.ts';

const repeats = 2000;

/** Shares of samples whose 95 % interval holds `truth`, lies below it and lies above it. */
function coverage(
  truth: number,
  draw: (random: Random) => { values: number[] } & BootstrapOptions,
): { held: number; below: number; above: number } {
  const random = createRandom(11);
  let below = 0;
  let above = 0;
  for (let i = 0; i < repeats; i++) {
    const { values, ...options } = draw(random);
    const { low, high } = bootstrapInterval(values, { resamples: 999, seed: i, ...options });
    if (high < truth) below++;
    if (low > truth) above++;
  }
  return { held: 1 - (below + above) / repeats, below: below / repeats, above: above / repeats };
}

const sample = (n: number, one: () => number) => Array.from({ length: n }, one);

describe('coverage', () => {
  it('of BCa is near nominal for 50 normal values', () => {
    const { held } = coverage(0, (random) => ({ values: sample(50, () => random.normal()) }));
    expect(held).toBeGreaterThan(0.925);
    expect(held).toBeLessThan(0.97);
  });

  it('of BCa errs on both sides more evenly than that of percentiles for skew values, and not less often', () => {
    const draw = (method: 'bca' | 'percentile') => (random: Random) => ({
      values: sample(30, () => -Math.log(1 - random.uniform())),
      method,
    });
    const bca = coverage(1, draw('bca'));
    const percentile = coverage(1, draw('percentile'));
    expect(bca.held).toBeGreaterThan(0.9);
    expect(bca.held).toBeGreaterThanOrEqual(percentile.held);
    expect(Math.abs(bca.below - bca.above)).toBeLessThan(Math.abs(percentile.below - percentile.above));
  });

  it('over families is near nominal with groups and far below it without', () => {
    const draw = (grouped: boolean) => (random: Random) => {
      const values: number[] = [];
      const groups: number[] = [];
      for (let family = 0; family < 40; family++) {
        const centre = random.normal();
        for (let i = 0; i < 4; i++) {
          values.push(centre + 0.3 * random.normal());
          groups.push(family);
        }
      }
      return grouped ? { values, groups } : { values };
    };
    expect(coverage(0, draw(true)).held).toBeGreaterThan(0.92);
    expect(coverage(0, draw(false)).held).toBeLessThan(0.75);
  });

  it('of Wilson is nominal on average over proportions, by exact binomial sums', () => {
    for (const n of [10, 50, 100]) {
      const intervals = Array.from({ length: n + 1 }, (_, k) => wilsonInterval(k, n));
      let total = 0;
      let least = 1;
      for (let step = 1; step < 1000; step++) {
        const p = step / 1000;
        let held = 0;
        let probability = (1 - p) ** n;
        for (let k = 0; k <= n; k++) {
          if (intervals[k].low <= p && p <= intervals[k].high) held += probability;
          probability *= ((n - k) / (k + 1)) * (p / (1 - p));
        }
        total += held;
        least = Math.min(least, held);
      }
      expect(Math.abs(total / 999 - 0.95)).toBeLessThan(0.01);
      expect(least).toBeGreaterThan(0.8);
    }
  });
});

describe('level', () => {
  it('of Wilcoxon and Friedman holds where nothing differs, within four standard errors', () => {
    const random = createRandom(12);
    let pairs = 0;
    let pairsNormal = 0;
    let byChiSquare = 0;
    let byF = 0;
    for (let i = 0; i < repeats; i++) {
      const table = Array.from({ length: 20 }, () => sample(4, () => random.integer(6)));
      const differences = table.map((row) => row[0] - row[1]);
      if (wilcoxonSignedRank(differences, undefined, { zeros: 'pratt' }).pValue <= 0.05) pairs++;
      if (wilcoxonSignedRank(differences, undefined, { method: 'normal' }).pValue <= 0.05) pairsNormal++;
      const { pValue, f } = friedman(table);
      if (pValue <= 0.05) byChiSquare++;
      if (f.pValue <= 0.05) byF++;
    }
    const bound = 0.05 + 4 * Math.sqrt((0.05 * 0.95) / repeats);
    for (const count of [pairs, pairsNormal, byChiSquare, byF]) expect(count / repeats).toBeLessThan(bound);
    expect(byF / repeats).toBeGreaterThan(0.03);
    expect(pairs / repeats).toBeGreaterThan(0.03);
  });
});
