/** NumPy's .npy arrays (numpy.lib.format, versions 1.0 to 3.0), without pickled objects. */
import { type Series, toFloat64 } from '@tsad/core';
import { checkBytes, checkObject } from './check.ts';
import { DataError, quote } from './errors.ts';

/** The typed arrays that hold the elements of an array file. */
export type NpyData =
  | Float64Array
  | Float32Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** An array of numbers with its shape. */
export interface NpyArray {
  /** The elements, row-major (C order) whatever the file had. Half floats come as Float32Array, booleans as 0/1. */
  data: NpyData;
  /** Length of each axis; empty for a single number. */
  shape: number[];
  /** The type as the file names it, as "<f8". */
  dtype: string;
}

type Constructor = { new (buffer: ArrayBuffer): NpyData };
const kinds: Record<string, { make: Constructor; size: number }> = {
  f8: { make: Float64Array, size: 8 },
  f4: { make: Float32Array, size: 4 },
  f2: { make: Uint16Array, size: 2 },
  i1: { make: Int8Array, size: 1 },
  i2: { make: Int16Array, size: 2 },
  i4: { make: Int32Array, size: 4 },
  i8: { make: BigInt64Array, size: 8 },
  u1: { make: Uint8Array, size: 1 },
  u2: { make: Uint16Array, size: 2 },
  u4: { make: Uint32Array, size: 4 },
  u8: { make: BigUint64Array, size: 8 },
  b1: { make: Uint8Array, size: 1 },
};
const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const maximumAxes = 32;

/**
 * Reads a NumPy array file.
 * @param bytes the whole file. Little and big endian, C and Fortran order, integers, floats and booleans are read;
 * complex numbers, strings, dates, records and objects are not.
 * @param name name of the file, for messages. Default "parseNpy".
 * @returns the elements in C order, a copy in the order of bytes of this machine.
 * @throws DataError when the file is damaged, of another type, or its length is not that of its shape. Cost: O(elements).
 * @example
 * const { data, shape } = parseNpy(encodeNpy(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3]));
 * console.assert(data.length === 6 && shape[1] === 3);
 */
export function parseNpy(bytes: Uint8Array, name = 'parseNpy'): NpyArray {
  checkBytes('parseNpy', 'bytes', bytes);
  if (bytes.length < 10 || magic.some((byte, i) => bytes[i] !== byte)) {
    throw new DataError('ERR_DATA_FORMAT', `${name}: not a .npy file (it does not begin with \\x93NUMPY)`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6];
  if (version < 1 || version > 3) {
    throw new DataError(
      'ERR_DATA_FORMAT',
      `${name}: .npy format version ${version} is not known; save it with np.save`,
    );
  }
  const start = version === 1 ? 10 : 12;
  const headerLength = version === 1 ? view.getUint16(8, true) : bytes.length < 12 ? -1 : view.getUint32(8, true);
  if (headerLength < 0 || start + headerLength > bytes.length || headerLength > 65536) {
    throw new DataError('ERR_DATA_FORMAT', `${name}: the .npy header is cut off; fetch or write the file again`);
  }
  const header = new TextDecoder().decode(bytes.subarray(start, start + headerLength));
  const { descr, fortran, shape } = parseHeader(header, name);
  const { make, size, kind, swap } = elementType(descr, name);
  const count = shape.reduce((product, length) => product * length, 1);
  const body = bytes.subarray(start + headerLength);
  if (!Number.isSafeInteger(count) || count * size !== body.length) {
    throw new DataError(
      'ERR_DATA_FORMAT',
      `${name}: the shape (${shape.join(', ')}) of ${descr} needs ${count * size} bytes, the file has ${body.length}; fetch or write it again`,
    );
  }
  // Not slice: that of Node's Buffer copies nothing.
  const copy = new Uint8Array(body);
  if (swap && size > 1) reverseElements(copy, size);
  let data = new make(copy.buffer as ArrayBuffer);
  if (kind === 'f2') data = Float32Array.from(data as Uint16Array, halfToNumber);
  return { data: fortran && shape.length > 1 ? toRowMajor(data, shape) : data, shape, dtype: descr };
}

/**
 * Writes a NumPy array file (format 1.0, little endian, C order), readable by `np.load`.
 * @param data the elements, row-major. Plain arrays become float64.
 * @param shape length of each axis; default one axis.
 * @returns the bytes of the file.
 * @throws RangeError when the shape does not fit the number of elements. Cost: O(elements).
 * @example
 * const bytes = encodeNpy(Float32Array.of(1, 2, 3, 4), [2, 2]);
 * console.assert(bytes.length === 128 + 16 && parseNpy(bytes).dtype === '<f4');
 */
export function encodeNpy(data: NpyData | ArrayLike<number>, shape?: readonly number[]): Uint8Array {
  const array = ArrayBuffer.isView(data) ? (data as NpyData) : toFloat64('encodeNpy', 'data', data);
  if (shape !== undefined && !Array.isArray(shape)) {
    throw new TypeError('encodeNpy: shape must be an array of the length of each axis');
  }
  return encodeArray(array, shape ?? [array.length]);
}

function encodeArray(array: NpyData, shape: readonly number[]): Uint8Array {
  const count = shape.reduce((product, length) => product * length, 1);
  if (shape.length > maximumAxes || shape.some((n) => !Number.isSafeInteger(n) || n < 0) || count !== array.length) {
    throw new RangeError(
      `encodeNpy: shape (${shape.join(', ')}) must have ${array.length} elements; leave it out for one axis`,
    );
  }
  const kind = Object.keys(kinds).find((key) => key !== 'f2' && array instanceof kinds[key].make);
  if (!kind) throw new TypeError('encodeNpy: data must be an array of numbers or a typed array');
  const descr = `${kinds[kind].size === 1 ? '|' : '<'}${kind}`;
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${axes}), }`;
  const headerLength = Math.ceil((dictionary.length + 11) / 64) * 64 - 10;
  const out = new Uint8Array(10 + headerLength + array.byteLength);
  out.set([...magic, 1, 0, headerLength & 255, headerLength >> 8]);
  out.set(new TextEncoder().encode(`${dictionary.padEnd(headerLength - 1)}\n`), 10);
  const body = out.subarray(10 + headerLength);
  body.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  if (!littleEndian() && kinds[kind].size > 1) reverseElements(body, kinds[kind].size);
  return out;
}

/**
 * The series that an array holds: one axis is one channel, two axes are rows and channels.
 * @param array what {@link parseNpy} returned; 64-bit integers are rounded to doubles.
 * @param name name of the series.
 * @returns the series, without labels.
 * @throws DataError for more axes or no elements. Cost: O(elements).
 * @example
 * const series = npyToSeries(parseNpy(encodeNpy([1, 2, 3, 4], [2, 2])), 'pairs');
 * console.assert(series.channels === 2 && series.values.length === 4);
 */
export function npyToSeries(array: NpyArray, name: string): Series {
  const { data, shape } = checkObject('npyToSeries', 'array', array, 'what parseNpy returned');
  checkObject('npyToSeries', 'array.data', data, 'a typed array');
  checkObject('npyToSeries', 'array.shape', shape, 'the length of each axis');
  if (shape.length < 1 || shape.length > 2 || data.length === 0) {
    throw new DataError(
      'ERR_DATA_FORMAT',
      `${name}: an array of shape (${shape.join(', ')}) is no series; give (points,) or (points, channels)`,
    );
  }
  const values = new Float64Array(data.length);
  for (let i = 0; i < values.length; i++) values[i] = Number(data[i]);
  return { name, values, channels: shape[1] ?? 1 };
}

function parseHeader(header: string, name: string): { descr: string; fortran: boolean; shape: number[] } {
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1];
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  const shape = /'shape'\s*:\s*\(([\d,\sL]*)\)/.exec(header)?.[1];
  if (descr === undefined || fortran === undefined || shape === undefined) {
    throw new DataError(
      'ERR_DATA_FORMAT',
      `${name}: the .npy header ${quote(header.trim())} describes no plain array of numbers; records are not read`,
    );
  }
  const axes = shape
    .split(',')
    .map((axis) => axis.replace('L', '').trim())
    .filter((axis) => axis !== '')
    .map(Number);
  if (axes.length > maximumAxes || axes.some((axis) => !Number.isSafeInteger(axis))) {
    throw new DataError('ERR_DATA_FORMAT', `${name}: the .npy shape (${quote(shape)}) is not readable`);
  }
  return { descr, fortran: fortran === 'True', shape: axes };
}

function elementType(descr: string, name: string): { make: Constructor; size: number; kind: string; swap: boolean } {
  const kind = descr.replace(/^[<>|=]/, '');
  if (!Object.hasOwn(kinds, kind)) {
    throw new DataError(
      'ERR_DATA_FORMAT',
      `${name}: arrays of type ${quote(descr)} are not read; save it as float64 with np.save(file, x.astype(float))`,
    );
  }
  return { ...kinds[kind], kind, swap: descr[0] === (littleEndian() ? '>' : '<') };
}

/** Whether this machine stores the low byte first. */
export function littleEndian(): boolean {
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
}

/** Reverses the bytes of every element of `size` bytes. */
export function reverseElements(bytes: Uint8Array, size: number): void {
  for (let i = 0; i < bytes.length; i += size) bytes.subarray(i, i + size).reverse();
}

function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

/** Elements stored with the first axis fastest, put into C order. */
function toRowMajor(data: NpyData, shape: number[]): NpyData {
  const out = data.slice();
  const index = new Array<number>(shape.length).fill(0);
  const stride = shape.map((_, axis) => shape.slice(0, axis).reduce((product, length) => product * length, 1));
  let from = 0;
  for (let to = 0; to < out.length; to++) {
    out[to] = data[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += stride[axis];
      if (++index[axis] < shape[axis]) break;
      from -= stride[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}
