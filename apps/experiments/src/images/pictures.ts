/** Images as data URLs for a page. */
import { readFile } from 'node:fs/promises';
import { type DecodedImage, decodeImage, encodePng, resizeImage } from '@tsad/data';

/** Longest side of a thumbnail in pixels. */
const THUMBNAIL = 160;

/** A picture as the `src` of an image element. */
export async function dataUrl(image: DecodedImage): Promise<string> {
  return `data:image/png;base64,${Buffer.from(await encodePng(image)).toString('base64')}`;
}

/** The file as a thumbnail; undefined where it can no longer be read. */
export async function thumbnail(path: string): Promise<string | undefined> {
  try {
    const image = await decodeImage(new Uint8Array(await readFile(path)), path);
    const scale = Math.min(1, THUMBNAIL / Math.max(image.width, image.height));
    const side = (length: number): number => Math.max(1, Math.round(length * scale));
    return await dataUrl(resizeImage(image, side(image.width), side(image.height)));
  } catch {
    return undefined;
  }
}

/** Values of any range, taken as 0 to 255, as a picture. */
export function toPicture(
  values: ArrayLike<number>,
  { width, height, channels }: Omit<DecodedImage, 'pixels'>,
): DecodedImage {
  const pixels = Uint8Array.from(values, (value) => Math.min(255, Math.max(0, Math.round(value))));
  return { width, height, channels, pixels };
}

/** Stops of the heat colours, from nothing to most: black, violet, red, orange, white; readable on either ground. */
const HEAT = [
  [8, 8, 24],
  [80, 24, 110],
  [200, 50, 31],
  [246, 160, 40],
  [255, 250, 220],
];

/** One value a pixel in heat colours; `most` and above is the brightest. */
export function heatPicture(values: ArrayLike<number>, width: number, height: number, most: number): DecodedImage {
  const pixels = new Uint8Array(width * height * 3);
  for (let p = 0; p < width * height; p++) {
    // The square root keeps small errors visible.
    const at = Math.sqrt(Math.min(1, Math.max(0, values[p] / (most || 1)))) * (HEAT.length - 1);
    const stop = Math.min(HEAT.length - 2, Math.floor(at));
    for (let c = 0; c < 3; c++) {
      pixels[3 * p + c] = Math.round(HEAT[stop][c] + (at - stop) * (HEAT[stop + 1][c] - HEAT[stop][c]));
    }
  }
  return { width, height, channels: 3, pixels };
}

/** The sum over the channels of every pixel. */
export function sumChannels(values: Float64Array, channels: number): Float64Array {
  return Float64Array.from({ length: values.length / channels }, (_, p) => {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += values[p * channels + c];
    return sum;
  });
}
