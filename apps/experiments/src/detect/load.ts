/** A file to the one column of numbers that is looked at. */
import { resolve } from 'node:path';
import type { Series } from '@tsad/core';
import { readSeries } from '@tsad/data/node';
import { UsageError, WorkError } from '../command/errors.ts';
import type { Terminal } from '../command/terminal.ts';

/** One column of a file. */
export interface LoadedSeries {
  name: string;
  column: string;
  values: Float64Array;
  timestamps?: Float64Array;
  labels?: Uint8Array;
  /** Rows for training, where the file says. */
  trainEnd?: number;
  /** What the user should know about the reading, one sentence each. */
  notes: string[];
}

/**
 * Reads a file and picks a column: the named one, or the first that varies.
 * @throws UsageError for a column that is not there, WorkError for a file without anything to look at.
 */
export async function loadSeries(file: string, column: string | undefined, terminal: Terminal): Promise<LoadedSeries> {
  const { signal, cwd } = terminal;
  const onProgress = (share: number): void => terminal.progress(`reading ${file}`, share);
  const series = await readSeries(resolve(cwd, file), {
    columns: column === undefined ? undefined : [column],
    signal,
    onProgress,
  });
  const columns = columnsOf(series);
  const names = columns ?? ['value'];
  if (column !== undefined && !columns) throw new UsageError(`--column: ${file} has no named columns; leave it out`);
  if (series.values.length < 2) {
    throw new WorkError(
      `${file}: ${series.values.length === 0 ? 'no rows' : 'one row'} of numbers; a series needs more`,
    );
  }
  const picked = names.findIndex((_, channel) => varies(pick(series.values, channel, names.length)));
  if (picked < 0) throw new WorkError(`${file}: ${nothingToSee(series.values, names)}; there is nothing to detect`);
  const values = pick(series.values, picked, names.length);
  const notes = [...((series as { warnings?: string[] }).warnings ?? [])];
  if (names.length > 1) notes.push(`column ${names[picked]} is the first of ${names.join(', ')}; choose with --column`);
  return {
    name: series.name,
    column: names[picked],
    values,
    timestamps: series.timestamps,
    labels: series.labels,
    trainEnd: series.trainEnd,
    notes,
  };
}

function columnsOf(series: Series): string[] | undefined {
  return (series as { columns?: string[] }).columns;
}

function pick(values: Float64Array, channel: number, channels: number): Float64Array {
  if (channels === 1) return values;
  return Float64Array.from({ length: values.length / channels }, (_, row) => values[row * channels + channel]);
}

function varies(values: Float64Array): boolean {
  let first = Number.NaN;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (Number.isNaN(first)) first = value;
    else if (value !== first) return true;
  }
  return false;
}

function nothingToSee(values: Float64Array, names: readonly string[]): string {
  const present = values.find((value) => !Number.isNaN(value));
  if (present === undefined) return 'no cell holds a number';
  return names.length === 1 ? `all values of column ${names[0]} are ${present}` : 'no column varies';
}
