import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { portableCos, portableExp, portableLog, portableLog1p, portableSin } from '../src/portable-math.ts';
import { portablePow } from '../src/portable-power.ts';

const TABLE = { log: portableLog, exp: portableExp, cos: portableCos, log1p: portableLog1p, sin: portableSin };
type Name = keyof typeof TABLE;

/** Arguments where the methods change their course, and their neighbours. */
const BORDERS: Record<Name, number[]> = {
  log: [
    0,
    -0,
    -1,
    Infinity,
    Number.NaN,
    Number.MIN_VALUE,
    2.2250738585072014e-308,
    1,
    Math.SQRT2,
    Math.SQRT1_2,
    2,
    1e308,
  ],
  exp: [
    0,
    -0,
    1,
    -1,
    0.34657359,
    1.0397207,
    709.7827128933841,
    -745.133219101941,
    -708.4,
    Infinity,
    -Infinity,
    Number.NaN,
  ],
  cos: [0, -0, 0.3, 0.78125, Math.PI / 4, Math.PI / 2, Math.PI, 1.5 * Math.PI, 2 * Math.PI, 99_999, -3, Number.NaN],
  sin: [0, -0, 1e-300, 0.3, Math.PI / 4, Math.PI / 2, Math.PI, 1.5 * Math.PI, 2 * Math.PI, 99_999, -3, Number.NaN],
  log1p: [0, -0, -1, 1, 1e-300, -1e-16, 0.5, 1e300, Infinity, Number.NaN, -2],
};
const DOMAINS: Record<Name, fc.DoubleConstraints> = {
  log: { min: 0 },
  exp: { min: -746, max: 710 },
  cos: { min: -1e6, max: 1e6 },
  log1p: { min: -1 },
  sin: { min: -1e6, max: 1e6 },
};

const nextTo = (x: number): number[] => [x, x * (1 + Number.EPSILON), x * (1 - Number.EPSILON)];
const names = Object.keys(TABLE) as Name[];

/** Units in the last place between two numbers. */
function distance(a: number, b: number): number {
  if (Object.is(a, b) || a === b) return 0;
  const unit = Math.max(Number.MIN_VALUE, 2 ** (Math.floor(Math.log2(Math.abs(b))) - 52));
  return Math.abs(a - b) / unit;
}

describe('portable functions', () => {
  it.each(names)('%s is within two units in the last place of Math', (name) => {
    const check = (x: number): void => {
      expect(distance(TABLE[name](x), Math[name](x)), `${name}(${x})`).toBeLessThanOrEqual(2);
    };
    for (const x of BORDERS[name].flatMap(nextTo)) check(x);
    fc.assert(fc.property(fc.double({ noNaN: true, ...DOMAINS[name] }), check), { numRuns: 3000 });
    fc.assert(fc.property(fc.double({ noNaN: true, min: name === 'log' ? 0.5 : -0.9, max: 4 }), check), {
      numRuns: 3000,
    });
  });

  it('pow is within two units in the last place of Math', () => {
    const check = (x: number, y: number): void => {
      expect(distance(portablePow(x, y), x ** y), `${x} ** ${y}`).toBeLessThanOrEqual(2);
    };
    const bases = [0, 5e-324, 1e-310, 2.2250738585072014e-308, 0.5, 0.999, 1, 1.2247, 1.5, 1.7320508, 2, 10, 1.7e308];
    const exponents = [0, 1, 2, 3, 0.5, 1 / 3, 1e-9, 52, 1023, 1074, 1075, 1e9];
    for (const x of [...bases, Infinity]) for (const y of exponents) for (const sign of [1, -1]) check(x, sign * y);
    const base = fc.double({ noNaN: true, min: 0, max: 1e300 });
    fc.assert(fc.property(base, fc.double({ noNaN: true, min: -1.2, max: 1.2 }), check), { numRuns: 3000 });
    const near = fc.double({ noNaN: true, min: 0.5, max: 2 });
    fc.assert(fc.property(near, fc.double({ noNaN: true, min: -1080, max: 1030 }), check), { numRuns: 3000 });
  });

  it('pow has no value for what it is not made for', () => {
    for (const [x, y] of [
      [-1, 2],
      [Number.NaN, 1],
      [2, Number.NaN],
      [1.0000001, 3e9],
    ]) {
      expect(portablePow(x, y)).toBeNaN();
    }
    expect(portablePow(Number.NaN, 0)).toBe(1);
  });

  it('has the same bits everywhere', () => {
    const bits = new DataView(new ArrayBuffer(8));
    const fold = (f: (x: number) => number, arguments_: readonly number[]): number => {
      let hash = 0;
      for (const x of arguments_) {
        bits.setFloat64(0, f(x));
        hash = (Math.imul(Math.imul(hash, 31) + bits.getInt32(0), 31) + bits.getInt32(4)) | 0;
      }
      return hash;
    };
    const some = Array.from({ length: 5000 }, (_, i) => ((i * 7919) % 5003) / 311);
    const powers = (x: number): number => portablePow(x, ((x * 7) % 11) - 5.3);
    expect([...names.map((name) => fold(TABLE[name], some)), fold(powers, some)]).toMatchInlineSnapshot(`
      [
        1561288147,
        -782901882,
        -722408594,
        1312612868,
        1559248414,
        -715596346,
      ]
    `);
  });

  it('has no cosine and no sine where digits would be lost', () => {
    expect(portableCos(1e7)).toBeNaN();
    expect(portableSin(-1e7)).toBeNaN();
  });
});
