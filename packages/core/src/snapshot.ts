/**
 * Snapshots: the state of a detector as data. On disk a safetensors file whose metadata holds kind, version, options
 * and a checksum over the whole file; nothing in it is ever executed.
 */
import { show } from './check.ts';
import { SnapshotError } from './errors.ts';
import { decodeSafetensors, encodeSafetensors, type Tensor } from './safetensors.ts';

/** Anything JSON can say. NaN and infinities do not survive; put such numbers into a tensor. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** A plain JSON object. */
export type JsonObject = { [key: string]: JsonValue };

/** The complete state of a detector. */
export interface Snapshot {
  /** Which class wrote it, such as "rpe". */
  kind: string;
  /** Layout version of this kind, a positive integer. */
  version: number;
  /** Options and counters. */
  meta: JsonObject;
  /** Numeric state. */
  tensors: Record<string, Tensor>;
}

const PREFIX = '{"__metadata__":{"crc32":"';
const BLANK = '00000000';

/**
 * Serialises a `snapshot`. The bytes are a valid safetensors file that other tools can open.
 * @throws RangeError when `meta` holds a number that JSON cannot say, TypeError for what is no snapshot.
 */
export function encodeSnapshot(snapshot: Snapshot): Uint8Array {
  if (![snapshot?.meta, snapshot?.tensors].every((part) => typeof part === 'object' && part !== null)) {
    throw new TypeError(
      `encodeSnapshot: snapshot must be an object with kind, version, meta and tensors, got ${show(snapshot)}`,
    );
  }
  const { kind, version, meta, tensors } = snapshot;
  const json = JSON.stringify(meta, (key, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new RangeError(`encodeSnapshot: meta.${key} is ${value}; put it into a tensor`);
    }
    return value;
  });
  const bytes = encodeSafetensors({
    metadata: { crc32: BLANK, format: 'tsad', kind, version: String(version), meta: json },
    tensors,
  });
  bytes.set(new TextEncoder().encode(checksum(bytes)), 8 + PREFIX.length);
  return bytes;
}

/**
 * Reads what {@link encodeSnapshot} wrote.
 * @param bytes the whole file.
 * @returns the snapshot, equal to what was written.
 * @throws SnapshotError when the file is damaged, unsafe or no snapshot, TypeError for what are no bytes.
 */
export function decodeSnapshot(bytes: Uint8Array): Snapshot {
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(`decodeSnapshot: bytes must be a Uint8Array, got ${show(bytes)}`);
  }
  const { metadata, tensors } = decodeSafetensors(bytes);
  const at = 8 + PREFIX.length;
  const prefix = new TextDecoder().decode(bytes.subarray(8, at));
  if (prefix !== PREFIX || metadata.format !== 'tsad') {
    throw new SnapshotError('decodeSnapshot: a safetensors file, but not a snapshot of @tsad');
  }
  const blanked = new Uint8Array(bytes);
  blanked.set(new TextEncoder().encode(BLANK), at);
  if (metadata.crc32 !== checksum(blanked)) throw new SnapshotError('decodeSnapshot: damaged, the checksum differs');
  const version = Number(metadata.version);
  if (!Number.isSafeInteger(version) || version < 1) {
    throw new SnapshotError(`decodeSnapshot: version ${metadata.version} is not a positive integer`);
  }
  return { kind: metadata.kind, version, meta: parseMeta(metadata.meta), tensors };
}

function parseMeta(json: string): JsonObject {
  let meta: unknown;
  try {
    meta = JSON.parse(json);
  } catch (cause) {
    throw new SnapshotError('decodeSnapshot: meta is not JSON', { cause });
  }
  if (typeof meta !== 'object' || meta === null || Array.isArray(meta)) {
    throw new SnapshotError('decodeSnapshot: meta is not an object');
  }
  return meta as JsonObject;
}

let table: Uint32Array | undefined;

/** CRC-32 (ISO 3309, reflected 0xEDB88320) as eight hexadecimal digits. */
function checksum(bytes: Uint8Array): string {
  table ??= Uint32Array.from({ length: 256 }, (_, byte) => {
    let word = byte;
    for (let bit = 0; bit < 8; bit++) word = word & 1 ? 0xedb88320 ^ (word >>> 1) : word >>> 1;
    return word;
  });
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = table[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0');
}
