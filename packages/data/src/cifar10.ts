/** The binary files of CIFAR-10 (Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009). */
import { checkBytes } from './check.ts';
import { DataError } from './errors.ts';
import type { Images } from './images/images.ts';

/** The classes, in the order of their numbers. */
export const cifar10Classes: readonly string[] = Object.freeze([
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
]);

const side = 32;
const plane = side * side;
const record = 1 + 3 * plane;

/**
 * Reads one file of the binary release, as `data_batch_1.bin`: records of a class and the red, green and blue planes.
 * @param bytes the whole file; several files one behind the other are read as one.
 * @param name name of the set. Default "cifar10".
 * @returns images of 32 x 32 x 3, channel last, with their classes.
 * @throws DataError when the length is no multiple of 3073 bytes or a class is over 9. Cost: O(bytes).
 * @example
 * const images = parseCifar10(new Uint8Array(3073).fill(9, 0, 1));
 * console.assert(images.count === 1 && images.classNames?.[images.classes![0]] === 'truck');
 */
export function parseCifar10(bytes: Uint8Array, name = 'cifar10'): Images {
  checkBytes('parseCifar10', 'bytes', bytes);
  const count = bytes.length / record;
  if (count === 0 || !Number.isInteger(count)) {
    throw new DataError(
      'ERR_DATA_FORMAT',
      `${name}: ${bytes.length} bytes are no whole number of records of ${record}; give a .bin file of the binary version`,
    );
  }
  const pixels = new Uint8Array(count * 3 * plane);
  const classes = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const from = i * record;
    classes[i] = bytes[from];
    if (classes[i] > 9) {
      throw new DataError(
        'ERR_DATA_FORMAT',
        `${name}: record ${i} has class ${classes[i]}, not 0 to 9; fetch it again`,
      );
    }
    for (let p = 0, to = i * 3 * plane; p < plane; p++) {
      for (let c = 0; c < 3; c++) pixels[to++] = bytes[from + 1 + c * plane + p];
    }
  }
  return { name, pixels, count, height: side, width: side, channels: 3, classes, classNames: cifar10Classes };
}
