/** A pool of worker threads. */
import { Worker } from 'node:worker_threads';
import { checkOptionNames } from '@tsad/core';
import {
  openPool,
  poolOptionNames,
  type ReplicaPool,
  type ReplicaPoolOptions,
  type ReplicaPort,
} from '../parallel/pool.ts';
import type { Reply } from '../parallel/replica.ts';

/** Options of {@link createReplicaPool}. */
export interface NodeReplicaPoolOptions extends ReplicaPoolOptions {
  /** The module that calls `serveReplica`, such as `new URL('./worker.js', import.meta.url)`; needed for 1 worker and more. Default none. */
  worker?: URL;
  /** Node's options for the workers, such as a loader for TypeScript. Default those of this process. */
  execArgv?: string[];
}

/**
 * Trains on several worker threads; any number of them, none included, gives the same bits. Every worker holds a replica and
 * its own memory; weights and gradients are sent. The workers do not keep the process alive while idle. Close the pool when done.
 * @param options the model, the number of workers, and their module.
 * @returns the pool, once all workers have made their replica.
 * @throws RangeError or TypeError for bad options, Error when a worker fails to start.
 * @example
 * const { createReplicaPool } = await import('@tsad/nn/node');
 * const { createRandom } = await import('@tsad/core');
 * const create = (engine) => {
 *   const layer = new Linear(engine, { inputs: 2, outputs: 1, random: createRandom(1) });
 *   const step = ({ arrays, rows, totalRows }) => {
 *     const pass = layer.forward(engine.tensor([rows, 2], arrays.x));
 *     const target = engine.tensor([rows, 1], arrays.y);
 *     const loss = meanSquaredError(pass.output, target, { reduction: 'sum', scale: 1 / totalRows });
 *     pass.parameterGradients(loss.gradient);
 *     return [loss.value];
 *   };
 *   return { parameters: layer.parameters, step };
 * };
 * // With workers: { workers: 2, worker: new URL('./worker.js', import.meta.url) }, a module that calls serveReplica(create).
 * const pool = await createReplicaPool({ create, workers: 0, blockRows: 2 });
 * const optimiser = new Adam(pool.replica.parameters, { learningRate: 0.1 });
 * const batch = { rows: 4, arrays: { x: Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1), y: Float32Array.of(0, 1, 1, 2) } };
 * for (let step = 0; step < 200; step++) {
 *   await pool.step(batch);
 *   optimiser.step();
 * }
 * const [loss] = await pool.step(batch);
 * console.assert(loss < 1e-3);
 * await pool.close();
 */
export async function createReplicaPool(options: NodeReplicaPoolOptions): Promise<ReplicaPool> {
  checkOptionNames('createReplicaPool', options, [...poolOptionNames, 'worker', 'execArgv']);
  const { worker, execArgv } = options;
  if (options.workers > 0 && !(worker instanceof URL)) {
    throw new TypeError("createReplicaPool: worker must be a URL, as new URL('./worker.js', import.meta.url)");
  }
  return openPool('createReplicaPool', options, (at) => startThread(worker!, execArgv, at));
}

function startThread(module: URL, execArgv: string[] | undefined, at: number): ReplicaPort {
  const thread = new Worker(module, { execArgv });
  let failure: Error | undefined;
  let waiting: { resolve(reply: Reply): void; reject(error: Error): void } | undefined;
  const fail = (reason: string): void => {
    failure ??= new Error(`createReplicaPool: ${reason}`);
    settle((request) => request.reject(failure!));
  };
  // While a request waits the thread keeps the process alive, else it does not.
  const settle = (how: (request: NonNullable<typeof waiting>) => void): void => {
    const request = waiting;
    waiting = undefined;
    thread.unref();
    if (request) how(request);
  };
  thread.on('message', (reply: Reply) => settle(({ resolve }) => resolve(reply)));
  thread.on('error', (error) => fail(`worker ${at} failed: ${error.message}`));
  thread.on('exit', (code) => fail(`worker ${at} ended with code ${code}; close the pool and make a new one`));
  return {
    request: (message, transfer) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        waiting = { resolve, reject };
        thread.ref();
        thread.postMessage(message, transfer);
      }),
    close: async () => {
      fail('the pool is closed; make a new one');
      await thread.terminate();
    },
  };
}
