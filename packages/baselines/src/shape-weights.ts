/** What KShapeAD and SAND share: how much each shape counts, and the distance of the points from all shapes. */
import { joinShape } from './join-shape.ts';
import { ShapeDistances } from './shape-distance.ts';

/**
 * frequency^2 / remoteness, both brought to [1, 2], remoteness being the sum of the distances from the other shapes.
 * @param frequencies members of each shape.
 * @param distances those between the shapes that are known already.
 */
export function shapeWeights(
  shapes: readonly Float64Array[],
  frequencies: readonly number[],
  distances: ShapeDistances = new ShapeDistances(shapes[0].length),
): number[] {
  const frequency = oneToTwo(frequencies);
  const remoteness = oneToTwo(
    shapes.map((shape) =>
      shapes.reduce((sum, other) => sum + (other === shape ? 0 : distances.between(shape, other)), 0),
    ),
  );
  return shapes.map((_, c) => frequency[c] ** 2 / remoteness[c]);
}

/** The weighted mean, over the shapes, of the distance of every window to the nearest window of the shape. */
export function joinShapes(
  series: Float64Array,
  shapes: readonly Float64Array[],
  weights: ArrayLike<number>,
  window: number,
): Float64Array {
  const scores = new Float64Array(series.length - window + 1);
  let total = 0;
  for (let c = 0; c < shapes.length; c++) total += weights[c];
  for (const [c, shape] of shapes.entries()) {
    const distances = joinShape(series, shape, window);
    for (let i = 0; i < scores.length; i++) scores[i] += (weights[c] / total) * distances[i];
  }
  return scores;
}

/** The mean of the scores of the `window` windows that end at or after a point; the last score stands for those beyond. */
export function spreadBack(scores: Float64Array, window: number): Float64Array {
  const n = scores.length + window - 1;
  const at = (i: number): number => scores[Math.min(i, scores.length - 1)];
  let sum = 0;
  for (let i = 0; i < window; i++) sum += at(i);
  const out = new Float64Array(n).fill(sum / window);
  for (let t = window; t < n; t++) {
    // Anew at every multiple of the window: rounding does not pile up.
    if (t % window === 0) {
      sum = 0;
      for (let i = t - window + 1; i <= t; i++) sum += at(i);
    } else sum += at(t) - at(t - window);
    out[t] = sum / window;
  }
  return out;
}

function oneToTwo(values: readonly number[]): number[] {
  const least = Math.min(...values);
  const range = Math.max(...values) - least;
  return values.map((value) => (value - least) / (range + 1e-7) + 1);
}
