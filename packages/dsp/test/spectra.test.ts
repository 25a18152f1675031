import { createRandom } from '@tsad/core';
import { readGolden } from '@tsad/test-kit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { autocorrelation, periodogram, stft } from '../src/index.ts';
import * as naive from './naive.ts';

const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 120 });
const notConstant = values.filter((signal) => Math.max(...signal) - Math.min(...signal) > 1e-3);

interface AcfCase {
  name: string;
  x: number[];
  n_acf: number;
  acf_first_lags: number[];
  acf_at: Record<string, number>;
  periodogram_argmax: number;
}

describe('autocorrelation', () => {
  const { cases } = readGolden<{ cases: AcfCase[] }>(import.meta.url, 'acf.json');

  it.each(cases)('equals statsmodels on $name', ({ x, n_acf, acf_first_lags, acf_at }) => {
    const acf = autocorrelation(x, 400);
    expect(acf.length).toBe(n_acf);
    // The fixture has 12 digits.
    expect(acf.subarray(0, acf_first_lags.length)).toBeAllclose(acf_first_lags, { rtol: 0, atol: 2e-12 });
    for (const [lag, value] of Object.entries(acf_at)) expect(acf[Number(lag)]).toBeAllclose(value, { atol: 2e-12 });
  });

  it('equals the definition', () => {
    fc.assert(
      fc.property(notConstant, fc.nat(130), (signal, lag) => {
        expect(autocorrelation(signal, lag)).toBeAllclose(naive.autocorrelation(signal, lag), { atol: 1e-9 });
      }),
    );
  });

  it('starts at 1 and never exceeds it', () => {
    fc.assert(
      fc.property(notConstant, (signal) => {
        const acf = autocorrelation(signal);
        expect(acf[0]).toBe(1);
        expect(acf.every((value) => Math.abs(value) <= 1 + 1e-12)).toBe(true);
      }),
    );
  });

  it('does not see an offset of 1e9', () => {
    const random = createRandom(4);
    const signal = Array.from({ length: 300 }, () => Math.round(1024 * random.normal()) / 1024);
    const moved = signal.map((value) => value + 2 ** 30);
    expect(autocorrelation(moved, 50)).toBeAllclose(autocorrelation(signal, 50), { atol: 1e-12 });
  });

  it('has no number for a constant signal', () => {
    expect(autocorrelation([5, 5, 5], 1)).toEqual(new Float64Array([Number.NaN, Number.NaN]));
  });

  it('refuses an empty signal, NaN and a negative lag', () => {
    expect(() => autocorrelation(null as unknown as number[])).toThrow('signal must be an array of numbers, got null');
    expect(() => autocorrelation([], 3)).toThrow('autocorrelation: signal must hold at least 1 values, got 0');
    expect(() => autocorrelation([1, Number.NaN], 3)).toThrow('signal[1]');
    expect(() => autocorrelation([1, 2], -1)).toThrow('maxLag');
  });
});

describe('periodogram', () => {
  const { cases } = readGolden<{ cases: AcfCase[] }>(import.meta.url, 'acf.json');

  it.each(cases)('has its peak where scipy has it on $name', ({ x, periodogram_argmax }) => {
    const { power } = periodogram(x);
    expect(power.indexOf(Math.max(...power))).toBe(periodogram_argmax);
  });

  it('averages to the variance (Parseval)', () => {
    fc.assert(
      fc.property(values, (signal) => {
        const { power, frequencies } = periodogram(signal);
        expect(frequencies.length).toBe(Math.floor(signal.length / 2) + 1);
        const total = power.reduce((sum, value) => sum + value, 0) / signal.length;
        expect(total).toBeAllclose(naive.sd(signal) ** 2, { rtol: 1e-9, atol: 1e-9 });
      }),
    );
  });

  it('is zero for a constant signal', () => {
    expect(periodogram([3, 3, 3]).power).toEqual(new Float64Array(2));
  });
});

describe('stft', () => {
  const golden = readGolden<{ window: number[]; cases: { x: number[]; frames_all: number[][] }[] }>(
    import.meta.url,
    'stft.json',
  );

  it.each(golden.cases)('equals torch.stft, case %#', ({ x, frames_all }) => {
    for (const window of ['hann', golden.window] as const) {
      const result = stft(x, { fftSize: 4, hop: 1, window, normalized: true });
      expect([result.frames, result.bins]).toEqual([x.length + 1, 3]);
      expect(result.values).toBeAllclose(frames_all.flat(), { atol: 1e-12 });
    }
  });

  it('equals the definition for every size, hop and window', () => {
    const random = createRandom(8);
    for (let round = 0; round < 60; round++) {
      const fftSize = 1 + random.integer(20);
      const hop = 1 + random.integer(7);
      const center = random.uniform() < 0.5;
      const signal = Array.from({ length: fftSize + random.integer(40) }, () => random.normal());
      const window = Array.from({ length: fftSize }, () => random.uniform());
      const { frames, values } = stft(signal, { fftSize, hop, window, center });
      const starts: number[] = [];
      const pad = center ? Math.floor(fftSize / 2) : 0;
      for (let at = -pad; at + fftSize <= signal.length + pad; at += hop) starts.push(at);
      expect(frames).toBe(starts.length);
      expect(values).toBeAllclose(
        starts.flatMap((at) => Array.from(naive.stftFrame(signal, window, at))),
        { atol: 1e-12 },
      );
    }
  });

  it('turns a shift by whole hops into a shift of frames', () => {
    const random = createRandom(9);
    const signal = Array.from({ length: 64 }, () => random.normal());
    const options = { fftSize: 8, hop: 2, center: false };
    const whole = stft(signal, options);
    const later = stft(signal.slice(6), options);
    expect(later.values).toEqual(whole.values.slice(3 * 2 * whole.bins));
  });

  it('names what is wrong', () => {
    expect(() => stft([1, 2], { fftSize: 4 })).toThrow('stft: signal must hold at least 3 values, got 2');
    expect(() => stft([1, 2, 3], { fftSize: 4, center: false })).toThrow('at least 4 values');
    expect(() => stft([1, 2, 3], { fftSize: 4, hop: 0 })).toThrow('hop');
    expect(() => stft([1, 2, 3], { fftSize: 4, window: [1, 2] })).toThrow('window must hold 4 finite numbers, got 2');
    expect(() => stft([1, 2, 3], { fftSize: 4, window: 'hamming' as 'hann' })).toThrow('"hamming"');
    expect(() => stft([1, Number.POSITIVE_INFINITY, 3], { fftSize: 4 })).toThrow('signal[1]');
    expect(() => stft([1, 2, 3], { fftSize: 4, size: 3 } as never)).toThrow('unknown option "size"');
  });
});
