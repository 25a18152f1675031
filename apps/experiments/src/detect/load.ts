/** A file to the one column of numbers that is looked at. */
import { WorkError } from '../command/errors.ts';
import type { Terminal } from '../command/terminal.ts';
import { channelOf, type ReadOptions, readFor } from '../read.ts';

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
export async function loadSeries(file: string, wanted: ReadOptions, terminal: Terminal): Promise<LoadedSeries> {
  const series = await readFor(terminal, file, wanted);
  const { columns, values: all } = series;
  if (all.length < 2 * columns.length) {
    throw new WorkError(`${file}: ${all.length === 0 ? 'no rows' : 'one row'} of numbers; a series needs more`);
  }
  const picked = columns.findIndex((_, channel) => varies(channelOf(series, channel)));
  if (picked < 0) throw new WorkError(`${file}: ${nothingToSee(all, columns)}; there is nothing to detect`);
  const values = channelOf(series, picked);
  const notes = [...series.warnings];
  if (columns.length > 1)
    notes.push(`column ${columns[picked]} is the first of ${columns.join(', ')} that varies; choose with --column`);
  return {
    name: series.name,
    column: columns[picked],
    values,
    timestamps: series.timestamps,
    labels: series.labels,
    trainEnd: series.trainEnd,
    notes,
  };
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
