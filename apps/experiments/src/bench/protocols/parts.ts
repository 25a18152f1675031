/** Steps that the protocols share: complete rows, training parts, single channels. */
import type { Series } from '@tsad/core';
import { TRAIN_SHARE } from '../../detect/choose.ts';

/** A labelled series without missing values. */
export interface CompleteSeries {
  values: Float64Array;
  labels: Uint8Array;
  channels: number;
  /** Rows of the training part; 30 % where the data does not say. */
  trainEnd: number;
  rows: number;
  period?: number;
}

/**
 * Leaves out every row with a missing value, as the benchmarks do.
 * @throws RangeError for a series without labels.
 */
export function completeRows({ name, values, labels, channels = 1, trainEnd, period }: Series): CompleteSeries {
  const rows = values.length / channels;
  if (!labels) throw new RangeError(`${name} has no labels; a benchmark needs a column of 0 and 1 named like "label"`);
  const split = trainEnd ?? Math.floor(TRAIN_SHARE * rows);
  const whole = (row: number): boolean => {
    for (let c = 0; c < channels; c++) if (!Number.isFinite(values[row * channels + c])) return false;
    return true;
  };
  const kept: number[] = [];
  for (let row = 0; row < rows; row++) if (whole(row)) kept.push(row);
  if (kept.length === rows) return { values, labels, channels, trainEnd: split, rows, period };
  return {
    values: Float64Array.from({ length: kept.length * channels }, (_, i) => {
      return values[kept[Math.floor(i / channels)] * channels + (i % channels)];
    }),
    labels: Uint8Array.from(kept, (row) => labels[row]),
    channels,
    trainEnd: kept.filter((row) => row < split).length,
    rows: kept.length,
    period,
  };
}

/** The first channel, for the search of a period. */
export function firstChannel(values: Float64Array, channels: number): Float64Array {
  return channels === 1 ? values : values.filter((_, i) => i % channels === 0);
}
