/** Writes PNG images, so that a page can carry them. */
import { checkInteger } from '@tsad/core';
import { checkObject } from '../check.ts';
import { crc32 } from '../crc32.ts';
import type { DecodedImage } from './decode.ts';

/**
 * Writes a PNG file, 8 bits a channel, without interlacing, every line with the filter of the difference to its left.
 * @param image what to write: grey or red, green, blue.
 * @returns the file; {@link decodeImage} reads it back to the same pixels.
 * @throws RangeError when the pixels do not fit the size. Cost: O(pixels).
 * @example
 * const file = await encodePng({ width: 2, height: 1, channels: 1, pixels: Uint8Array.of(0, 255) });
 * console.assert((await decodeImage(file)).pixels[1] === 255);
 */
export async function encodePng(image: DecodedImage): Promise<Uint8Array> {
  const { width, height, channels, pixels } = checkObject('encodePng', 'image', image, 'an image');
  checkInteger('encodePng', 'width', width, 1, 2 ** 31 - 1);
  checkInteger('encodePng', 'height', height, 1, 2 ** 31 - 1);
  if (!(pixels instanceof Uint8Array) || (channels !== 1 && channels !== 3)) {
    throw new TypeError('encodePng: image must have pixels, a Uint8Array, and 1 or 3 channels');
  }
  const stride = width * channels;
  if (pixels.length !== stride * height) {
    throw new RangeError(
      `encodePng: ${width} x ${height} x ${channels} needs ${stride * height} bytes, got ${pixels.length}`,
    );
  }
  const raw = new Uint8Array(height * (1 + stride));
  for (let row = 0, to = 0; row < height; row++) {
    raw[to++] = 1;
    const from = row * stride;
    for (let i = 0; i < stride; i++) raw[to++] = pixels[from + i] - (i < channels ? 0 : pixels[from + i - channels]);
  }
  const packed = new Blob([raw as BlobPart]).stream().pipeThrough(new CompressionStream('deflate'));
  const body = new Uint8Array(await new Response(packed).arrayBuffer());
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, channels === 1 ? 0 : 2], 8);
  const parts: Uint8Array[] = [Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)];
  parts.push(chunk('IHDR', header), chunk('IDAT', body), chunk('IEND', new Uint8Array(0)));
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + body.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, body.length);
  out.set(new TextEncoder().encode(type), 4);
  out.set(body, 8);
  view.setUint32(8 + body.length, crc32(out.subarray(4, 8 + body.length)));
  return out;
}
