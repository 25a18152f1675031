/** CIFAR-10 through a pretrained network: principal components of ResNet-18 features instead of an autoencoder. */
import { createRandom } from '@tsad/core';
import { openTable } from '@tsad/data/node';
import { PcaFeatures } from '@tsad/nce';
import type { Experiment, Measure } from '../experiment.ts';
import { publishedOf } from './mnist.ts';
import { areasOf, COLUMNS, rowsAt, scoreVariants } from './variants.ts';

/** Error, LatNCE, CNCE, CANCE of the paper, on other features of all 10,000 test images. */
const PUBLISHED: Readonly<Record<string, readonly number[]>> = {
  CIFAR10_0: [88.5, 75.5, 80.9, 86.5],
  CIFAR10_4: [90.2, 81.2, 85.8, 89.2],
  CIFAR10_6: [90.4, 80.5, 85.7, 88.9],
};

/** AUROC on the classes that ADBench has. */
export const cifarEmbeddings: Experiment = {
  title: 'CANCE on ResNet-18 features of CIFAR-10 (ADBench), one class normal: AUROC',
  source: 'Liao and Brockmeier, arXiv 2502.01920: another embedding, 5,000 images to learn from, all test images.',
  columns: [...Object.keys(COLUMNS), 'CPU s'],
  rows: Object.entries(PUBLISHED).map(([name, values]) => ({ name, published: publishedOf(values) })),
  average: { name: 'average' },
  compare: { columns: Object.keys(COLUMNS), over: 'measurements' },
  repetitions: 3,
  version: 1,
  notes: [
    "Not the paper's protocol: half of the 5,000 normal rows train, the others and 263 anomalies test; a seed is a split.",
    '64 principal components of the standardised features.',
  ],
  async prepare({ dataDirectory: dir, signal }): Promise<Measure> {
    return async (row, seed) => {
      const { values, labels, columns } = await openTable('adbench', { dir, table: row, signal });
      const channels = columns.length;
      const normal = Array.from(labels!.keys()).filter((i) => labels![i] === 0);
      createRandom(seed).fork(row).shuffle(normal);
      const half = Math.floor(normal.length / 2);
      const asked = [...normal.slice(half), ...Array.from(labels!.keys()).filter((i) => labels![i] === 1)];
      const { scores, seconds } = await scoreVariants({
        encoder: new PcaFeatures({ channels, components: 64 }),
        train: rowsAt(values, channels, normal.slice(0, half)),
        validation: [],
        test: rowsAt(values, channels, asked),
        seed,
        density: { epochs: 30 },
        signal,
      });
      const truth = Uint8Array.from(asked, (i) => labels![i]);
      return { ...areasOf(scores, truth), 'CPU s': seconds['CPU s'] };
    };
  },
};
