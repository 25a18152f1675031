/** Pictures of one size in one block of bytes, as every loader of images returns them. */
import { checkInteger, checkOptionNames, toFloat64 } from '@tsad/core';
import { checkBytes, checkObject } from '../check.ts';
import { DataError } from '../errors.ts';

/** Images of one size, 8 bits a channel. */
export interface Images {
  /** Name of the set; a lossy copy says so in its name. */
  name: string;
  /** Shape [count, height, width, channels], row-major, values 0 to 255. */
  pixels: Uint8Array;
  /** How many there are. */
  count: number;
  /** Pixels from top to bottom. */
  height: number;
  /** Pixels from left to right. */
  width: number;
  /** 1 for grey, 3 for red, green, blue. */
  channels: 1 | 3;
  /** Shape [count]: class of each image, an index into `classNames`. */
  classes?: Uint8Array;
  /** Names of the classes. */
  classNames?: readonly string[];
  /** Name of each image, for a folder its path within it. */
  names?: readonly string[];
}

/**
 * The images that a block of bytes holds.
 * @param name name of the set.
 * @param array bytes of shape (count, height, width) or (count, height, width, 1 or 3), as {@link parseIdx} and
 * {@link parseNpy} return them.
 * @param classes shape [count], where it is known: integers in [0, 255].
 * @returns the images; `pixels` is the very array that was given.
 * @throws DataError for another shape or type or classes that do not fit. Cost: O(count).
 * @example
 * const images = imagesFromArray('two', { data: new Uint8Array(2 * 4 * 3), shape: [2, 4, 3] }, [7, 9]);
 * console.assert(images.height === 4 && images.channels === 1 && images.classes?.[1] === 9);
 */
export function imagesFromArray(
  name: string,
  array: { readonly data: unknown; readonly shape: readonly number[] },
  classes?: ArrayLike<number>,
): Images {
  const { data, shape } = checkObject('imagesFromArray', 'array', array, 'an array with its shape');
  if (!Array.isArray(shape)) throw new TypeError('imagesFromArray: array.shape must be the length of each axis');
  const [count, height, width, channels = 1] = shape;
  const sized = shape.length >= 3 && shape.length <= 4 && shape.every((length) => length > 0);
  if (!(data instanceof Uint8Array) || !sized || (channels !== 1 && channels !== 3)) {
    throw new DataError(
      'ERR_DATA_FORMAT',
      `${name}: images must be bytes of shape (count, height, width) or (count, height, width, 1 or 3), got shape (${shape.join(', ')})`,
    );
  }
  if (data.length !== count * height * width * channels) {
    throw new DataError(
      'ERR_DATA_FORMAT',
      `${name}: ${data.length} bytes are no images of shape (${shape.join(', ')})`,
    );
  }
  const images: Images = { name, pixels: data, count, height, width, channels };
  if (classes !== undefined) {
    if (classes.length !== count) {
      throw new DataError('ERR_DATA_FORMAT', `${name}: ${classes.length} classes do not fit ${count} images`);
    }
    const known = toFloat64('imagesFromArray', 'classes', classes);
    const odd = known.findIndex((c) => !(Number.isInteger(c) && c >= 0 && c <= 255));
    if (odd >= 0)
      throw new DataError('ERR_DATA_FORMAT', `${name}: class ${known[odd]} of image ${odd} is not in 0..255`);
    images.classes = Uint8Array.from(known);
  }
  return images;
}

/** Options of {@link selectImages}. */
export interface SelectOptions {
  /** Only the images of these classes, a list of any length. Default: all. */
  classes?: readonly number[];
  /** Only the images at these positions, in this order, of any length; chosen before `classes`. Default: all. */
  indices?: ArrayLike<number>;
}

/**
 * Some of the images, in their order.
 * @param images where to take them from.
 * @param options which classes or positions.
 * @returns a copy of the chosen ones, classes and names with them.
 * @throws RangeError for a position that does not exist, or classes where there are none. Cost: O(pixels).
 * @example
 * const images = imagesFromArray('two', { data: Uint8Array.of(1, 2), shape: [2, 1, 1] }, [7, 9]);
 * console.assert(selectImages(images, { classes: [9] }).pixels[0] === 2);
 */
export function selectImages(images: Images, options: SelectOptions): Images {
  checkOptionNames('selectImages', options, ['classes', 'indices']);
  const { count, classes, names, pixels } = checkImages('selectImages', images);
  let chosen = Array.from(options.indices ?? { length: count }, (index, k) => (index as number | undefined) ?? k);
  for (const [k, index] of chosen.entries()) checkInteger('selectImages', `indices[${k}]`, index, 0, count - 1);
  if (options.classes !== undefined) {
    if (!classes) throw new RangeError(`selectImages: the images of "${images.name}" have no classes; use indices`);
    const wanted = new Set(options.classes);
    chosen = chosen.filter((index) => wanted.has(classes[index]));
  }
  const size = pixels.length / count;
  const out = new Uint8Array(size * chosen.length);
  for (const [k, index] of chosen.entries()) out.set(pixels.subarray(index * size, (index + 1) * size), k * size);
  const result: Images = { ...images, pixels: out, count: chosen.length };
  if (classes) result.classes = Uint8Array.from(chosen, (index) => classes[index]);
  if (names) result.names = chosen.map((index) => names[index]);
  return result;
}

/**
 * The images as rows of numbers in [0, 1], as detectors of rows take them.
 * @param images what to write out; for some of them see {@link selectImages}.
 * @returns shape [count, height x width x channels], each pixel divided by 255. Cost: O(pixels), 4 bytes each.
 * @example
 * const rows = imageRows(imagesFromArray('one', { data: Uint8Array.of(0, 51), shape: [1, 1, 2] }));
 * console.assert(rows[1] === Math.fround(0.2));
 */
export function imageRows(images: Images): Float32Array {
  const { pixels } = checkImages('imageRows', images);
  const rows = new Float32Array(pixels.length);
  for (let i = 0; i < rows.length; i++) rows[i] = pixels[i] / 255;
  return rows;
}

function checkImages(where: string, images: Images): Images {
  checkBytes(where, 'images.pixels', checkObject(where, 'images', images, 'images').pixels);
  checkInteger(where, 'images.count', images.count, 0);
  return images;
}
