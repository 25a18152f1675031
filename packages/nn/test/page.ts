/** What the test's page runs: a training step on its own thread and on two workers, and the weights as text. */
import { Adam, createWebReplicaPool, encodeWeights } from '../src/index.ts';
import { createTestReplica } from './replica.ts';

declare global {
  /** Trains on a number of workers; resolves to the bytes of the weights. */
  var train: (workers: number, steps: number, rows: number, x: number[][]) => Promise<number[]>;
}

globalThis.train = async (workers, steps, rows, x) => {
  const pool = await createWebReplicaPool({
    create: createTestReplica,
    config: { seed: 1 },
    workers,
    blockRows: 8,
    start: () => new Worker('/replica-worker.js', { type: 'module' }),
  });
  const optimiser = new Adam(pool.replica.parameters, { learningRate: 0.01 });
  for (let step = 0; step < steps; step++) {
    await pool.step({ rows, seed: step, arrays: { x: Float32Array.from(x[step]) } });
    optimiser.step();
  }
  const bytes = [...encodeWeights(pool.replica)];
  await pool.close();
  return bytes;
};
