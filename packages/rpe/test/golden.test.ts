import { readGolden } from '@tsad/test-kit';
import { describe, expect, it } from 'vitest';
import { Rpe, type RpeOptions } from '../src/index.ts';

interface GoldenResult {
  residual_from_100: number[];
  ranks: number[];
  last_excluded: number[];
}

type GoldenSeries = Record<string, { t: number[]; results: Record<string, GoldenResult> }>;

const SETUPS: Record<string, RpeOptions> = {
  rpe: {},
  spe: { excluded: 0 },
  rpe_element: { method: 'element' },
  rpe_column: { method: 'column' },
  rpe_last_always: { predictive: true },
  rpe_ns1: { excluded: 1 },
  rpe_M20_ns2_q50_tmax120_cap6: {
    window: 20,
    excluded: 2,
    retrainEvery: 50,
    maxTrain: 120,
    rank: { ratio: 1 / 100, cap: 6 },
  },
};

describe('residuals, ranks and excluded stamps equal the golden values', () => {
  const golden = readGolden<GoldenSeries>(import.meta.url, 'residuals.json');
  for (const [series, { t, results }] of Object.entries(golden)) {
    for (const [setup, wanted] of Object.entries(results)) {
      it(`${series}, ${setup}`, async () => {
        const detector = await Rpe.paper(SETUPS[setup]).fit(t.slice(0, 100));
        const test = t.slice(100);
        const tolerance = { rtol: 1e-8, atol: 1e-9 };
        const residuals = detector.residuals(test);
        expect(residuals).toBeAllclose(wanted.residual_from_100, tolerance);
        expect(detector.score(test)).toBeAllclose(residuals.map(Math.abs), { rtol: 0, atol: 0 });

        const explained = detector.explain(test, [...test.keys()]);
        const ranks = explained.filter(({ trainings }, i) => i === 0 || trainings !== explained[i - 1].trainings);
        expect(ranks.map(({ rank }) => rank)).toEqual(wanted.ranks);
        const lastExcluded = explained.filter(({ index, excluded }) => excluded.includes(index));
        expect(lastExcluded.map(({ index }) => index + 100)).toEqual(wanted.last_excluded);
      });
    }
  }
});
