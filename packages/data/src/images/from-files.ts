/** Many image files to one set of images; what cannot be read is skipped, counted and said. */
import { checkBoolean, checkInteger, checkOptionNames, throwIfAborted } from '@tsad/core';
import { checkObject, checkText } from '../check.ts';
import { DataError } from '../errors.ts';
import { type DecodedImage, decodeImage, defaultMaximumPixels } from './decode.ts';
import type { Images } from './images.ts';
import { resizeImage } from './resize.ts';

/** A file to decode. */
export interface ImageFile {
  /** Its name, for messages and for `names` of the images. */
  name: string;
  /** Its content, the whole file of any length, or how to get it. */
  bytes: Uint8Array | (() => Promise<Uint8Array>);
}

/** Options of {@link imagesFromFiles} and of `readImages`. */
export interface ImageFilesOptions {
  /** Name of the set. Default "images". */
  name?: string;
  /** Width that every image is scaled to; goes with `height`. Default: that of the first image. */
  width?: number;
  /** Height that every image is scaled to; goes with `width`. Default: that of the first image. */
  height?: number;
  /** Without `width` and `height`: scale down so that the longer side of the first image has at most so many pixels. Default: no bound. */
  maximumSide?: number;
  /** Without `width` and `height`: scale images of another size than the first, instead of skipping them. Default false. */
  mixedSizes?: boolean;
  /** Turn colour to grey, 0.299 R + 0.587 G + 0.114 B. Default: grey where every image is grey, else colour. */
  grey?: boolean;
  /** Cap on width times height of a file. Default 1e8. */
  maximumPixels?: number;
  /** Stops the work. Default: none. */
  signal?: AbortSignal;
  /** Called after each file with the number of files done. Default: none. */
  onProgress?: (done: number) => void;
}

/** A file that was not read. */
export interface SkippedFile {
  /** Its name. */
  name: string;
  /** Why, one line. */
  reason: string;
}

/** What {@link imagesFromFiles} returns. */
export interface ImageFilesResult {
  /** The images that could be read, with their names, in the order of the files. */
  images: Images & { names: readonly string[] };
  /** The others. */
  skipped: SkippedFile[];
  /** How many were scaled. */
  resized: number;
  /** How many of the images have another size than the first that could be read. */
  otherSizes: number;
}

/** Names of the options of the readers of image files. */
export const imageFilesOptionNames: readonly string[] = [
  'name',
  'width',
  'height',
  'maximumSide',
  'mixedSizes',
  'grey',
  'maximumPixels',
  'signal',
  'onProgress',
];

/**
 * Decodes PNG and JPEG files one after the other into images of one size. A file that cannot be read or decoded, or has
 * another size where that is not allowed, is skipped with its reason, so that one bad file among thousands stops nothing.
 * @param files the files, decoded in their order; only the scaled pixels are kept.
 * @param options the wanted size, and caps.
 * @returns images, skipped files, and how many were scaled or not of the first one's size.
 * @throws DataError when not a single file can be used, RangeError or TypeError for wrong options. Cost: O(pixels).
 * @example
 * const bytes = await encodePng({ width: 2, height: 2, channels: 1, pixels: new Uint8Array(4) });
 * const { images, skipped } = await imagesFromFiles([{ name: 'a.png', bytes }, { name: 'b.png', bytes: bytes.slice(9) }]);
 * console.assert(images.count === 1 && skipped[0].name === 'b.png');
 */
export async function imagesFromFiles(
  files: Iterable<ImageFile> | AsyncIterable<ImageFile>,
  options: ImageFilesOptions = {},
): Promise<ImageFilesResult> {
  const { name, maximumPixels, maximumSide, mixedSizes, grey } = checkImageFilesOptions('imagesFromFiles', options);
  const iterable = Symbol.iterator in Object(files) || Symbol.asyncIterator in Object(files);
  if (!iterable || typeof files === 'string') {
    throw new TypeError('imagesFromFiles: files must be a list of files, each with a name and bytes');
  }
  let size = options.width === undefined ? undefined : { width: options.width, height: options.height! };
  const kept: DecodedImage[] = [];
  const names: string[] = [];
  const skipped: SkippedFile[] = [];
  let source: { width: number; height: number } | undefined;
  let resized = 0;
  let otherSizes = 0;
  let done = 0;
  for await (const file of files) {
    throwIfAborted(options.signal);
    checkText('imagesFromFiles', 'the name of a file', checkObject('imagesFromFiles', 'files', file, 'files')?.name);
    try {
      const bytes = typeof file.bytes === 'function' ? await file.bytes() : file.bytes;
      const image = await decodeImage(bytes, file.name, maximumPixels);
      size ??= shrink(image, maximumSide);
      source ??= image;
      if (image.width !== source.width || image.height !== source.height) {
        if (options.width === undefined && !mixedSizes) {
          throw new DataError(
            'ERR_DATA_FORMAT',
            `${file.name}: ${image.width} x ${image.height} pixels where the first image has ${source.width} x ${source.height}; give one size for all`,
          );
        }
        otherSizes++;
      }
      if (image.width !== size.width || image.height !== size.height) resized++;
      const scaled = resizeImage(image, size.width, size.height);
      kept.push(grey ? toGrey(scaled) : scaled);
      names.push(file.name);
    } catch (error) {
      throwIfAborted(options.signal);
      skipped.push({ name: file.name, reason: error instanceof Error ? error.message : String(error) });
    }
    options.onProgress?.(++done);
  }
  if (kept.length === 0) {
    throw new DataError(
      'ERR_DATA_FORMAT',
      skipped.length === 0
        ? `${name}: no image files; give PNG or JPEG files`
        : `${name}: none of ${skipped.length} files can be used; the first: ${skipped[0].reason}`,
    );
  }
  const channels = kept.some((image) => image.channels === 3) ? 3 : 1;
  const length = size!.width * size!.height * channels;
  const pixels = new Uint8Array(length * kept.length);
  for (const [i, image] of kept.entries()) {
    if (image.channels === channels) pixels.set(image.pixels, i * length);
    else for (let p = 0; p < length; p++) pixels[i * length + p] = image.pixels[Math.floor(p / 3)];
  }
  return { images: { name, pixels, count: kept.length, ...size!, channels, names }, skipped, resized, otherSizes };
}

/** Checks the options and fills in the defaults. */
export function checkImageFilesOptions(
  where: string,
  options: ImageFilesOptions,
  more: readonly string[] = [],
): { name: string; maximumPixels: number; maximumSide: number; mixedSizes: boolean; grey: boolean } {
  checkOptionNames(where, options, [...imageFilesOptionNames, ...more]);
  if ((options.width === undefined) !== (options.height === undefined)) {
    throw new TypeError(`${where}: width and height must both be given, or neither`);
  }
  if (options.width !== undefined) checkInteger(where, 'width', options.width, 1, 4096);
  if (options.height !== undefined) checkInteger(where, 'height', options.height, 1, 4096);
  return {
    name: options.name ?? 'images',
    maximumPixels: checkInteger(where, 'maximumPixels', options.maximumPixels ?? defaultMaximumPixels, 1),
    maximumSide: checkInteger(where, 'maximumSide', options.maximumSide ?? 65535, 1, 65535),
    mixedSizes: checkBoolean(where, 'mixedSizes', options.mixedSizes ?? false),
    grey: checkBoolean(where, 'grey', options.grey ?? false),
  };
}

function shrink({ width, height }: DecodedImage, maximumSide: number): { width: number; height: number } {
  const scale = Math.min(1, maximumSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function toGrey(image: DecodedImage): DecodedImage {
  if (image.channels === 1) return image;
  const pixels = new Uint8Array(image.width * image.height);
  for (let p = 0, from = 0; p < pixels.length; p++, from += 3) {
    pixels[p] = Math.round(
      0.299 * image.pixels[from] + 0.587 * image.pixels[from + 1] + 0.114 * image.pixels[from + 2],
    );
  }
  return { ...image, channels: 1, pixels };
}
