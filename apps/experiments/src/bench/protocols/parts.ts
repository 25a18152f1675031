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
export function completeRows(series: Series): CompleteSeries {
  const { name, values, labels, channels = 1, trainEnd, period } = series;
  const rows = values.length / channels;
  if (!labels) throw new RangeError(`${name} has no labels; a benchmark needs a column of 0 and 1 named like "label"`);
  const split = trainEnd ?? Math.floor(TRAIN_SHARE * rows);
  const kept = completeIndex(series);
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

/** The rows without a missing value. */
export function completeIndex({ values, channels = 1 }: Series): Uint32Array {
  const kept = new Uint32Array(values.length / channels);
  let count = 0;
  for (let row = 0; row < kept.length; row++) {
    let whole = true;
    for (let c = 0; c < channels; c++) whole &&= Number.isFinite(values[row * channels + c]);
    if (whole) kept[count++] = row;
  }
  return kept.subarray(0, count);
}

/** The first channel, for the search of a period. */
export function firstChannel(values: Float64Array, channels: number): Float64Array {
  return channels === 1 ? values : values.filter((_, i) => i % channels === 0);
}
