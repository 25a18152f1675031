/**
 * Discrete Fourier transform of any length as a convolution of powers of two: L. I. Bluestein, "A linear filtering
 * approach to the computation of discrete Fourier transform", IEEE Trans. Audio Electroacoustics 18(4), 1970.
 */
import { portableCos, portableSin } from '@tsad/core';
import type FFT from 'fft.js';
import { createTransform } from './transform.ts';

/** A complex transform of fixed length; spectra and signals are interleaved [re, im, ...]. */
export class Bluestein {
  readonly #size: number;
  readonly #fft: FFT;
  /** exp(-i pi k^2 / n), interleaved. */
  readonly #chirp: Float64Array;
  /** Transform of the conjugate chirp, wrapped around. */
  readonly #filter: Float64Array;
  readonly #padded: Float64Array;
  readonly #product: Float64Array;

  constructor(size: number) {
    let padded = 2;
    while (padded < 2 * size - 1) padded *= 2;
    this.#size = size;
    this.#fft = createTransform(padded);
    this.#chirp = new Float64Array(2 * size);
    const wrapped = new Float64Array(2 * padded);
    // k^2 is taken mod 2n before it meets pi: the angle keeps full precision however long the signal.
    for (let k = 0, square = 0; k < size; square = (square + 2 * k + 1) % (2 * size), k++) {
      const angle = (Math.PI * square) / size;
      const re = portableCos(angle);
      const im = portableSin(angle);
      this.#chirp[2 * k] = re;
      this.#chirp[2 * k + 1] = -im;
      const mirror = k === 0 ? 0 : padded - k;
      wrapped[2 * k] = wrapped[2 * mirror] = re;
      wrapped[2 * k + 1] = wrapped[2 * mirror + 1] = im;
    }
    this.#filter = new Float64Array(2 * padded);
    this.#fft.transform(this.#filter, wrapped);
    this.#padded = new Float64Array(2 * padded);
    this.#product = new Float64Array(2 * padded);
  }

  /** out[k] = sum_j data[j] exp(-2 pi i j k / n), for k < out.length / 2. `out` may be `data`. */
  transform(out: Float64Array, data: Float64Array): void {
    const chirp = this.#chirp;
    const filter = this.#filter;
    const padded = this.#padded;
    const product = this.#product;
    padded.fill(0);
    for (let k = 0; k < 2 * this.#size; k += 2) {
      padded[k] = data[k] * chirp[k] - data[k + 1] * chirp[k + 1];
      padded[k + 1] = data[k] * chirp[k + 1] + data[k + 1] * chirp[k];
    }
    this.#fft.transform(product, padded);
    for (let k = 0; k < product.length; k += 2) {
      const re = product[k] * filter[k] - product[k + 1] * filter[k + 1];
      product[k + 1] = product[k] * filter[k + 1] + product[k + 1] * filter[k];
      product[k] = re;
    }
    this.#fft.inverseTransform(padded, product);
    for (let k = 0; k < out.length; k += 2) {
      out[k] = padded[k] * chirp[k] - padded[k + 1] * chirp[k + 1];
      out[k + 1] = padded[k] * chirp[k + 1] + padded[k + 1] * chirp[k];
    }
  }
}
