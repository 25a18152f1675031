/**
 * The join kernel: the distances between the windows of two series, walked along diagonals of their table.
 *
 * Every supported distance has the form d(i, j)^2 = 2 (a_i + a_j - b_i b_j c_ij): c is the inner product of the two
 * windows (centred on their means, or not), a half of the scaled energy and b the scale of a window. Along a diagonal
 * c moves in O(1):  c(i+1, j+1) = c(i, j) + f_i g_j + g_i f_j,  f_i = (x[i+m] - x[i]) / 2 and
 * g_i = (x[i+m] - mean(i+1)) + (x[i] - mean(i))  (the update of SCAMP, Zimmerman et al. 2019).
 * The kernel looks for the largest h = b_i b_j c_ij - (a_i + a_j); d^2 = -2 h. A window without distance has a =
 * infinity and b = 0, so that it is nobody's neighbour, and a worst kept h of infinity, so that it gets none.
 *
 * Eight neighbouring diagonals advance together. Rows are cut into blocks; at the start of a block c is computed anew, so a
 * cell's bits depend on the data and the blocks alone, never on who computes it.
 *
 * A side is a record of twelve 4-byte fields: pointers to x, mean, f, g, a, b, to the worst kept h per window, to the
 * k best h per window (largest first) and to their indices, the number of windows, a pointer to the first rows of the
 * blocks and their number. With k = 1 the worst kept and
 * the best are the same array. Arrays have 8 readable elements behind their end, where a and the worst kept
 * h are infinity and b is 0.
 */

const X: usize = 0;
const MEAN: usize = 4;
const F: usize = 8;
const G: usize = 12;
const A: usize = 16;
const B: usize = 20;
export const WORST: usize = 24;
const BEST: usize = 28;
const INDEX: usize = 32;
const COUNT: usize = 36;
const STARTS: usize = 40;
const BLOCKS: usize = 44;

/** x y + z; fused where the build allows it, which changes the last bits. */
// @ts-ignore: decorator
@inline
function multiplyAdd(x: v128, y: v128, z: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(x, y, z);
  return f64x2.add(f64x2.mul(x, y), z);
}

// @ts-ignore: decorator
@inline
function splat(address: usize): v128 {
  return v128.load64_splat(address);
}

// @ts-ignore: decorator
@inline
function goodness(c: v128, aRow: v128, bRow: v128, a: v128, b: v128): v128 {
  return f64x2.sub(f64x2.mul(c, f64x2.mul(bRow, b)), f64x2.add(aRow, a));
}

// @ts-ignore: decorator
@inline
function advance(c: v128, fRow: v128, gRow: v128, f: v128, g: v128): v128 {
  return multiplyAdd(gRow, f, multiplyAdd(fRow, g, c));
}

// @ts-ignore: decorator
@inline
function largest(h0: v128, h1: v128, h2: v128, h3: v128): v128 {
  return f64x2.pmax(f64x2.pmax(h0, h1), f64x2.pmax(h2, h3));
}

/** Offers the candidate (h, from) to the k best of a window; equal h: the lower index wins. */
export function offer(side: usize, k: i32, window: i32, h: f64, from: i32): void {
  const best = load<usize>(side, BEST) + ((<usize>window * <usize>k) << 3);
  const index = load<usize>(side, INDEX) + ((<usize>window * <usize>k) << 2);
  let slot = k;
  while (slot > 0) {
    const other = load<f64>(best + ((<usize>slot - 1) << 3));
    if (other > h || (other == h && load<i32>(index + ((<usize>slot - 1) << 2)) < from)) break;
    slot--;
  }
  if (slot == k) return;
  for (let at: usize = <usize>(k - 1); at > <usize>slot; at--) {
    store<f64>(best + (at << 3), load<f64>(best + ((at - 1) << 3)));
    store<i32>(index + (at << 2), load<i32>(index + ((at - 1) << 2)));
  }
  store<f64>(best + (<usize>slot << 3), h);
  store<i32>(index + (<usize>slot << 2), from);
  store<f64>(load<usize>(side, WORST) + (<usize>window << 3), load<f64>(best + (<usize>(k - 1) << 3)));
}

/** The rare case: some of the eight cells (i, j .. j+7), given by their h in memory, enter a list. */
function enter(rows: usize, columns: usize, asRow: bool, asColumn: bool, k: i32, i: i32, j: i32, h: usize): void {
  const worstRow = load<usize>(rows, WORST) + (<usize>i << 3);
  const lastRow = load<usize>(rows, INDEX) + ((<usize>(i + 1) * <usize>k - 1) << 2);
  const worstColumn = load<usize>(columns, WORST) + (<usize>j << 3);
  const lastColumn = load<usize>(columns, INDEX) + ((<usize>(j + 1) * <usize>k - 1) << 2);
  for (let lane: i32 = 0; lane < 8; lane++) {
    const value = load<f64>(h + (<usize>lane << 3));
    if (asRow) {
      const worst = load<f64>(worstRow);
      if (value > worst || (value == worst && load<i32>(lastRow) > j + lane)) offer(rows, k, i, value, j + lane);
    }
    if (asColumn) {
      const worst = load<f64>(worstColumn + (<usize>lane << 3));
      const last = lastColumn + ((<usize>lane * <usize>k) << 2);
      if (value > worst || (value == worst && load<i32>(last) > i)) offer(columns, k, j + lane, value, i);
    }
  }
}

/** Rows [start, end) of the diagonals d .. d+7. `scratch` holds 8 numbers. */
// @ts-ignore: decorator
@inline
function strip(
  rows: usize,
  columns: usize,
  asRow: bool,
  asColumn: bool,
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
  let fRow = load<usize>(rows, F) + first;
  let gRow = load<usize>(rows, G) + first;
  let aRow = load<usize>(rows, A) + first;
  let bRow = load<usize>(rows, B) + first;
  let worstRow = load<usize>(rows, WORST) + first;
  let f = load<usize>(columns, F) + first + shift;
  let g = load<usize>(columns, G) + first + shift;
  let a = load<usize>(columns, A) + first + shift;
  let b = load<usize>(columns, B) + first + shift;
  let worst = load<usize>(columns, WORST) + first + shift;
  for (let i = start; i < end; i++) {
    const av = splat(aRow);
    const bv = splat(bRow);
    const h0 = goodness(c0, av, bv, v128.load(a), v128.load(b));
    const h1 = goodness(c1, av, bv, v128.load(a, 16), v128.load(b, 16));
    const h2 = goodness(c2, av, bv, v128.load(a, 32), v128.load(b, 32));
    const h3 = goodness(c3, av, bv, v128.load(a, 48), v128.load(b, 48));
    let hit = f64x2.splat(0);
    if (asRow) hit = f64x2.ge(largest(h0, h1, h2, h3), splat(worstRow));
    if (asColumn) {
      hit = v128.or(hit, v128.or(f64x2.ge(h0, v128.load(worst)), f64x2.ge(h1, v128.load(worst, 16))));
      hit = v128.or(hit, v128.or(f64x2.ge(h2, v128.load(worst, 32)), f64x2.ge(h3, v128.load(worst, 48))));
    }
    if (v128.any_true(hit)) {
      v128.store(scratch, h0);
      v128.store(scratch, h1, 16);
      v128.store(scratch, h2, 32);
      v128.store(scratch, h3, 48);
      enter(rows, columns, asRow, asColumn, k, i, i + d, scratch);
    }
    const fv = splat(fRow);
    const gv = splat(gRow);
    c0 = advance(c0, fv, gv, v128.load(f), v128.load(g));
    c1 = advance(c1, fv, gv, v128.load(f, 16), v128.load(g, 16));
    c2 = advance(c2, fv, gv, v128.load(f, 32), v128.load(g, 32));
    c3 = advance(c3, fv, gv, v128.load(f, 48), v128.load(g, 48));
    fRow += 8;
    gRow += 8;
    aRow += 8;
    bRow += 8;
    worstRow += 8;
    f += 8;
    g += 8;
    a += 8;
    b += 8;
    worst += 8;
  }
}

// @ts-ignore: decorator
@inline
function walk(
  rows: usize,
  columns: usize,
  asRow: bool,
  asColumn: bool,
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
    for (let d = from; d < to; d += 8) {
      const end = min(blockEnd, columnCount - d);
      if (start >= end) break;
      strip(rows, columns, asRow, asColumn, window, k, start, end, d, scratch);
    }
  }
}

/** Cells (i, i + d), from <= d < to, seen from both sides: j is offered to i and i to j. */
export function joinBoth(rows: usize, columns: usize, window: i32, k: i32, from: i32, to: i32, scratch: usize): void {
  walk(rows, columns, true, true, window, k, from, to, scratch);
}

/** The same, j offered to i only. */
export function joinRows(rows: usize, columns: usize, window: i32, k: i32, from: i32, to: i32, scratch: usize): void {
  walk(rows, columns, true, false, window, k, from, to, scratch);
}

/** The same, i offered to j only. */
export function joinColumns(rows: usize, columns: usize, window: i32, k: i32, from: i32, to: i32, scratch: usize): void {
  walk(rows, columns, false, true, window, k, from, to, scratch);
}
