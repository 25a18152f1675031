/** The image sets on disk. */
import { checkChoice, checkOptionNames } from '@tsad/core';
import { DatasetMissingError } from '../errors.ts';
import { parseIdx } from '../idx.ts';
import { type Images, imagesFromArray } from '../images/images.ts';
import { checkLimits, type ReadLimits } from '../limits.ts';
import { findDataset, type ImagesName } from './catalogue.ts';
import { datasetFiles } from './dataset-files.ts';
import { datasetDirectory, type FoundFile } from './directory.ts';
import { readWhole } from './files.ts';

/** Options of {@link openImages}. */
export interface OpenImagesOptions {
  /** Folder that holds the data sets. Default {@link datasetDirectory}. */
  dir?: string;
  /** Which part. Default "train". */
  split?: 'train' | 'test';
  /** Caps on each file. Default {@link defaultLimits}. */
  limits?: Partial<ReadLimits>;
  /** Stops the reading. Default: none. */
  signal?: AbortSignal;
}

/** What a reader of one set is given. */
interface Source {
  files: FoundFile[];
  split: 'train' | 'test';
  read: (file: FoundFile) => Promise<Uint8Array>;
  missing: (what: string) => DatasetMissingError;
}

const digits = Array.from({ length: 10 }, (_, digit) => String(digit));

/**
 * Opens a set of images: `mnist`, with the digits as classes. Files may be gzip; nothing is downloaded.
 * @param name the set.
 * @param options where it lies, which part is wanted.
 * @returns the images with their classes.
 * @throws RangeError or TypeError for wrong options, DatasetMissingError where files are not there, DataError for a file
 * that cannot be read. Cost: O(bytes).
 * @example
 * const error = await openImages('mnist', { dir: 'no-such-folder' }).catch((reason) => reason);
 * console.assert(error.code === 'ERR_DATASET_MISSING');
 */
export async function openImages(name: ImagesName, options: OpenImagesOptions = {}): Promise<Images> {
  const info = findDataset('openImages', name, 'images');
  checkOptionNames('openImages', options, ['dir', 'split', 'limits', 'signal']);
  const { dir, signal } = options;
  const split = checkChoice('openImages', 'split', options.split ?? 'train', ['train', 'test'] as const);
  const limits = checkLimits('openImages', options.limits);
  const source: Source = {
    files: await datasetFiles(name, dir, 'openImages'),
    split,
    read: (file) => readWhole(file.path, limits, signal),
    missing: (what) =>
      new DatasetMissingError(name, `${datasetDirectory({ dir })}/${info.folder}/${what}`, info.advice, 'openImages'),
  };
  if (name === 'mnist') return readMnist(source);
  throw new RangeError(`openImages: "${name}" is not read yet`);
}

async function readMnist({ files, split, read, missing }: Source): Promise<Images> {
  const prefix = split === 'train' ? 'train' : 't10k';
  const array = async (part: string): Promise<ReturnType<typeof parseIdx>> => {
    const file = files.find(({ name }) => new RegExp(`(^|/)${prefix}-${part}[-.]`, 'i').test(name));
    if (!file) throw missing(`${prefix}-${part}-ubyte`);
    return parseIdx(await read(file), file.path);
  };
  const labels = await array('labels');
  return { ...imagesFromArray(`mnist-${split}`, await array('images'), labels.data), classNames: digits };
}
