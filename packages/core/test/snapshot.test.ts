import { mutate } from '@tsad/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createRandom,
  decodeSafetensors,
  decodeSnapshot,
  encodeSafetensors,
  encodeSnapshot,
  nestedTensors,
  nestTensors,
  type Snapshot,
  SnapshotError,
  type Tensor,
} from '../src/index.ts';

const example: Snapshot = {
  kind: 'example',
  version: 3,
  meta: { window: 30, nested: { on: true, list: [1, 'two', null] } },
  tensors: {
    basis: { shape: [2, 3], data: Float64Array.of(1, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e-300, 5) },
    weights: { shape: [3], data: Float32Array.of(1.5, -2, 3) },
    flags: { shape: [5], data: Uint8Array.of(0, 1, 1, 0, 255) },
    counter: { shape: [], data: BigInt64Array.of(-7n) },
    0: { shape: [0, 4], data: new Int16Array(0) },
  },
};

/** A header as given, followed by `dataBytes` zero bytes. */
function file(header: string, dataBytes: number): Uint8Array {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

function entry(dtype: string, shape: unknown, offsets: unknown): string {
  return JSON.stringify({ x: { dtype, shape, data_offsets: offsets } });
}

describe('snapshots', () => {
  it('survive a round trip with every bit and type', () => {
    const back = decodeSnapshot(encodeSnapshot(example));
    expect(back.kind).toBe('example');
    expect(back.version).toBe(3);
    expect(back.meta).toEqual(example.meta);
    expect(Object.keys(back.tensors).sort()).toEqual(Object.keys(example.tensors).sort());
    for (const [name, tensor] of Object.entries(example.tensors)) {
      expect(back.tensors[name].shape).toEqual(tensor.shape);
      expect(back.tensors[name].data).toEqual(tensor.data);
    }
  });

  it('are read from a Node Buffer as from other bytes, and leave it as it was', () => {
    const bytes = encodeSnapshot(example);
    const buffer = Buffer.concat([Buffer.alloc(3), bytes]).subarray(3);
    expect(decodeSnapshot(buffer)).toEqual(decodeSnapshot(bytes));
    expect(new Uint8Array(buffer)).toEqual(bytes);
  });

  it('are the same bytes whatever the order of the tensors', () => {
    const reversed = Object.fromEntries(Object.entries(example.tensors).reverse());
    expect(encodeSnapshot({ ...example, tensors: reversed })).toEqual(encodeSnapshot(example));
  });

  it('align every tensor to its element size', () => {
    const bytes = encodeSnapshot(example);
    const start = 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
    expect(start % 8).toBe(0);
    expect(header.basis.data_offsets[0] % 8).toBe(0);
    expect(header.weights.data_offsets[0] % 4).toBe(0);
  });

  it('refuse a number that JSON cannot say, naming the field', () => {
    expect(() => encodeSnapshot({ ...example, meta: { level: Number.NaN } })).toThrow(/meta\.level is NaN/);
  });

  it('give a clear error or the same value after any of 10,000 mutations', () => {
    const bytes = encodeSnapshot(example);
    const wanted = JSON.stringify(comparable(decodeSnapshot(bytes)));
    const random = createRandom(11);
    let refused = 0;
    for (let round = 0; round < 10_000; round++) {
      try {
        expect(JSON.stringify(comparable(decodeSnapshot(mutate(bytes, random))))).toBe(wanted);
      } catch (error) {
        if (!(error instanceof SnapshotError)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(9_900);
  });

  it('tell a foreign safetensors file from a snapshot', () => {
    const foreign = encodeSafetensors({ metadata: { format: 'pt' }, tensors: example.tensors });
    expect(() => decodeSnapshot(foreign)).toThrow(/not a snapshot of @tsad/);
    expect(decodeSafetensors(foreign).metadata.format).toBe('pt');
  });

  it('round-trip any tensors (law)', () => {
    const tensor = fc
      .array(fc.double(), { maxLength: 12 })
      .map((values): Tensor => ({ shape: [values.length], data: Float64Array.from(values) }));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), tensor, { maxKeys: 6 }), (tensors) => {
        const names = Object.keys(tensors).filter((name) => name !== '__metadata__' && name !== '__proto__');
        const kept = Object.fromEntries(names.map((name) => [name, tensors[name]]));
        const back = decodeSafetensors(encodeSafetensors({ metadata: {}, tensors: kept })).tensors;
        expect(Object.keys(back).sort()).toEqual(names.sort());
        for (const name of names) expect(back[name].data).toEqual(kept[name].data);
      }),
    );
  });
});

describe('decodeSafetensors refuses', () => {
  it.each<[string, Uint8Array, RegExp]>([
    ['an empty file', new Uint8Array(0), /0 bytes cannot hold a header/],
    ['a header longer than the file', new Uint8Array(16).fill(255), /header length 18446744073709551615 exceeds/],
    ['a header that is not UTF-8', file('{"\u0000', 0).fill(0xff, 8), /not UTF-8/],
    ['a header that is not JSON', file('{"x": }', 0), /not JSON/],
    ['a header nested too deep to parse', file('['.repeat(200_000), 0), /not JSON/],
    ['a list as header', file('[1, 2, 3]', 0), /not a JSON object/],
    ['metadata that are not strings', file('{"__metadata__":{"a":1}}', 0), /metadata "a" is not a string/],
    ['an unknown dtype', file(entry('F8', [1], [0, 1]), 1), /unsupported dtype F8/],
    ['a dtype from the prototype', file(entry('toString', [1], [0, 1]), 1), /unsupported dtype toString/],
    ['a negative extent', file(entry('U8', [-1], [0, 1]), 1), /shape is not a list of sizes/],
    ['a fractional extent', file(entry('U8', [0.5], [0, 1]), 1), /shape is not a list of sizes/],
    ['a shape beyond the file', file(entry('F64', [1e15], [0, 8]), 8), /needs 8000000000000000 bytes, offsets give 8/],
    ['a shape whose product overflows', file(entry('U8', [1e15, 1e15], [0, 8]), 8), /offsets give 8/],
    ['reversed offsets', file(entry('U8', [1], [1, 0]), 1), /offsets \[1, 0\] leave/],
    ['offsets beyond the file', file(entry('U8', [2], [0, 2]), 1), /offsets \[0, 2\] leave the 1 data bytes/],
    ['offsets that are no pair', file(entry('U8', [1], [0, 1, 2]), 1), /data_offsets is not a pair/],
    ['bytes that belong to no tensor', file(entry('U8', [1], [0, 1]), 3), /2 bytes belong to no tensor/],
  ])('%s', (_, bytes, message) => {
    expect(() => decodeSafetensors(bytes)).toThrow(message);
    expect(() => decodeSafetensors(bytes)).toThrow(SnapshotError);
  });

  it('tensors that overlap or leave a hole', () => {
    const two = (first: number[], second: number[]): Uint8Array =>
      file(
        JSON.stringify({
          a: { dtype: 'U8', shape: [first[1] - first[0]], data_offsets: first },
          b: { dtype: 'U8', shape: [second[1] - second[0]], data_offsets: second },
        }),
        8,
      );
    expect(() => decodeSafetensors(two([0, 5], [3, 8]))).toThrow(/"b" overlaps byte 5/);
    expect(() => decodeSafetensors(two([0, 3], [5, 8]))).toThrow(/"b" leaves a hole before byte 3/);
    expect(Object.keys(decodeSafetensors(two([3, 8], [0, 3])).tensors)).toEqual(['a', 'b']);
  });

  it('what is not a Uint8Array', () => {
    expect(() => decodeSafetensors('text' as unknown as Uint8Array)).toThrow(TypeError);
  });
});

describe('encodeSafetensors refuses', () => {
  it('a shape that does not fit and data of a wrong type', () => {
    const tensors = { x: { shape: [3], data: Float64Array.of(1, 2) } };
    expect(() => encodeSafetensors({ metadata: {}, tensors })).toThrow(/shape \[3\] of "x" does not fit 2 elements/);
    const wrong = { x: { shape: [1], data: [1] as unknown as Float64Array } };
    expect(() => encodeSafetensors({ metadata: {}, tensors: wrong })).toThrow(TypeError);
  });
});

function comparable({ kind, version, meta, tensors }: Snapshot): unknown {
  const list = Object.entries(tensors).map(([name, { shape, data }]) => [name, shape, Array.from(data, String)]);
  return { kind, version, meta, list };
}

describe('tensors of several parts in one snapshot', () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 5 });

  it('come back under their own names, each part its own', () => {
    fc.assert(
      fc.property(names, names, (first, second) => {
        const tensors = (all: string[], value: number): Record<string, Tensor> =>
          Object.fromEntries(all.map((name) => [name, { shape: [1], data: Float64Array.of(value) }]));
        const [a, b] = [tensors(first, 1), tensors(second, 2)];
        const together = { ...nestTensors('a/', a), ...nestTensors('b/', b) };
        expect(Object.keys(together)).toHaveLength(first.length + second.length);
        expect(nestedTensors('a/', together)).toEqual(a);
        expect(nestedTensors('b/', together)).toEqual(b);
      }),
    );
  });
});
