/** PNG images (W3C Portable Network Graphics, second edition): every colour type, depth and interlacing to 8 bits. */
import { crc32 } from '../crc32.ts';
import { DataError } from '../errors.ts';
import { decompress } from '../gzip.ts';
import type { DecodedImage } from './decode.ts';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Samples a pixel by colour type: grey, red-green-blue, palette, grey with alpha, red-green-blue with alpha. */
const samples: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const depths: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
/** First column and row and the steps of each pass: one pass without interlacing, the seven of Adam7 with it. */
const wholePass = [[0, 0, 1, 1]];
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

interface Header {
  width: number;
  height: number;
  depth: number;
  colour: number;
  interlaced: boolean;
}

/** Whether the bytes begin as a PNG file does. */
export function isPng(bytes: Uint8Array): boolean {
  return signature.every((byte, i) => bytes[i] === byte);
}

/** Decodes a PNG file of at most `maximumPixels`; alpha is left out, 16 bits are cut to their upper 8. */
export async function decodePng(bytes: Uint8Array, maximumPixels: number, name: string): Promise<DecodedImage> {
  const { header, palette, parts } = readChunks(bytes, maximumPixels, name);
  const passes = header.interlaced ? adam7 : wholePass;
  let expected = 0;
  for (const pass of passes) {
    const { columns, rows, stride } = passSize(header, pass);
    if (columns > 0) expected += rows * (1 + stride);
  }
  const packed = await new Blob(parts as BlobPart[]).arrayBuffer();
  const caps = { bytes: expected, ratio: Number.POSITIVE_INFINITY };
  const raw = await decompress(new Uint8Array(packed), 'deflate', caps, name).catch((cause: unknown) => {
    throw damaged(name, 'is truncated, or holds other than its header says', cause);
  });
  if (raw.length !== expected) throw damaged(name, `has ${raw.length} bytes of pixels instead of ${expected}`);
  return unpack(header, palette, passes, raw, name);
}

function readChunks(
  bytes: Uint8Array,
  maximumPixels: number,
  name: string,
): { header: Header; palette: Uint8Array | undefined; parts: Uint8Array[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: Header | undefined;
  let palette: Uint8Array | undefined;
  const parts: Uint8Array[] = [];
  for (let at = signature.length; ; ) {
    if (at + 12 > bytes.length) throw damaged(name, 'is cut off');
    const length = view.getUint32(at);
    if (at + 12 + length > bytes.length) throw damaged(name, 'is cut off');
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length)) {
      throw damaged(name, `has a wrong checksum in its part ${JSON.stringify(type)}`);
    }
    if (header === undefined) header = readHeader(type, body, maximumPixels, name);
    else if (type === 'PLTE') palette = body;
    else if (type === 'IDAT') parts.push(body);
    else if (type === 'IEND') return { header, palette, parts };
    else if (type[0] >= 'A' && type[0] <= 'Z') throw damaged(name, `has an unknown part ${JSON.stringify(type)}`);
    at += 12 + length;
  }
}

function readHeader(type: string, body: Uint8Array, maximumPixels: number, name: string): Header {
  if (type !== 'IHDR' || body.length !== 13) throw damaged(name, 'has no header');
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colour, compression, filter, interlace] = body.subarray(8);
  if (width === 0 || height === 0 || !depths[colour]?.includes(depth) || compression + filter !== 0 || interlace > 1) {
    throw damaged(name, 'has a header that makes no sense');
  }
  if (width * height > maximumPixels) throw tooLarge(name, width, height, maximumPixels);
  return { width, height, depth, colour, interlaced: interlace === 1 };
}

/** The error for an image over the cap. */
export function tooLarge(name: string, width: number, height: number, maximumPixels: number): DataError {
  return new DataError(
    'ERR_DATA_LIMIT',
    `${name}: ${width} x ${height} pixels are more than the limit of ${maximumPixels}; raise maximumPixels if it is meant`,
  );
}

function passSize(
  { width, height, depth, colour }: Header,
  [x, y, dx, dy]: readonly number[],
): { columns: number; rows: number; stride: number } {
  const columns = Math.max(0, Math.ceil((width - x) / dx));
  const rows = Math.max(0, Math.ceil((height - y) / dy));
  return { columns, rows, stride: Math.ceil((columns * samples[colour] * depth) / 8) };
}

function unpack(
  header: Header,
  palette: Uint8Array | undefined,
  passes: readonly (readonly number[])[],
  raw: Uint8Array,
  name: string,
): DecodedImage {
  const { width, height, depth, colour } = header;
  const perPixel = samples[colour];
  const channels = colour === 0 || colour === 4 ? 1 : 3;
  const pixels = new Uint8Array(width * height * channels);
  const step = Math.max(1, (perPixel * depth) >> 3);
  const scale = colour === 0 && depth < 8 ? 255 / (2 ** depth - 1) : 1;
  let at = 0;
  for (const pass of passes) {
    const { columns, rows, stride } = passSize(header, pass);
    if (columns === 0) continue;
    const [x, y, dx, dy] = pass;
    let above: Uint8Array = new Uint8Array(stride);
    for (let row = 0; row < rows; row++, at += 1 + stride) {
      const line = raw.subarray(at + 1, at + 1 + stride);
      if (!unfilter(raw[at], line, above, step)) throw damaged(name, 'has an unknown filter');
      above = line;
      for (let column = 0; column < columns; column++) {
        const to = ((y + row * dy) * width + x + column * dx) * channels;
        if (colour === 3) {
          const entry = 3 * sample(line, column, depth);
          if (palette === undefined || entry + 3 > palette.length) throw damaged(name, 'has a colour without palette');
          pixels.set(palette.subarray(entry, entry + 3), to);
        } else {
          for (let c = 0; c < channels; c++) pixels[to + c] = scale * sample(line, column * perPixel + c, depth);
        }
      }
    }
  }
  return { width, height, channels, pixels };
}

/** The `index`-th sample of a line, of 16 bits the upper 8. */
function sample(line: Uint8Array, index: number, depth: number): number {
  if (depth === 8) return line[index];
  if (depth === 16) return line[2 * index];
  const bit = index * depth;
  return (line[bit >> 3] >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
}

/** Takes the prediction of a line back, in place; false for a filter that does not exist. */
function unfilter(filter: number, line: Uint8Array, above: Uint8Array, step: number): boolean {
  if (filter > 4) return false;
  if (filter === 0) return true;
  for (let i = 0; i < line.length; i++) {
    const a = i < step ? 0 : line[i - step];
    const b = above[i];
    if (filter === 1) line[i] += a;
    else if (filter === 2) line[i] += b;
    else if (filter === 3) line[i] += (a + b) >> 1;
    else line[i] += paeth(a, b, i < step ? 0 : above[i - step]);
  }
  return true;
}

/** The neighbour nearest to a + b - c: left, above, upper left. */
function paeth(a: number, b: number, c: number): number {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
}

function damaged(name: string, what: string, cause?: unknown): DataError {
  return new DataError('ERR_DATA_FORMAT', `${name}: the PNG ${what}; fetch or write it again`, { cause });
}
