/** NumPy's .npz archives: a zip file of .npy arrays, stored or deflated (np.savez, np.savez_compressed). */
import { checkBytes } from './check.ts';
import { crc32 } from './crc32.ts';
import { DataError, quote } from './errors.ts';
import { decompress } from './gzip.ts';
import { checkLimits, type ReadLimits } from './limits.ts';
import { type NpyArray, parseNpy } from './npy.ts';

interface Entry {
  name: string;
  method: number;
  crc: number;
  packed: number;
  size: number;
  offset: number;
}

const maximumEntries = 65535;

/**
 * Reads a NumPy archive.
 * @param bytes the whole file.
 * @param limits caps on the decompressed bytes of all arrays together and on the ratio of each.
 * @param name name of the file, for messages. Default "parseNpz".
 * @returns the arrays by name, without ".npy", in the order of the file.
 * @throws DataError when the archive is damaged, encrypted, or holds something that is no array. Cost: O(content).
 * @example
 * const empty = new Uint8Array(22);
 * empty.set([0x50, 0x4b, 5, 6]);
 * console.assert((await parseNpz(empty)).size === 0);
 */
export async function parseNpz(
  bytes: Uint8Array,
  limits: Partial<Pick<ReadLimits, 'bytes' | 'ratio'>> = {},
  name = 'parseNpz',
): Promise<Map<string, NpyArray>> {
  checkBytes('parseNpz', 'bytes', bytes);
  const caps = checkLimits('parseNpz', limits);
  const entries = readDirectory(bytes, name);
  const arrays = new Map<string, NpyArray>();
  let left = caps.bytes;
  for (const entry of entries) {
    const where = `${name}: ${entry.name}`;
    if (!entry.name.endsWith('.npy')) {
      throw new DataError('ERR_DATA_FORMAT', `${where}: not a .npy array; give a file written by np.savez`);
    }
    const content = await readEntry(bytes, entry, { bytes: left, ratio: caps.ratio }, where);
    left -= content.length;
    arrays.set(entry.name.slice(0, -4), parseNpy(content, where));
  }
  return arrays;
}

async function readEntry(
  bytes: Uint8Array,
  entry: Entry,
  limits: Pick<ReadLimits, 'bytes' | 'ratio'>,
  where: string,
): Promise<Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (entry.offset + 30 > bytes.length || view.getUint32(entry.offset, true) !== 0x04034b50) throw damaged(where);
  const start = entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true);
  if (start + entry.packed > bytes.length) throw damaged(where);
  if (view.getUint16(entry.offset + 6, true) & 1) {
    throw new DataError('ERR_DATA_FORMAT', `${where}: the archive is encrypted; save it without a password`);
  }
  if (entry.size > limits.bytes) {
    throw new DataError(
      'ERR_DATA_LIMIT',
      `${where}: ${entry.size} bytes pass the limit; raise limits.bytes if it is meant`,
    );
  }
  const packed = bytes.subarray(start, start + entry.packed);
  if (entry.method !== 0 && entry.method !== 8) {
    throw new DataError('ERR_DATA_FORMAT', `${where}: compression method ${entry.method} is not read; use np.savez`);
  }
  const content = entry.method === 0 ? packed : await decompress(packed, 'deflate-raw', limits, where);
  if (content.length !== entry.size || crc32(content) !== entry.crc) throw damaged(where);
  return content;
}

function readDirectory(bytes: Uint8Array, name: string): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && end >= bytes.length - 22 - 65535 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0 || view.getUint32(end, true) !== 0x06054b50) {
    throw new DataError('ERR_DATA_FORMAT', `${name}: not a .npz file, or cut off (it has no zip directory)`);
  }
  let count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (end >= 20 && view.getUint32(end - 20, true) === 0x07064b50) {
    const record = Number(view.getBigUint64(end - 12, true));
    if (record + 56 > bytes.length || view.getUint32(record, true) !== 0x06064b50) throw damaged(name);
    count = Number(view.getBigUint64(record + 32, true));
    at = Number(view.getBigUint64(record + 48, true));
  }
  if (count > maximumEntries) throw damaged(name);
  const entries: Entry[] = [];
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) throw damaged(name);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > bytes.length) throw damaged(name);
    const entry: Entry = {
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    };
    if (!widen(entry, view, at + 46 + nameLength, extraLength)) throw damaged(name);
    if (entries.some((other) => other.name === entry.name)) {
      throw new DataError('ERR_DATA_FORMAT', `${name}: two arrays are named ${quote(entry.name)}`);
    }
    entries.push(entry);
    at = next;
  }
  return entries;
}

/** Takes the 64-bit sizes of the zip64 extra field where the 32-bit ones are full. */
function widen(entry: Entry, view: DataView, start: number, length: number): boolean {
  const full = (['size', 'packed', 'offset'] as const).filter((field) => entry[field] === 0xffffffff);
  let at = start;
  while (full.length > 0 && at + 4 <= start + length) {
    const size = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 1 && size >= full.length * 8 && at + 4 + size <= start + length) {
      full.forEach((field, k) => {
        entry[field] = Number(view.getBigUint64(at + 4 + 8 * k, true));
      });
      return full.every((field) => Number.isSafeInteger(entry[field]));
    }
    at += 4 + size;
  }
  return full.length === 0;
}

function damaged(where: string): DataError {
  return new DataError('ERR_DATA_FORMAT', `${where}: the archive is damaged or cut off; fetch or write it again`);
}
