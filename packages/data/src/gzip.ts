/** Decompression with caps, by the platform's own DecompressionStream. */
import { checkBytes } from './check.ts';
import { DataError } from './errors.ts';
import { checkLimits, type ReadLimits, ratioGrace } from './limits.ts';

/**
 * Whether the bytes begin as a gzip file does (1f 8b); it says nothing about the rest.
 * @param bytes the first bytes of a file, or all of it.
 * @returns true or false. Cost: O(1).
 * @example
 * console.assert(isGzip(Uint8Array.of(0x1f, 0x8b, 8)) && !isGzip(new Uint8Array(0)));
 */
export function isGzip(bytes: Uint8Array): boolean {
  checkBytes('isGzip', 'bytes', bytes);
  return bytes.length >= 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Decompresses a gzip file in memory; runs in browsers and in Node.
 * @param bytes the compressed file.
 * @param limits caps on the decompressed bytes and on the ratio, counted while they come out.
 * @param name name of the file, for messages. Default "gunzip".
 * @returns the content.
 * @throws DataError for a truncated or damaged file and where a cap is passed. Cost: O(content).
 * @example
 * const packed = new Blob(['1\n2\n']).stream().pipeThrough(new CompressionStream('gzip'));
 * const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
 * console.assert(new TextDecoder().decode(await gunzip(bytes)) === '1\n2\n');
 */
export async function gunzip(
  bytes: Uint8Array,
  limits: Partial<Pick<ReadLimits, 'bytes' | 'ratio'>> = {},
  name = 'gunzip',
): Promise<Uint8Array> {
  if (!isGzip(checkBytes('gunzip', 'bytes', bytes))) {
    throw new DataError('ERR_DATA_FORMAT', `${name}: not a gzip file (it does not begin with 1f 8b)`);
  }
  return decompress(bytes, 'gzip', checkLimits('gunzip', limits), name);
}

/** Decompresses gzip, zlib (`deflate`) or raw deflate data, counting what comes out. */
export async function decompress(
  bytes: Uint8Array,
  format: 'gzip' | 'deflate' | 'deflate-raw',
  limits: Pick<ReadLimits, 'bytes' | 'ratio'>,
  name: string,
): Promise<Uint8Array> {
  const stream = new DecompressionStream(format);
  const writer = stream.writable.getWriter();
  // Failures of the writing side come out of the reading side as well.
  const written = writer.write(bytes as BufferSource).then(
    () => writer.close(),
    () => undefined,
  );
  written.catch(() => undefined);
  const reader = stream.readable.getReader();
  const parts: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw damagedGzip(name, cause);
    });
    if (done) break;
    total += value.length;
    const excess = overLimit(total, bytes.length, limits, name);
    if (excess) {
      await reader.cancel(excess).catch(() => undefined);
      throw excess;
    }
    parts.push(value);
  }
  const out = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The error for compressed data that ends early or does not decode. */
export function damagedGzip(name: string, cause: unknown): DataError {
  return new DataError(
    'ERR_DATA_FORMAT',
    `${name}: the compressed data is truncated or damaged; fetch or write the file again`,
    { cause },
  );
}

/** The error where `total` decompressed bytes out of `packed` pass a cap. */
export function overLimit(
  total: number,
  packed: number,
  limits: Pick<ReadLimits, 'bytes' | 'ratio'>,
  name: string,
): DataError | undefined {
  if (total > limits.bytes) {
    return new DataError(
      'ERR_DATA_LIMIT',
      `${name}: the content is longer than ${limits.bytes} bytes; raise limits.bytes if it is meant`,
    );
  }
  if (total > ratioGrace && total > packed * limits.ratio) {
    return new DataError(
      'ERR_DATA_LIMIT',
      `${name}: the content is more than ${limits.ratio} times the compressed size; raise limits.ratio if it is meant`,
    );
  }
  return undefined;
}
