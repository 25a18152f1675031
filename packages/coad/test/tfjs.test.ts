import * as tf from '@tensorflow/tfjs';
import { createRandom, type Snapshot } from '@tsad/core';
import { createEngine, type Engine, loadWeights, type ReplicaPool } from '@tsad/nn';
import { readGolden } from '@tsad/test-kit';
import { describe, expect, it } from 'vitest';
import { type Batch, Batches } from '../src/batches.ts';
import { CoAD } from '../src/index.ts';
import { CoadNetwork } from '../src/network.ts';
import { type CoADOptions, resolveCoAD } from '../src/options.ts';
import { enginePredictor } from '../src/predictor.ts';
import { tfjsBackend } from '../src/tfjs.ts';
import { blockOf, configOf, coreTensors, type ForwardGolden, flat, optionsOf } from './golden.ts';

const backend = tfjsBackend(tf);
const NEAR = { rtol: 1e-4, atol: 1e-5 };

/** The golden batch as training has it. */
function batchOf(g: ForwardGolden): Batch & { seed: number } {
  const { rows, arrays, values } = blockOf(g);
  return { rows, arrays, values, seed: 1 } as Batch & { seed: number };
}

async function goldenPool(engine: Engine, g: ForwardGolden, more: CoADOptions = {}): Promise<ReplicaPool> {
  const pool = await backend.pool(engine, configOf(optionsOf(g, more)));
  loadWeights({ parameters: pool.replica.parameters, buffers: [] }, coreTensors(g.params));
  return pool;
}

describe.each(['forward_H3_L1.json', 'forward_H4_L2.json'])('TensorFlow.js equals the reference: %s', (file) => {
  const g = readGolden<ForwardGolden>(import.meta.url, file);

  it.each([false, true])('one step, features of the input shared: %s', async (sharedPass) => {
    const engine = await createEngine();
    const pool = await goldenPool(engine, g, { sharedPass });
    expect(await pool.step(batchOf(g))).toBeAllclose([g.loss.total, g.loss.classify, g.loss.recon_balanced], NEAR);
    for (const { name, gradient } of pool.replica.parameters) {
      expect(gradient.toArray(), name).toBeAllclose(flat(g.grads[name]), NEAR);
    }
    engine.dispose();
  });

  it('prediction in two passes', async () => {
    const predictor = await backend.predictor(optionsOf(g), coreTensors(g.params));
    const x = Float32Array.from(g.x_distorted.flat());
    const { probability, reconstruction } = await predictor.predict(x, 2, { passes: 2 });
    const points = Array.from({ length: 2 * g.T }, (_, i) => probability[Math.floor(i / g.P)]);
    expect(points).toBeAllclose(g.predict_on_x_distorted.A_c_points.flat(), NEAR);
    expect(reconstruction).toBeAllclose(g.predict_on_x_distorted.X_r_second_pass.flat(), NEAR);
    predictor.close();
  });
});

const BASE: CoADOptions = {
  preset: 'official',
  patch: 4,
  hidden: 3,
  layers: 2,
  reconstructionHidden: 2,
  reconstructionLayers: 2,
  batch: 3,
};
const geometry = { period: 8, factor: 1, window: 16, stride: 8, trainWindow: 16 };
const wave = (length: number): Float64Array =>
  Float64Array.from({ length }, (_, t) => 0.5 + 0.4 * Math.sin(t / 2) + 0.1 * Math.sin(t * t));

describe('loss, gradients and prediction of every variant equal those of the engine', () => {
  it.each<[string, CoADOptions]>([
    ['as released, with dropout', { dropout: 0.3 }],
    ['features shared, with dropout', { sharedPass: true, dropout: 0.3 }],
    ['as the paper draws it', { preset: 'paper', layers: 1, dropout: 0 }],
    ['separate encoders', { encoders: 'separate' }],
    ['time alone', { domains: 'time' }],
    ['frequency alone', { domains: 'frequency' }],
    ['no residual', { residual: false }],
    ['mean of decisions', { fusion: 'mean' }],
    ['features added', { fusion: 'add' }],
    ['features gated', { fusion: 'gate' }],
    ['steps', { granularity: 'step' }],
    ['windows', { granularity: 'window' }],
    ['classifier alone', { networks: 'detection' }],
    ['grating masks, with dropout', { mask: 'grating', dropout: 0.3 }],
    ['random masks', { mask: 'random' }],
    ['hard masks', { mask: 'hard' }],
    ['masked autoencoder', { networks: 'reconstruction', mask: 'random' }],
  ])('%s', async (_title, options) => {
    const resolved = resolveCoAD('test', { dropout: 0, ...BASE, ...options });
    const batch = new Batches(wave(60), geometry, resolved, createRandom(3)).at(0);
    const engine = await createEngine();
    const net = new CoadNetwork(engine, resolved);
    const { rows, arrays, values } = batch;
    const wanted = net.step({ index: 0, rows, totalRows: rows, seed: 7, arrays, values });
    const pool = await backend.pool(engine, configOf(resolved));
    expect(await pool.step({ ...batch, seed: 7 })).toBeAllclose(wanted, NEAR);
    for (const [i, { name, gradient }] of net.parameters.entries()) {
      expect(pool.replica.parameters[i].name).toBe(name);
      expect(pool.replica.parameters[i].gradient.toArray(), name).toBeAllclose(gradient.toArray(), NEAR);
    }
    const weights = Object.fromEntries(
      net.parameters.map(({ name, value }) => [name, { shape: value.shape, data: value.toArray() }]),
    );
    const [here, there] = await Promise.all(
      [enginePredictor, backend.predictor].map(async (create) => {
        const predictor = await create(resolved, weights);
        const said = await predictor.predict(arrays.x, rows, { passes: resolved.passes, threshold: 0.5 });
        predictor.close();
        return said;
      }),
    );
    expect(there.probability).toBeAllclose(here.probability, NEAR);
    expect(there.reconstruction).toBeAllclose(here.reconstruction, NEAR);
    engine.dispose();
  });
});

describe('CoAD on TensorFlow.js', () => {
  const train = wave(60);
  const test = wave(40).fill(0.2, 20, 24);
  const options: CoADOptions = {
    period: 8,
    patch: 4,
    windowMultiple: 2,
    hidden: 2,
    layers: 1,
    reconstructionHidden: 2,
    reconstructionLayers: 1,
    batch: 2,
    steps: 2,
    seed: 5,
  };

  it('trains a usual detector, and either scores what the other trained', async () => {
    const there = await new CoAD(options).fit(train, backend);
    const here = await new CoAD(options).fit(train);
    expect(there.history.map(({ total }) => total)).toBeAllclose(
      here.history.map(({ total }) => total),
      NEAR,
    );
    const kept = await CoAD.restore(there.snapshot());
    expect(await kept.score(test)).toEqual(await there.score(test));
    expect(await kept.score(test)).toBeAllclose(await there.score(test, backend), NEAR);
    const restored = await CoAD.restore(here.snapshot());
    const [plain, lent] = [await here.analyse(test), await restored.analyse(test, backend)];
    expect(lent.scores).toBeAllclose(plain.scores, NEAR);
    expect(lent.reconstruction).toBeAllclose(plain.reconstruction, NEAR);
  });

  it('takes weights of a file and gives them back', async () => {
    const here = await new CoAD(options).fit(train);
    const adopted = await new CoAD(options).adopt(train, here.encodeWeights(), backend);
    expect(adopted.encodeWeights()).toEqual(here.encodeWeights());
    expect(await adopted.score(test)).toBeAllclose(await here.score(test), NEAR);
  });

  it('goes on from a checkpoint of the engine, and the engine from one of it', async () => {
    const whole = await new CoAD(options).fit(train);
    for (const [first, then] of [
      [{}, backend],
      [backend, {}],
    ]) {
      let checkpoint: Snapshot | undefined;
      const onCheckpoint = (taken: Snapshot): void => {
        checkpoint ??= taken;
      };
      await new CoAD(options).fit(train, { ...first, checkpointEvery: 1, onCheckpoint });
      const resumed = await new CoAD(options).fit(train, { ...then, resume: checkpoint });
      expect(await resumed.score(test)).toBeAllclose(await whole.score(test), NEAR);
    }
  });

  it('leaves no tensor behind, also when a fit is stopped', async () => {
    const before = tf.memory().numTensors;
    const detector = await new CoAD({ ...options, dropout: 0.1, layers: 2 }).fit(train, backend);
    await detector.score(test, backend);
    const stop = new AbortController();
    const onProgress = (): void => stop.abort();
    await expect(new CoAD(options).fit(train, { ...backend, signal: stop.signal, onProgress })).rejects.toThrow();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses what is not TensorFlow.js', () => {
    expect(() => tfjsBackend({} as never)).toThrow(/^tfjsBackend: tf must have the function tensor, got undefined/);
  });
});
