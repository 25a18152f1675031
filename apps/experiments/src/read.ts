/** Reading a file for a command: paths from its folder, errors that speak of its options. */
import { resolve } from 'node:path';
import type { Series } from '@tsad/core';
import { type CsvOptions, DataError } from '@tsad/data';
import { readSeries } from '@tsad/data/node';
import { commandWords, rephrase } from './command/advice.ts';
import { UsageError } from './command/errors.ts';
import type { Terminal } from './command/terminal.ts';

/** A series with the names of its value columns, and of all columns of its table. */
export type NamedSeries = Series & { columns: string[]; header?: string[]; warnings: string[] };

/** What to take from the file, and how it is written. */
export interface ReadOptions extends Pick<CsvOptions, 'delimiter' | 'decimal'> {
  /** Name of the value column, or its position from 0; absent, all are read. */
  column?: string;
  /** Name of the label column, or its position from 0; absent, it is found out. */
  labelColumn?: string;
}

/**
 * Reads a file of any known kind, with progress.
 * @throws UsageError for a column that is not there, WorkError or DataError for a file that cannot be read.
 */
export async function readFor(
  terminal: Terminal,
  file: string,
  { column, labelColumn, delimiter, decimal }: ReadOptions = {},
): Promise<NamedSeries> {
  const path = resolve(terminal.cwd, file);
  const read = async (byPosition: boolean): Promise<Series> =>
    readSeries(path, {
      columns: column === undefined ? undefined : [columnKey(column, byPosition)],
      labelColumn: labelColumn === undefined ? undefined : columnKey(labelColumn, byPosition),
      delimiter,
      decimal,
      signal: terminal.signal,
      onProgress: (share) => terminal.progress(`reading ${file}`, share),
    });
  const named = column !== undefined || labelColumn !== undefined;
  const series = await read(false)
    .catch((error: unknown) => {
      if (isColumnError(error) && named) return read(true);
      throw error;
    })
    .catch((error: unknown) => {
      if (isColumnError(error) && named) throw new UsageError(commandWords(error.message), { cause: error });
      throw rephrase(error);
    });
  const { columns, warnings = [] } = series as Partial<NamedSeries>;
  if (column !== undefined && !columns) throw new UsageError(`${file} has no named columns; leave --column out`);
  return { ...series, columns: columns ?? ['value'], warnings };
}

/** A column as the user named it: by position where that is asked for and it is a whole number. */
function columnKey(text: string, byPosition: boolean): string | number {
  return byPosition && /^\d+$/.test(text) ? Number(text) : text;
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
