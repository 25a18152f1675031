/** MNIST with several digits normal. */
import type { Experiment } from '../experiment.ts';
import { measureDigits } from './mnist-digits.ts';
import { COLUMNS } from './variants.ts';

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
  prepare: (context) =>
    measureDigits(context, (row) => ({
      normal: NORMAL[row],
      stream: row,
      encoder: { latent: 10, output: 'sigmoid', epochs: [15, 8], batch: 256 },
      density: { epochs: 15 },
    })),
};
