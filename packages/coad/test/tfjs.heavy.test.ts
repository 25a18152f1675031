import * as tf from '@tensorflow/tfjs';
import { Adam, createEngine, loadWeights } from '@tsad/nn';
import { readGolden } from '@tsad/test-kit';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../src/batches.ts';
import { tfjsBackend } from '../src/tfjs.ts';
import { blockOf, configOf, coreTensors, type ForwardGolden, flat, optionsOf } from './golden.ts';

const NEAR = { rtol: 1e-4, atol: 1e-5 };

describe.each(['forward_H3_L1.json', 'forward_H4_L2.json'])('TensorFlow.js equals the reference: %s', (file) => {
  const g = readGolden<ForwardGolden>(import.meta.url, file);

  it('twenty steps of Adam', async () => {
    const engine = await createEngine();
    const pool = await tfjsBackend(tf).pool(engine, configOf(optionsOf(g)));
    loadWeights({ parameters: pool.replica.parameters, buffers: [] }, coreTensors(g.params));
    const batch = { ...blockOf(g), seed: 1 } as unknown as Batch & { seed: number };
    const adam = new Adam(pool.replica.parameters, { learningRate: g.adam.lr });
    for (const wanted of g.adam.losses_before_each_step) {
      expect(await pool.step(batch)).toBeAllclose(wanted, NEAR);
      adam.step();
    }
    for (const [name, wanted] of Object.entries(g.adam.params_after)) {
      const { value } = pool.replica.parameters.find((parameter) => parameter.name === name)!;
      expect(value.toArray(), name).toBeAllclose(flat(wanted), NEAR);
    }
    engine.dispose();
  });
});
