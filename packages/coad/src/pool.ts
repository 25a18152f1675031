/** Who computes training steps: this thread, or workers. The bits are the same. */
import type { JsonObject } from '@tsad/core';
import { createWebReplicaPool, type Engine, type ReplicaPool, serveReplica } from '@tsad/nn';
import { createCoadNetwork } from './network.ts';

/** Windows per block: gradients are added block by block, in order, whoever computes them. */
export const BLOCK_ROWS = 32;

/** Makes the pool that computes the steps of a fit; `threads` of `@tsad/coad/node` and {@link webWorkers} are such. */
export type PoolFactory = (engine: Engine, config: JsonObject) => Promise<ReplicaPool>;

/** A pool without workers. */
export function thisThread(engine: Engine, config: JsonObject): Promise<ReplicaPool> {
  return webWorkers(0, noWorker)(engine, config);
}

/**
 * Trains on workers of a page, with the bits of one. It pays where a batch has many windows and the network is wide, as with
 * `official`; a step of `compact` is one block and gains nothing.
 * @param workers how many, 1 or more.
 * @param start starts a worker whose module calls {@link serveCoAD}.
 * @returns what `fit` takes as `pool`.
 */
export function webWorkers(workers: number, start: () => Worker): PoolFactory {
  return (engine, config) =>
    createWebReplicaPool({ create: createCoadNetwork, config, workers, start, blockRows: BLOCK_ROWS, engine });
}

/** Makes a worker's module compute training steps; call it once, at its start. */
export function serveCoAD(): void {
  serveReplica(createCoadNetwork);
}

function noWorker(): never {
  throw new Error('thisThread: starts no worker');
}
