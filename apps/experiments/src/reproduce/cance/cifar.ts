/** CIFAR-10, one class normal, from pixels. */
import { createRandom } from '@tsad/core';
import { cifar10Classes } from '@tsad/data';
import { openImages } from '@tsad/data/node';
import { AutoEncoder } from '@tsad/nce';
import type { Experiment, Measure } from '../experiment.ts';
import { areasOf, COLUMNS, rowsAt, scoreVariants } from './variants.ts';

const VALUES = 32 * 32 * 3;
const KEPT = 0.9;

/** AUROC of the whole test set with one class normal. */
export const cifarUnimodal: Experiment = {
  title: 'CANCE on the JPEG copy of CIFAR-10, one class normal: AUROC',
  source: 'Liao and Brockmeier, arXiv 2502.01920, on the original pixels.',
  columns: [...Object.keys(COLUMNS), 'encoder CPU s', 'CPU s'],
  rows: cifar10Classes.map((name) => ({ name })),
  average: { name: 'average', published: { CANCE: 0.654 } },
  compare: { columns: Object.keys(COLUMNS), over: 'rows' },
  repetitions: 1,
  version: 1,
  notes: [
    'A lossy copy: JPEG has changed the pixels.',
    '90 % of the images of the class are learnt from, 10 % choose the epoch; all test images are scored.',
    'Dense 3072-256-64-16, batch norm, linear output, 15 + 8 epochs, 30 of the density.',
  ],
  async prepare({ dataDirectory: dir, signal }): Promise<Measure> {
    const test = await openImages('cifar10-jpeg', { dir, split: 'test', signal });
    return async (row, seed) => {
      const { pixels, count } = await openImages('cifar10-jpeg', { dir, split: 'train', classes: [row], signal });
      const order = createRandom(seed)
        .fork(row)
        .shuffle(Int32Array.from({ length: count }, (_, i) => i));
      const kept = Math.round(KEPT * count);
      const { scores, seconds } = await scoreVariants({
        encoder: new AutoEncoder({
          channels: VALUES,
          scaling: 'byte',
          hidden: [256, 64],
          latent: 16,
          batchNorm: true,
          covarianceWeight: 10,
          epochs: [15, 8],
          batch: 128,
          learningRate: 3e-3,
          seed,
        }),
        train: rowsAt(pixels, VALUES, order.slice(0, kept)),
        validation: rowsAt(pixels, VALUES, order.slice(kept)),
        test: test.pixels,
        seed,
        density: { epochs: 30 },
        signal,
      });
      const normal = cifar10Classes.indexOf(row);
      const labels = Uint8Array.from(test.classes!, (c) => Number(c !== normal));
      return { ...areasOf(scores, labels), ...seconds };
    };
  },
};
