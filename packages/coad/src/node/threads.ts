/** Training on worker threads of Node. */
import { createReplicaPool } from '@tsad/nn/node';
import { createCoadNetwork } from '../network.ts';
import { BLOCK_ROWS, type PoolFactory } from '../pool.ts';

/** Options of {@link threads}. */
export interface ThreadOptions {
  /** A module that calls `serveCoAD`. Default the one of this package. */
  worker?: URL;
}

/**
 * Trains on worker threads, with the bits of one thread. It pays where a batch has many windows and the network is wide, as
 * with `official`; a step of `compact` is one block and gains nothing.
 * @param workers how many; the main thread only adds up.
 * @param options where the workers' module is.
 * @returns what `fit` takes as `pool`.
 * @throws RangeError from `fit` for a number of workers outside 0 to 256; Error from `fit` when a worker dies.
 * @example
 * const { threads } = await import('@tsad/coad/node');
 * const train = Float64Array.from({ length: 300 }, (_, t) => Math.sin(t / 5));
 * const options = { period: 32, hidden: 4, steps: 3, batch: 40 };
 * const one = await new CoAD(options).fit(train);
 * const two = await new CoAD(options).fit(train, { pool: threads(2) });
 * console.assert(two.encodeWeights().every((byte, i) => byte === one.encodeWeights()[i]));
 */
export function threads(workers: number, options: ThreadOptions = {}): PoolFactory {
  const { worker = new URL('./worker.js', import.meta.url) } = options;
  return (engine, config) =>
    createReplicaPool({ create: createCoadNetwork, config, workers, worker, blockRows: BLOCK_ROWS, engine });
}
