/** CIFAR-10, one class normal, from pixels. */
import { createRandom } from '@tsad/core';
import { cifar10Classes } from '@tsad/data';
import { openImages } from '@tsad/data/node';
import { AutoEncoder, type AutoEncoderOptions } from '@tsad/nce';
import type { Experiment, Measure } from '../experiment.ts';
import { averageLook, equalise } from './equalise.ts';
import { areasOf, COLUMNS, rowsAt, scoreVariants } from './variants.ts';

const VALUES = 32 * 32 * 3;
const KEPT = 0.9;

interface Setting {
  /** Behind the title. */
  suffix: string;
  notes: readonly string[];
  encoder: Pick<AutoEncoderOptions, 'convolution' | 'hidden' | 'epochs' | 'batch'>;
  /** Whether all images are brought to the average brightness and contrast of the normal training images. */
  equalised: boolean;
}

/** AUROC of the whole test set with one class normal. */
function cifarExperiment({ suffix, notes, encoder, equalised }: Setting): Experiment {
  return {
    title: `CANCE on the JPEG copy of CIFAR-10, one class normal${suffix}: AUROC`,
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
      ...notes,
    ],
    async prepare({ dataDirectory: dir, signal }): Promise<Measure> {
      const test = await openImages('cifar10-jpeg', { dir, split: 'test', signal });
      return async (row, seed) => {
        const { pixels, count } = await openImages('cifar10-jpeg', { dir, split: 'train', classes: [row], signal });
        const order = createRandom(seed)
          .fork(row)
          .shuffle(Int32Array.from({ length: count }, (_, i) => i));
        const kept = Math.round(KEPT * count);
        const train = rowsAt(pixels, VALUES, order.slice(0, kept));
        const look = averageLook(train, VALUES);
        const prepared = (images: Uint8Array): Uint8Array | Float32Array =>
          equalised ? equalise(images, VALUES, look) : images;
        const { scores, seconds } = await scoreVariants({
          encoder: new AutoEncoder({
            channels: VALUES,
            scaling: 'byte',
            latent: 16,
            batchNorm: true,
            covarianceWeight: 10,
            learningRate: 3e-3,
            ...encoder,
            seed,
          }),
          train: prepared(train),
          validation: prepared(rowsAt(pixels, VALUES, order.slice(kept))),
          test: prepared(test.pixels),
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
}

/** Dense layers on the pixels as they are. */
export const cifarUnimodal: Experiment = cifarExperiment({
  suffix: '',
  notes: ['Dense 3072-256-64-16, batch norm, linear output, 15 + 8 epochs, 30 of the density.'],
  encoder: { hidden: [256, 64], epochs: [15, 8], batch: 128 },
  equalised: false,
});

const CONVOLUTIONS: Setting['encoder'] = {
  convolution: { height: 32, width: 32, filters: [16, 32, 64] },
  hidden: [],
  epochs: [10, 5],
  batch: 32,
};
const CONVOLUTIONS_NOTE =
  'Convolutions of 16, 32 and 64 filters, then 16 latents, batch norm, linear output, batch 32, 10 + 5 epochs, 30 of the density.';

/** Convolutions, as the paper has them. */
export const cifarConvolutions: Experiment = cifarExperiment({
  suffix: ', convolutions',
  notes: [
    CONVOLUTIONS_NOTE,
    'Chosen by the squared error of held-out birds; fixed before a test image was scored, and run once.',
  ],
  encoder: CONVOLUTIONS,
  equalised: false,
});

/** The same on images of one brightness and contrast. */
export const cifarEqualised: Experiment = cifarExperiment({
  suffix: ', convolutions, contrast equalised',
  notes: [
    CONVOLUTIONS_NOTE,
    'Every image is brought to the average brightness and contrast of the normal training images (Ruff et al. 2018).',
    'Fixed before a test image was scored, and run once.',
  ],
  encoder: CONVOLUTIONS,
  equalised: true,
});
