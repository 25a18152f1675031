/**
 * The join kernel: the distances between the windows of two series, walked along diagonals of their table.
 *
 * Every supported distance has the form d(i, j)^2 = 2 (a_i + a_j - b_i b_j c_ij): c is the inner product of the two
 * windows (centred on their means, or not), a half of the scaled energy and b the scale of a window. Along a diagonal
 * c moves in O(1):  c(i+1, j+1) = c(i, j) + f_i g_j + g_i f_j,  f_i = (x[i+m] - x[i]) / 2 and
 * g_i = (x[i+m] - mean(i+1)) + (x[i] - mean(i))  (the update of SCAMP, Zimmerman et al. 2019).
 * For window i the kernel looks for the largest h = b_i b_j c_ij - a_j; d^2 = 2 (a_i - h). A window without distance has
 * a = infinity and b = 0, so that it is nobody's neighbour, and a worst kept h of infinity, so that it gets none.
 *
 * Eight neighbouring diagonals advance together. Rows are cut into blocks; at the start of a block c is computed anew, so a
 * cell's bits depend on the data and the blocks alone, never on who computes it.
 *
 * Several distances that share c are looked at in one walk: a, b and the lists differ, the rest is common. A closer look at
 * eight cells is taken only where one of them reaches a bar (`bars.ts`).
 */
import { raiseBars, raiseLowest } from './bars';
import { enter, enterEach, enters } from './lists';
import {
  BAR,
  BLOCKS,
  COUNT,
  F,
  G,
  LOWEST,
  largest,
  MEAN,
  NEXT,
  NORM,
  STARTS,
  splat,
  X,
} from './side';

/** Diagonals between two updates of the bars, at most. */
const STALE: i32 = 64;

/** x y + z; fused where the build allows it, which changes the last bits. */
// @ts-ignore: decorator
@inline
function multiplyAdd(x: v128, y: v128, z: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(x, y, z);
  return f64x2.add(f64x2.mul(x, y), z);
}

// @ts-ignore: decorator
@inline
function advance(c: v128, fRow: v128, gRow: v128, f: v128, g: v128): v128 {
  return multiplyAdd(gRow, f, multiplyAdd(fRow, g, c));
}

/** Rows [start, end) of the diagonals d .. d+7. `scratch` holds 16 numbers. */
// @ts-ignore: decorator
@inline
function strip(
  asRow: bool,
  asColumn: bool,
  rows: usize,
  columns: usize,
  window: i32,
  k: i32,
  start: i32,
  end: i32,
  d: i32,
  scratch: usize,
): void {
  const first = <usize>start << 3;
  const shift = <usize>d << 3;
  let c0 = f64x2.splat(0);
  let c1 = c0;
  let c2 = c0;
  let c3 = c0;
  {
    const meanRow = splat(load<usize>(rows, MEAN) + first);
    const mean = load<usize>(columns, MEAN) + first + shift;
    const m0 = v128.load(mean);
    const m1 = v128.load(mean, 16);
    const m2 = v128.load(mean, 32);
    const m3 = v128.load(mean, 48);
    let x = load<usize>(rows, X) + first;
    let y = load<usize>(columns, X) + first + shift;
    for (const stop = x + (<usize>window << 3); x < stop; x += 8, y += 8) {
      const u = f64x2.sub(splat(x), meanRow);
      c0 = multiplyAdd(u, f64x2.sub(v128.load(y), m0), c0);
      c1 = multiplyAdd(u, f64x2.sub(v128.load(y, 16), m1), c1);
      c2 = multiplyAdd(u, f64x2.sub(v128.load(y, 32), m2), c2);
      c3 = multiplyAdd(u, f64x2.sub(v128.load(y, 48), m3), c3);
    }
  }
  const fRow = load<usize>(rows, F);
  const gRow = load<usize>(rows, G);
  const nRow = load<usize>(rows, NORM);
  const barRow = load<usize>(rows, BAR);
  const f = load<usize>(columns, F) + shift;
  const g = load<usize>(columns, G) + shift;
  const n = load<usize>(columns, NORM) + shift;
  const lowest = load<usize>(columns, LOWEST) + shift;
  const several = load<usize>(rows, NEXT) != 0;
  const stop = <usize>end << 3;
  for (let at = first; at < stop; at += 8) {
    const most = largest(
      f64x2.mul(c0, v128.load(n + at)),
      f64x2.mul(c1, v128.load(n + at, 16)),
      f64x2.mul(c2, v128.load(n + at, 32)),
      f64x2.mul(c3, v128.load(n + at, 48)),
    );
    let needed = asRow ? splat(barRow + at) : splat(lowest + at);
    if (asRow && asColumn) needed = f64x2.pmin(needed, splat(lowest + at));
    if (
      v128.any_true(f64x2.ge(f64x2.mul(most, splat(nRow + at)), needed)) &&
      (several || enters(rows, columns, asRow, asColumn, at, at + shift, c0, c1, c2, c3))
    ) {
      v128.store(scratch, c0);
      v128.store(scratch, c1, 16);
      v128.store(scratch, c2, 32);
      v128.store(scratch, c3, 48);
      const i = <i32>(at >> 3);
      const rises = several
        ? enterEach(rows, columns, asRow, asColumn, k, i, i + d, scratch)
        : enter(rows, columns, asRow, asColumn, k, i, i + d, scratch);
      if (rises) raiseBars(rows, columns, i, i + 1);
    }
    const fv = splat(fRow + at);
    const gv = splat(gRow + at);
    c0 = advance(c0, fv, gv, v128.load(f + at), v128.load(g + at));
    c1 = advance(c1, fv, gv, v128.load(f + at, 16), v128.load(g + at, 16));
    c2 = advance(c2, fv, gv, v128.load(f + at, 32), v128.load(g + at, 32));
    c3 = advance(c3, fv, gv, v128.load(f + at, 48), v128.load(g + at, 48));
  }
}

// @ts-ignore: decorator
@inline
function walk(
  asRow: bool,
  asColumn: bool,
  rows: usize,
  columns: usize,
  window: i32,
  k: i32,
  from: i32,
  to: i32,
  scratch: usize,
): void {
  const rowCount = load<i32>(rows, COUNT);
  const columnCount = load<i32>(columns, COUNT);
  const starts = load<usize>(rows, STARTS);
  const blocks = load<i32>(rows, BLOCKS);
  for (let block = 0; block < blocks; block++) {
    const start = load<i32>(starts + (<usize>block << 2));
    const blockEnd = block + 1 < blocks ? load<i32>(starts + (<usize>block << 2), 4) : rowCount;
    let next = from;
    for (let d = from; d < to; d += 8) {
      const end = min(blockEnd, columnCount - d);
      if (start >= end) break;
      if (d == next) {
        next = d + min(STALE, max(8, d - from));
        if (asRow) raiseBars(rows, columns, start, end);
        if (asColumn) raiseLowest(columns, rows, start + d, min(columnCount, blockEnd + next));
      }
      strip(asRow, asColumn, rows, columns, window, k, start, end, d, scratch);
    }
  }
}

/** Cells (i, i + d), from <= d < to, seen from both sides: j is offered to i and i to j. */
export function joinBoth(rows: usize, columns: usize, window: i32, k: i32, from: i32, to: i32, scratch: usize): void {
  walk(true, true, rows, columns, window, k, from, to, scratch);
}

/** The same, j offered to i only. */
export function joinRows(rows: usize, columns: usize, window: i32, k: i32, from: i32, to: i32, scratch: usize): void {
  walk(true, false, rows, columns, window, k, from, to, scratch);
}

/** The same, i offered to j only. */
export function joinColumns(rows: usize, columns: usize, window: i32, k: i32, from: i32, to: i32, scratch: usize): void {
  walk(false, true, rows, columns, window, k, from, to, scratch);
}
