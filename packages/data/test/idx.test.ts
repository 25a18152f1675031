import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IdxArray, parseIdx } from '../src/index.ts';
import { encodeIdx } from './naive.ts';

const types = [
  [8, Uint8Array],
  [9, Int8Array],
  [11, Int16Array],
  [12, Int32Array],
  [13, Float32Array],
  [14, Float64Array],
] as const;

describe('parseIdx', () => {
  it('reads back every type and shape that the definition writes', () => {
    const shapes = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(shapes, fc.constantFrom(...types), fc.infiniteStream(fc.double()), (shape, [code, make], numbers) => {
        const count = shape.reduce((product, length) => product * length, 1);
        const data = make.from(Array.from({ length: count }, () => numbers.next().value as number)) as IdxArray['data'];
        const read = parseIdx(encodeIdx(code, shape, data));
        expect(read.shape).toEqual(shape);
        expect(read.data).toEqual(data);
      }),
    );
  });

  it('copies, also out of a Buffer that lies at an odd place', () => {
    const file = encodeIdx(12, [2], Int32Array.of(1, -2));
    const buffer = Buffer.concat([Buffer.from([9]), file]).subarray(1);
    const { data } = parseIdx(buffer);
    buffer.fill(0);
    expect([...data]).toEqual([1, -2]);
  });

  it.each([
    ['nothing', [], /f: not an IDX file/],
    ['another file', [137, 80, 78, 71], /f: not an IDX file/],
    ['an unknown type', [0, 0, 10, 1, 0, 0, 0, 0], /f: not an IDX file/],
    ['no axes', [0, 0, 8, 0], /f: the IDX header is cut off/],
    ['a cut header', [0, 0, 8, 255, 0, 0], /f: the IDX header is cut off/],
    ['a cut body', [0, 0, 8, 1, 0, 0, 0, 4, 1, 2], /the shape \(4\) needs 4 bytes, the file has 2/],
    ['a lying length', [0, 0, 14, 2, 255, 255, 255, 255, 255, 255, 255, 255], /the file has 0/],
    ['more than the shape', [0, 0, 8, 1, 0, 0, 0, 1, 1, 2], /needs 1 bytes, the file has 2/],
  ])('%s is one clear line', (_, bytes, message) => {
    expect(() => parseIdx(Uint8Array.from(bytes), 'f')).toThrow(message);
    expect(() => parseIdx(Uint8Array.from(bytes), 'f')).toThrow(/^[^\n]*$/);
  });

  it('takes bytes alone', () => {
    expect(() => parseIdx(null as never)).toThrow(TypeError);
    expect(() => parseIdx([0, 0, 8, 1] as never)).toThrow(/must be a Uint8Array/);
  });
});
