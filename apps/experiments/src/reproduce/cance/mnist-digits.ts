/** MNIST with one or more digits normal: what its tables have in common. */
import { createRandom } from '@tsad/core';
import { openImages } from '@tsad/data/node';
import { AutoEncoder, type AutoEncoderOptions, type EstimationOptions } from '@tsad/nce';
import type { ExperimentContext, Measure } from '../experiment.ts';
import { areasOf, HELD_OUT, heldOutError, rowsAt, scoreVariants } from './variants.ts';

const KEPT = 0.9;
const PIXELS = 784;

/** One row of a table. */
export interface DigitsTask {
  /** The digits that are normal. */
  normal: readonly number[];
  /** Names the stream of random numbers that splits their images. */
  stream: string;
  /** What differs between the tables; the rest is set in {@link measureDigits}. */
  encoder: Omit<AutoEncoderOptions, 'channels' | 'seed'>;
  density?: EstimationOptions;
}

/** Learns from 90 % of the training images of the normal digits, watches the others, and scores the whole test set. */
export async function measureDigits(
  { dataDirectory: dir, signal }: ExperimentContext,
  taskOf: (row: string) => DigitsTask,
): Promise<Measure> {
  const train = await openImages('mnist', { dir, split: 'train', signal });
  const test = await openImages('mnist', { dir, split: 'test', signal });
  return async (row, seed) => {
    const { normal, stream, encoder: options, density } = taskOf(row);
    const own = Array.from(train.classes!.keys()).filter((i) => normal.includes(train.classes![i]));
    createRandom(seed).fork(stream).shuffle(own);
    const kept = Math.round(KEPT * own.length);
    const encoder = new AutoEncoder({
      channels: PIXELS,
      scaling: 'byte',
      hidden: [256, 64],
      batchNorm: true,
      covarianceWeight: 10,
      learningRate: 3e-3,
      ...options,
      seed,
    });
    const { scores, seconds } = await scoreVariants({
      encoder,
      train: rowsAt(train.pixels, PIXELS, own.slice(0, kept)),
      validation: rowsAt(train.pixels, PIXELS, own.slice(kept)),
      test: test.pixels,
      seed,
      density,
      signal,
    });
    const labels = Uint8Array.from(test.classes!, (c) => Number(!normal.includes(c)));
    return { ...areasOf(scores, labels), [HELD_OUT]: heldOutError(encoder), ...seconds };
  };
}
