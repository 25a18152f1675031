/** The image sets on disk. */
import { checkChoice, checkOptionNames } from '@tsad/core';
import { cifar10Classes, parseCifar10 } from '../cifar10.ts';
import { DataError, DatasetMissingError } from '../errors.ts';
import { parseIdx } from '../idx.ts';
import { imagesFromFiles } from '../images/from-files.ts';
import { type Images, imagesFromArray } from '../images/images.ts';
import { checkLimits, type ReadLimits } from '../limits.ts';
import { parseNpy } from '../npy.ts';
import { parseTar } from '../tar.ts';
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
  /** For "mnist-c": the corruption, as "fog"; it must be given. The set has a test part alone, which is its default. */
  corruption?: string;
  /** For "cifar10-jpeg": only these classes, by name; others are not decoded. Default: all. */
  classes?: readonly string[];
  /** Caps on each file. Default {@link defaultLimits}. */
  limits?: Partial<ReadLimits>;
  /** Stops the reading. Default: none. */
  signal?: AbortSignal;
}

/** What a reader of one set is given. */
interface Source {
  files: FoundFile[];
  split: 'train' | 'test';
  options: OpenImagesOptions;
  read: (file: FoundFile) => Promise<Uint8Array>;
  missing: (what: string) => DatasetMissingError;
}

const digits = Array.from({ length: 10 }, (_, digit) => String(digit));
const readers: Record<ImagesName, (source: Source) => Promise<Images>> = {
  mnist: readMnist,
  'mnist-c': readMnistC,
  cifar10: readCifar10,
  'cifar10-jpeg': readCifar10Jpeg,
};

/**
 * Opens a set of images: `mnist` (digits as classes); `mnist-c` (one corruption of the MNIST test images; the digits are
 * the classes where the release's labels or MNIST itself are there); `cifar10` (the binary release); `cifar10-jpeg` (a
 * lossy copy, class by class: its numbers compare with no published ones). Files may be gzip; nothing is downloaded.
 * @param name the set.
 * @param options where it lies, which part is wanted.
 * @returns the images with their classes.
 * @throws RangeError or TypeError for wrong options, DatasetMissingError where files are not there, DataError for a file
 * that cannot be read. Cost: O(bytes + pixels).
 * @example
 * const error = await openImages('mnist', { dir: 'no-such-folder' }).catch((reason) => reason);
 * console.assert(error.code === 'ERR_DATASET_MISSING');
 */
export async function openImages(name: ImagesName, options: OpenImagesOptions = {}): Promise<Images> {
  const info = findDataset('openImages', name, 'images');
  checkOptionNames('openImages', options, ['dir', 'split', 'corruption', 'classes', 'limits', 'signal']);
  const { dir, signal } = options;
  const whole = name === 'mnist-c' ? 'test' : 'train';
  const split = checkChoice('openImages', 'split', options.split ?? whole, ['train', 'test'] as const);
  const limits = checkLimits('openImages', options.limits);
  if (options.corruption !== undefined && name !== 'mnist-c') {
    throw new RangeError(`openImages: corruption must be left out for "${name}"; it is for "mnist-c"`);
  }
  if (options.classes !== undefined && name !== 'cifar10-jpeg') {
    throw new RangeError(`openImages: classes must be left out for "${name}"; see selectImages`);
  }
  for (const wanted of options.classes ?? []) checkChoice('openImages', 'classes', wanted, cifar10Classes);
  return readers[name]({
    files: await datasetFiles(name, dir, 'openImages'),
    split,
    options,
    read: (file) => readWhole(file.path, limits, signal),
    missing: (what) =>
      new DatasetMissingError(name, `${datasetDirectory({ dir })}/${info.folder}/${what}`, info.advice, 'openImages'),
  });
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

async function readMnistC({ files, split, options, read }: Source): Promise<Images> {
  if (split !== 'test') throw new RangeError('openImages: split must be "test" for "mnist-c"; it has no other part');
  const known = new Map<string, { images?: FoundFile; labels?: FoundFile }>();
  for (const file of files) {
    const match = /(?:^|\/)([a-z_]+?)(?:\/test_(images|labels))?\.npy(?:\.gz)?$/i.exec(file.name)!;
    const entry = known.get(match[1]) ?? {};
    entry[match[2] === 'labels' ? 'labels' : 'images'] = file;
    known.set(match[1], entry);
  }
  const corruption = checkChoice('openImages', 'corruption', options.corruption, [...known.keys()].sort());
  const { images, labels } = known.get(corruption)!;
  if (!images) throw new DataError('ERR_DATA_FORMAT', `${labels!.path}: labels without their images; fetch both`);
  const array = parseNpy(await read(images), images.path);
  return {
    ...imagesFromArray(`mnist-c-${corruption}`, array, await corruptionClasses(array.shape[0], labels, read, options)),
    classNames: digits,
  };
}

/** The digits of a corruption: its own labels, else those of the MNIST test part, whose order it keeps, else none. */
async function corruptionClasses(
  count: number,
  labels: FoundFile | undefined,
  read: Source['read'],
  options: OpenImagesOptions,
): Promise<ArrayLike<number> | undefined> {
  if (labels) return Array.from(parseNpy(await read(labels), labels.path).data, Number);
  const { dir, limits, signal } = options;
  const clean = await openImages('mnist', { dir, split: 'test', limits, signal }).catch(() => undefined);
  return clean?.count === count ? clean.classes : undefined;
}

async function readCifar10({ files, split, read, missing }: Source): Promise<Images> {
  const wanted = split === 'train' ? [1, 2, 3, 4, 5].map((k) => `data_batch_${k}.bin`) : ['test_batch.bin'];
  const parts: Uint8Array[] = [];
  for (const batch of wanted) {
    const file = files.find(({ name }) => name.replace(/\.gz$/i, '').endsWith(batch));
    if (!file) throw missing(batch);
    parts.push(await read(file));
  }
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return parseCifar10(bytes, `cifar10-${split}`);
}

async function readCifar10Jpeg({ files, split, options, read, missing }: Source): Promise<Images> {
  const wanted = cifar10Classes.filter((name) => options.classes?.includes(name) ?? true);
  const parts: { images: Images; known: number }[] = [];
  for (const name of wanted) {
    const file = files.find((candidate) => candidate.name.endsWith(`${split}-${name}.tar.gz`));
    if (!file) throw missing(`${split}-${name}.tar.gz`);
    const entries = parseTar(await read(file), file.path).filter((entry) => /\.jpe?g$/i.test(entry.name));
    const { images, skipped } = await imagesFromFiles(entries, { name: file.path, signal: options.signal });
    if (skipped.length > 0 || images.width !== 32 || images.height !== 32 || images.channels !== 3) {
      throw new DataError(
        'ERR_DATA_FORMAT',
        `${file.path}: ${skipped[0]?.reason ?? 'the images are not 32 x 32 in colour'}; fetch it again`,
      );
    }
    parts.push({ images, known: cifar10Classes.indexOf(name) });
  }
  const count = parts.reduce((sum, { images }) => sum + images.count, 0);
  const shape = [count, 32, 32, 3];
  const all = imagesFromArray(
    `cifar10-jpeg-${split}`,
    { data: new Uint8Array(count * 3072), shape },
    new Uint8Array(count),
  );
  let done = 0;
  for (const { images, known } of parts) {
    all.pixels.set(images.pixels, done * 3072);
    all.classes!.fill(known, done, done + images.count);
    done += images.count;
  }
  return { ...all, classNames: cifar10Classes, names: parts.flatMap(({ images }) => images.names ?? []) };
}
