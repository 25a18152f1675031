/** Who computes a training step: this thread, block by block. */
import type { JsonObject } from '@tsad/core';
import type { Parameter } from '@tsad/nn';
import type { Batch } from './batches.ts';

/** Windows per block: gradients are added block by block, in order, whoever computes them. */
export const BLOCK_ROWS = 32;

/** Some rows of a batch. */
export interface Block {
  index: number;
  rows: number;
  totalRows: number;
  seed: number;
  arrays: Record<string, Float32Array>;
  values: JsonObject;
}

/** A network that computes the gradients of a block. */
export interface Replica {
  readonly parameters: readonly Parameter[];
  step(block: Block): number[];
}

/** Computes the gradients of whole batches. */
export interface TrainingPool {
  readonly replica: Replica;
  /** The replica's gradients become the sum over the batch; resolves to the terms of the loss. */
  step(batch: Batch & { seed: number }): Promise<number[]>;
  close(): Promise<void>;
}

/** A pool without workers. */
export function localPool(replica: Replica): TrainingPool {
  return {
    replica,
    step: async ({ rows, seed, arrays, values }) => {
      for (const { gradient } of replica.parameters) gradient.fill(0);
      const terms: number[] = [];
      for (let from = 0, index = 0; from < rows; from += BLOCK_ROWS, index++) {
        const to = Math.min(rows, from + BLOCK_ROWS);
        const part = Object.fromEntries(
          Object.entries(arrays).map(([name, array]) => {
            const width = array.length / rows;
            return [name, array.subarray(from * width, to * width)];
          }),
        );
        const own = replica.step({ index, rows: to - from, totalRows: rows, seed, arrays: part, values });
        for (let i = 0; i < own.length; i++) terms[i] = (terms[i] ?? 0) + own[i];
      }
      return terms;
    },
    close: async () => {},
  };
}
