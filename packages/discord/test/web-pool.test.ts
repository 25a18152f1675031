import { resolveObjectURL } from 'node:buffer';
import { Worker as Thread } from 'node:worker_threads';
import { afterEach, expect, it, vi } from 'vitest';
import { createWebJoinPool, selfJoin } from '../src/index.ts';
import { noise } from './series.ts';

/** The part of a Web Worker that the pool uses, on a thread of Node. */
class ThreadWorker {
  onmessage: (event: { data: unknown }) => void = () => undefined;
  onerror: (event: { message: string }) => void = () => undefined;
  readonly #thread: Promise<Thread>;

  constructor(url: string) {
    this.#thread = resolveObjectURL(url)!
      .text()
      .then((source) => {
        const preamble = `const { parentPort } = require('node:worker_threads');
          const postMessage = (message, transfer) => parentPort.postMessage(message, transfer);
          let onmessage; parentPort.on('message', (data) => onmessage({ data }));`;
        const thread = new Thread(preamble + source, { eval: true });
        thread.on('message', (data) => this.onmessage({ data }));
        thread.on('error', ({ message }) => this.onerror({ message }));
        return thread;
      });
  }

  postMessage(message: unknown): void {
    this.#thread.then((thread) => thread.postMessage(message));
  }

  terminate(): void {
    this.#thread.then((thread) => thread.terminate());
  }
}

afterEach(() => vi.unstubAllGlobals());

it('a pool of Web Workers has the bits of the join in this thread', async () => {
  vi.stubGlobal('Worker', ThreadWorker);
  const pool = createWebJoinPool({ workers: 2 });
  const series = noise(7000, 1);
  expect(await pool.selfJoin(series, { window: 50 })).toEqual(selfJoin(series, { window: 50 }));
  await pool.close();
  await expect(pool.selfJoin(series, { window: 50 })).rejects.toThrow(/closed/);
});

it('without Web Workers the error says where to look', () => {
  vi.stubGlobal('Worker', undefined);
  expect(() => createWebJoinPool()).toThrow(/in Node use @tsad\/discord\/node/);
});
