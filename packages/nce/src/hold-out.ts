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
