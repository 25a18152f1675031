/** The series of a data set, one after the other. */
import { join } from 'node:path';
import { checkChoice, checkInteger, checkOptionNames, type Series } from '@tsad/core';
import { DataError, DatasetMissingError, quote } from '../errors.ts';
import { checkLimits, type ReadLimits } from '../limits.ts';
import { type NabWindow, parseNab, parseNabWindows } from '../nab.ts';
import { benchmark } from '../synthetic/benchmark.ts';
import { parseTsbAd } from '../tsb-ad.ts';
import { baseName, parseUcr } from '../ucr.ts';
import { type DatasetName, findDataset } from './catalogue.ts';
import { datasetFiles } from './dataset-files.ts';
import { datasetDirectory, type FoundFile, findFiles } from './directory.ts';
import { readWhole } from './files.ts';
import { readSeries } from './read-series.ts';

/** Options of {@link openDataset} and {@link listDataset}. */
export interface OpenDatasetOptions {
  /** Folder that holds the data sets; for "csv" the folder of the files itself. Default {@link datasetDirectory}. */
  dir?: string;
  /** For "tsb-ad-u": only these sources, as "NAB" or ["NAB", "IOPS"]. Default: all that are here. */
  subset?: string | readonly string[];
  /** For "tsb-ad-u": only the files of the release's evaluation or tuning list. Default: both and the rest. */
  list?: 'eva' | 'tuning';
  /** Only the series of these names. Default: all. */
  names?: readonly string[];
  /** At most so many series, counted before `shard`. Default: no bound. */
  limit?: number;
  /** The `index`-th of `count` equal parts, `index` from 1: series k goes to part k mod count. Default: the whole. */
  shard?: { index: number; count: number };
  /** Caps on each file. Default {@link defaultLimits}. */
  limits?: Partial<ReadLimits>;
  /** Stops the reading. Default: none. */
  signal?: AbortSignal;
}

interface Item {
  name: string;
  read: () => Promise<Series>;
}

/**
 * Opens a data set: `ucr`, `tsb-ad-u`, `nab`, `csv` (a folder of tables) or `synthetic` (the built-in benchmark).
 * Files are read one at a time, when asked for, in the order of their names; all may be gzip. Nothing is downloaded.
 * @param name the data set.
 * @param options where it lies and which part of it is wanted.
 * @returns the series, with labels and `trainEnd` where the data set has them.
 * @throws RangeError or TypeError at once for wrong options; on the first step DatasetMissingError (code
 * ERR_DATASET_MISSING) where the files are not there, saying where it looked and how to get them; DataError for a file
 * that cannot be read. Cost: O(bytes).
 * @example
 * for await (const series of openDataset('synthetic', { limit: 2 })) console.log(series.name, series.values.length);
 */
export function openDataset(name: DatasetName, options: OpenDatasetOptions = {}): AsyncIterable<Series> {
  checkOptions('openDataset', name, options);
  return readItems(name, options);
}

/**
 * The names of the series that {@link openDataset} would give, without reading them.
 * @param name the data set.
 * @param options the same as for `openDataset`.
 * @returns the names, in the order of `openDataset`.
 * @throws as `openDataset`. Cost: O(files).
 * @example
 * console.assert((await listDataset('synthetic', { limit: 1 }))[0] === 'seasonal-point');
 */
export async function listDataset(name: DatasetName, options: OpenDatasetOptions = {}): Promise<string[]> {
  checkOptions('listDataset', name, options);
  return (await selectItems(name, options)).map((item) => item.name);
}

async function* readItems(name: DatasetName, options: OpenDatasetOptions): AsyncGenerator<Series, void, void> {
  for (const item of await selectItems(name, options)) {
    options.signal?.throwIfAborted();
    yield await item.read();
  }
}

async function selectItems(name: DatasetName, options: OpenDatasetOptions): Promise<Item[]> {
  let items = await allItems(name, options);
  const { names, limit, shard } = options;
  if (names) {
    const missing = names.find((wanted) => !items.some((item) => item.name === wanted));
    if (missing !== undefined) {
      throw new DataError('ERR_DATA_PATH', `openDataset: "${name}" has no series ${quote(missing)}; see listDataset`);
    }
    items = items.filter((item) => names.includes(item.name));
  }
  if (limit !== undefined) items = items.slice(0, limit);
  return shard ? items.filter((_, k) => k % shard.count === shard.index - 1) : items;
}

async function allItems(name: DatasetName, options: OpenDatasetOptions): Promise<Item[]> {
  const { signal } = options;
  if (name === 'synthetic') return benchmark().map((series) => ({ name: series.name, read: async () => series }));
  const limits = checkLimits('openDataset', options.limits);
  const content = (file: FoundFile): Promise<Uint8Array> => readWhole(file.path, limits, signal);
  const files = await datasetFiles(name, options.dir);
  switch (name) {
    case 'csv':
      return files.map((file) => ({
        name: file.name.replace(/\.[^.]+(\.gz)?$/i, ''),
        read: () => readSeries(file.path, { limits: options.limits, signal }),
      }));
    case 'ucr':
      return files.map((file) => ({
        name: baseName(file.name, /\.txt(\.gz)?$/i),
        read: async () => parseUcr(new TextDecoder().decode(await content(file)), file.name),
      }));
    case 'tsb-ad-u': {
      const chosen = await chooseTsbAd(files, options);
      return chosen.map((file) => ({
        name: baseName(file.name, /\.csv(\.gz)?$/i),
        read: async () => parseTsbAd(await content(file), file.name),
      }));
    }
    case 'nab': {
      let windows: Promise<Map<string, NabWindow[]>> | undefined;
      return files.map((file) => ({
        name: baseName(file.name, /\.csv(\.gz)?$/i),
        read: async () => {
          windows ??= readWindows(options.dir, limits);
          const key = file.name.split('/').slice(-2).join('/').replace(/\.gz$/i, '');
          const own = (await windows).get(key);
          if (!own)
            throw new DataError('ERR_DATA_FORMAT', `${file.path}: combined_windows.json has no entry ${quote(key)}`);
          return parseNab(await content(file), own, file.name);
        },
      }));
    }
  }
}

/** The windows file of NAB. */
async function readWindows(dir: string | undefined, limits: ReadLimits): Promise<Map<string, NabWindow[]>> {
  const path = await nabWindowsFile(dir);
  return parseNabWindows(new TextDecoder().decode(await readWhole(path, limits)));
}

/** Path of `combined_windows.json`. @throws DatasetMissingError where it is not there. */
export async function nabWindowsFile(dir?: string): Promise<string> {
  const info = findDataset('openDataset', 'nab');
  const directory = join(datasetDirectory({ dir }), info.folder);
  const found = await findFiles(directory, /(^|\/)labels\/combined_windows\.json$/);
  if (!found?.[0])
    throw new DatasetMissingError('nab', join(directory, 'labels', 'combined_windows.json'), info.advice);
  return found[0].path;
}

async function chooseTsbAd(files: FoundFile[], { dir, subset, list }: OpenDatasetOptions): Promise<FoundFile[]> {
  let chosen = files;
  if (subset !== undefined) {
    const wanted = typeof subset === 'string' ? [subset] : subset;
    const sourceOf = (file: FoundFile): string => /^\d+_(.+)_id_\d+_/.exec(baseName(file.name, /$/))?.[1] ?? '';
    const known = new Set(files.map(sourceOf));
    const missing = wanted.find((source) => !known.has(source));
    if (missing !== undefined) {
      throw new RangeError(
        `openDataset: subset must be among ${[...known].sort().join(', ')}, got ${quote(missing)}; these are the sources on this machine`,
      );
    }
    chosen = chosen.filter((file) => wanted.includes(sourceOf(file)));
  }
  if (list !== undefined) {
    const directory = join(datasetDirectory({ dir }), findDataset('openDataset', 'tsb-ad-u').folder);
    const fileName = `TSB-AD-U-${list === 'eva' ? 'Eva' : 'Tuning'}.csv`;
    const found = await findFiles(directory, new RegExp(`(^|/)${fileName.replace('.', '\\.')}$`));
    if (!found?.[0]) {
      throw new DatasetMissingError(
        'tsb-ad-u',
        join(directory, 'File_List', fileName),
        'take the folder File_List from https://github.com/TheDatumOrg/TSB-AD (Datasets/File_List)',
      );
    }
    const text = new TextDecoder().decode(await readWhole(found[0].path, checkLimits('openDataset')));
    const names = new Set(text.split(/\r?\n/).map((line) => line.trim().replace(/\.csv$/, '')));
    chosen = chosen.filter((file) => names.has(baseName(file.name, /\.csv(\.gz)?$/i)));
  }
  return chosen;
}

function checkOptions(where: string, name: string, options: OpenDatasetOptions): void {
  findDataset(where, name, 'series');
  checkOptionNames(where, options, ['dir', 'subset', 'list', 'names', 'limit', 'shard', 'limits', 'signal']);
  const { dir, subset, list, names, limit, shard } = options;
  if ((subset !== undefined || list !== undefined) && name !== 'tsb-ad-u') {
    throw new RangeError(`${where}: subset and list must be left out for "${name}"; they are for "tsb-ad-u"`);
  }
  if (list !== undefined) checkChoice(where, 'list', list, ['eva', 'tuning'] as const);
  if (limit !== undefined) checkInteger(where, 'limit', limit, 1);
  if (name === 'csv' && dir === undefined) throw new TypeError(`${where}: dir must be the folder of the CSV files`);
  const lists: [string, unknown][] = [
    ['names', names ?? []],
    ['subset', typeof subset === 'string' ? [subset] : (subset ?? [])],
  ];
  for (const [option, value] of lists) {
    if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) {
      throw new TypeError(`${where}: ${option} must be a list of names`);
    }
  }
  if (shard !== undefined) {
    checkOptionNames(where, shard, ['index', 'count']);
    checkInteger(where, 'shard.count', shard.count, 1);
    checkInteger(where, 'shard.index', shard.index, 1, shard.count);
  }
  checkLimits(where, options.limits);
}
