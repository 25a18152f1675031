/** The Gram matrix behind Algorithm 4 for several channels and for windows that fade with age. */
import { portableExp } from '@tsad/core';
import { accumulateHankelGram } from '@tsad/linalg';
import { median } from './series.ts';

/**
 * C = sum over windows k of weight_k x_k x_k^T, x_k the rows of the stamps k .. k + window - 1, after the `trim` percent
 * of each channel with the largest magnitude gave way to its median.
 *
 * With weight_k = d^(last - k) the entry (i, j) is that of the series d^((n - 1 - m) / 2) t_m without weights, times
 * d^((i + j) / 2 - (window - 1)): a fading memory costs no more than none.
 * @param values shape [n, channels], centred.
 * @param forgetting windows over which the weight falls by e, or null.
 * @returns shape [window * channels, window * channels], symmetric.
 *
 * Cost O(window n) for one channel, O((window channels)^2 n) for several.
 */
export function weightedGram(
  values: Float64Array,
  channels: number,
  window: number,
  trim: number,
  forgetting: number | null,
): Float64Array {
  const n = values.length / channels;
  const rows = window * channels;
  const halfLog = forgetting === null ? 0 : -0.5 / forgetting;
  const t = values.slice();
  for (let p = 0; p < channels; p++) trimChannel(t, channels, p, trim);
  if (forgetting !== null) {
    for (let i = 0; i < t.length; i++) t[i] *= portableExp(halfLog * (n - 1 - Math.floor(i / channels)));
  }
  const gram = new Float64Array(rows * rows);
  if (channels === 1) accumulateHankelGram(t, window, gram);
  else stackedGram(t, channels, rows, gram);
  if (forgetting === null) return gram;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      const stamps = Math.floor(i / channels) + Math.floor(j / channels);
      gram[i * rows + j] *= portableExp(halfLog * (stamps - 2 * (window - 1)));
    }
  }
  return gram;
}

/** Algorithm 4 on one channel: the largest magnitudes, earliest first, give way to the median. */
function trimChannel(values: Float64Array, channels: number, channel: number, trim: number): void {
  const n = values.length / channels;
  const own = Float64Array.from({ length: n }, (_, i) => values[i * channels + channel]);
  const middle = median(own);
  const order = Array.from(own.keys()).sort((i, j) => Math.abs(own[j]) - Math.abs(own[i]) || i - j);
  for (const i of order.slice(0, Math.ceil((n * trim) / 100))) values[i * channels + channel] = middle;
}

/** X X^T for the matrix whose columns are `rows` consecutive entries, `channels` apart. */
function stackedGram(t: Float64Array, channels: number, rows: number, out: Float64Array): void {
  for (let i = 0; i < rows; i++) {
    for (let j = i; j < rows; j++) {
      let sum = 0;
      for (let k = 0; k + rows <= t.length; k += channels) sum += t[k + i] * t[k + j];
      out[i * rows + j] = sum;
      out[j * rows + i] = sum;
    }
  }
}
