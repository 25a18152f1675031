/** Reading a file for a command: paths from its folder, errors that speak of its options. */
import { resolve } from 'node:path';
import type { Series } from '@tsad/core';
import { DataError } from '@tsad/data';
import { readSeries } from '@tsad/data/node';
import { UsageError } from './command/errors.ts';
import type { Terminal } from './command/terminal.ts';

/** A series with the names of its value columns, and of all columns of its table. */
export type NamedSeries = Series & { columns: string[]; header?: string[]; warnings: string[] };

/** What to take from the file. */
export interface ReadOptions {
  /** Name of the value column, or its position from 0; absent, all are read. */
  column?: string;
  /** Name of the label column; absent, it is found out. */
  labelColumn?: string;
}

/**
 * Reads a file of any known kind, with progress.
 * @throws UsageError for a column that is not there, DataError for a file that cannot be read.
 */
export async function readFor(
  terminal: Terminal,
  file: string,
  { column, labelColumn }: ReadOptions = {},
): Promise<NamedSeries> {
  const path = resolve(terminal.cwd, file);
  const read = (columns: [string | number] | undefined): Promise<Series> =>
    readSeries(path, {
      columns,
      labelColumn,
      signal: terminal.signal,
      onProgress: (share) => terminal.progress(`reading ${file}`, share),
    });
  let series: Series;
  try {
    series = await read(column === undefined ? undefined : [column]);
  } catch (error) {
    if (!isColumnError(error) || (column === undefined && labelColumn === undefined)) throw error;
    if (column === undefined || !/^\d+$/.test(column)) throw new UsageError(error.message, { cause: error });
    series = await read([Number(column)]).catch((second: unknown) => {
      throw isColumnError(second) ? new UsageError(second.message, { cause: second }) : second;
    });
  }
  const { columns, warnings = [] } = series as Partial<NamedSeries>;
  if (column !== undefined && !columns) throw new UsageError(`${file} has no named columns; leave --column out`);
  return { ...series, columns: columns ?? ['value'], warnings };
}

/** One channel of row-major values. */
export function channelOf({ values, columns }: NamedSeries, channel: number): Float64Array {
  const channels = columns.length;
  if (channels === 1) return values;
  return Float64Array.from({ length: values.length / channels }, (_, row) => values[row * channels + channel]);
}

function isColumnError(error: unknown): error is DataError {
  return error instanceof DataError && error.code === 'ERR_DATA_COLUMN';
}
