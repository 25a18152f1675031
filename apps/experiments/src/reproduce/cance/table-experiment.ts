/** F1 of all variants on many splits of one labelled table. */
import { Mahalanobis } from '@tsad/baselines';
import { createRandom } from '@tsad/core';
import { type SplitOptions, splitTable, type Table } from '@tsad/data';
import { AutoEncoder, type AutoEncoderOptions } from '@tsad/nce';
import type { Experiment, Measure } from '../experiment.ts';
import { COLUMNS, rowsAt, scoreVariants, startClock } from './variants.ts';

const RAW = 'Mahalanobis, raw columns';
const KEPT = 0.9;

/** One row: how the table is split and what is trained on it. */
export interface TableSetting {
  name: string;
  /** F1 of CANCE in the paper. */
  published?: number;
  split: Pick<SplitOptions, 'rule' | 'shuffle'>;
  encoder: Pick<AutoEncoderOptions, 'hidden' | 'latent' | 'epochs' | 'batch' | 'learningRate'>;
  /** Epochs of the density. */
  density: number;
  /** Learns from all rows of the training part and keeps the last epoch. Default false: a tenth chooses the epoch. */
  whole?: boolean;
}

/** One table. */
export interface TableTask {
  title: string;
  source: string;
  notes: readonly string[];
  repetitions: number;
  /** Of the first one the columns are compared. */
  settings: readonly TableSetting[];
  open(dir: string | undefined, signal: AbortSignal): Promise<Table>;
  /** Columns to standardise. Default all. */
  standardise?(table: Table): readonly string[];
}

/** The experiment of a task; a seed is a split and a start of the weights. */
export function tableExperiment(task: TableTask): Experiment {
  const { title, source, notes, repetitions, settings, open } = task;
  const columns = [...Object.keys(COLUMNS), RAW];
  return {
    title,
    source,
    columns: [...columns, 'CPU s'],
    rows: settings.map(({ name, published }) => (published ? { name, published: { CANCE: published } } : { name })),
    compare: { columns, over: 'measurements', row: settings[0].name },
    repetitions,
    version: 3,
    notes: [
      'F1 where as many test rows are flagged as there are anomalies; a seed is a split and a start of the weights.',
      ...notes,
    ],
    async prepare({ dataDirectory, signal }): Promise<Measure> {
      const table = await open(dataDirectory, signal);
      const standardise = task.standardise?.(table) ?? true;
      return async (row, seed) => {
        const setting = settings.find(({ name }) => name === row)!;
        const parts = splitTable(table, { ...setting.split, standardise, seed });
        return measureF1(parts, setting, seed, signal);
      };
    },
  };
}

async function measureF1(
  { train, test }: { train: Table; test: Table },
  { encoder, density, whole }: TableSetting,
  seed: number,
  signal: AbortSignal,
): Promise<Record<string, number>> {
  const channels = train.columns.length;
  const order = createRandom(seed).fork('held out').shuffle(Int32Array.from(train.labels!.keys()));
  const kept = whole ? train.rows : Math.round(KEPT * train.rows);
  const clock = startClock();
  const { scores } = await scoreVariants({
    encoder: new AutoEncoder({ channels, scaling: 'none', ...encoder, seed }),
    train: rowsAt(train.values, channels, order.slice(0, kept)),
    validation: rowsAt(train.values, channels, order.slice(kept)),
    test: test.values,
    seed,
    density: { epochs: density },
    signal,
  });
  scores[RAW] = (await new Mahalanobis({ channels }).fit(train.values)).score(test.values);
  const f1 = Object.entries(scores).map(([column, values]) => [column, f1AtCount(values, test.labels!)]);
  return { ...Object.fromEntries(f1), 'CPU s': clock() };
}

/** F1 where as many rows are flagged as there are anomalies, those of the highest scores; then precision is recall is F1. */
export function f1AtCount(scores: Float64Array, labels: Uint8Array): number {
  const order = Array.from(scores.keys()).sort((a, b) => scores[b] - scores[a]);
  const count = labels.reduce((sum, label) => sum + label, 0);
  return order.slice(0, count).reduce((hits, i) => hits + labels[i], 0) / count;
}
