import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hankelGram, updateGram } from '../src/index.ts';
import { gram, hankel } from './naive.ts';

const cases = fc
  .array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 60 })
  .chain((t) => fc.integer({ min: 1, max: t.length }).map((window) => ({ t, window })));

describe('hankelGram', () => {
  it('equals X X^T formed entry by entry, for long and for short series', () => {
    fc.assert(
      fc.property(cases, ({ t, window }) => {
        const wanted = gram(hankel(t, window)).flat();
        const atol = 1e-13 * Math.max(...wanted.map(Math.abs));
        expect(hankelGram(t, window)).toBeAllclose(wanted, { rtol: 0, atol });
      }),
    );
  });

  it('is exactly symmetric', () => {
    fc.assert(
      fc.property(cases, ({ t, window }) => {
        const c = hankelGram(t, window);
        for (let i = 0; i < window; i++) {
          for (let j = 0; j < i; j++) expect(c[i * window + j]).toBe(c[j * window + i]);
        }
      }),
    );
  });

  it('keeps the digits of all entries that an enormous value does not enter', () => {
    const t = Array.from({ length: 80 }, (_, i) => Math.sin(i));
    const wanted = gram(hankel(t.slice(1), 9)).flat();
    t[0] = 1e12;
    const c = hankelGram(t, 10);
    for (let i = 1; i < 10; i++) {
      expect(c.subarray(i * 10 + 1, (i + 1) * 10)).toBeAllclose(wanted.slice((i - 1) * 9, i * 9), { rtol: 1e-13 });
    }
  });

  it('works for a window of 1 and for one window', () => {
    expect(Array.from(hankelGram([1, 2, 3], 1))).toEqual([14]);
    expect(Array.from(hankelGram([1, 2, 3], 3))).toEqual([1, 2, 3, 2, 4, 6, 3, 6, 9]);
  });

  it('refuses empty and short series, values that are not finite, and squares that overflow', () => {
    expect(() => hankelGram([], 1)).toThrow(/series must hold at least window values, got 0/);
    expect(() => hankelGram([1, 2], 3)).toThrow(/window must be an integer in \[1, 2\], got 3/);
    expect(() => hankelGram([1, 2], 0)).toThrow(RangeError);
    expect(() => hankelGram(null as unknown as number[], 1)).toThrow('hankelGram: series must be an array of numbers');
    expect(() => hankelGram([1, Number.NaN], 1)).toThrow(/series\[1\] must be finite, got NaN/);
    expect(() => hankelGram([1e200, 1], 1)).toThrow(/too large/);
    expect(() => hankelGram(undefined as unknown as number[], 1)).toThrow(TypeError);
  });
});

describe('updateGram', () => {
  it('learning the newest and removing the oldest window equals starting afresh', () => {
    const t = Float64Array.from({ length: 50 }, (_, i) => Math.sin(i * i));
    const c = hankelGram(t.subarray(0, 40), 6);
    for (let i = 0; i < 10; i++) {
      updateGram(c, 6, t.subarray(35 + i, 41 + i));
      updateGram(c, 6, t.subarray(i, i + 6), -1);
    }
    expect(c).toBeAllclose(hankelGram(t.subarray(10), 6), { atol: 1e-13 });
  });

  it('decay weighs a window by decay^age', () => {
    const windows = [Float64Array.of(1, 2), Float64Array.of(3, -1), Float64Array.of(0, 5)];
    const c = new Float64Array(4);
    for (const x of windows) updateGram(c, 2, x, 1, 0.5);
    expect(Array.from(c)).toEqual([
      0.25 * 1 + 0.5 * 9,
      0.25 * 2 - 0.5 * 3,
      0.25 * 2 - 0.5 * 3,
      0.25 * 4 + 0.5 * 1 + 25,
    ]);
  });

  it('refuses wrong sizes, weights and decays', () => {
    const x = Float64Array.of(1, 2);
    expect(() => updateGram(new Float64Array(3), 2, x)).toThrow(/gram must hold window\^2 = 4 values, got 3/);
    expect(() => updateGram(new Float64Array(4), 2, Float64Array.of(1))).toThrow(
      /x must hold window = 2 values, got 1/,
    );
    expect(() => updateGram(new Float64Array(4), 2, Float64Array.of(1, Number.NaN))).toThrow(/finite/);
    expect(() => updateGram(new Float64Array(4), 2, x, Number.NaN)).toThrow(/weight/);
    expect(() => updateGram(new Float64Array(4), 2, x, 1, 1.5)).toThrow(/decay/);
  });
});
