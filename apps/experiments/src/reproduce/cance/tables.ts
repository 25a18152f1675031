/** Abalone and Thyroid: CANCE on tables, many splits. */
import { Mahalanobis } from '@tsad/baselines';
import { createRandom } from '@tsad/core';
import { splitTable, type Table } from '@tsad/data';
import { openTable } from '@tsad/data/node';
import { AutoEncoder } from '@tsad/nce';
import type { Experiment, Measure } from '../experiment.ts';
import { COLUMNS, rowsAt, scoreVariants, startClock } from './variants.ts';

const RAW = 'Mahalanobis, raw columns';
const KEPT = 0.9;
const LONG = 'until the validation error stops';

interface Task {
  title: string;
  rule: 'drocc' | 'goad';
  published: number;
  /** Epochs of the row `short`. */
  epochs: [number, number];
  open(dir: string | undefined, signal: AbortSignal): Promise<Table>;
}

/** F1 of 20 splits of one table. */
function tableExperiment({ title, rule, published, epochs, open }: Task): Experiment {
  const columns = [...Object.keys(COLUMNS), RAW];
  const short = `${epochs.join(' + ')} epochs`;
  const whole = `${short}, no row held out`;
  return {
    title,
    source: 'Liao and Brockmeier, arXiv 2502.01920.',
    columns: [...columns, 'CPU s'],
    rows: [{ name: short, published: { CANCE: published } }, { name: LONG }, { name: whole }],
    compare: { columns, over: 'measurements', row: short },
    repetitions: 20,
    version: 3,
    notes: [
      'F1 where as many test rows are flagged as there are anomalies; a seed is a split and a start of the weights.',
      'Columns standardised by the training part; dense 32-16-3, 40 epochs of the density; 10 % held out.',
      `${short}: batch 128, rate 0.001. The second row: at most 100 + 50 epochs, batch 64, rate 0.005, half the validation error.`,
      'The third row learns from all rows of the training part and keeps the last epoch.',
      'Splits overlap, so that intervals and tests are narrower than those of new data would be.',
    ],
    async prepare({ dataDirectory, signal }): Promise<Measure> {
      const table = await open(dataDirectory, signal);
      const channels = table.columns.length;
      return async (row, seed) => {
        const { train, test } = splitTable(table, { rule, seed });
        const order = createRandom(seed).fork('held out').shuffle(Int32Array.from(train.labels!.keys()));
        const kept = row === whole ? train.rows : Math.round(KEPT * train.rows);
        const clock = startClock();
        const training =
          row === LONG
            ? { epochs: [100, 50] as const, batch: 64, learningRate: 5e-3 }
            : { epochs, batch: 128, learningRate: 1e-3 };
        const { scores } = await scoreVariants({
          encoder: new AutoEncoder({ channels, scaling: 'none', hidden: [32, 16], latent: 3, ...training, seed }),
          train: rowsAt(train.values, channels, order.slice(0, kept)),
          validation: rowsAt(train.values, channels, order.slice(kept)),
          test: test.values,
          seed,
          density: { epochs: 40 },
          signal,
        });
        scores[RAW] = (await new Mahalanobis({ channels }).fit(train.values)).score(test.values);
        const f1 = Object.entries(scores).map(([column, values]) => [column, f1AtCount(values, test.labels!)]);
        return { ...Object.fromEntries(f1), 'CPU s': clock() };
      };
    },
  };
}

/** F1 where as many rows are flagged as there are anomalies, those of the highest scores; then precision is recall is F1. */
export function f1AtCount(scores: Float64Array, labels: Uint8Array): number {
  const order = Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a]);
  const count = labels.reduce((sum, label) => sum + label, 0);
  return order.slice(0, count).reduce((hits, i) => hits + labels[i], 0) / count;
}

/** All anomalies and as many normal rows are tested. */
export const abalone: Experiment = tableExperiment({
  title: 'CANCE on Abalone (prepared as by DROCC): F1',
  rule: 'drocc',
  published: 0.79,
  epochs: [30, 15],
  open: (dir, signal) => openTable('abalone', { dir, signal }),
});

/** Half of the normal rows are learnt from, the rest is tested. */
export const thyroid: Experiment = tableExperiment({
  title: 'CANCE on Thyroid (split as by GOAD): F1',
  rule: 'goad',
  published: 0.73,
  epochs: [20, 10],
  open: (dir, signal) => openTable('adbench', { dir, table: 'thyroid', signal }),
});
