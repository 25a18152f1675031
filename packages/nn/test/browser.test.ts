import { join } from 'node:path';
import { describeInPage } from '@tsad/test-kit/page';
import { expect, it } from 'vitest';
import { Adam, encodeWeights } from '../src/index.ts';
import { createReplicaPool } from '../src/node.ts';
import { values } from './gradients.ts';
import { createTestReplica } from './replica.ts';

const modules = ['page.ts', 'replica-worker.ts'].map((name) => join(import.meta.dirname, name));

describeInPage(modules, (page) => {
  it('a page trains to the bits of Node, on its own thread and on two workers', async () => {
    const x = [0, 1, 2].map((step) => values(20 * 6, step));
    const pool = await createReplicaPool({
      create: createTestReplica,
      config: { seed: 1 },
      workers: 0,
      blockRows: 8,
    });
    const optimiser = new Adam(pool.replica.parameters, { learningRate: 0.01 });
    for (const [step, rows] of x.entries()) {
      await pool.step({ rows: 20, seed: step, arrays: { x: rows } });
      optimiser.step();
    }
    const expected = [...encodeWeights(pool.replica)];
    await pool.close();

    const input = x.map((rows) => [...rows]);
    for (const workers of [0, 2]) {
      const bytes = await page().evaluate(([count, rows]) => globalThis.train(count, 3, 20, rows), [
        workers,
        input,
      ] as const);
      expect(bytes).toEqual(expected);
    }
  });
});
