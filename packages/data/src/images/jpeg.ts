/** JPEG images, by jpeg-js behind checks of what it is given. */
import { DataError } from '../errors.ts';
import type { DecodedImage } from './decode.ts';
import { tooLarge } from './png.ts';

/** Whether the bytes begin as a JPEG file does. */
export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

/** Decodes a baseline or progressive JPEG file of at most `maximumPixels`; the decoder is loaded when first needed. */
export async function decodeJpeg(bytes: Uint8Array, maximumPixels: number, name: string): Promise<DecodedImage> {
  const { width, height, components } = readFrame(bytes, name);
  if (width * height > maximumPixels) throw tooLarge(name, width, height, maximumPixels);
  if (components !== 1 && components !== 3) {
    throw new DataError(
      'ERR_DATA_FORMAT',
      `${name}: a JPEG of ${components} colours is not read; save it as RGB or grey`,
    );
  }
  const { default: jpeg } = await import('jpeg-js');
  let decoded: { width: number; height: number; data: Uint8Array };
  try {
    decoded = jpeg.decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxResolutionInMP: Math.ceil(maximumPixels / 1e6),
      maxMemoryUsageInMB: 64 + Math.ceil((width * height * 64) / 1e6),
    });
  } catch (cause) {
    throw damaged(name, cause);
  }
  if (decoded.width !== width || decoded.height !== height || decoded.data.length !== width * height * 3) {
    throw damaged(name);
  }
  if (components === 3) return { width, height, channels: 3, pixels: decoded.data };
  return { width, height, channels: 1, pixels: decoded.data.filter((_, i) => i % 3 === 0) };
}

/** Size and number of components, from the frame header. */
function readFrame(bytes: Uint8Array, name: string): { width: number; height: number; components: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) throw damaged(name);
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at++;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) {
      if (marker > 0xc2) {
        throw new DataError(
          'ERR_DATA_FORMAT',
          `${name}: lossless and arithmetic JPEG is not read; save it as baseline`,
        );
      }
      if (at + 10 > bytes.length) throw damaged(name);
      const frame = { height: view.getUint16(at + 5), width: view.getUint16(at + 7), components: bytes[at + 9] };
      if (frame.width === 0 || frame.height === 0) throw damaged(name);
      return frame;
    }
    if (marker === 0xd9 || marker === 0xda) throw damaged(name);
    at += 2 + view.getUint16(at + 2);
  }
  throw damaged(name);
}

function damaged(name: string, cause?: unknown): DataError {
  return new DataError('ERR_DATA_FORMAT', `${name}: the JPEG is truncated or damaged; fetch or write it again`, {
    cause,
  });
}
