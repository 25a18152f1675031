import { createRandom } from '@tsad/core';
import { AdamW, collect, createEngine } from '@tsad/nn';
import { describe, expect, it } from 'vitest';
import { type AutoEncoderNet, createAutoEncoderNet, netWeights } from '../src/auto-encoder-net.ts';
import { type AutoEncoderOptions, resolveAutoEncoder } from '../src/auto-encoder-options.ts';
import { AutoEncoder } from '../src/index.ts';
import { trainAutoEncoder } from '../src/train-auto-encoder.ts';
import { BestState, Ticker } from '../src/training.ts';
import * as naive from './naive.ts';

const ROWS = 9;
const CHANNELS = 4;
const CASES: readonly [string, Partial<AutoEncoderOptions>][] = [
  ['as for tables', {}],
  ['batch norm', { batchNorm: true }],
  ['batch norm, sigmoid output', { batchNorm: true, output: 'sigmoid' }],
  ['two hidden layers, one latent', { hidden: [5, 4], latent: 1 }],
];
const optionsOf = (more: Partial<AutoEncoderOptions>): ReturnType<typeof resolveAutoEncoder> =>
  resolveAutoEncoder('test', {
    channels: CHANNELS,
    hidden: [5],
    latent: 2,
    covarianceWeight: 3,
    scaling: 'none',
    epochs: [1, 1],
    batch: ROWS,
    seed: 2,
    ...more,
  });

function tableOf(rows: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: rows * CHANNELS }, () => random.normal());
}

function matrixOf(values: ArrayLike<number>, columns: number): naive.Matrix {
  return Array.from({ length: values.length / columns }, (_, i) =>
    Array.from({ length: columns }, (__, j) => values[i * columns + j]),
  );
}

function halvesOf({ hidden, latent, batchNorm, output }: ReturnType<typeof resolveAutoEncoder>): naive.Half[] {
  const widths = [CHANNELS, ...hidden, latent];
  return [
    { widths, batchNorm, output: 'latent' },
    { widths: widths.toReversed(), batchNorm, output },
  ];
}

function namedWeights(net: AutoEncoderNet): Record<string, number[]> {
  return Object.fromEntries(
    Object.entries(netWeights(net)).map(([name, { data }]) => [name, Array.from(data as Float32Array)]),
  );
}

describe.each(CASES)('the two stages, %s', (_title, more) => {
  it('have the loss of the definition, and gradients equal to its differences', async () => {
    const options = optionsOf(more);
    const [encoder, decoder] = halvesOf(options);
    const train = tableOf(ROWS, 1);
    const rows = matrixOf(train, CHANNELS);
    const net = createAutoEncoderNet(await createEngine(), options);
    const whole = (weights: Record<string, number[]>): number => {
      const codes = naive.runHalf(weights, 'encoder.', encoder, rows, true);
      const error = naive.summedError(naive.runHalf(weights, 'decoder.', decoder, codes, true), rows);
      return error + 3 * naive.covarianceLoss(codes);
    };
    const alone = (weights: Record<string, number[]>): number => {
      const codes = naive.runHalf(weights, 'encoder.', encoder, rows, false);
      return naive.summedError(naive.runHalf(weights, 'decoder.', decoder, codes, true), rows);
    };
    for (const [stage, loss] of [whole, alone].entries()) {
      const parts = collect({ encoder: net.encoder, decoder: net.decoder }).parameters;
      const parameters = parts.filter(({ name }) => stage === 0 || name.startsWith('decoder.'));
      const before = namedWeights(net);
      const from = {
        stage,
        epoch: 0,
        history: [],
        weights: netWeights(net),
        marks: new BestState(1).marks(),
        optimiser: new AdamW(stage === 0 ? parameters : net.decoder.parameters, {}).snapshot(),
      };
      const data = { train, validation: new Float32Array(0) };
      const run = { ticker: new Ticker({}), from };
      const [record] = await trainAutoEncoder(net, data, { ...options, epochs: [1, stage] }, run);
      expect(record.loss).toBeAllclose(loss(before), { rtol: 1e-5 });
      for (const { name, gradient } of parameters) {
        const wanted = before[name].map((value, i) =>
          naive.slopeOf((x) => loss({ ...before, [name]: before[name].with(i, x) }), value),
        );
        expect(gradient.toArray(), name).toBeAllclose(wanted, { rtol: 1e-4, atol: 1e-4 });
      }
    }
    net.engine.dispose();
  });

  it('end in features of the running statistics, for the training rows too', async () => {
    const options = optionsOf({ ...more, epochs: [6, 3], batch: 16 });
    const [encoder, decoder] = halvesOf(options);
    const train = tableOf(50, 3);
    const trained = await new AutoEncoder(options).fit(train);
    const tensors = Object.entries(trained.snapshot().tensors);
    const weights = Object.fromEntries(tensors.map(([name, { data }]) => [name, Array.from(data as Float32Array)]));
    for (const asked of [train, tableOf(7, 4)]) {
      const rows = matrixOf(asked, CHANNELS);
      const { latent, error, cosine } = await trained.features(asked);
      const codes = naive.runHalf(weights, 'encoder.', encoder, rows, false);
      const output = naive.runHalf(weights, 'decoder.', decoder, codes, false);
      expect(latent).toBeAllclose(codes.flat(), { rtol: 1e-4, atol: 1e-5 });
      const errors = rows.map((row, i) => naive.summedError([output[i]], [row]) / CHANNELS);
      expect(error).toBeAllclose(errors, { rtol: 1e-4, atol: 1e-6 });
      const length = (row: number[]): number => Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));
      const cosines = rows.map((row, i) => {
        const product = row.reduce((sum, x, j) => sum + x * output[i][j], 0);
        return 0.5 * (1 - product / (length(row) * length(output[i])));
      });
      expect(cosine).toBeAllclose(cosines, { rtol: 1e-4, atol: 1e-6 });
    }
  });
});
