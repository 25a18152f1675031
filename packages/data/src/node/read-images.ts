/** A folder of image files. */
import { checkInteger } from '@tsad/core';
import { DataError } from '../errors.ts';
import {
  checkImageFilesOptions,
  type ImageFilesOptions,
  type ImageFilesResult,
  imagesFromFiles,
} from '../images/from-files.ts';
import { checkLimits, type ReadLimits } from '../limits.ts';
import { findFiles } from './directory.ts';
import { checkPath, readWhole } from './files.ts';

const imagePattern = /\.(png|jpe?g)$/i;

/** Options of {@link readImages}. */
export interface ReadImagesOptions extends Omit<ImageFilesOptions, 'onProgress'> {
  /** At most so many files, in the order of their names. Default: no bound. */
  limit?: number;
  /** Caps on each file. Default {@link defaultLimits}. */
  limits?: Partial<ReadLimits>;
  /** Called after each file with the share of the files that is done, in [0, 1]. Default: none. */
  onProgress?: (share: number) => void;
}

/**
 * Reads the `.png`, `.jpg` and `.jpeg` files of a folder and the folders in it, in the order of their paths; the same as
 * {@link imagesFromFiles} on them. Files that cannot be read are skipped, counted and said; links that lead out of the
 * folder are refused.
 * @param dir the folder.
 * @param options the wanted size, caps, a signal, a progress callback.
 * @returns images with their paths within the folder as names, skipped files, and how many were scaled.
 * @throws DataError when there is no such folder or no image in it that can be used, RangeError or TypeError for wrong
 * options. Cost: O(bytes + pixels).
 * @example
 * const error = await readImages('no-such-folder').catch((reason) => reason);
 * console.assert(error.message === 'no-such-folder: no such folder; check the path');
 */
export async function readImages(dir: string, options: ReadImagesOptions = {}): Promise<ImageFilesResult> {
  checkPath('readImages', 'dir', dir);
  checkImageFilesOptions('readImages', options as ImageFilesOptions, ['limit', 'limits']);
  const { limit, limits, onProgress, ...rest } = options;
  const caps = checkLimits('readImages', limits);
  if (limit !== undefined) checkInteger('readImages', 'limit', limit, 1);
  const found = await findFiles(dir, imagePattern, { broken: true });
  if (!found) throw new DataError('ERR_DATA_PATH', `${dir}: no such folder; check the path`);
  const files = limit === undefined ? found : found.slice(0, limit);
  if (files.length === 0) throw new DataError('ERR_DATA_PATH', `${dir}: no .png, .jpg or .jpeg file in this folder`);
  return imagesFromFiles(
    files.map(({ name, path }) => ({ name, bytes: () => readWhole(path, caps, options.signal) })),
    { name: dir, ...rest, onProgress: (done) => onProgress?.(done / files.length) },
  );
}
