/** MNIST with several digits normal. */
import { createRandom } from '@tsad/core';
import { openImages } from '@tsad/data/node';
import { aucRoc } from '@tsad/metrics';
import { AutoEncoder } from '@tsad/nce';
import type { Experiment, Measure } from '../experiment.ts';
import { COLUMNS, rowsAt, scoreVariants } from './variants.ts';

const PIXELS = 784;
const KEPT = 0.9;
const NORMAL: Readonly<Record<string, readonly number[]>> = {
  '0, 1, 2, 3, 4': [0, 1, 2, 3, 4],
  '5, 6, 7, 8, 9': [5, 6, 7, 8, 9],
  'even digits': [0, 2, 4, 6, 8],
};

/** AUROC of the whole test set with half of the digits normal. */
export const mnistMultimodal: Experiment = {
  title: 'CANCE on MNIST, five digits normal: AUROC',
  source: 'Our own choice of normal digits; no published values.',
  columns: [...Object.keys(COLUMNS), 'encoder CPU s', 'CPU s'],
  rows: Object.keys(NORMAL).map((name) => ({ name })),
  average: { name: 'average' },
  compare: { columns: Object.keys(COLUMNS), over: 'measurements' },
  repetitions: 2,
  version: 1,
  notes: [
    '90 % of the training images of the digits are learnt from, 10 % choose the epoch; all 10,000 test images are scored.',
    'Dense 784-256-64-10, batch norm, sigmoid output, batch 256, 15 + 8 epochs, 15 of the density.',
  ],
  async prepare({ dataDirectory: dir, signal }): Promise<Measure> {
    const train = await openImages('mnist', { dir, split: 'train', signal });
    const test = await openImages('mnist', { dir, split: 'test', signal });
    return async (row, seed) => {
      const normal = NORMAL[row];
      const own = Array.from(train.classes!.keys()).filter((i) => normal.includes(train.classes![i]));
      createRandom(seed).fork(row).shuffle(own);
      const kept = Math.round(KEPT * own.length);
      const { scores, seconds } = await scoreVariants({
        encoder: new AutoEncoder({
          channels: PIXELS,
          scaling: 'byte',
          hidden: [256, 64],
          latent: 10,
          output: 'sigmoid',
          batchNorm: true,
          covarianceWeight: 10,
          epochs: [15, 8],
          batch: 256,
          learningRate: 3e-3,
          seed,
        }),
        train: rowsAt(train.pixels, PIXELS, own.slice(0, kept)),
        validation: rowsAt(train.pixels, PIXELS, own.slice(kept)),
        test: test.pixels,
        seed,
        density: { epochs: 15 },
        signal,
      });
      const labels = Uint8Array.from(test.classes!, (c) => Number(!normal.includes(c)));
      const areas = Object.entries(scores).map(([column, values]) => [column, aucRoc(values, labels)]);
      return { ...Object.fromEntries(areas), ...seconds };
    };
  },
};
