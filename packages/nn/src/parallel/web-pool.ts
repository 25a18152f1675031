/** A pool of Web Workers, for pages. */
import { checkOptionNames } from '@tsad/core';
import { openPool, poolOptionNames, type ReplicaPool, type ReplicaPoolOptions, type ReplicaPort } from './pool.ts';
import type { Reply } from './replica.ts';

/** Options of {@link createWebReplicaPool}. */
export interface WebReplicaPoolOptions extends ReplicaPoolOptions {
  /**
   * Starts one worker whose module calls `serveReplica`, in the form that bundlers know:
   * `() => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })`.
   */
  start: () => Worker;
}

/**
 * Trains on several Web Workers, with the bits of one thread. Needs no cross-origin isolation: every worker has a memory of its
 * own, weights and gradients are sent. In Node use `createReplicaPool` of `@tsad/nn/node`.
 * @param options the model, the number of workers, and how to start one.
 * @returns the pool, once all workers have made their replica.
 * @throws RangeError or TypeError for bad options, Error when a worker fails to start.
 */
export async function createWebReplicaPool(options: WebReplicaPoolOptions): Promise<ReplicaPool> {
  checkOptionNames('createWebReplicaPool', options, [...poolOptionNames, 'start']);
  return openPool('createWebReplicaPool', options, (at) => portOf(options.start(), at));
}

function portOf(worker: Worker, at: number): ReplicaPort {
  let failure: Error | undefined;
  let waiting: { resolve(reply: Reply): void; reject(error: Error): void } | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    waiting?.reject(failure);
  };
  worker.onmessage = ({ data }) => waiting?.resolve(data);
  worker.onerror = (event) => fail(new Error(`createWebReplicaPool: worker ${at} failed: ${event.message}`));
  return {
    request: (message, transfer) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        waiting = { resolve, reject };
        worker.postMessage(message, transfer);
      }),
    close: async () => {
      worker.terminate();
      fail(new Error('createWebReplicaPool: the pool is closed; make a new one'));
    },
  };
}
