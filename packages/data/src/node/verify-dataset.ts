/** Are the files of a data set the ones that the numbers of this project were measured on? */
import { createHash } from 'node:crypto';
import { checkOptionNames } from '@tsad/core';
import { checkLimits, defaultLimits } from '../limits.ts';
import { digests, type FileDataset, fileKey, findDataset } from './catalogue.ts';
import { datasetFiles, isFileDataset } from './dataset-files.ts';
import { datasetDirectory } from './directory.ts';
import { inspectFile, readPieces } from './files.ts';
import { nabWindowsFile } from './open-dataset.ts';

/** Options of {@link verifyDataset}. */
export interface VerifyOptions {
  /** Folder that holds the data sets. Default {@link datasetDirectory}. */
  dir?: string;
  /** Stops the work. Default: none. */
  signal?: AbortSignal;
  /** Called after each file. Default: none. */
  onProgress?: (progress: { done: number; total: number }) => void;
}

/** What {@link verifyDataset} found; lists hold file names. */
export interface VerifyReport {
  /** The data set. */
  dataset: FileDataset;
  /** Absolute path of the folder that was looked at. */
  directory: string;
  /** No file is missing or changed. */
  ok: boolean;
  /** Files whose content is as it should be. */
  verified: number;
  /** Files whose content is another. */
  changed: string[];
  /** Keys in the catalogue without a file here: the number in the file's name, for NAB its name. */
  missing: string[];
  /** Files that the catalogue has no checksum of. */
  unknown: string[];
}

/**
 * Compares the files of a data set with the catalogue of this package: SHA-256 (its first 64 bits) of each file's content
 * after decompression, for texts without carriage returns, so that a copy from the original archive, a gzip copy and a
 * copy with other line breaks all pass. The catalogue has 200 of the 250 UCR series, 230 files of TSB-AD-U, NAB, MNIST,
 * Abalone and KDD Cup 1999 whole, 56 files of ADBench; of MNIST-C and the lossy CIFAR-10 copy the files that this project made or
 * packed itself. Other files are reported as unknown, not as wrong.
 * @param name the data set.
 * @param options where it lies, a signal, a progress callback.
 * @returns the report.
 * @throws DatasetMissingError when there is no file at all, RangeError for another name. Cost: O(bytes).
 * @example
 * const error = await verifyDataset('ucr', { dir: 'no-such-folder' }).catch((reason) => reason);
 * console.assert(error.code === 'ERR_DATASET_MISSING');
 */
export async function verifyDataset(name: FileDataset, options: VerifyOptions = {}): Promise<VerifyReport> {
  const info = findDataset('verifyDataset', name);
  checkOptionNames('verifyDataset', options, ['dir', 'signal', 'onProgress']);
  if (!isFileDataset(name) || info.checksums === 0) {
    throw new RangeError(`verifyDataset: "${name}" has no checksums; nothing is to verify`);
  }
  const { dir, signal, onProgress } = options;
  const files = await datasetFiles(name, dir, 'verifyDataset');
  if (name === 'nab') files.push({ path: await nabWindowsFile(dir), name: 'combined_windows.json' });
  const expected = new Map(digests[name]);
  const report: VerifyReport = {
    dataset: name,
    directory: `${datasetDirectory({ dir })}/${info.folder}`,
    ok: true,
    verified: 0,
    changed: [],
    missing: [],
    unknown: [],
  };
  for (const [k, file] of files.entries()) {
    const key = fileKey(name, file.name);
    const digest = expected.get(key);
    expected.delete(key);
    if (digest === undefined) report.unknown.push(file.name);
    else if ((await contentDigest(file.path, isText(name), signal)) === digest) report.verified++;
    else report.changed.push(file.name);
    onProgress?.({ done: k + 1, total: files.length });
  }
  report.missing = [...expected.keys()];
  report.ok = report.changed.length === 0 && report.missing.length === 0;
  return report;
}

/** Whether the files of a data set are texts, whose line breaks may differ. */
export function isText(name: FileDataset): boolean {
  return name === 'ucr' || name === 'tsb-ad-u' || name === 'nab' || name === 'abalone' || name === 'kddcup99';
}

/** First 64 bits of SHA-256, in hexadecimal, of a file's content, of a text without carriage returns. */
export async function contentDigest(path: string, text: boolean, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of readPieces(await inspectFile(path), checkLimits('verifyDataset', defaultLimits), signal)) {
    hash.update(text && piece.includes(13) ? piece.filter((byte) => byte !== 13) : piece);
  }
  return hash.digest('hex').slice(0, 16);
}
