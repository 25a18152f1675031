/** Principal components of standardised rows, each scaled to variance 1. */
import { symmetricEigen } from '@tsad/linalg';
import { type RowMoments, rowMoments, standardiseRow } from './row-moments.ts';

/** Eigenvalues below this share of the first are rounding. */
const FLOOR = 2 ** -40;

/** A learnt rotation and scaling. */
export interface Whitening extends Pick<RowMoments, 'mean' | 'scale'> {
  /** Components kept. */
  rank: number;
  /** Shape [rank, channels]: axes divided by the standard deviation along them. */
  axes: Float64Array;
}

/**
 * Learns the fewest components that hold `share` of the variance of the standardised columns; columns that do not vary
 * are left out. At least one component, so that rows that never vary are all 0. O(rows channels^2 + channels^3).
 */
export function learnWhitening(values: Float64Array, channels: number, share: number): Whitening {
  const { mean, scale, correlation } = rowMoments(values, channels);
  const { values: variances, vectors } = symmetricEigen(correlation, channels);
  const total = variances.reduce((sum, variance) => sum + Math.max(variance, 0), 0);
  let rank = 0;
  let held = 0;
  // The share counts as reached where only rounding is missing.
  while (rank < channels && variances[rank] > FLOOR * variances[0] && held < share * total * (1 - 1e-12)) {
    held += variances[rank++];
  }
  const axes = new Float64Array(Math.max(1, rank) * channels);
  for (let k = 0; k < rank; k++) {
    for (let c = 0; c < channels; c++) axes[k * channels + c] = vectors[c * channels + k] / Math.sqrt(variances[k]);
  }
  return { mean, scale, rank: Math.max(1, rank), axes };
}

/** The components of rows, shape [rows, rank]. O(rows channels rank). */
export function whiten(whitening: Whitening, values: Float64Array): Float64Array {
  const { mean, rank, axes } = whitening;
  const channels = mean.length;
  const rows = values.length / channels;
  const row = new Float64Array(channels);
  const out = new Float64Array(rows * rank);
  for (let i = 0; i < rows; i++) {
    standardiseRow(whitening, values, i, row);
    for (let k = 0; k < rank; k++) {
      let sum = 0;
      for (let c = 0, at = k * channels; c < channels; c++, at++) sum += axes[at] * row[c];
      out[i * rank + k] = sum;
    }
  }
  return out;
}
