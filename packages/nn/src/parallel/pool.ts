/**
 * Training on several workers. A batch is cut into blocks of fixed size, every block's gradient starts from zero, and the
 * gradients are added in the order of the blocks, so that any number of workers gives the same bits.
 */
import { checkInteger, checkOptionNames, type JsonObject } from '@tsad/core';
import { createEngine, type Engine, type EngineOptions } from '../engine.ts';
import {
  type Block,
  type BlockArray,
  type Replica,
  type ReplicaFactory,
  type Reply,
  type Request,
  readWeights,
  runBlock,
  stateLength,
  writeWeights,
} from './replica.ts';

/** What every pool needs. */
export interface ReplicaPoolOptions {
  /** Makes the replica of this thread; the workers' module serves the same function. */
  create: ReplicaFactory;
  /** Handed to `create`, here and in every worker. Default {}. */
  config?: JsonObject;
  /** Arrays handed to `create`, here and, copied once, in every worker. Default none. */
  data?: Readonly<Record<string, BlockArray>>;
  /** Number of workers; 0 runs everything on this thread. */
  workers: number;
  /** Rows of a block. More rows cost less overhead, fewer spread better; batch norm sees a block at a time. */
  blockRows: number;
  /** The engine of this thread's replica; the workers' engines get its options. Default a new one. */
  engine?: Engine | EngineOptions;
}

/** A batch: `rows` rows, each with its share of every array. */
export interface Batch {
  /** Number of rows, at least 1. */
  rows: number;
  /** Seed of the blocks' random numbers. Default 0. */
  seed?: number;
  /** Arrays of rows x anything; cut along the rows. Default none. */
  arrays?: Readonly<Record<string, BlockArray>>;
  /** Handed to every block as it is. Default {}. */
  values?: JsonObject;
}

/** A model on several workers. */
export interface ReplicaPool {
  /** Number of workers. */
  readonly size: number;
  /** The engine of this thread's replica. */
  readonly engine: Engine;
  /** This thread's replica: its parameters are the ones to optimise, save and load. */
  readonly replica: Replica;
  /**
   * Sets the gradients of {@link ReplicaPool.replica} to the sums over the batch's blocks, and its buffers to the means of what the
   * blocks made of them. Sends the current weights along. One step at a time.
   * @returns the sums of the blocks' loss terms.
   */
  step(batch: Batch): Promise<number[]>;
  /** Ends the workers, and the engine unless it was passed in. */
  close(): Promise<void>;
}

/** A worker as the pool sees it: one reply to each request, in order. */
export interface ReplicaPort {
  request(message: Request, transfer: ArrayBuffer[]): Promise<Reply>;
  close(): Promise<void>;
}

/** Names of the options that every pool has. */
export const poolOptionNames: readonly string[] = ['create', 'config', 'data', 'workers', 'blockRows', 'engine'];

/** A pool over workers that `start` starts one by one. */
export async function openPool(
  where: string,
  options: ReplicaPoolOptions,
  start: (at: number) => ReplicaPort,
): Promise<ReplicaPool> {
  const { create, config = {}, data = {}, engine: given = {} } = options;
  const workers = checkInteger(where, 'workers', options.workers, 0, 256);
  const blockRows = checkInteger(where, 'blockRows', options.blockRows, 1);
  if (typeof create !== 'function') throw new TypeError(`${where}: create must be a function, got ${typeof create}`);
  const own = !('scope' in given);
  const engine = own ? await createEngine(given) : given;
  const replica = create(engine, config, data);
  const ports = Array.from({ length: workers }, (_, at) => start(at));
  let closed = false;
  const close = async (): Promise<void> => {
    closed = true;
    await Promise.all(ports.map((port) => port.close()));
    if (own) engine.dispose();
  };
  const { relaxedSimd, maxBytes } = engine;
  const hello: Request = { type: 'open', engine: { relaxedSimd, maxBytes }, config, data };
  try {
    await all(ports.map((port) => ask(port, hello, [])));
  } catch (error) {
    await close();
    throw error;
  }
  const step = stepper(where, engine, replica, ports, blockRows);
  return {
    size: workers,
    engine,
    replica,
    step: async (batch) => {
      if (closed) throw new Error(`${where}: the pool is closed; make a new one`);
      return step(batch);
    },
    close,
  };
}

function stepper(
  where: string,
  engine: Engine,
  replica: Replica,
  ports: readonly ReplicaPort[],
  blockRows: number,
): ReplicaPool['step'] {
  const length = stateLength(replica);
  const weights = new Float32Array(length);
  const spare: Float32Array[] = [];
  let running = false;

  const runAll = async (blocks: readonly Block[]): Promise<{ terms: number[]; result: Float32Array }[]> => {
    const done: { terms: number[]; result: Float32Array }[] = [];
    let next = 0;
    const serve = async (port: ReplicaPort): Promise<void> => {
      for (let first = true; next < blocks.length; first = false) {
        const block = blocks[next++];
        const into = spare.pop() ?? new Float32Array(length);
        const message: Request = { type: 'block', block, weights: first ? weights : undefined, into };
        const { terms, result } = await ask(port, message, [into.buffer as ArrayBuffer]);
        done[block.index] = { terms: terms!, result: result! };
      }
    };
    if (ports.length > 0) await all(ports.map(serve));
    for (const block of ports.length > 0 ? [] : blocks) {
      writeWeights(replica, weights);
      done.push(runBlock(engine, replica, block, spare.pop() ?? new Float32Array(length)));
    }
    return done;
  };

  return async (batch) => {
    const blocks = cut(where, batch, blockRows);
    if (running) throw new Error(`${where}: a step is under way; await it before the next one`);
    running = true;
    try {
      readWeights(replica, weights);
      const done = await runAll(blocks);
      writeWeights(replica, weights);
      const terms = addUp(replica, done, length);
      for (const { result } of done) spare.push(result);
      return terms;
    } finally {
      running = false;
    }
  };
}

/** Sums in the order of the blocks: gradients and loss terms are added, buffers averaged. */
function addUp(replica: Replica, done: readonly { terms: number[]; result: Float32Array }[], length: number): number[] {
  const sum = done[0].result;
  for (const { result } of done.slice(1)) for (let i = 0; i < length; i++) sum[i] += result[i];
  let at = 0;
  const take = (count: number): Float32Array => sum.subarray(at, (at += count));
  for (const { gradient } of replica.parameters) gradient.set(take(gradient.length));
  for (const { value } of replica.buffers ?? []) value.set(take(value.length).map((entry) => entry / done.length));
  return done[0].terms.map((_, term) => done.reduce((total, { terms }) => total + terms[term], 0));
}

function cut(where: string, batch: Batch, blockRows: number): Block[] {
  checkOptionNames(`${where}: step`, batch, ['rows', 'seed', 'arrays', 'values']);
  const { rows, seed = 0, arrays = {}, values = {} } = batch;
  checkInteger(`${where}: step`, 'rows', rows, 1);
  checkInteger(`${where}: step`, 'seed', seed);
  for (const [name, array] of Object.entries(arrays)) {
    if (array.length % rows !== 0) {
      throw new RangeError(`${where}: arrays.${name} must hold a multiple of rows = ${rows}, got ${array.length}`);
    }
  }
  return Array.from({ length: Math.ceil(rows / blockRows) }, (_, index) => {
    const first = index * blockRows;
    const last = Math.min(rows, first + blockRows);
    const part = Object.entries(arrays).map(([name, array]) => {
      const width = array.length / rows;
      return [name, array.slice(first * width, last * width)] as const;
    });
    return { index, rows: last - first, totalRows: rows, seed, arrays: Object.fromEntries(part), values };
  });
}

async function ask(port: ReplicaPort, message: Request, transfer: ArrayBuffer[]): Promise<Reply> {
  const reply = await port.request(message, transfer);
  if (reply.error !== undefined) throw new Error(`replica: ${reply.error}`);
  return reply;
}

/** Waits for all, so that no worker is still busy when the first failure is thrown. */
async function all(works: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(works)) if (outcome.status === 'rejected') throw outcome.reason;
}
