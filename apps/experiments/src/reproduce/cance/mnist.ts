/** MNIST, one digit normal: the table of CANCE that everything else is compared with. */
import type { Experiment } from '../experiment.ts';
import { type DigitsTask, measureDigits } from './mnist-digits.ts';
import { COLUMNS, HELD_OUT } from './variants.ts';

/** Error, LatNCE, CNCE, CANCE of the paper, by digit. */
const PUBLISHED: readonly (readonly number[])[] = [
  [99.4, 85.0, 99.5, 99.6],
  [99.9, 98.4, 99.8, 99.8],
  [90.3, 81.9, 96.6, 97.1],
  [92.6, 81.2, 95.6, 96.7],
  [95.5, 75.0, 95.8, 96.9],
  [95.1, 76.1, 96.1, 97.2],
  [98.9, 88.2, 99.2, 99.4],
  [96.1, 89.1, 96.9, 97.5],
  [85.8, 80.6, 94.6, 95.6],
  [97.0, 86.0, 96.2, 97.1],
];

/** AUROC of the whole test set with one digit as the normal class. */
export const mnistUnimodal: Experiment = {
  title: 'CANCE on MNIST, one digit normal: AUROC',
  source: 'Liao and Brockmeier, arXiv 2502.01920, mean of 5 runs there.',
  columns: [...Object.keys(COLUMNS), HELD_OUT, 'encoder CPU s', 'CPU s'],
  rows: PUBLISHED.map((values, digit) => ({ name: String(digit), published: publishedOf(values) })),
  average: { name: 'average', published: publishedOf([95.1, 84.1, 97.0, 97.7]) },
  compare: { columns: Object.keys(COLUMNS), over: 'rows' },
  repetitions: 5,
  version: 3,
  notes: [
    '90 % of the images of the digit are learnt from, 10 % choose the epoch; all 10,000 test images are scored.',
    'Dense 784-256-64-6, batch norm, linear output, 40 + 20 epochs; the paper gives no sizes and is convolutional.',
    'The learning rate, 0.003, was chosen by the validation error of digit 2 (19.3 against 21.2 with 0.001), without labels.',
    'held-out error: squared error an image of those 10 %, summed over pixels from 0 to 1; no label is in it.',
    'Columns share one autoencoder per digit and seed; cosine and Mahalanobis are not in the paper.',
  ],
  prepare: (context) => measureDigits(context, (digit) => digitTask(digit, [40, 20])),
};

/** The same, trained twice as long. */
export const mnistLonger: Experiment = {
  ...mnistUnimodal,
  title: 'CANCE on MNIST, one digit normal, trained twice as long: AUROC',
  version: 1,
  notes: [
    'As cance-table-1 but for 80 + 40 epochs, which leave less squared error on held-out images of digit 2.',
    'Digit 2 was run first, the others after its result was known; every digit once.',
  ],
  prepare: (context) => measureDigits(context, (digit) => digitTask(digit, [80, 40])),
};

/** One digit normal. */
function digitTask(digit: string, epochs: [number, number]): DigitsTask {
  return { normal: [Number(digit)], stream: `mnist ${digit}`, encoder: { latent: 6, epochs, batch: 128 } };
}

/** Percent of the paper's four columns as shares. */
export function publishedOf([error, latent, cnce, cance]: readonly number[]): Record<string, number> {
  return { Error: error / 100, LatNCE: latent / 100, CNCE: cnce / 100, CANCE: cance / 100 };
}
