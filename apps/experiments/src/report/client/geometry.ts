/** Rows and values to pixels and back. */
import type { View } from './view.ts';

/** A rectangle in CSS pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The column of a row. */
export function xOf(row: number, { from, to }: View, box: Box): number {
  return box.left + ((row - from) / (to - from)) * box.width;
}

/** The row under a column. */
export function rowAt(x: number, { from, to }: View, box: Box): number {
  return from + ((x - box.left) / box.width) * (to - from);
}

/** The line of a value between two bounds. */
export function yOf(value: number, box: Box, low: number, high: number): number {
  return box.top + box.height * (1 - (value - low) / (high - low));
}
