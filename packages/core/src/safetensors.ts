/**
 * The safetensors container (huggingface/safetensors, format description): 8 bytes of header length, a JSON header,
 * raw little-endian tensors. The reader trusts nothing: every length, shape and offset is checked before it is used,
 * and nothing larger than the file is ever allocated.
 */
import { show } from './check.ts';
import { SnapshotError } from './errors.ts';

/** A typed array that a tensor may hold. */
export type TensorData =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | BigInt64Array
  | BigUint64Array;

/** A dense, row-major tensor. */
export interface Tensor {
  /** Extent of each dimension; `[]` is a scalar. The product equals `data.length`. */
  shape: readonly number[];
  /** The elements, row-major. */
  data: TensorData;
}

/** The content of a safetensors file. */
export interface SafetensorsFile {
  /** String pairs of the header's `__metadata__`. */
  metadata: Record<string, string>;
  /** The tensors by name. */
  tensors: Record<string, Tensor>;
}

const DTYPES = {
  F64: Float64Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
  F32: Float32Array,
  I32: Int32Array,
  U32: Uint32Array,
  I16: Int16Array,
  U16: Uint16Array,
  I8: Int8Array,
  U8: Uint8Array,
} as const;

type Dtype = keyof typeof DTYPES;

const MAX_HEADER_BYTES = 100_000_000;

interface Entry {
  name: string;
  dtype: Dtype;
  shape: number[];
  begin: number;
  end: number;
}

/**
 * Writes a safetensors file. Tensors are laid out widest element first, so that every one is aligned.
 * @returns the bytes of the file.
 * @throws TypeError for data that is not a supported typed array, RangeError for a shape that does not fit its data.
 */
export function encodeSafetensors({ metadata, tensors }: SafetensorsFile): Uint8Array {
  const header: string[] = [];
  if (Object.keys(metadata).length > 0) header.push(`"__metadata__":${JSON.stringify(metadata)}`);
  const names = Object.keys(tensors).sort();
  names.sort((a, b) => tensors[b].data.BYTES_PER_ELEMENT - tensors[a].data.BYTES_PER_ELEMENT);
  let offset = 0;
  for (const name of names) {
    const { shape, data } = tensors[name];
    if (name === '__metadata__') throw new RangeError('encodeSafetensors: "__metadata__" cannot name a tensor');
    const dtype = dtypeOf(name, data);
    const size = shape.reduce((product, extent) => product * extent, 1);
    if (size !== data.length) {
      throw new RangeError(`encodeSafetensors: shape [${shape}] of "${name}" does not fit ${data.length} elements`);
    }
    const entry = { dtype, shape: [...shape], data_offsets: [offset, offset + data.byteLength] };
    header.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
    offset += data.byteLength;
  }
  const json = new TextEncoder().encode(`{${header.join(',')}}`);
  const start = 8 + Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(start + offset).fill(0x20, 8, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(json, 8);
  let at = start;
  for (const name of names) {
    const { data } = tensors[name];
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Reads a safetensors file; the tensors are copies. Supported element types: F64, F32, I64, U64, I32, U32, I16, U16, I8, U8.
 * @param bytes the whole file.
 * @returns metadata and tensors; cost linear in the file.
 * @throws SnapshotError that says what is wrong: header size, JSON, type, shape, offsets, holes or overlaps.
 */
export function decodeSafetensors(bytes: Uint8Array): SafetensorsFile {
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(`decodeSafetensors: bytes must be a Uint8Array, got ${show(bytes)}`);
  }
  const { json, start } = splitHeader(bytes);
  const header = parseHeader(json);
  const metadata: Record<string, string> = Object.create(null);
  const entries: Entry[] = [];
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') readMetadata(value, metadata);
    else entries.push(readEntry(name, value, bytes.length - start));
  }
  checkLayout(entries, bytes.length - start);
  const tensors: Record<string, Tensor> = Object.create(null);
  for (const { name, dtype, shape, begin, end } of entries) {
    // Not bytes.slice: that of a Node Buffer is no copy.
    const copy = new Uint8Array(bytes.subarray(start + begin, start + end));
    tensors[name] = { shape, data: new DTYPES[dtype](copy.buffer) };
  }
  return { metadata, tensors };
}

function dtypeOf(name: string, data: TensorData): Dtype {
  for (const dtype of Object.keys(DTYPES) as Dtype[]) if (data instanceof DTYPES[dtype]) return dtype;
  throw new TypeError(
    `encodeSafetensors: data of "${name}" must be a typed array of ${Object.keys(DTYPES).join(', ')}`,
  );
}

function splitHeader(bytes: Uint8Array): { json: string; start: number } {
  if (bytes.length < 10) throw new SnapshotError(`decodeSafetensors: ${bytes.length} bytes cannot hold a header`);
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(Math.min(bytes.length - 8, MAX_HEADER_BYTES))) {
    throw new SnapshotError(`decodeSafetensors: header length ${length} exceeds the file of ${bytes.length} bytes`);
  }
  const start = 8 + Number(length);
  try {
    return { json: new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, start)), start };
  } catch (cause) {
    throw new SnapshotError('decodeSafetensors: the header is not UTF-8', { cause });
  }
}

function parseHeader(json: string): object {
  let header: unknown;
  try {
    header = JSON.parse(json);
  } catch (cause) {
    throw new SnapshotError('decodeSafetensors: the header is not JSON', { cause });
  }
  if (!isObject(header)) throw new SnapshotError('decodeSafetensors: the header is not a JSON object');
  return header;
}

function readMetadata(value: unknown, out: Record<string, string>): void {
  if (!isObject(value)) throw new SnapshotError('decodeSafetensors: __metadata__ is not an object');
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== 'string') throw new SnapshotError(`decodeSafetensors: metadata "${key}" is not a string`);
    out[key] = text;
  }
}

function readEntry(name: string, value: unknown, available: number): Entry {
  const fail = (problem: string): never => {
    throw new SnapshotError(`decodeSafetensors: tensor ${JSON.stringify(name.slice(0, 60))}: ${problem}`);
  };
  if (!isObject(value)) return fail('its header entry is not an object');
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
  if (typeof dtype !== 'string' || !Object.hasOwn(DTYPES, dtype)) return fail(`unsupported dtype ${String(dtype)}`);
  if (!Array.isArray(shape) || !shape.every(isCount)) return fail('the shape is not a list of sizes');
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    return fail('data_offsets is not a pair of positions');
  }
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > available) return fail(`offsets [${begin}, ${end}] leave the ${available} data bytes`);
  const wanted =
    shape.reduce((product: number, extent: number) => product * extent, 1) * DTYPES[dtype as Dtype].BYTES_PER_ELEMENT;
  if (wanted !== end - begin) return fail(`shape [${shape}] needs ${wanted} bytes, offsets give ${end - begin}`);
  return { name, dtype: dtype as Dtype, shape, begin, end };
}

function checkLayout(entries: Entry[], available: number): void {
  let at = 0;
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) {
      throw new SnapshotError(
        `decodeSafetensors: tensor "${name}" ${begin < at ? 'overlaps' : 'leaves a hole before'} byte ${at}`,
      );
    }
    at = end;
  }
  if (at !== available) throw new SnapshotError(`decodeSafetensors: ${available - at} bytes belong to no tensor`);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
