/** IDX arrays, the format of the MNIST files (LeCun, Cortes and Burges, "The MNIST database of handwritten digits"). */
import { checkBytes } from './check.ts';
import { DataError } from './errors.ts';
import { littleEndian, reverseElements } from './npy.ts';

/** An array of numbers with its shape, as an IDX file holds it. */
export interface IdxArray {
  /** The elements, row-major. */
  data: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
  /** Length of each axis. */
  shape: number[];
}

type Constructor = { new (buffer: ArrayBuffer): IdxArray['data'] };
const kinds: Readonly<Record<number, { make: Constructor; size: number }>> = {
  8: { make: Uint8Array, size: 1 },
  9: { make: Int8Array, size: 1 },
  11: { make: Int16Array, size: 2 },
  12: { make: Int32Array, size: 4 },
  13: { make: Float32Array, size: 4 },
  14: { make: Float64Array, size: 8 },
};

/**
 * Reads an IDX file: two zero bytes, the type, the number of axes, their lengths as big-endian 32-bit integers, the elements.
 * @param bytes the whole file, decompressed; see {@link gunzip}.
 * @param name name of the file, for messages. Default "parseIdx".
 * @returns the elements, a copy in the order of bytes of this machine, and the shape.
 * @throws DataError when it is no IDX file or its length is not that of its shape. Cost: O(elements).
 * @example
 * const { data, shape } = parseIdx(Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 3, 7, 8, 9));
 * console.assert(shape.join() === '1,3' && data[2] === 9);
 */
export function parseIdx(bytes: Uint8Array, name = 'parseIdx'): IdxArray {
  checkBytes('parseIdx', 'bytes', bytes);
  const kind = kinds[bytes[2]];
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0 || kind === undefined) {
    throw new DataError('ERR_DATA_FORMAT', `${name}: not an IDX file (it does not begin with 00 00 and a type)`);
  }
  const axes = bytes[3];
  const start = 4 + 4 * axes;
  if (axes === 0 || start > bytes.length) {
    throw new DataError('ERR_DATA_FORMAT', `${name}: the IDX header is cut off; fetch or write the file again`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const size = shape.reduce((product, length) => product * length, kind.size);
  if (size !== bytes.length - start) {
    throw new DataError(
      'ERR_DATA_FORMAT',
      `${name}: the shape (${shape.join(', ')}) needs ${size} bytes, the file has ${bytes.length - start}; fetch or write it again`,
    );
  }
  // Not slice: that of Node's Buffer copies nothing.
  const copy = new Uint8Array(bytes.subarray(start));
  if (littleEndian() && kind.size > 1) reverseElements(copy, kind.size);
  return { data: new kind.make(copy.buffer), shape };
}
