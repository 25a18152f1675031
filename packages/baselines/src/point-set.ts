/** Points in space: windows of a series or rows of a table, never copied out of their array. */

/** Points as overlapping or adjacent stretches of one array. */
export interface PointSet {
  values: Float64Array;
  count: number;
  /** Values per point. */
  dimensions: number;
  /** Values from the start of one point to that of the next. */
  stride: number;
}

/** All windows of `window` rows. */
export function pointsOf(values: Float64Array, window: number, channels: number): PointSet {
  return { values, count: values.length / channels - window + 1, dimensions: window * channels, stride: channels };
}

/**
 * 1 / variance of each dimension, 0 where it does not vary: the weights of squared differences that make a distance
 * one of standardised points. O(count dimensions).
 */
export function inverseVariances({ values, count, dimensions, stride }: PointSet): Float64Array {
  return Float64Array.from({ length: dimensions }, (_, k) => {
    const origin = values[k];
    let sum = 0;
    let largest = 0;
    for (let i = 0; i < count; i++) {
      sum += values[i * stride + k] - origin;
      largest = Math.max(largest, Math.abs(values[i * stride + k]));
    }
    const mean = origin + sum / count;
    let squares = 0;
    for (let i = 0; i < count; i++) squares += (values[i * stride + k] - mean) ** 2;
    return Math.sqrt(squares / count) > 1e-14 * largest ? count / squares : 0;
  });
}
