/** Accuracy against arithmetic: a compact recipe and the released one, from a thirty-thousandth of the released arithmetic on. */
import type { CoADOptions } from '@tsad/coad';
import { listDataset } from '@tsad/data/node';
import { findPeriod } from '@tsad/dsp';
import type { Experiment } from '../experiment.ts';
import { officialWindows, type Recipe, windowFlop } from './arithmetic.ts';
import { loadUcr, metricsOf, runCoad, type SplitSeries, UCR_COLUMNS } from './measure.ts';
import { runOrder } from './split.ts';

const EPOCHS = 300;
/** Clean and distorted. */
const OFFICIAL_COPIES = 2;
const OFFICIAL: Recipe = {
  patch: 8,
  pointsPerPeriod: 0,
  trainMultiple: 4,
  hidden: 144,
  layers: 2,
  reconstructionHidden: 24,
  reconstructionLayers: 2,
  sharedPass: false,
};
const COMPACT: Recipe = {
  patch: 8,
  pointsPerPeriod: 64,
  trainMultiple: 2,
  hidden: 16,
  layers: 1,
  reconstructionHidden: 16,
  reconstructionLayers: 1,
  sharedPass: true,
};
/** Two of the eight windows of a step are used clean as well. */
const COMPACT_BATCH = { batch: 8, cleanShare: 0.25 };
const COMPACT_ROWS = 10;
const COMPACT_STEPS = 2000;

interface Row {
  recipe: 'compact' | 'official';
  /** The released arithmetic of the series is so many times as much. */
  share: number;
}

const ROWS: readonly Row[] = [
  ...[30_000, 10_000, 3000, 1000, 300, 100, 30].map((share) => ({ recipe: 'compact' as const, share })),
  ...[300, 100, 30, 10].map((share) => ({ recipe: 'official' as const, share })),
];
const nameOf = ({ recipe, share }: Row): string => `${recipe}, 1/${share}`;

/** A series with what the released recipe would take on it. */
interface Sized extends SplitSeries {
  period: number;
  /** Windows of an epoch. */
  windows: number;
  /** Floating-point operations. */
  official: number;
}

/** The rate of 0.01 is right for 2,000 steps; longer trainings take a smaller one. */
function optionsOf({ recipe, share }: Row, { train, period, official }: Sized): CoADOptions {
  if (recipe === 'official') return { preset: 'official', period, epochs: EPOCHS / share };
  const steps = Math.round(official / share / (COMPACT_ROWS * windowFlop(COMPACT, period, train.length)));
  return {
    ...COMPACT,
    ...COMPACT_BATCH,
    period,
    steps,
    learningRate: 0.01 * Math.min(1, Math.sqrt(COMPACT_STEPS / steps)),
  };
}

async function sizeOf(name: string, dir: string | undefined): Promise<Sized> {
  const series = await loadUcr(name, dir);
  const { length } = series.train;
  const period = findPeriod(series.train, { method: 'coad-train' });
  const windows = officialWindows(OFFICIAL, period, length);
  const official = EPOCHS * OFFICIAL_COPIES * windows * windowFlop(OFFICIAL, period, length);
  return { ...series, period, windows, official };
}

/** A repetition is a series. */
export const curve: Experiment = {
  title: 'CoAD, accuracy against the share of the released recipe',
  source: 'Tang et al., KDD 2026. Published values are of 250 series and 300 epochs: not comparable, not shown.',
  columns: [...UCR_COLUMNS, 'TFLOP'],
  rows: ROWS.map((row) => ({ name: nameOf(row) })),
  repetitions: 7,
  version: 2,
  notes: [
    'A seed is one of the 30 tuning series, those first on which the released recipe takes the least; CoAD: seed 0.',
    'Left out: series whose train part is one window of the released recipe.',
    'Shares are of what 300 epochs at width 144 take on the same series, without an early stop.',
    'compact: one layer of 16, steps of 8 windows of two periods, at the rate 0.01 sqrt(2000 / steps) beyond 2,000 steps.',
    'official: as released, but for the number of epochs.',
  ],
  prepare: async ({ dataDirectory, signal, workers }) => {
    const { tuning } = runOrder(await listDataset('ucr', { dir: dataDirectory }));
    const sized: Sized[] = [];
    for (const name of tuning) sized.push(await sizeOf(name, dataDirectory));
    const cheapest = sized.filter(({ windows }) => windows > 1).sort((a, b) => a.official - b.official);
    return async (name, seed) => {
      const row = ROWS.find((one) => nameOf(one) === name)!;
      const one = cheapest[seed];
      if (one === undefined) return {};
      const { analysis, seconds, losses } = await runCoad(one, optionsOf(row, one), signal, workers);
      const [total, classification, reconstruction] = losses;
      return {
        ...metricsOf(analysis.scores, one.labels, one.period),
        'CPU s': seconds.fit + seconds.score,
        TFLOP: one.official / row.share / 1e12,
        total,
        classification,
        reconstruction,
      };
    };
  },
};
