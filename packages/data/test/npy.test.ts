import { readGolden } from '@tsad/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeNpy, npyToSeries, parseNpy, parseNpz } from '../src/index.ts';
import { naiveRowMajor } from './naive.ts';

interface Golden {
  cases: { dtype: string; shape: number[]; order: string; file: string; values: string[] }[];
  refused: Record<string, string>;
  archives: Record<string, string>;
  archiveValues: string[];
}

const golden = readGolden<Golden>(import.meta.url, 'npy.json');
const bytesOf = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, 'base64'));

/** A number as Python's float.hex writes it, or an integer. */
function fromHex(text: string): number | string {
  const match = /^(-?)0x([01])\.?([0-9a-f]*)p([+-]\d+)$/.exec(text);
  if (!match)
    return text === 'nan' ? Number.NaN : text.endsWith('inf') ? Number(text.replace('inf', 'Infinity')) : text;
  const [, sign, whole, fraction, power] = match;
  const mantissa = Number(BigInt(`0x${whole}${fraction || '0'}`)) / 16 ** (fraction.length || 1);
  return (sign ? -1 : 1) * mantissa * 2 ** Math.max(-1022, Number(power));
}

describe('parseNpy reads what numpy writes', () => {
  it(`all ${golden.cases.length} golden files: types, orders of bytes, C and Fortran order, shapes`, () => {
    for (const { dtype, shape, order, file, values } of golden.cases) {
      const array = parseNpy(bytesOf(file), `${dtype} ${shape} ${order}`);
      expect(array.shape).toEqual(shape);
      const wanted = values.map(fromHex);
      const got = Array.from(array.data as ArrayLike<number | bigint>, (value, i) =>
        typeof wanted[i] === 'string' && wanted[i] !== '-0' ? String(value) : Number(value),
      );
      expect(got).toEqual(wanted.map((value) => (value === '-0' ? -0 : value)));
    }
  });

  it.each(Object.keys(golden.refused))('refuses arrays of kind %s in one line', (kind) => {
    expect(() => parseNpy(bytesOf(golden.refused[kind]), 'x.npy')).toThrow(/^x\.npy: [^\n]*$/);
  });

  it('out of a Buffer as it does out of plain bytes, wherever they lie in memory', () => {
    const bytes = encodeNpy(Float64Array.of(1, 2, 3));
    const buffer = Buffer.concat([Buffer.alloc(7), bytes]).subarray(7);
    expect(parseNpy(buffer).data).toEqual(Float64Array.of(1, 2, 3));
  });

  it('puts Fortran order into C order as the naive twin does', () => {
    const header = `{'descr': '<f8', 'fortran_order': True, 'shape': (3, 4, 2), }`;
    const bytes = encodeNpy(Float64Array.from({ length: 24 }, (_, i) => i * i));
    bytes.set(new TextEncoder().encode(header.padEnd(bytes.length - 24 * 8 - 11)), 10);
    const stored = Float64Array.from({ length: 24 }, (_, i) => i * i);
    expect(Array.from(parseNpy(bytes).data as Float64Array)).toEqual(naiveRowMajor(stored, [3, 4, 2]));
  });
});

describe('encodeNpy', () => {
  it('refuses what is not numbers, naming the element', () => {
    expect(() => encodeNpy(['x'] as never)).toThrow('encodeNpy: data[0] must be a number, got "x"');
    expect(() => encodeNpy(null as never)).toThrow('encodeNpy: data must be an array of numbers, got null');
    expect(() => parseNpy([1, 2] as never)).toThrow('parseNpy: bytes must be a Uint8Array');
  });

  it('is read back with the same elements, type and shape', () => {
    fc.assert(
      fc.property(fc.float64Array({ maxLength: 40 }), (data) => {
        expect(parseNpy(encodeNpy(data))).toEqual({ data, shape: [data.length], dtype: '<f8' });
      }),
    );
    for (const data of [
      Float32Array.of(1.5),
      Int8Array.of(-1),
      BigInt64Array.of(-(2n ** 62n)),
      Uint16Array.of(65535),
    ]) {
      expect(parseNpy(encodeNpy(data, [1, 1])).data).toEqual(data);
    }
  });

  it('refuses a shape of another size', () => {
    expect(() => encodeNpy([1, 2, 3], [2, 2])).toThrow(RangeError);
    expect(() => encodeNpy([1, 2], [-1, -2])).toThrow(RangeError);
  });

  it('becomes a series of one or two axes', () => {
    const array = parseNpy(encodeNpy([1, 2, 3, 4], [2, 2]));
    expect(npyToSeries(array, 'a')).toEqual({ name: 'a', values: Float64Array.of(1, 2, 3, 4), channels: 2 });
    expect(() => npyToSeries(parseNpy(encodeNpy([], [0])), 'a')).toThrow(/is no series/);
  });
});

describe('parseNpz', () => {
  it.each(Object.keys(golden.archives))('reads a %s archive of numpy', async (kind) => {
    const arrays = await parseNpz(bytesOf(golden.archives[kind]));
    expect([...arrays.keys()]).toEqual(['values', 'labels', 'long']);
    expect(Array.from(arrays.get('values')!.data as Float64Array)).toEqual(golden.archiveValues.map(fromHex));
    expect(Array.from(arrays.get('labels')!.data as Uint8Array)).toEqual([0, 1, 0, 1]);
  });

  it('stops at the cap on bytes', async () => {
    await expect(parseNpz(bytesOf(golden.archives.deflated), { bytes: 1000 })).rejects.toThrow(/limit/);
  });

  it('any damage is a clear error or does not matter', async () => {
    for (const [kind, runs] of Object.entries({ stored: 150, deflated: 150 })) {
      const base = bytesOf(golden.archives[kind]);
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
          fc.integer({ min: base.length - 200, max: base.length }),
          async (edits, length) => {
            const bytes = base.slice(0, length);
            for (const [at, byte] of edits) bytes[at % bytes.length] = byte;
            try {
              expect((await parseNpz(bytes)).size).toBeLessThanOrEqual(3);
            } catch (error) {
              expect((error as { code?: string }).code).toMatch(/^ERR_DATA_/);
            }
          },
        ),
        { numRuns: runs },
      );
    }
  });
});

describe('parseNpy on damaged files', () => {
  it('gives an array or a clear error, and allocates nothing beyond the file', () => {
    const base = encodeNpy(
      Float64Array.from({ length: 12 }, (_, i) => i),
      [3, 4],
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { maxLength: 6 }),
        fc.nat(base.length),
        (edits, length) => {
          const bytes = base.slice(0, length);
          for (const [at, byte] of edits) if (at < bytes.length) bytes[at] = byte;
          try {
            expect(parseNpy(bytes).data.byteLength).toBeLessThanOrEqual(4 * bytes.length);
          } catch (error) {
            expect((error as { code?: string }).code).toBe('ERR_DATA_FORMAT');
          }
        },
      ),
      { numRuns: 2000 },
    );
    const bomb = Buffer.from(base).toString('latin1').replace('(3, 4)', '(99999999999, 9)');
    expect(() => parseNpy(Uint8Array.from(Buffer.from(bomb, 'latin1')))).toThrow(/needs|cut off/);
  });
});
