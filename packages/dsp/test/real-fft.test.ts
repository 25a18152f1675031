import { createRandom } from '@tsad/core';
import { lcg } from '@tsad/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextPowerOfTwo, RealFft } from '../src/index.ts';
import { dft } from './naive.ts';

function noise(n: number, seed = 1): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length: n }, () => random.normal());
}

const signals = fc
  .integer({ min: 1, max: 200 })
  .chain((n) => fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: n, maxLength: n }));

describe('RealFft', () => {
  it('equals the definition for every length up to 130', () => {
    for (let n = 1; n <= 130; n++) {
      const signal = noise(n, n);
      expect(new RealFft(n).forward(signal), `n = ${n}`).toBeAllclose(dft(signal), { atol: 1e-12 });
    }
  });

  it('inverse undoes forward', () => {
    fc.assert(
      fc.property(signals, (signal) => {
        const plan = new RealFft(signal.length);
        expect(plan.inverse(plan.forward(signal))).toBeAllclose(signal, { atol: 1e-11 });
      }),
    );
  });

  it('keeps its accuracy at a large prime length', () => {
    const n = 100_003;
    const next = lcg(3);
    const signal = Float64Array.from({ length: n }, () => next() / 2 ** 32 - 0.5);
    const plan = new RealFft(n);
    expect(plan.inverse(plan.forward(signal))).toBeAllclose(signal, { atol: 1e-13 });
  });

  it('keeps the energy (Parseval)', () => {
    fc.assert(
      fc.property(signals, (signal) => {
        const n = signal.length;
        const spectrum = new RealFft(n).forward(signal);
        let energy = 0;
        for (let k = 0; k < spectrum.length / 2; k++) {
          const twice = k === 0 || 2 * k === n ? 1 : 2;
          energy += (twice * (spectrum[2 * k] ** 2 + spectrum[2 * k + 1] ** 2)) / n;
        }
        const direct = signal.reduce((sum, value) => sum + value * value, 0);
        expect(energy).toBeAllclose(direct, { rtol: 1e-12, atol: 1e-12 });
      }),
    );
  });

  it('turns a circular shift into a phase', () => {
    fc.assert(
      fc.property(signals, fc.nat(300), (signal, by) => {
        const n = signal.length;
        const plan = new RealFft(n);
        const spectrum = plan.forward(signal);
        const shifted = plan.forward(signal.map((_, i) => signal[(i + by) % n]));
        const expected = spectrum.map((_, at) => {
          const k = Math.floor(at / 2);
          const angle = (2 * Math.PI * ((k * by) % n)) / n;
          const [re, im] = [spectrum[2 * k], spectrum[2 * k + 1]];
          return at % 2 === 0
            ? re * Math.cos(angle) - im * Math.sin(angle)
            : re * Math.sin(angle) + im * Math.cos(angle);
        });
        expect(shifted).toBeAllclose(expected, { atol: 1e-9 });
      }),
    );
  });

  it('counts missing points at the end as zero, also after a longer signal', () => {
    for (const n of [16, 15]) {
      const plan = new RealFft(n);
      plan.forward(noise(n));
      const padded = new Float64Array(n);
      padded.set([1, 2, 3]);
      expect(plan.forward([1, 2, 3])).toEqual(new RealFft(n).forward(padded));
    }
  });

  it('writes into the array it is given', () => {
    const plan = new RealFft(6);
    const out = new Float64Array(8);
    expect(plan.forward([1, 2, 3, 4, 5, 6], out)).toBe(out);
    expect(out[0]).toBeAllclose(21);
  });

  it('refuses wrong sizes', () => {
    expect(() => new RealFft(0)).toThrow('RealFft: size must be an integer in [1, 16777216], got 0');
    expect(() => new RealFft(2.5)).toThrow(RangeError);
    expect(() => new RealFft(4).forward([1, 2, 3, 4, 5])).toThrow('signal.length');
    expect(() => new RealFft(4).inverse([1, 2])).toThrow('spectrum.length');
  });
});

describe('nextPowerOfTwo', () => {
  it('refuses what has none', () => {
    for (const value of [Number.NaN, -1, Number.POSITIVE_INFINITY, '8']) {
      expect(() => nextPowerOfTwo(value as number)).toThrow(
        'nextPowerOfTwo: value must be a number in [0, 4503599627370496]',
      );
    }
  });

  it('is the smallest power of two not below its argument', () => {
    expect([0, 1, 2, 3, 4, 5, 1023, 1024, 1025].map(nextPowerOfTwo)).toEqual([1, 1, 2, 4, 4, 8, 1024, 1024, 2048]);
  });
});
