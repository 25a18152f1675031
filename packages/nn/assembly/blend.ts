/** Rows blended with one vector: out[i] = x[i] + w[i] (v - x[i]). */
import { loadPart, storePart } from './vector';

export function blendRows(x: usize, vector: usize, weights: usize, out: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    const w = v128.load32_splat(weights + ((<usize>i) << 2));
    for (let j = 0; j < columns; j += 4) {
      const rest = columns - j;
      const at = (<usize>j) << 2;
      const value = loadPart(x + at, rest);
      storePart(out + at, f32x4.add(value, f32x4.mul(w, f32x4.sub(loadPart(vector + at, rest), value))), rest);
    }
    x += (<usize>columns) << 2;
    out += (<usize>columns) << 2;
  }
}

/** Writes the gradients of x and of the weights, and adds to the vector's. */
export function blendRowsBack(
  x: usize, vector: usize, weights: usize, gradient: usize, toX: usize, toVector: usize, toWeights: usize,
  rows: i32, columns: i32,
): void {
  const one = f32x4.splat(1);
  for (let i = 0; i < rows; i++) {
    const offset = (<usize>i) << 2;
    const w = v128.load32_splat(weights + offset);
    let sum = f32x4.splat(0);
    for (let j = 0; j < columns; j += 4) {
      const rest = columns - j;
      const at = (<usize>j) << 2;
      const g = loadPart(gradient + at, rest);
      storePart(toX + at, f32x4.mul(g, f32x4.sub(one, w)), rest);
      storePart(toVector + at, f32x4.add(loadPart(toVector + at, rest), f32x4.mul(g, w)), rest);
      sum = f32x4.add(sum, f32x4.mul(g, f32x4.sub(loadPart(vector + at, rest), loadPart(x + at, rest))));
    }
    const low = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1);
    store<f32>(toWeights + offset, low + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3)));
    x += (<usize>columns) << 2;
    gradient += (<usize>columns) << 2;
    toX += (<usize>columns) << 2;
  }
}
