/** Tape archives (POSIX ustar): the regular files of an archive in memory. */
import { DataError } from './errors.ts';

/** A file of an archive. */
export interface TarEntry {
  /** Its path within the archive. */
  name: string;
  /** Its content, a view of the archive. */
  bytes: Uint8Array;
}

const block = 512;

/**
 * The regular files of a tape archive; folders, links and comments are passed over.
 * @throws DataError when it is no archive or is cut off. Cost: O(files).
 */
export function parseTar(bytes: Uint8Array, name: string): TarEntry[] {
  const entries: TarEntry[] = [];
  for (let at = 0; at + block <= bytes.length; ) {
    const header = bytes.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) return entries;
    const size = Number.parseInt(text(header, 124, 12), 8);
    if (!checksumHolds(header) || !(size >= 0)) {
      throw new DataError('ERR_DATA_FORMAT', `${name}: not a tar archive, or damaged; fetch or write it again`);
    }
    const start = at + block;
    if (start + size > bytes.length) break;
    const type = String.fromCharCode(header[156]);
    if (type === '0' || type === '\0') {
      const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : '';
      const path = text(header, 0, 100);
      entries.push({ name: prefix === '' ? path : `${prefix}/${path}`, bytes: bytes.subarray(start, start + size) });
    }
    at = start + Math.ceil(size / block) * block;
  }
  throw new DataError('ERR_DATA_FORMAT', `${name}: the tar archive is cut off; fetch or write it again`);
}

/** The sum of the header's bytes, its own field counted as blanks. */
function checksumHolds(header: Uint8Array): boolean {
  let sum = 0;
  for (let i = 0; i < block; i++) sum += i >= 148 && i < 156 ? 32 : header[i];
  return Number.parseInt(text(header, 148, 8), 8) === sum;
}

function text(header: Uint8Array, start: number, length: number): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end)).trim();
}
