/** Images to another size. */
import { checkInteger } from '@tsad/core';
import type { DecodedImage } from './decode.ts';

/**
 * Scales an image: linear interpolation, widened to the size of a target pixel where it shrinks, so that every source
 * pixel counts (the triangle filter). The ratio of the sides is not kept.
 * @param image what to scale.
 * @param width of the result.
 * @param height of the result.
 * @returns a new image; the very pixels where the size is the same. Cost: O(source + target pixels).
 * @throws RangeError for a size that is no positive integer.
 * @example
 * const half = resizeImage({ width: 2, height: 2, channels: 1, pixels: Uint8Array.of(0, 0, 255, 255) }, 1, 1);
 * console.assert(half.pixels[0] === 128);
 */
export function resizeImage(image: DecodedImage, width: number, height: number): DecodedImage {
  checkInteger('resizeImage', 'width', width, 1, 65535);
  checkInteger('resizeImage', 'height', height, 1, 65535);
  const { channels, pixels } = image;
  if (width === image.width && height === image.height) return image;
  const rows = weights(image.height, height);
  const columns = weights(image.width, width);
  const narrow = new Float64Array(image.height * width * channels);
  for (let y = 0; y < image.height; y++) {
    for (const [x, { first, weight }] of columns.entries()) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        let from = (y * image.width + first) * channels + c;
        for (let k = 0; k < weight.length; k++, from += channels) sum += weight[k] * pixels[from];
        narrow[(y * width + x) * channels + c] = sum;
      }
    }
  }
  const stride = width * channels;
  const out = new Uint8Array(height * stride);
  for (const [y, { first, weight }] of rows.entries()) {
    for (let i = 0; i < stride; i++) {
      let sum = 0;
      for (let k = 0; k < weight.length; k++) sum += weight[k] * narrow[(first + k) * stride + i];
      out[y * stride + i] = Math.min(255, Math.max(0, Math.floor(sum + 0.5)));
    }
  }
  return { width, height, channels, pixels: out };
}

/** The source pixels that each target pixel is made of. */
function weights(from: number, to: number): { first: number; weight: Float64Array }[] {
  const scale = from / to;
  const reach = Math.max(1, scale);
  return Array.from({ length: to }, (_, target) => {
    const centre = (target + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach + 0.5));
    const end = Math.min(from, Math.floor(centre + reach + 0.5));
    const weight = Float64Array.from({ length: end - first }, (_, k) =>
      Math.max(0, 1 - Math.abs((first + k + 0.5 - centre) / reach)),
    );
    const sum = weight.reduce((total, w) => total + w, 0);
    return { first, weight: weight.map((w) => w / sum) };
  });
}
