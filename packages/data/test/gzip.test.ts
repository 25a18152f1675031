import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gunzip, isGzip } from '../src/index.ts';

const text = Array.from({ length: 3000 }, (_, i) => `${Math.sin(i).toFixed(6)}\n`).join('');
const packed = Uint8Array.from(gzipSync(text));

describe('gunzip', () => {
  it('gives the content', async () => {
    expect(isGzip(packed)).toBe(true);
    expect(new TextDecoder().decode(await gunzip(packed))).toBe(text);
  });

  it('says that a truncated file is truncated', async () => {
    for (const length of [2, 10, 100, packed.length - 9, packed.length - 1]) {
      await expect(gunzip(packed.subarray(0, length), {}, 'a.gz')).rejects.toThrow(
        'a.gz: the compressed data is truncated or damaged; fetch or write the file again',
      );
    }
  });

  it('refuses what is no gzip file', async () => {
    await expect(gunzip(new Uint8Array(0))).rejects.toThrow(/not a gzip file/);
    await expect(gunzip(Uint8Array.of(1, 2, 3))).rejects.toThrow(/not a gzip file/);
  });

  it('stops at the caps while the content comes out', async () => {
    const bomb = Uint8Array.from(gzipSync(new Uint8Array(30_000_000)));
    await expect(gunzip(bomb, { ratio: 100 })).rejects.toThrow(/more than 100 times/);
    await expect(gunzip(bomb, { bytes: 1_000_000 })).rejects.toThrow(/longer than 1000000 bytes/);
  });

  it('any damage is one clear error or does not matter', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(packed.length - 1), fc.nat(255), fc.nat(packed.length), async (at, byte, length) => {
        const bytes = packed.slice(0, Math.max(2, length));
        bytes[at % bytes.length] = byte;
        try {
          expect((await gunzip(bytes)).length).toBeLessThanOrEqual(2 * text.length);
        } catch (error) {
          expect((error as { code?: string }).code).toBe('ERR_DATA_FORMAT');
        }
      }),
      { numRuns: 150 },
    );
  });
});
