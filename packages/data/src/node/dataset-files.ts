/** The files of a data set on disk. */
import { join } from 'node:path';
import { checkOptionNames } from '@tsad/core';
import { DataError, DatasetMissingError, quote } from '../errors.ts';
import { baseName } from '../ucr.ts';
import { type FileDataset, fileKey, filePatterns, findDataset } from './catalogue.ts';
import { datasetDirectory, type FoundFile, findFiles } from './directory.ts';

const tablePattern = /^[^/]+\.(csv|tsv|txt)(\.gz)?$/i;
const extension = /\.[^.]+(\.gz)?$/i;

/** The files of a data set, sorted by name. @throws DatasetMissingError when there are none. */
export async function datasetFiles(
  name: FileDataset | 'csv',
  dir?: string,
  where: string = 'openDataset',
): Promise<FoundFile[]> {
  const { folder, advice, kind } = findDataset(where, name);
  const directory = join(datasetDirectory({ dir }), folder);
  const files =
    name === 'csv'
      ? await findFiles(directory, tablePattern, { depth: 1 })
      : await findFiles(directory, filePatterns[name]);
  if (!files || files.length === 0) throw new DatasetMissingError(name, directory, advice, where);
  const nameOf = (file: FoundFile): string =>
    name === 'csv' || kind === 'series' ? baseName(file.name, extension) : fileKey(name, file.name);
  const names = files.map(nameOf);
  const twice = names.findIndex((file, k) => names.indexOf(file) < k);
  if (twice >= 0) {
    throw new DataError('ERR_DATA_PATH', `${directory}: two files are named ${quote(names[twice])}; remove one`);
  }
  return name === 'csv' ? files : files.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/**
 * The names of the files of a data set that are here, without reading them.
 * @param name the data set.
 * @param options `dir`: folder that holds the data sets, default {@link datasetDirectory}.
 * @returns paths within its folder, sorted.
 * @throws DatasetMissingError when there are none, RangeError for another name. Cost: O(files).
 * @example
 * const error = await listFiles('mnist', { dir: 'no-such-folder' }).catch((reason) => reason);
 * console.assert(error.code === 'ERR_DATASET_MISSING');
 */
export async function listFiles(name: FileDataset, options: { dir?: string } = {}): Promise<string[]> {
  checkOptionNames('listFiles', options, ['dir']);
  findDataset('listFiles', name);
  if (!isFileDataset(name)) throw new RangeError(`listFiles: "${name}" has no files of a known form; use listDataset`);
  return (await datasetFiles(name, options.dir, 'listFiles')).map((file) => file.name);
}

/** Whether the name is one of a data set with files of a known form. */
export function isFileDataset(name: string): name is FileDataset {
  return Object.hasOwn(filePatterns, name);
}
