/** Replicas: one copy of a model in each worker, which does the blocks of a batch that it is handed. */
import type { JsonObject } from '@tsad/core';
import type { Engine } from '../engine.ts';
import type { Parameter } from '../layer.ts';
import type { Weighted } from '../sequential.ts';
import { lengthOf } from '../tensor.ts';

/** Arrays that travel to a replica. */
export type BlockArray = Float32Array | Float64Array | Int32Array;

/** Some consecutive rows of a batch. Where a batch is cut does not depend on the number of workers. */
export interface Block {
  /** Which block of the batch, from 0. */
  index: number;
  /** Rows of this block. */
  rows: number;
  /** Rows of the whole batch; scale losses by it. */
  totalRows: number;
  /** The batch's seed; `createRandom(seed).fork(index)` gives a block its own stream. */
  seed: number;
  /** The rows' part of each of the batch's arrays. */
  arrays: Record<string, BlockArray>;
  /** What else the batch came with. */
  values: JsonObject;
}

/** A model that can do one block. */
export interface Replica extends Weighted {
  /**
   * Adds one block's gradients to the parameters' (which are zero before) and returns its loss terms, which are added up over
   * the blocks. It runs in a scope of the engine.
   */
  step(block: Block): number[];
}

/**
 * Makes a replica; all parameters live in the engine it is given.
 * Called once on the caller's thread and once in every worker.
 */
export type ReplicaFactory = (
  engine: Engine,
  config: JsonObject,
  data: Readonly<Record<string, BlockArray>>,
) => Replica;

/** What a worker is sent. */
export type Request =
  | {
      type: 'open';
      engine: { relaxedSimd: boolean; maxBytes: number };
      config: JsonObject;
      data: Record<string, BlockArray>;
    }
  | { type: 'block'; block: Block; weights: Float32Array | undefined; into: Float32Array | undefined };

/** What a worker answers: `terms` and the filled `into`, or an error. */
export interface Reply {
  terms?: number[];
  result?: Float32Array;
  error?: string;
}

/** Floats of all parameters and buffers. */
export function stateLength(replica: Weighted): number {
  return stateOf(replica, 'value').reduce((sum, tensor) => sum + lengthOf(tensor.shape), 0);
}

/** Copies weights and buffers out, one after the other. */
export function readWeights(replica: Weighted, into: Float32Array): Float32Array {
  return read(replica, 'value', into);
}

/** Copies weights and buffers in. */
export function writeWeights(replica: Weighted, from: Float32Array): void {
  let at = 0;
  for (const tensor of stateOf(replica, 'value')) {
    tensor.set(from.subarray(at, at + tensor.length));
    at += tensor.length;
  }
}

/** Runs one block from zero gradients and copies gradients and buffers out. */
export function runBlock(
  engine: Engine,
  replica: Replica,
  block: Block,
  into: Float32Array,
): { terms: number[]; result: Float32Array } {
  for (const { gradient } of replica.parameters) gradient.fill(0);
  const terms = engine.scope(() => replica.step(block));
  if (!Array.isArray(terms)) throw new TypeError(`replica: step must return an array of numbers, got ${String(terms)}`);
  return { terms, result: read(replica, 'gradient', into) };
}

function read(replica: Weighted, part: 'value' | 'gradient', into: Float32Array): Float32Array {
  let at = 0;
  for (const tensor of stateOf(replica, part)) {
    into.set(tensor.data, at);
    at += tensor.length;
  }
  return into;
}

function stateOf({ parameters, buffers = [] }: Weighted, part: 'value' | 'gradient'): Parameter['value'][] {
  return [...parameters.map((parameter) => parameter[part]), ...buffers.map(({ value }) => value)];
}
