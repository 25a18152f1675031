import * as tf from '@tensorflow/tfjs';
import { createRandom } from '@tsad/core';
import { AdamW, collect, createEngine, loadWeights } from '@tsad/nn';
import { differentiate, useTfjs } from '@tsad/nn/tfjs';
import { readGolden } from '@tsad/test-kit';
import { describe, expect, it } from 'vitest';
import { createAutoEncoderNet, inferRows, netWeights } from '../src/auto-encoder-net.ts';
import { type AutoEncoderOptions, resolveAutoEncoder } from '../src/auto-encoder-options.ts';
import { denseNet } from '../src/dense-net.ts';
import { learnerOn } from '../src/estimate-density.ts';
import { AutoEncoder, Cance, widthSlope } from '../src/index.ts';
import { dense } from '../src/tfjs/dense.ts';
import { encode } from '../src/tfjs/halves.ts';
import { contrastTerm, covarianceTerm } from '../src/tfjs/loss.ts';
import { tfjsLearner } from '../src/tfjs.ts';
import { trainAutoEncoder } from '../src/train-auto-encoder.ts';
import { BestState, Ticker } from '../src/training.ts';

type Matrix = number[][];
const ops = useTfjs('test', tf);
const learner = tfjsLearner(tf);
const NEAR = { rtol: 1e-4, atol: 1e-5 };

const tableOf = (rows: number, columns: number, seed: number): Float32Array => {
  const random = createRandom(seed);
  return Float32Array.from({ length: rows * columns }, () => random.normal());
};

describe('the losses in TensorFlow.js equal torch', () => {
  interface Contrast {
    dims: number[];
    slope: number;
    nu: number;
    weights: Matrix[];
    biases: number[][];
    mean: number[];
    psi: number[];
    K: number[];
    z: Matrix;
    v: Matrix;
    networkLoss: number;
    gradWeights: Matrix[];
    gradBiases: number[][];
    gradPsi: number[];
  }
  const { cases } = readGolden<{ cases: Contrast[] }>(import.meta.url, 'nce.json');
  it.each(cases)(
    'T and K of $dims, slope $slope',
    async ({ dims, weights, biases, mean, psi, K, z, v, nu, slope, ...wanted }) => {
      const rows = [...z, ...v.map((row) => row.map((value, j) => mean[j] + K[j] * (value - mean[j])))];
      const points = Float32Array.from(rows.flat());
      const arrays = weights.flatMap((matrix, l) => [
        { name: `${2 * l}.weight`, shape: [dims[l + 1], dims[l]], data: Float32Array.from(matrix.flat()) },
        { name: `${2 * l}.bias`, shape: [dims[l + 1]], data: Float32Array.from(biases[l]) },
      ]);
      const x = { name: 'x', shape: [rows.length, dims[0]], data: points };
      const { value, gradients } = await differentiate(ops, [...arrays, x], (tensors) => {
        const outputs = dense(ops, tensors, '', { widths: dims }, tensors.x, { training: true, slope });
        return { loss: contrastTerm(ops, outputs, z.length, nu) };
      });
      expect(value).toBeAllclose(wanted.networkLoss, NEAR);
      for (let l = 0; l < weights.length; l++) {
        expect(gradients[2 * l]).toBeAllclose(wanted.gradWeights[l].flat(), NEAR);
        expect(gradients[2 * l + 1]).toBeAllclose(wanted.gradBiases[l], NEAR);
      }
      const gradPsi = new Float64Array(psi.length);
      const relative = rows.flatMap((row) => row.map((value, j) => value - mean[j]));
      widthSlope(gradients.at(-1)!, relative, rows.length, psi, gradPsi);
      expect(gradPsi).toBeAllclose(wanted.gradPsi, NEAR);
    },
  );

  it('T and K by the learner, as by the engine', async () => {
    const engine = await createEngine();
    const net = denseNet(engine, { widths: [3, 5, 4, 1] }, createRandom(2));
    const batch = { points: tableOf(20, 3, 9), data: 8, nu: 1.5, widths: [3, 5, 4, 1] };
    const here = learnerOn(engine);
    for (const { gradient } of net.parameters) gradient.fill(0);
    const loss = await here.contrast(net, batch);
    const wanted = net.parameters.map(({ gradient }) => gradient.toArray());
    const slopes = await here.contrastSlope(net, batch);
    expect(await learner.contrast(net, batch)).toBeAllclose(loss, NEAR);
    for (const [i, { gradient }] of net.parameters.entries()) expect(gradient.toArray()).toBeAllclose(wanted[i], NEAR);
    expect(await learner.contrastSlope(net, batch)).toBeAllclose(slopes, NEAR);
    engine.dispose();
  });

  it('the covariance loss and its gradient', async () => {
    const { cases } = readGolden<{ cases: { z: Matrix; loss: number; grad: Matrix }[] }>(
      import.meta.url,
      'covloss.json',
    );
    for (const { z: rows, loss, grad } of cases) {
      const data = Float32Array.from(rows.flat());
      const { value, gradients } = await differentiate(
        ops,
        [{ name: 'z', shape: [rows.length, rows[0].length], data }],
        ({ z }) => ({ loss: covarianceTerm(ops, z) }),
      );
      expect(value).toBeAllclose(loss, NEAR);
      expect(gradients[0]).toBeAllclose(grad.flat(), NEAR);
    }
  });
});

const IMAGE = { height: 8, width: 4, filters: [3, 4] };

describe('one step of the autoencoder equals that of the engine', () => {
  it.each<[string, Partial<AutoEncoderOptions>]>([
    ['as for tables', {}],
    ['batch norm', { batchNorm: true }],
    ['sigmoid output', { output: 'sigmoid', batchNorm: true }],
    ['one latent', { latent: 1 }],
    // No hidden layer: units before batch norm that stay on one side have a gradient of 0 but for rounding.
    ['convolutions', { channels: 96, convolution: IMAGE, hidden: [] }],
    [
      'convolutions, batch norm, sigmoid output',
      { channels: 96, convolution: IMAGE, batchNorm: true, output: 'sigmoid' },
    ],
  ])('%s', async (_title, more) => {
    const options = resolveAutoEncoder('test', {
      channels: 5,
      hidden: [6, 4],
      latent: 3,
      covarianceWeight: 2,
      epochs: [1, 1],
      batch: 16,
      seed: 3,
      ...more,
    });
    const { channels } = options;
    const train = tableOf(16, channels, 1);
    const data = { train, validation: new Float32Array(0) };
    const nets = await Promise.all([0, 1].map(async () => createAutoEncoderNet(await createEngine(), options)));
    const [ours, theirs] = nets.map((net) => collect({ encoder: net.encoder, decoder: net.decoder }));
    // A step of each stage, both from the same weights: gradients stay in the parameters.
    for (const stage of [0, 1]) {
      const weights = netWeights(nets[0]);
      const losses = await Promise.all(
        nets.map(async (net, i) => {
          const optimiser = new AdamW(stage === 0 ? ours.parameters : net.decoder.parameters, {}).snapshot();
          const marks = new BestState(1).marks();
          const from = { stage, epoch: 0, history: [], weights, marks, optimiser };
          const run = { ticker: new Ticker({}), from, learner: i === 0 ? undefined : learner };
          const own = { ...options, epochs: [1, stage] as const };
          return (await trainAutoEncoder(net, data, own, run)).map(({ loss }) => loss);
        }),
      );
      expect(losses[0]).toHaveLength(1);
      expect(losses[1]).toBeAllclose(losses[0], NEAR);
      for (const [i, { name, gradient }] of ours.parameters.entries()) {
        expect(theirs.parameters[i].gradient.toArray(), name).toBeAllclose(gradient.toArray(), NEAR);
      }
      for (const [i, { name, value }] of ours.buffers!.entries()) {
        expect(theirs.buffers![i].value.toArray(), name).toBeAllclose(value.toArray(), NEAR);
      }
    }
    // Evaluation mode, with the engine's weights in both.
    loadWeights(theirs, netWeights(nets[0]));
    const { engine, encoder } = nets[0];
    const wanted = inferRows(engine, encoder, train, channels, options.latent);
    const arrays = [...ours.parameters, ...ours.buffers!].map(({ name, value }) => ({
      name,
      shape: value.shape,
      data: value.toArray(),
    }));
    const { also } = await differentiate(ops, arrays, (weights) => {
      const latents = encode(ops, weights, options, ops.tensor(train, [16, channels]), { training: false });
      return { loss: ops.sum(latents), also: [latents] };
    });
    expect(also[0]).toBeAllclose(wanted, NEAR);
    for (const net of nets) net.engine.dispose();
  });
});

describe('Cance on TensorFlow.js', () => {
  const rows = Float64Array.from({ length: 120 * 3 }, (_, i) => Math.sin(i * (1 + (i % 3))) + 0.1 * Math.cos(i * i));
  const options = {
    channels: 3,
    hidden: [6],
    latent: 2,
    epochs: [2, 1] as const,
    batch: 32,
    density: { hidden: [4], epochs: 2, batch: 32 },
    validation: 0,
    seed: 4,
  };

  it('trains a usual detector that scores, and is kept and restored, without it', async () => {
    const here = await new Cance(options).fit(rows);
    const there = await new Cance(options).fit(rows, { learner });
    const restored = await Cance.restore(there.snapshot());
    const scores = await there.score(rows);
    expect(await restored.score(rows)).toEqual(scores);
    // A dozen steps of AdamW, whose first steps are signs of gradients, and the covariance of what they made.
    expect(scores).toBeAllclose(await here.score(rows), { rtol: 1e-3, atol: 1e-3 });
    expect(there.diagnostics!.widths).toBeAllclose(here.diagnostics!.widths, NEAR);
  });

  it('goes on from a checkpoint of the engine, and the engine from one of it', async () => {
    const { density, validation, ...encoder } = options;
    const whole = await new AutoEncoder(encoder).fit(rows);
    const { error } = await whole.features(rows);
    for (const [first, then] of [
      [{}, { learner }],
      [{ learner }, {}],
    ]) {
      const checkpoints: ReturnType<AutoEncoder['snapshot']>[] = [];
      await new AutoEncoder(encoder).fit(rows, { ...first, onEpoch: (take) => void checkpoints.push(take()) });
      const resumed = await new AutoEncoder(encoder).fit(rows, { ...then, resume: checkpoints[0] });
      expect((await resumed.features(rows)).error).toBeAllclose(error, { rtol: 1e-3, atol: 1e-4 });
    }
  });

  it('leaves no tensor behind, convolutional or not', async () => {
    const before = tf.memory().numTensors;
    await new Cance(options).fit(rows, { learner });
    const image = {
      channels: 64,
      convolution: { height: 8, width: 8, filters: [2] },
      epochs: [1, 1],
      hidden: [],
    } as const;
    await new AutoEncoder(image).fit(tableOf(8, 64, 5), { learner });
    expect(tf.memory().numTensors).toBe(before);
  });
});
