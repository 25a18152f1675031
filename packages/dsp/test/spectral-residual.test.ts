import { createRandom } from '@tsad/core';
import { describe, expect, it } from 'vitest';
import { spectralResidual } from '../src/index.ts';
import * as naive from './naive.ts';

function seasonal(n: number, seed: number): number[] {
  const random = createRandom(seed);
  return Array.from({ length: n }, (_, i) => 5 + Math.sin((2 * Math.PI * i) / 25) + 0.1 * random.normal());
}

function argmax(values: Float64Array): number {
  return values.indexOf(Math.max(...values));
}

describe('spectralResidual', () => {
  it('equals the definition on the whole spectrum', () => {
    for (const n of [16, 31, 64, 75, 128]) {
      for (const average of [1, 3, 5]) {
        const signal = seasonal(n, n);
        expect(spectralResidual(signal, { average })).toBeAllclose(naive.spectralResidual(signal, average), {
          rtol: 1e-8,
          atol: 1e-10,
        });
      }
    }
  });

  it('ranks a spike first, also at the last point', () => {
    for (const at of [20, 64, 100, 127]) {
      const signal = seasonal(128, at);
      signal[at] += 3;
      expect(argmax(spectralResidual(signal))).toBe(at);
    }
  });

  it('still ranks a spike at the last point first when it extrapolates', () => {
    const signal = seasonal(128, 3);
    signal[127] += 3;
    expect(argmax(spectralResidual(signal, { extend: 5 }))).toBe(127);
  });

  it('does not see the scale', () => {
    const signal = seasonal(100, 4);
    const saliency = spectralResidual(signal);
    for (const scale of [1e-200, -3, 1e200]) {
      expect(spectralResidual(signal.map((value) => value * scale))).toBeAllclose(saliency, {
        rtol: 1e-7,
        atol: 1e-10,
      });
    }
  });

  it('is reversed by a reversal', () => {
    const signal = seasonal(90, 5);
    expect(spectralResidual(signal.toReversed())).toBeAllclose(spectralResidual(signal).toReversed(), {
      rtol: 1e-7,
      atol: 1e-10,
    });
  });

  it('is zero for a constant signal and finite for a pure wave', () => {
    expect(spectralResidual([4, 4, 4, 4])).toEqual(new Float64Array(4));
    const wave = Array.from({ length: 64 }, (_, i) => Math.cos((2 * Math.PI * i) / 16));
    expect(spectralResidual(wave).every(Number.isFinite)).toBe(true);
  });

  it('names what is wrong', () => {
    expect(() => spectralResidual([1, 2])).toThrow('at least 3 values, got 2');
    expect(() => spectralResidual([1, 2, 3], { average: 2 })).toThrow('average must be odd, got 2');
    expect(() => spectralResidual([1, 2, 3], { extend: 5 })).toThrow('at least 7 values');
    expect(() => spectralResidual([1, 2, Number.NaN])).toThrow('signal[2]');
  });
});
