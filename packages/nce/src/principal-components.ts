/** The algebra of principal components: directions of the covariance, or of the Gram matrix where rows are few. */
import { symmetricEigen } from '@tsad/linalg';
import type { Ticker } from './training.ts';

/**
 * The directions of the chosen components as rows, by falling variance.
 * @param scaled shape [rows, channels].
 * @param mean shape [channels].
 * @param components as many, or below 1 the share of the variance that they explain; those without variance never.
 */
export async function principal(
  scaled: Float32Array,
  mean: Float64Array,
  channels: number,
  components: number,
  ticker: Ticker,
): Promise<Float64Array> {
  const rows = scaled.length / channels;
  const centred = Float64Array.from(scaled, (value, i) => value - mean[i % channels]);
  // With fewer rows than columns the Gram matrix of the rows has the same variances.
  const wide = rows < channels;
  const order = wide ? rows : channels;
  const lines = wide
    ? centred
    : Float64Array.from(centred, (_, i) => centred[(i % rows) * channels + Math.floor(i / rows)]);
  const matrix = await products(lines, order, rows, ticker);
  await ticker.report('components', 0.5);
  const { values, vectors } = symmetricEigen(matrix, order);
  const count = chosen(values.slice(0, varying(values)), components);
  const basis = new Float64Array(count * channels);
  for (let k = 0; k < count; k++) {
    if (!wide) {
      for (let j = 0; j < channels; j++) basis[k * channels + j] = vectors[j * channels + k];
      continue;
    }
    const norm = Math.sqrt(values[k] * rows);
    for (let i = 0; i < rows; i++) {
      const weight = vectors[i * rows + k] / norm;
      for (let j = 0; j < channels; j++) basis[k * channels + j] += weight * centred[i * channels + j];
    }
    await ticker.step();
  }
  return basis;
}

/** Inner products of the rows of a [count, length] matrix, over `divisor`. */
async function products(data: Float64Array, count: number, divisor: number, ticker: Ticker): Promise<Float64Array> {
  const length = data.length / count;
  const out = new Float64Array(count * count);
  const put = (a: number, b: number, sum: number): void => {
    out[a * count + b] = sum / divisor;
    out[b * count + a] = sum / divisor;
  };
  for (let a = 0; a < count; a++) {
    const row = a * length;
    let b = 0;
    // Four sums at once keep the processor busy; each is added up in the same order as alone.
    for (; b + 3 <= a; b += 4) {
      const [first, second, third, fourth] = [b * length, (b + 1) * length, (b + 2) * length, (b + 3) * length];
      let [s, t, u, v] = [0, 0, 0, 0];
      for (let i = 0; i < length; i++) {
        const x = data[row + i];
        s += x * data[first + i];
        t += x * data[second + i];
        u += x * data[third + i];
        v += x * data[fourth + i];
      }
      put(a, b, s);
      put(a, b + 1, t);
      put(a, b + 2, u);
      put(a, b + 3, v);
    }
    for (; b <= a; b++) {
      let sum = 0;
      for (let i = 0; i < length; i++) sum += data[row + i] * data[b * length + i];
      put(a, b, sum);
    }
    await ticker.step();
  }
  return out;
}

/** Eigenvalues that are variance, not rounding; the Gram matrix squares the digits of float32 input. */
function varying(values: Float64Array): number {
  const least = 1e-10 * Math.max(values[0], 0);
  const end = values.findIndex((value) => !(value > least));
  return end < 0 ? values.length : end;
}

/** How many components: that many, or below 1 as many as explain that share of the variance. */
function chosen(values: Float64Array, components: number): number {
  if (components >= 1) return Math.min(components, values.length);
  const total = values.reduce((sum, value) => sum + value, 0);
  let part = 0;
  for (let k = 0; k < values.length; k++) {
    part += values[k];
    if (part >= components * total) return k + 1;
  }
  return values.length;
}
