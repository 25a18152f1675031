import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { JsonObject, Tensor } from '@tsad/core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Adam, type ReplicaPool, serveReplica, weightsOf } from '../src/index.ts';
import { createReplicaPool } from '../src/node.ts';
import { bundleTestWorker } from './compile.ts';
import { values } from './gradients.ts';
import { createTestReplica } from './replica.ts';

afterEach(() => vi.unstubAllGlobals());
let folder: string;
beforeAll(() => {
  folder = bundleTestWorker();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

function openPool(workers: number, config: JsonObject = {}): Promise<ReplicaPool> {
  return createReplicaPool({
    create: createTestReplica,
    config: { seed: 1, ...config },
    data: { bias: Float32Array.of(0.25) },
    workers,
    blockRows: 8,
    worker: pathToFileURL(join(folder, 'replica-worker.mjs')),
  });
}

const batch = (step: number): { rows: number; seed: number; arrays: { x: Float32Array } } => ({
  rows: 27,
  seed: step,
  arrays: { x: values(27 * 6, step) },
});

async function train(workers: number): Promise<{ losses: number[][]; weights: Record<string, Tensor> }> {
  const pool = await openPool(workers);
  const optimiser = new Adam(pool.replica.parameters, { learningRate: 0.01 });
  const losses: number[][] = [];
  for (let step = 0; step < 5; step++) {
    losses.push(await pool.step(batch(step)));
    optimiser.step();
  }
  const weights = weightsOf(pool.replica);
  await pool.close();
  return { losses, weights };
}

describe('a pool of replicas', () => {
  it('trains to the same bits on 0, 1, 2 and 3 workers', async () => {
    const alone = await train(0);
    expect(alone.losses[4][0]).not.toBe(alone.losses[0][0]);
    expect(alone.losses.every(([, rows]) => rows === 27)).toBe(true);
    for (const workers of [1, 2, 3]) expect(await train(workers)).toEqual(alone);
  });

  it('is as one step over the whole batch when one block holds it', async () => {
    const create = createTestReplica;
    const pool = await createReplicaPool({ create, config: { seed: 1 }, workers: 0, blockRows: 100 });
    const [loss] = await pool.step(batch(1));
    const gradients = pool.replica.parameters.map(({ gradient }) => gradient.toArray());
    for (const { gradient } of pool.replica.parameters) gradient.fill(0);
    const { rows, seed, arrays } = batch(1);
    const block = { index: 0, rows, totalRows: rows, seed, arrays, values: {} };
    const [direct] = pool.engine.scope(() => pool.replica.step(block));
    expect(direct).toBe(loss);
    expect(pool.replica.parameters.map(({ gradient }) => gradient.toArray())).toEqual(gradients);
    await pool.close();
  });

  it.each([0, 2])('with %i workers reports what a block throws, and works on', async (workers) => {
    const pool = await openPool(workers, { fail: 3 });
    await expect(pool.step(batch(1))).rejects.toThrow('this block is bad');
    const [loss] = await pool.step({ ...batch(1), rows: 18, arrays: { x: values(18 * 6, 1) } });
    expect(loss).toBeGreaterThan(0);
    await pool.close();
  });

  it('rejects when a worker dies, then and later, instead of waiting', async () => {
    const pool = await openPool(2, { exit: 2 });
    await expect(pool.step(batch(1))).rejects.toThrow(/worker \d ended with code 3/);
    await expect(pool.step(batch(1))).rejects.toThrow(/ended with code 3; close the pool and make a new one/);
    await pool.close();
  });

  it('rejects at once when a module cannot be loaded, a step is under way, or the pool is closed', async () => {
    const worker = new URL('./no-such-module.mjs', import.meta.url);
    const options = { create: createTestReplica, config: { seed: 1 }, blockRows: 8, workers: 1 };
    await expect(createReplicaPool({ ...options, worker, execArgv: [] })).rejects.toThrow(
      /worker 0 failed: Cannot find/,
    );
    const pool = await openPool(1);
    const first = pool.step(batch(1));
    await expect(pool.step(batch(2))).rejects.toThrow(/a step is under way/);
    expect((await first)[1]).toBe(27);
    await pool.close();
    await expect(pool.step(batch(1))).rejects.toThrow(/the pool is closed/);
  });

  it('refuses bad options and batches', async () => {
    const options = { create: createTestReplica, config: { seed: 1 }, workers: 0, blockRows: 8 };
    await expect(createReplicaPool({ ...options, blockRows: 0 })).rejects.toThrow(/blockRows must be an integer/);
    await expect(createReplicaPool({ ...options, workers: 2 })).rejects.toThrow(/worker must be a URL/);
    const pool = await createReplicaPool(options);
    await expect(pool.step({ rows: 0 })).rejects.toThrow(/rows must be an integer/);
    await expect(pool.step({ rows: 3, arrays: { x: new Float32Array(7) } })).rejects.toThrow(
      /multiple of rows = 3, got 7/,
    );
    await pool.close();
    vi.stubGlobal('process', undefined); // the tests run in a thread themselves
    expect(() => serveReplica(createTestReplica)).toThrow(/call it in the module of a worker/);
  });
});
