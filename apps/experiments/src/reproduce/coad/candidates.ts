/** How the default of CoAD was chosen: candidates on the tuning series, three seeds each. */
import type { CoADOptions } from '@tsad/coad';
import { listDataset } from '@tsad/data/node';
import type { Experiment } from '../experiment.ts';
import { loadUcr, metricsOf, runCoad, UCR_COLUMNS } from './measure.ts';
import { runOrder, UCR_TUNING } from './split.ts';

const SEEDS = 3;
const FOUR: CoADOptions = { trainMultiple: 4, cleanShare: 0.25, steps: 2000 };
const CANDIDATES: Readonly<Record<string, CoADOptions>> = {
  'two periods, a quarter clean, 2,000 steps': { ...FOUR, trainMultiple: 2 },
  'four periods': FOUR,
  'six periods, scored with six': { ...FOUR, trainMultiple: 6, windowMultiple: 6 },
  'four, 1,000 steps': { ...FOUR, steps: 1000 },
  'four, 4,000 steps': { ...FOUR, steps: 4000 },
  'four, weight 3': { ...FOUR, reconstructionWeight: 3 },
  'four, weight 10': { ...FOUR, reconstructionWeight: 10 },
  'four, patch of 16': { ...FOUR, patch: 16 },
  'four, windows classified': { ...FOUR, granularity: 'window' },
  'four, 24 wide': { ...FOUR, hidden: 24, reconstructionHidden: 24 },
  'four, every window clean': { ...FOUR, cleanShare: 1 },
  'four, every window clean, 1,000 steps': { ...FOUR, cleanShare: 1, steps: 1000 },
  'the same, weight 3': { ...FOUR, cleanShare: 1, steps: 1000, reconstructionWeight: 3 },
};

/** A repetition is a series. */
export const candidates: Experiment = {
  title: 'CoAD, candidates for the default on the tuning series',
  source: 'Tang et al., KDD 2026. Published values are of 250 series and 300 epochs: not comparable, not shown.',
  columns: UCR_COLUMNS,
  rows: Object.keys(CANDIDATES).map((name) => ({ name })),
  repetitions: UCR_TUNING.length,
  version: 1,
  notes: [
    'A seed is one of the 30 tuning series, in the order drawn with seed 606; each value is the mean over seeds 0 to 2 of CoAD.',
    '"four" is "four periods" with what follows changed.',
  ],
  prepare: async ({ dataDirectory, signal }) => {
    const { tuning } = runOrder(await listDataset('ucr', { dir: dataDirectory }));
    return async (row, repetition) => {
      const name = tuning[repetition];
      if (name === undefined) return {};
      const series = await loadUcr(name, dataDirectory);
      const mean: Record<string, number> = {};
      for (let seed = 0; seed < SEEDS; seed++) {
        const { analysis, period, seconds } = await runCoad(series, { ...CANDIDATES[row], seed }, signal);
        const values = { ...metricsOf(analysis.scores, series.labels, period), 'CPU s': seconds.fit + seconds.score };
        for (const [key, value] of Object.entries(values)) mean[key] = (mean[key] ?? 0) + value / SEEDS;
      }
      return mean;
    };
  },
};
