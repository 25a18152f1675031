/** The algebra of principal components: directions of the covariance, or of the Gram matrix where rows are few. */
import { symmetricEigen } from '@tsad/linalg';

/** Variances, descending, and the directions of those that are not zero as rows. */
export function principal(
  scaled: Float32Array,
  mean: Float64Array,
  rows: number,
  channels: number,
): { values: Float64Array; basis: Float64Array } {
  const centred = Float64Array.from(scaled, (value, i) => value - mean[i % channels]);
  if (rows >= channels) {
    const columns = Float64Array.from(centred, (_, i) => centred[(i % rows) * channels + Math.floor(i / rows)]);
    const { values, vectors } = symmetricEigen(products(columns, channels, rows, rows), channels);
    const count = varying(values);
    const basis = new Float64Array(count * channels);
    for (let k = 0; k < count; k++) {
      for (let j = 0; j < channels; j++) basis[k * channels + j] = vectors[j * channels + k];
    }
    return { values: values.slice(0, count), basis };
  }
  // Fewer rows than columns: the Gram matrix of the rows has the same variances.
  const { values, vectors } = symmetricEigen(products(centred, rows, channels, rows), rows);
  const count = varying(values);
  const basis = new Float64Array(count * channels);
  for (let k = 0; k < count; k++) {
    const norm = Math.sqrt(values[k] * rows);
    for (let i = 0; i < rows; i++) {
      const weight = vectors[i * rows + k] / norm;
      for (let j = 0; j < channels; j++) basis[k * channels + j] += weight * centred[i * channels + j];
    }
  }
  return { values: values.slice(0, count), basis };
}

/** Inner products of the rows of a [count, length] matrix, over `divisor`. */
function products(data: Float64Array, count: number, length: number, divisor: number): Float64Array {
  const out = new Float64Array(count * count);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      for (let i = 0; i < length; i++) sum += data[a * length + i] * data[b * length + i];
      out[a * count + b] = sum / divisor;
      out[b * count + a] = sum / divisor;
    }
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
export function chosen(values: Float64Array, components: number): number {
  if (components >= 1) return Math.min(components, values.length);
  const total = values.reduce((sum, value) => sum + value, 0);
  let part = 0;
  for (let k = 0; k < values.length; k++) {
    part += values[k];
    if (part >= components * total) return k + 1;
  }
  return values.length;
}
