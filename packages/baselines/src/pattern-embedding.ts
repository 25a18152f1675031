/** Windows as points of a plane in which the level of a window does not show (Series2Graph, section 4.1). */
import { slidingMeanSd } from '@tsad/dsp';
import { accumulateHankelGram, symmetricEigen } from '@tsad/linalg';

/** What takes a window to a point. */
export interface Embedding {
  window: number;
  /** Points that are averaged before the projection: a third of the window. */
  smoothing: number;
  /** Subtracted from every value. */
  level: number;
  /** Shape [window - smoothing]: subtracted from the averages. */
  mean: Float64Array;
  /** Shape [2, window - smoothing]: orthonormal rows. */
  axes: Float64Array;
}

/**
 * The three principal axes of the averaged windows, turned so that the first lies along windows of constant value and
 * left out; the plane of the other two remains. O(n window), and O(window^3).
 */
export function learnEmbedding(series: Float64Array, window: number): Embedding {
  const smoothing = Math.floor(window / 3);
  const size = window - smoothing;
  const level = series.reduce((sum, value) => sum + value / series.length, 0);
  const averages = average(series, level, smoothing);
  const count = series.length - window + 1;
  const used = averages.subarray(0, count + size - 1);
  const gram = new Float64Array(size * size);
  accumulateHankelGram(used, size, gram);
  const mean = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    for (let i = 0; i < count; i++) mean[j] += used[i + j];
    mean[j] /= count;
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) gram[i * size + j] = gram[i * size + j] / count - mean[i] * mean[j];
  }
  const { vectors } = symmetricEigen(gram, size);
  const leading = Array.from({ length: 3 }, (_, k) =>
    Float64Array.from({ length: size }, (__, j) => vectors[j * size + k]),
  );
  const along = leading.map((axis) => axis.reduce((sum, value) => sum + value, 0));
  return { window, smoothing, level, mean, axes: plane(leading, along) };
}

/** Shape [2 (n - window + 1)]: the point of every window. O(n window). */
export function embed({ window, smoothing, level, mean, axes }: Embedding, series: Float64Array): Float64Array {
  const size = window - smoothing;
  const averages = average(series, level, smoothing);
  const points = new Float64Array(2 * (series.length - window + 1));
  for (let i = 0; 2 * i < points.length; i++) {
    let x = 0;
    let y = 0;
    for (let j = 0; j < size; j++) {
      const value = averages[i + j] - mean[j];
      x += value * axes[j];
      y += value * axes[size + j];
    }
    points[2 * i] = x;
    points[2 * i + 1] = y;
  }
  return points;
}

function average(series: Float64Array, level: number, width: number): Float64Array {
  return slidingMeanSd(
    series.map((value) => value - level),
    width,
  ).mean;
}

/**
 * Second and third axis after the rotation, in the plane of both, that takes the direction `along` to the first axis;
 * a direction that is none leaves the first two axes.
 */
function plane(axes: readonly Float64Array[], along: readonly number[]): Float64Array {
  const size = axes[0].length;
  const norm = Math.sqrt(along.reduce((sum, value) => sum + value * value, 0));
  if (norm < 1e-9 * Math.sqrt(size)) return Float64Array.from([...axes[0], ...axes[1]]);
  const sign = along[0] < 0 ? -1 : 1;
  const [a, b, c] = along.map((value) => (sign * value) / norm);
  const out = new Float64Array(2 * size);
  for (let j = 0; j < size; j++) {
    const [p, q, r] = [axes[0][j], axes[1][j], axes[2][j]];
    out[j] = q - b * (p + (b * q + c * r) / (1 + a));
    out[size + j] = r - c * (p + (b * q + c * r) / (1 + a));
  }
  return out;
}
