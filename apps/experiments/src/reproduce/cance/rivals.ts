/** The rivals of CANCE on tables: deep ones of @tsad/nce, plain ones of @tsad/baselines. */
import { IsolationForest, KernelDensity, Mahalanobis, NearestNeighbour, OneClassSvm } from '@tsad/baselines';
import type { Detector } from '@tsad/core';
import { type SplitOptions, splitTable } from '@tsad/data';
import { openTable } from '@tsad/data/node';
import { Dagmm, DeepSvdd, Drocc, Goad, Vae } from '@tsad/nce';
import type { Experiment, Measure } from '../experiment.ts';
import { f1AtCount } from './table-experiment.ts';
import { startClock } from './variants.ts';

/** Defaults throughout: nothing is tuned per table. */
const RIVALS: Readonly<Record<string, (channels: number, seed: number) => Detector>> = {
  DeepSVDD: (channels, seed) => new DeepSvdd({ channels, seed }),
  VAE: (channels, seed) => new Vae({ channels, seed }),
  DAGMM: (channels, seed) => new Dagmm({ channels, seed }),
  GOAD: (channels, seed) => new Goad({ channels, seed }),
  DROCC: (channels, seed) => new Drocc({ channels, seed }),
  Mahalanobis: (channels) => new Mahalanobis({ channels }),
  KDE: (channels) => new KernelDensity({ channels }),
  '1-NN': (channels) => new NearestNeighbour({ channels }),
  'OC-SVM': (channels) => new OneClassSvm({ channels }),
  'isolation forest': (channels, seed) => new IsolationForest({ channels, seed }),
};

/** Rows of the table: how each is split. */
const SPLITS: Readonly<Record<string, Pick<SplitOptions, 'rule' | 'shuffle'>>> = {
  Abalone: { rule: 'drocc' },
  Thyroid: { rule: 'goad' },
  "Thyroid, GOAD's own halves": { rule: 'goad', shuffle: false },
};

/** F1 of the rivals on the splits of the tables of CANCE. */
export const canceRivals: Experiment = {
  title: 'Rivals of CANCE on Abalone and Thyroid: F1',
  source: 'Splits as for cance-table-6 and cance-table-7; F1 where as many rows are flagged as there are anomalies.',
  columns: [...Object.keys(RIVALS), 'CPU s'],
  rows: Object.keys(SPLITS).map((name) => ({ name })),
  repetitions: 5,
  version: 3,
  notes: ['All detectors with their defaults, none tuned to a table; the papers of the deep ones tune theirs.'],
  async prepare({ dataDirectory: dir, signal }): Promise<Measure> {
    const abalone = await openTable('abalone', { dir, signal });
    const thyroid = await openTable('adbench', { dir, table: 'thyroid', signal });
    return async (row, seed) => {
      const table = row === 'Abalone' ? abalone : thyroid;
      const { train, test } = splitTable(table, { ...SPLITS[row], seed });
      const clock = startClock();
      const values: Record<string, number> = {};
      for (const [name, create] of Object.entries(RIVALS)) {
        const detector = await create(table.columns.length, seed).fit(train.values, { signal });
        values[name] = f1AtCount(await detector.score(test.values), test.labels!);
      }
      return { ...values, 'CPU s': clock() };
    };
  },
};
