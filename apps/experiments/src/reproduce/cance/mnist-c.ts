/** MNIST-C: all digits are normal, corrupted images are not. */
import { createRandom } from '@tsad/core';
import { openImages } from '@tsad/data/node';
import { aucRoc } from '@tsad/metrics';
import { AutoEncoder } from '@tsad/nce';
import type { Experiment, ExperimentContext, Measure } from '../experiment.ts';
import { fitWithCheckpoint } from './checkpoint.ts';
import { publishedOf } from './mnist.ts';
import { COLUMNS, HELD_OUT, heldOutError, rowsAt, scoreFeatures, startClock } from './variants.ts';

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
export const mnistC: Experiment = corruptionExperiment({
  suffix: '',
  epochs: [20, 10],
  version: 1,
  repetitions: 1,
  notes: [],
});

/** The same, trained twice as long. */
export const mnistCLonger: Experiment = corruptionExperiment({
  suffix: ', trained twice as long',
  epochs: [40, 20],
  version: 1,
  repetitions: 2,
  notes: ['Twice the epochs of cance-table-3, all else as there; fixed before a test image was scored, and run once.'],
});

interface Setting {
  /** Behind the title. */
  suffix: string;
  epochs: [number, number];
  version: number;
  repetitions: number;
  notes: readonly string[];
}

function corruptionExperiment({ suffix, epochs, version, repetitions, notes }: Setting): Experiment {
  return {
    title: `CANCE on MNIST-C, all digits normal${suffix}: AUROC by corruption`,
    source: 'Liao and Brockmeier, arXiv 2502.01920, mean of 5 runs there.',
    columns: [...Object.keys(COLUMNS), HELD_OUT, 'encoder CPU s', 'CPU s'],
    rows: CORRUPTIONS.map((name) => ({ name })),
    average: { name: 'average', published: publishedOf([89.7, 78.4, 91.3, 92.2]) },
    compare: { columns: Object.keys(COLUMNS), over: 'rows' },
    repetitions,
    version,
    notes: [
      '55,000 training images, 5,000 choose the epoch; the mean over corruptions is the AUROC of all of them together.',
      `Dense 784-512-128-10, batch norm, sigmoid output, ${epochs.join(' + ')} epochs, 12 of the density; the paper is convolutional.`,
      'The corruptions are regenerated from the published functions with other seeds: not the pixels of MNIST-C.',
      ...notes,
    ],
    prepare: async (context): Promise<Measure> => {
      const runs = new Map<number, Promise<Record<string, Record<string, number>>>>();
      return async (row, seed) => {
        const run = runs.get(seed) ?? measureAll({ epochs, version }, seed, context);
        runs.set(seed, run);
        return (await run)[row];
      };
    },
  };
}

async function measureAll(
  { epochs, version }: Pick<Setting, 'epochs' | 'version'>,
  seed: number,
  context: ExperimentContext,
): Promise<Record<string, Record<string, number>>> {
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
    epochs,
    batch: 256,
    learningRate: 3e-3,
    seed,
  });
  const validation = rowsAt(images.pixels, PIXELS, order.slice(TRAIN_ROWS));
  const name = `cance-mnist-c-v${version}-${epochs.join('-')}-${seed}`;
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
  const shared = {
    [HELD_OUT]: heldOutError(encoder),
    'encoder CPU s': Number(seconds.toFixed(1)),
    'CPU s': Number((seconds + clock()).toFixed(1)),
  };
  return Object.fromEntries(
    CORRUPTIONS.map((corruption, k) => {
      const from = normal + k * ROWS_EACH;
      const areas = Object.entries(scores).map(([column, values]) => {
        const own = Float64Array.from([...values.subarray(0, normal), ...values.subarray(from, from + ROWS_EACH)]);
        return [column, aucRoc(own, labels)];
      });
      return [corruption, { ...Object.fromEntries(areas), ...shared }];
    }),
  );
}
