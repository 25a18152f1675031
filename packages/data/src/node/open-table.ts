/** The tables on disk. */
import { checkOptionNames } from '@tsad/core';
import { checkObject } from '../check.ts';
import { quote } from '../errors.ts';
import { checkLimits, type ReadLimits } from '../limits.ts';
import { parseNpz } from '../npz.ts';
import { parseAbalone } from '../tables/abalone.ts';
import { parseKddCup99 } from '../tables/kdd-cup.ts';
import { parseTable } from '../tables/parse-table.ts';
import { adbenchTable, type Table } from '../tables/table.ts';
import type { CsvTable, TableOptions } from '../tables/types.ts';
import { fileKey, findDataset, type TableName } from './catalogue.ts';
import { datasetFiles } from './dataset-files.ts';
import { checkPath, readWhole } from './files.ts';

/** Options of {@link openTable}. */
export interface OpenTableOptions {
  /** Folder that holds the data sets. Default {@link datasetDirectory}. */
  dir?: string;
  /** For "adbench": the table, by the name of its file with or without its number, as "thyroid"; it must be given. */
  table?: string;
  /** Caps on the file. Default {@link defaultLimits}. */
  limits?: Partial<ReadLimits>;
  /** Stops the reading. Default: none. */
  signal?: AbortSignal;
}

/** The readers of the tables that are one text. */
const textTables: Partial<Record<TableName, (text: string) => Table>> = {
  abalone: parseAbalone,
  kddcup99: parseKddCup99,
};

/**
 * Opens a labelled table: `abalone` (see {@link parseAbalone}), one of `adbench` (see {@link adbenchTable}) or `kddcup99`
 * (see {@link parseKddCup99}). For training and test parts see {@link splitTable}.
 * @param name the data set.
 * @param options where it lies, which table.
 * @returns the table with its labels.
 * @throws RangeError or TypeError for wrong options, DatasetMissingError where files are not there, DataError for a file
 * that cannot be read. Cost: O(bytes).
 * @example
 * const error = await openTable('abalone', { dir: 'no-such-folder' }).catch((reason) => reason);
 * console.assert(error.code === 'ERR_DATASET_MISSING');
 */
export async function openTable(name: TableName, options: OpenTableOptions = {}): Promise<Table> {
  findDataset('openTable', name, 'table');
  checkOptionNames('openTable', options, ['dir', 'table', 'limits', 'signal']);
  const limits = checkLimits('openTable', options.limits);
  if (options.table !== undefined && name !== 'adbench') {
    throw new RangeError(`openTable: table must be left out for "${name}"; it is for "adbench"`);
  }
  const files = await datasetFiles(name, options.dir, 'openTable');
  const parseText = textTables[name];
  if (parseText) return parseText(new TextDecoder().decode(await readWhole(files[0].path, limits, options.signal)));
  const plain = (key: string): string => key.replace(/^\d+_/, '').toLowerCase();
  const keys = files.map((file) => fileKey(name, file.name));
  const wanted = options.table ?? '';
  const at = keys.includes(wanted)
    ? keys.indexOf(wanted)
    : keys.findIndex((key) => plain(key) === wanted.toLowerCase());
  if (at < 0) {
    throw new RangeError(`openTable: table must be one of ${keys.map(plain).sort().join(', ')}, got ${quote(wanted)}`);
  }
  const bytes = await readWhole(files[at].path, limits, options.signal);
  const caps = { bytes: limits.bytes, ratio: limits.ratio };
  return adbenchTable(await parseNpz(bytes, caps, files[at].path), plain(keys[at]));
}

/**
 * Reads a CSV file, plain or gzip, as a table of rows: {@link parseTable} on its content.
 * @param file path of the file.
 * @param options what is known about the table, and a signal.
 * @returns the table, named as the file where no name is given.
 * @throws DataError, with the path in the message. Cost: O(bytes).
 * @example
 * const error = await readTable('no-such-file.csv').catch((reason) => reason);
 * console.assert(error.message === 'no-such-file.csv: no such file; check the path');
 */
export async function readTable(
  file: string,
  options: TableOptions & { signal?: AbortSignal } = {},
): Promise<CsvTable> {
  checkPath('readTable', 'file', file);
  checkObject('readTable', 'options', options, 'an object');
  const { signal, name, ...rest } = options;
  const table = parseTable(await readWhole(file, checkLimits('readTable', options.limits), signal), {
    ...rest,
    name: file,
  });
  const base = file.replace(/^.*[/\\]/, '').replace(/\.[^.]+(\.gz)?$/i, '');
  return { ...table, name: name ?? base };
}
