/** MNIST-C: all digits are normal, corrupted images are not. */
import { createRandom } from '@tsad/core';
import { openImages } from '@tsad/data/node';
import { aucRoc } from '@tsad/metrics';
import { AutoEncoder } from '@tsad/nce';
import type { Experiment, ExperimentContext, Measure } from '../experiment.ts';
import { fitWithCheckpoint } from './checkpoint.ts';
import { publishedOf } from './mnist.ts';
import { COLUMNS, rowsAt, scoreFeatures, startClock } from './variants.ts';

const PIXELS = 784;
const TRAIN_ROWS = 55_000;
const ROWS_EACH = 3000;
const CORRUPTIONS = [
  'brightness',
  'canny_edges',
  'dotted_line',
  'fog',
  'glass_blur',
  'impulse_noise',
  'motion_blur',
  'rotate',
  'scale',
  'shear',
  'shot_noise',
  'spatter',
  'stripe',
  'translate',
  'zigzag',
] as const;

/** AUROC of 10,000 clean test images against 3,000 of each corruption. */
export const mnistC: Experiment = {
  title: 'CANCE on MNIST-C, all digits normal: AUROC by corruption',
  source: 'Liao and Brockmeier, arXiv 2502.01920, mean of 5 runs there.',
  columns: [...Object.keys(COLUMNS), 'encoder CPU s', 'CPU s'],
  rows: CORRUPTIONS.map((name) => ({ name })),
  average: { name: 'average', published: publishedOf([89.7, 78.4, 91.3, 92.2]) },
  compare: { columns: Object.keys(COLUMNS), over: 'rows' },
  repetitions: 1,
  version: 1,
  notes: [
    '55,000 training images, 5,000 choose the epoch; the mean over corruptions is the AUROC of all of them together.',
    'Dense 784-512-128-10, batch norm, sigmoid output, 20 + 10 epochs, 12 of the density; the paper is convolutional.',
    'The corruptions are regenerated from the published functions with other seeds: not the pixels of MNIST-C.',
  ],
  prepare: async (context): Promise<Measure> => {
    const runs = new Map<number, Promise<Record<string, Record<string, number>>>>();
    return async (row, seed) => {
      const run = runs.get(seed) ?? measureAll(seed, context);
      runs.set(seed, run);
      return (await run)[row];
    };
  },
};

async function measureAll(seed: number, context: ExperimentContext): Promise<Record<string, Record<string, number>>> {
  const { dataDirectory: dir, signal, scratchDirectory: directory } = context;
  const images = await openImages('mnist', { dir, split: 'train', signal });
  const order = createRandom(seed).fork('mnist-c').shuffle(Int32Array.from(images.classes!.keys()));
  const train = rowsAt(images.pixels, PIXELS, order.slice(0, TRAIN_ROWS));
  const encoder = new AutoEncoder({
    channels: PIXELS,
    scaling: 'byte',
    hidden: [512, 128],
    latent: 10,
    output: 'sigmoid',
    batchNorm: true,
    covarianceWeight: 10,
    epochs: [20, 10],
    batch: 256,
    learningRate: 3e-3,
    seed,
  });
  const validation = rowsAt(images.pixels, PIXELS, order.slice(TRAIN_ROWS));
  const name = `cance-mnist-c-v${mnistC.version}-${seed}`;
  const { seconds, done } = await fitWithCheckpoint(encoder, { train, validation, signal, directory, name });
  const clock = startClock();
  const chosen = createRandom(seed)
    .fork('test')
    .shuffle(Int32Array.from({ length: 10_000 }, (_, i) => i));
  const clean = (await openImages('mnist', { dir, split: 'test', signal })).pixels;
  const parts = [clean];
  for (const corruption of CORRUPTIONS) {
    const { pixels } = await openImages('mnist-c', { dir, corruption, signal });
    parts.push(rowsAt(pixels, PIXELS, chosen.slice(0, ROWS_EACH)));
  }
  const asked = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    asked.set(part, at);
    at += part.length;
  }
  const scores = await scoreFeatures(await encoder.features(train), await encoder.features(asked), {
    seed,
    density: { epochs: 12 },
    signal,
  });
  await done();
  const normal = clean.length / PIXELS;
  const labels = Uint8Array.from({ length: normal + ROWS_EACH }, (_, i) => Number(i >= normal));
  const times = { 'encoder CPU s': Number(seconds.toFixed(1)), 'CPU s': Number((seconds + clock()).toFixed(1)) };
  return Object.fromEntries(
    CORRUPTIONS.map((corruption, k) => {
      const from = normal + k * ROWS_EACH;
      const areas = Object.entries(scores).map(([column, values]) => {
        const own = Float64Array.from([...values.subarray(0, normal), ...values.subarray(from, from + ROWS_EACH)]);
        return [column, aucRoc(own, labels)];
      });
      return [corruption, { ...Object.fromEntries(areas), ...times }];
    }),
  );
}
