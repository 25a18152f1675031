/** A pool of worker threads. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { checkInteger, checkOptionNames } from '@tsad/core';
import { type JoinPool, poolOf, type WorkerPort } from '../pool.ts';
import { WORKER_SOURCE } from '../worker-source.ts';

/** Options of {@link createJoinPool}. */
export interface JoinPoolOptions {
  /** Number of worker threads, at least 1. Default: one per available core. */
  workers?: number;
}

const PREAMBLE = `
const { parentPort } = require('node:worker_threads');
const listen = (handle) => parentPort.on('message', handle);
const reply = (message, transfer) => parentPort.postMessage(message, transfer);
`;

/**
 * Starts worker threads that share the work of one join. Any number of them gives the same bits as none.
 * Worth it from about 20,000 points; every worker holds a copy of the join's memory (about 90 bytes a point). Close the
 * pool when done: it does not keep the process alive while idle, but a join that is under way does.
 * @param options number of workers.
 * @returns the joins as methods that return promises, and `close`.
 * @throws RangeError for a number of workers below 1.
 * @example
 * const { createJoinPool } = await import('@tsad/discord/node');
 * const pool = createJoinPool({ workers: 2 });
 * const series = Float64Array.from({ length: 3000 }, (_, t) => Math.sin(t / 7) + Math.sin(t * t));
 * const { distances } = await pool.selfJoin(series, { window: 50 });
 * console.assert(distances.every((distance, i) => distance === selfJoin(series, { window: 50 }).distances[i]));
 * await pool.close();
 */
export function createJoinPool(options: JoinPoolOptions = {}): JoinPool {
  checkOptionNames('createJoinPool', options, ['workers']);
  const workers = checkInteger('createJoinPool', 'workers', options.workers ?? availableParallelism(), 1, 1024);
  return poolOf(Array.from({ length: workers }, startWorker));
}

function startWorker(): WorkerPort {
  const worker = new Worker(PREAMBLE + WORKER_SOURCE, { eval: true });
  const ending = (): Error => new Error('createJoinPool: the worker has ended; make a new pool');
  let ended = false;
  worker.unref();
  worker.once('exit', () => {
    ended = true;
  });
  return {
    request: (message) =>
      new Promise((resolve, reject) => {
        if (ended) return reject(ending());
        const settle = (action: () => void): void => {
          worker.off('message', succeed).off('error', fail).off('exit', exit);
          worker.unref();
          action();
        };
        const succeed = (reply: object): void => settle(() => resolve(reply));
        const exit = (): void => settle(() => reject(ending()));
        worker.ref();
        const fail = (error: unknown): void => settle(() => reject(error));
        worker.once('message', succeed).once('error', fail).once('exit', exit);
        worker.postMessage(message);
      }),
    close: async () => {
      await worker.terminate();
    },
  };
}
