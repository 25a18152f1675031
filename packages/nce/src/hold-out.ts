/** Rows kept out of the training, to tell when it should stop. */
import type { Random } from '@tsad/core';

/** Rows of a table in two parts, each in the order of the table. */
export interface HoldOut {
  train: Int32Array;
  validation: Int32Array;
}

/**
 * Splits `rows` at random: round(share rows) of them are kept out, but at least two stay to learn from.
 * @param share in [0, 1).
 */
export function holdOut(rows: number, share: number, random: Random): HoldOut {
  const count = Math.max(0, Math.min(Math.round(share * rows), rows - 2));
  const order = random.shuffle(Int32Array.from({ length: rows }, (_, i) => i));
  return { validation: order.slice(0, count).sort(), train: order.slice(count).sort() };
}

/** The rows at `indices`, as the array type they came in where it is a typed one. */
export function pick(rows: ArrayLike<number>, channels: number, indices: Int32Array): ArrayLike<number> {
  const out = emptyLike(rows, indices.length * channels);
  for (const [to, from] of indices.entries()) {
    for (let j = 0; j < channels; j++) out[to * channels + j] = rows[from * channels + j];
  }
  return out;
}

function emptyLike(rows: ArrayLike<number>, length: number): Float64Array | Uint8Array {
  // A Buffer of Node is one, and its constructor is deprecated.
  if (rows instanceof Uint8Array) return new Uint8Array(length);
  if (!ArrayBuffer.isView(rows)) return new Float64Array(length);
  return new (rows.constructor as new (length: number) => Float64Array)(length);
}
