/** Fourier transform of real signals of any length: fft.js for powers of two, Bluestein's convolution for the rest. */
import { checkInteger, checkNumber } from '@tsad/core';
import type FFT from 'fft.js';
import { Bluestein } from './bluestein.ts';
import { createTransform } from './transform.ts';

/** Up to this size fft.js is faster on plain arrays than on typed ones. */
const PLAIN_ARRAY_LIMIT = 4096;

/**
 * A plan for transforms of one length; make it once, use it often.
 *
 * Spectra are half spectra: `bins = floor(size / 2) + 1` complex numbers as [re, im, re, im, ...], bin k at the
 * frequency k / size cycles per point. The other half is the complex conjugate. `forward` does not scale, `inverse`
 * divides by `size`. Lengths that are not a power of two cost five to nine times as much as the next power of two, so pad
 * with zeros where the exact bins do not matter. Both directions take O(size log size) time and no new memory when
 * `out` is given. A plan holds work space: do not share one between calls that overlap.
 *
 * @example
 * const plan = new RealFft(8);
 * const spectrum = plan.forward([1, 0, -1, 0, 1, 0, -1, 0]);
 * console.assert(spectrum[4] === 4); // all power in bin 2
 * const back = plan.inverse(spectrum);
 * console.assert(Math.abs(back[2] + 1) < 1e-15);
 */
export class RealFft {
  /** Points per signal. */
  readonly size: number;
  /** Complex numbers per half spectrum. */
  readonly bins: number;
  readonly #fft: FFT | undefined;
  readonly #bluestein: Bluestein | undefined;
  readonly #full: number[] | Float64Array;
  readonly #time: number[] | Float64Array;

  /**
   * @param size points per signal, 1 to 2^24.
   * @throws RangeError for another size.
   */
  constructor(size: number) {
    this.size = checkInteger('RealFft', 'size', size, 1, 2 ** 24);
    this.bins = Math.floor(size / 2) + 1;
    if (size > 1 && nextPowerOfTwo(size) === size) this.#fft = createTransform(size);
    else this.#bluestein = new Bluestein(size);
    const plain = this.#fft !== undefined && size <= PLAIN_ARRAY_LIMIT;
    this.#full = plain ? new Array<number>(2 * size).fill(0) : new Float64Array(2 * size);
    this.#time = plain ? new Array<number>(2 * size).fill(0) : new Float64Array(2 * size);
  }

  /**
   * The half spectrum of a signal.
   * @param signal `size` points, or fewer: the rest counts as zero.
   * @param out receives the spectrum, 2 * bins numbers. Default: a new array.
   * @returns `out`.
   */
  forward(signal: ArrayLike<number>, out: Float64Array = new Float64Array(2 * this.bins)): Float64Array {
    const { size } = this;
    const time = this.#time;
    checkLength('RealFft.forward', 'signal', signal, 0, size);
    checkOut('RealFft.forward', out, 2 * this.bins);
    if (this.#fft) {
      const full = this.#full;
      for (let i = 0; i < signal.length; i++) time[i] = signal[i];
      for (let i = signal.length; i < size; i++) time[i] = 0;
      this.#fft.realTransform(full, time);
      for (let k = 0; k < 2 * this.bins; k++) out[k] = full[k];
    } else {
      for (let i = 0; i < size; i++) {
        time[2 * i] = i < signal.length ? signal[i] : 0;
        time[2 * i + 1] = 0;
      }
      this.#bluestein!.transform(out, time as Float64Array);
    }
    return out;
  }

  /**
   * The signal of a half spectrum.
   * @param spectrum 2 * bins numbers; the imaginary parts of bin 0 and, for an even size, of the last bin are ignored.
   * @param out receives the signal, `size` points. Default: a new array.
   * @returns `out`.
   */
  inverse(spectrum: ArrayLike<number>, out: Float64Array = new Float64Array(this.size)): Float64Array {
    const { size } = this;
    const full = this.#full;
    const time = this.#time;
    checkLength('RealFft.inverse', 'spectrum', spectrum, 2 * this.bins, 2 * this.bins);
    checkOut('RealFft.inverse', out, size);
    // The spectrum of a real signal is Hermitian, so its forward transform is the signal backwards, times size.
    full[0] = spectrum[0];
    full[1] = 0;
    for (let k = 1; k < this.bins; k++) {
      const im = 2 * k === size ? 0 : spectrum[2 * k + 1];
      full[2 * k] = full[2 * (size - k)] = spectrum[2 * k];
      full[2 * (size - k) + 1] = -im;
      full[2 * k + 1] = im;
    }
    if (this.#fft) this.#fft.transform(time, full);
    else this.#bluestein!.transform(time as Float64Array, full as Float64Array);
    out[0] = time[0] / size;
    for (let i = 1; i < size; i++) out[i] = time[2 * (size - i)] / size;
    return out;
  }
}

/** Refuses what is no array of `least` to `most` numbers; the numbers themselves are not looked at, this is the fast path. */
function checkLength(where: string, name: string, values: ArrayLike<number>, least: number, most: number): void {
  if (typeof values !== 'object' || values === null) {
    throw new TypeError(`${where}: ${name} must be an array of numbers, got ${String(values)}`);
  }
  checkInteger(where, `${name}.length`, values.length, least, most);
}

/** Refuses an `out` that could not take the result. */
function checkOut(where: string, out: Float64Array, least: number): void {
  if (!(out instanceof Float64Array)) throw new TypeError(`${where}: out must be a Float64Array, got ${String(out)}`);
  checkInteger(where, 'out.length', out.length, least);
}

/**
 * The smallest power of two that is at least `value`.
 * @param value a number in [0, 2^52].
 * @returns a power of two, at least 1. O(log value).
 * @throws RangeError for another value.
 * @example
 * console.assert(nextPowerOfTwo(1000) === 1024);
 */
export function nextPowerOfTwo(value: number): number {
  checkNumber('nextPowerOfTwo', 'value', value, 0, 2 ** 52);
  let power = 1;
  while (power < value) power *= 2;
  return power;
}
