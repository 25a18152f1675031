/** The released settings on three UCR series, beside runs of the released modules on the same series. */
import { CoAD } from '@tsad/coad';
import { threads } from '@tsad/coad/node';
import { listDataset } from '@tsad/data/node';
import type { Experiment } from '../experiment.ts';
import { loadUcr, metricsOf, timed } from './measure.ts';

/** Epochs at which losses are compared: the mean of the ten epochs that end there. */
const MARKS = [10, 30, 50, 75, 100, 150, 200, 300] as const;
const MEAN_OF = 10;
const METRICS = ['UCR-top1', 'F1', 'AUC-PR', 'R-AUC-PR', 'VUS-PR'] as const;

interface ReferenceRun {
  series: string;
  /** As the released code finds it. */
  period: number;
  /** Width of the classifier: 144 as released; 24 differs by this alone. */
  hidden: number;
  epochs: number;
  /** Total loss at the marks, then the metrics after the last epoch: torch 1.13, float32, one thread, seed 46. */
  losses: readonly number[];
  metrics: readonly number[];
}

const RUNS: Readonly<Record<string, ReferenceRun>> = {
  '176, 24 wide': {
    series: '176',
    period: 26,
    hidden: 24,
    epochs: 300,
    losses: [1.817, 0.823, 0.745, 0.592, 0.624, 0.557, 0.543, 0.466],
    metrics: [1, 0.448, 0.507, 0.523, 0.503],
  },
  '248, 24 wide': {
    series: '248',
    period: 24,
    hidden: 24,
    epochs: 200,
    losses: [Number.NaN, 0.682, 0.627, 0.622, 0.616, 0.581, 0.539],
    metrics: [1, 0.706, 0.398, 0.664, 0.552],
  },
  '135, 24 wide': {
    series: '135',
    period: 183,
    hidden: 24,
    epochs: 200,
    losses: [1.42, 0.692, 0.709, 0.69, 0.619, 0.516, 0.638],
    metrics: [0, 0.007, 0.002, 0.003, 0.002],
  },
  '176, 144 wide': {
    series: '176',
    period: 26,
    hidden: 144,
    epochs: 100,
    losses: [1.879, 0.855, 0.736, 0.571, 0.546],
    metrics: [1, 0.324, 0.299, 0.412, 0.386],
  },
  '135, 144 wide': {
    series: '135',
    period: 183,
    hidden: 144,
    epochs: 30,
    losses: [1.461, 0.645],
    metrics: [0, 0.008, 0.002, 0.003, 0.002],
  },
};

const lossAt = (mark: number): string => `loss ${mark}`;

function publishedOf({ losses, metrics }: ReferenceRun): Record<string, number> {
  return Object.fromEntries([
    ...losses.map((loss, i) => [lossAt(MARKS[i]), loss] as const).filter(([, loss]) => !Number.isNaN(loss)),
    ...metrics.map((value, i) => [METRICS[i], value] as const),
  ]);
}

/** One repetition: seed 46, as the runs of the reference had, though the draws differ. */
export const officialExperiment: Experiment = {
  title: 'CoAD, the released settings beside the released code',
  source:
    'Tang et al., KDD 2026, released code (snapshot 3286813): its own runs here, one seed, are the published column.',
  columns: [...MARKS.map(lossAt), ...METRICS, 'CPU s'],
  rows: Object.entries(RUNS).map(([name, run]) => ({ name, published: publishedOf(run) })),
  repetitions: 1,
  version: 1,
  notes: [
    'Loss N: total loss, mean of the ten epochs that end with epoch N. Metrics: after the last epoch of the row.',
    'Draws differ from those of the reference; losses of ten epochs within 20 % are agreement.',
  ],
  prepare: async ({ dataDirectory, signal, workers = 0 }) => {
    const names = await listDataset('ucr', { dir: dataDirectory });
    return async (row, seed) => {
      const { series: number, period, hidden, epochs } = RUNS[row];
      const series = await loadUcr(names.find((name) => name.startsWith(number))!, dataDirectory);
      const detector = new CoAD({ preset: 'official', period, hidden, epochs, seed: 46 + seed });
      const [scores, seconds] = await timed(async () => {
        await detector.fit(series.train, { signal, pool: threads(workers) });
        return detector.score(series.test);
      });
      const all = metricsOf(scores, series.labels, period);
      const totals = detector.history.map(({ total }) => total);
      const mean = (mark: number): number => totals.slice(mark - MEAN_OF, mark).reduce((a, b) => a + b, 0) / MEAN_OF;
      return {
        ...Object.fromEntries(MARKS.filter((mark) => mark <= totals.length).map((mark) => [lossAt(mark), mean(mark)])),
        ...Object.fromEntries(METRICS.map((name) => [name, all[name]])),
        'CPU s': seconds,
      };
    };
  },
};
