/** Means, deviations and correlations of the rows of a table, and rows standardised by them. */

/** Standard deviations below this share of the largest value are rounding, not variation. */
const FLOOR = 1e-14;

/** How the columns lie. */
export interface RowMoments {
  mean: Float64Array;
  /** 1 / standard deviation; 0 for a column that does not vary. */
  scale: Float64Array;
  /** Shape [channels, channels]: correlations; those of a column that does not vary are 0, also with itself. */
  correlation: Float64Array;
}

/** The moments of rows, by two passes. O(rows channels^2). */
export function rowMoments(values: Float64Array, channels: number): RowMoments {
  const rows = values.length / channels;
  const mean = new Float64Array(channels);
  const scale = new Float64Array(channels);
  for (let c = 0; c < channels; c++) {
    const origin = values[c];
    let sum = 0;
    let largest = 0;
    for (let i = c; i < values.length; i += channels) {
      sum += values[i] - origin;
      largest = Math.max(largest, Math.abs(values[i]));
    }
    mean[c] = origin + sum / rows;
    let squares = 0;
    for (let i = c; i < values.length; i += channels) squares += (values[i] - mean[c]) ** 2;
    const sd = Math.sqrt(squares / rows);
    scale[c] = sd > FLOOR * largest ? 1 / sd : 0;
  }
  const correlation = new Float64Array(channels * channels);
  const row = new Float64Array(channels);
  for (let i = 0; i < rows; i++) {
    standardiseRow({ mean, scale }, values, i, row);
    for (let a = 0; a < channels; a++) {
      const factor = row[a] / rows;
      if (factor === 0) continue;
      for (let b = 0, at = a * channels; b <= a; b++, at++) correlation[at] += factor * row[b];
    }
  }
  for (let a = 0; a < channels; a++) {
    for (let b = 0; b < a; b++) correlation[b * channels + a] = correlation[a * channels + b];
  }
  return { mean, scale, correlation };
}

/** Writes row `i`, centred and scaled, into `out`. */
export function standardiseRow(
  { mean, scale }: Pick<RowMoments, 'mean' | 'scale'>,
  values: Float64Array,
  i: number,
  out: Float64Array,
): void {
  for (let c = 0, at = i * mean.length; c < mean.length; c++, at++) out[c] = (values[at] - mean[c]) * scale[c];
}
