/** Statistics over the rows of a [rows][columns] table, summed in double precision, and batch normalisation with them. */
import { demote, loadPart, promoteHigh, storePart } from './vector';

/** Rows whose sum is taken in single precision before it joins the sum in double precision. */
const GROUP: i32 = 32;

/** sums[j] += sum over rows of x[.][j]; `stride` floats from row to row. */
export function columnSums(x: usize, stride: i32, rows: i32, columns: i32, sums: usize): void {
  const step = (<usize>stride) << 2;
  for (let j = 0; j < columns; j += 4) {
    const rest = columns - j;
    const at = (<usize>j) << 2;
    let low = f64x2.splat(0);
    let high = low;
    let from = x + at;
    for (let i = 0; i < rows; i += GROUP) {
      let group = f32x4.splat(0);
      const end = from + <usize>min(GROUP, rows - i) * step;
      if (rest >= 4) {
        for (; from < end; from += step) group = f32x4.add(group, v128.load(from));
      } else {
        for (; from < end; from += step) group = f32x4.add(group, loadPart(from, rest));
      }
      low = f64x2.add(low, f64x2.promote_low_f32x4(group));
      high = f64x2.add(high, promoteHigh(group));
    }
    storePart(sums + at, f32x4.add(loadPart(sums + at, rest), demote(low, high)), rest);
  }
}

/** Mean and biased variance of every column, in two passes. */
export function columnMoments(x: usize, rows: i32, columns: i32, mean: usize, variance: usize): void {
  const step = (<usize>columns) << 2;
  const share = f64x2.splat(1.0 / <f64>rows);
  for (let j = 0; j < columns; j += 4) {
    const rest = columns - j;
    const at = (<usize>j) << 2;
    let low = f64x2.splat(0);
    let high = low;
    let from = x + at;
    for (let i = 0; i < rows; i++) {
      const value = loadPart(from, rest);
      low = f64x2.add(low, f64x2.promote_low_f32x4(value));
      high = f64x2.add(high, promoteHigh(value));
      from += step;
    }
    low = f64x2.mul(low, share);
    high = f64x2.mul(high, share);
    storePart(mean + at, demote(low, high), rest);
    let lowSquares = f64x2.splat(0);
    let highSquares = lowSquares;
    from = x + at;
    for (let i = 0; i < rows; i++) {
      const value = loadPart(from, rest);
      const a = f64x2.sub(f64x2.promote_low_f32x4(value), low);
      const b = f64x2.sub(promoteHigh(value), high);
      lowSquares = f64x2.add(lowSquares, f64x2.mul(a, a));
      highSquares = f64x2.add(highSquares, f64x2.mul(b, b));
      from += step;
    }
    storePart(variance + at, demote(f64x2.mul(lowSquares, share), f64x2.mul(highSquares, share)), rest);
  }
}

/** out = (x - mean) factor + shift, column by column. */
export function normalise(
  x: usize, rows: i32, columns: i32, mean: usize, factor: usize, shift: usize, out: usize,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j += 4) {
      const rest = columns - j;
      const at = (<usize>j) << 2;
      const centred = f32x4.sub(loadPart(x + at, rest), loadPart(mean + at, rest));
      const value = f32x4.add(f32x4.mul(centred, loadPart(factor + at, rest)), loadPart(shift + at, rest));
      storePart(out + at, value, rest);
    }
    x += (<usize>columns) << 2;
    out += (<usize>columns) << 2;
  }
}

/** Column sums of the gradient, and of the gradient times (x - mean). */
export function normaliseSums(
  x: usize, gradient: usize, rows: i32, columns: i32, mean: usize, sums: usize, products: usize,
): void {
  const step = (<usize>columns) << 2;
  for (let j = 0; j < columns; j += 4) {
    const rest = columns - j;
    const at = (<usize>j) << 2;
    const centre = loadPart(mean + at, rest);
    let low = f64x2.splat(0);
    let high = low;
    let lowProduct = low;
    let highProduct = low;
    let from = x + at;
    let back = gradient + at;
    for (let i = 0; i < rows; i++) {
      const g = loadPart(back, rest);
      const product = f32x4.mul(g, f32x4.sub(loadPart(from, rest), centre));
      low = f64x2.add(low, f64x2.promote_low_f32x4(g));
      high = f64x2.add(high, promoteHigh(g));
      lowProduct = f64x2.add(lowProduct, f64x2.promote_low_f32x4(product));
      highProduct = f64x2.add(highProduct, promoteHigh(product));
      from += step;
      back += step;
    }
    storePart(sums + at, demote(low, high), rest);
    storePart(products + at, demote(lowProduct, highProduct), rest);
  }
}

/** out = factor gradient + slope (x - mean) + shift, column by column. */
export function normaliseBack(
  x: usize, gradient: usize, rows: i32, columns: i32, mean: usize, factor: usize, slope: usize, shift: usize, out: usize,
): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j += 4) {
      const rest = columns - j;
      const at = (<usize>j) << 2;
      const centred = f32x4.sub(loadPart(x + at, rest), loadPart(mean + at, rest));
      const value = f32x4.add(
        f32x4.mul(loadPart(gradient + at, rest), loadPart(factor + at, rest)),
        f32x4.add(f32x4.mul(centred, loadPart(slope + at, rest)), loadPart(shift + at, rest)),
      );
      storePart(out + at, value, rest);
    }
    x += (<usize>columns) << 2;
    gradient += (<usize>columns) << 2;
    out += (<usize>columns) << 2;
  }
}
