/** Files as pieces of decompressed bytes, with the caps held while they come. */
import { constants, createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { checkText } from '../check.ts';
import { DataError, quote } from '../errors.ts';
import { damagedGzip, isGzip, overLimit } from '../gzip.ts';
import type { ReadLimits } from '../limits.ts';

const pieceBytes = 1 << 20;
/** To look at a pipe without waiting for its other end; absent on Windows. */
const withoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** A file that was looked at. */
export interface FileInfo {
  path: string;
  /** Bytes on disk. */
  size: number;
  /** Whether it is compressed, by its first bytes. */
  gzip: boolean;
}

/** Returns `path` when it can be one. @throws TypeError or DataError otherwise. */
export function checkPath(where: string, name: string, path: unknown): string {
  const text = checkText(where, name, path);
  if (text !== '' && !text.includes('\0')) return text;
  throw new DataError('ERR_DATA_PATH', `${where}: ${name} must be a path, got ${quote(text)}`);
}

/** Looks at a file. @throws DataError when it cannot be read or is no file. */
export async function inspectFile(path: string): Promise<FileInfo> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, withoutWaiting);
    const stat = await handle.stat();
    if (!stat.isFile()) throw new DataError('ERR_DATA_PATH', `${path}: not a file; give the path of a data file`);
    const first = new Uint8Array(2);
    const { bytesRead } = await handle.read(first, 0, 2, 0);
    return { path, size: stat.size, gzip: isGzip(first.subarray(0, bytesRead)) };
  } catch (cause) {
    throw pathError(path, cause);
  } finally {
    await handle?.close();
  }
}

/**
 * The content of a file, decompressed where it is gzip, piece by piece; a piece is valid until the next is asked for.
 * @throws DataError when it cannot be read, is damaged or passes a cap.
 */
export async function* readPieces(
  file: FileInfo,
  limits: Pick<ReadLimits, 'bytes' | 'ratio'>,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  signal?.throwIfAborted();
  if (file.gzip) {
    yield* unzippedPieces(file, limits, signal);
    return;
  }
  const handle = await open(file.path, 'r');
  try {
    const buffer = new Uint8Array(pieceBytes);
    let total = 0;
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, 0, pieceBytes, null);
      if (bytesRead === 0) return;
      total += bytesRead;
      const excess = overLimit(total, total, limits, file.path);
      if (excess) throw excess;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** The whole content of a file. */
export async function readWhole(
  path: string,
  limits: Pick<ReadLimits, 'bytes' | 'ratio'>,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const file = await inspectFile(path);
  let out = new Uint8Array(Math.min(limits.bytes, file.gzip ? Math.max(file.size * 4, 1024) : file.size));
  let length = 0;
  for await (const piece of readPieces(file, limits, signal)) {
    if (length + piece.length > out.length) {
      const longer = new Uint8Array(Math.max(out.length * 2, length + piece.length));
      longer.set(out.subarray(0, length));
      out = longer;
    }
    out.set(piece, length);
    length += piece.length;
  }
  return out.subarray(0, length);
}

async function* unzippedPieces(
  file: FileInfo,
  limits: Pick<ReadLimits, 'bytes' | 'ratio'>,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const source = createReadStream(file.path);
  const gunzip = createGunzip({ chunkSize: pieceBytes });
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  let total = 0;
  try {
    for await (const piece of gunzip as AsyncIterable<Uint8Array>) {
      signal?.throwIfAborted();
      total += piece.length;
      const excess = overLimit(total, file.size, limits, file.path);
      if (excess) throw excess;
      yield piece;
    }
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw code?.startsWith('Z_') ? damagedGzip(file.path, cause) : cause;
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

/** The one-line error for a path that cannot be opened. */
export function pathError(path: string, cause: unknown): unknown {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new DataError('ERR_DATA_PATH', `${path}: no such file; check the path`, { cause });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new DataError('ERR_DATA_PATH', `${path}: not allowed to read it; check its permissions`, { cause });
  }
  if (code === 'EISDIR')
    return new DataError('ERR_DATA_PATH', `${path}: a folder, not a file; give a data file`, { cause });
  if (cause instanceof Error && (cause as NodeJS.ErrnoException).syscall !== undefined) {
    return new DataError('ERR_DATA_PATH', `${path}: cannot be read (${cause.message}); check the file`, { cause });
  }
  return cause;
}
