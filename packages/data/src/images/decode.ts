/** One image file to pixels. */
import { checkInteger } from '@tsad/core';
import { checkBytes } from '../check.ts';
import { DataError } from '../errors.ts';
import { decodeJpeg, isJpeg } from './jpeg.ts';
import { decodePng, isPng } from './png.ts';

/** One image, 8 bits a channel. */
export interface DecodedImage {
  /** Pixels from left to right. */
  width: number;
  /** Pixels from top to bottom. */
  height: number;
  /** 1 for grey, 3 for red, green, blue. */
  channels: 1 | 3;
  /** Shape [height, width, channels], row-major, values 0 to 255. */
  pixels: Uint8Array;
}

/** Pixels an image may have, where the caller sets no cap: 100 million. */
export const defaultMaximumPixels = 1e8;

/**
 * Decodes a PNG or JPEG file, by its first bytes. PNG: every colour type and depth, interlaced or not; alpha is left out,
 * 16 bits are cut to 8, gamma and profiles are ignored. JPEG: baseline and progressive, grey and YCbCr, by jpeg-js, which repeats
 * subsampled colour where libjpeg interpolates (1 to 2 levels on average on pictures, tens at edges of colour) and refuses
 * some files with restart marks; orientation tags are ignored.
 * @param bytes the whole file.
 * @param name name of the file, for messages. Default "decodeImage".
 * @param maximumPixels cap on width times height, checked before anything is decoded. Default 1e8.
 * @returns the pixels: grey images have one channel, all others three.
 * @throws DataError for another format, a damaged file (a PNG's checksums are compared) or one over the cap.
 * Cost: O(pixels).
 * @example
 * const file = await encodePng({ width: 1, height: 1, channels: 3, pixels: Uint8Array.of(1, 2, 3) });
 * console.assert((await decodeImage(file)).pixels.join() === '1,2,3');
 */
export async function decodeImage(
  bytes: Uint8Array,
  name = 'decodeImage',
  maximumPixels: number = defaultMaximumPixels,
): Promise<DecodedImage> {
  checkBytes('decodeImage', 'bytes', bytes);
  checkInteger('decodeImage', 'maximumPixels', maximumPixels, 1);
  if (isPng(bytes)) return decodePng(bytes, maximumPixels, name);
  if (isJpeg(bytes)) return decodeJpeg(bytes, maximumPixels, name);
  throw new DataError(
    'ERR_DATA_FORMAT',
    bytes.length === 0
      ? `${name}: the file is empty; fetch or write it again`
      : `${name}: not a PNG or JPEG file; convert it first`,
  );
}
