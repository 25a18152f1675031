/** A pool of Web Workers, for pages. */
import { checkInteger, checkOptionNames } from '@tsad/core';
import { type JoinPool, poolOf, type WorkerPort } from './pool.ts';
import { WORKER_SOURCE } from './worker-source.ts';

/** Options of {@link createWebJoinPool}. */
export interface WebJoinPoolOptions {
  /** Number of workers, at least 1. Default: one per logical core that the browser reports, at most 8. */
  workers?: number;
}

const PREAMBLE = `
const listen = (handle) => { onmessage = ({ data }) => handle(data); };
const reply = (message, transfer) => postMessage(message, transfer);
`;

/**
 * Starts Web Workers that share the work of one join, with the bits of one thread. Needs no cross-origin isolation; the
 * page's policy must allow workers from blob URLs and WebAssembly. In Node use `createJoinPool` of `@tsad/discord/node`.
 * @param options number of workers.
 * @returns the joins as methods that return promises, and `close`.
 * @throws TypeError where there are no Web Workers, RangeError for a number of workers below 1.
 * @example
 * if (typeof Worker === 'function') {
 *   const pool = createWebJoinPool({ workers: 2 });
 *   const { count } = await pool.selfJoin(new Float64Array(500), { window: 50 });
 *   console.assert(count === 451);
 *   await pool.close();
 * }
 */
export function createWebJoinPool(options: WebJoinPoolOptions = {}): JoinPool {
  checkOptionNames('createWebJoinPool', options, ['workers']);
  if (typeof Worker !== 'function') {
    throw new TypeError('createWebJoinPool: there are no Web Workers here; in Node use @tsad/discord/node');
  }
  const cores = Math.min(8, globalThis.navigator?.hardwareConcurrency ?? 1);
  const workers = checkInteger('createWebJoinPool', 'workers', options.workers ?? cores, 1, 64);
  const url = URL.createObjectURL(new Blob([PREAMBLE + WORKER_SOURCE], { type: 'text/javascript' }));
  const ports = Array.from({ length: workers }, () => startWorker(url));
  const pool = poolOf(ports);
  return {
    ...pool,
    close: async () => {
      await pool.close();
      URL.revokeObjectURL(url);
    },
  };
}

function startWorker(url: string): WorkerPort {
  const worker = new Worker(url);
  let fail: (reason: Error) => void = () => undefined;
  let ended = false;
  return {
    request: (message) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(new Error('createWebJoinPool: the pool is closed; make a new one'));
        fail = reject;
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = (event) => reject(new Error(`createWebJoinPool: a worker failed: ${event.message}`));
        worker.postMessage(message);
      }),
    close: async () => {
      ended = true;
      worker.terminate();
      fail(new Error('createWebJoinPool: the pool is closed; make a new one'));
    },
  };
}
