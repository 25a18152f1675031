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
 * Up to three distances that share c are looked at in one walk: a, b and the lists differ, the rest is common.
 *
 * A side is a record of thirteen 4-byte fields: pointers to x, mean, f, g, a, b, to the worst kept h per window, to the
 * k best h per window (largest first) and to their indices, the number of windows, a pointer to the first rows of the
 * blocks and their number, and a pointer to the record of the same windows under the next distance. With k = 1 the worst
 * kept and the best are the same array. Arrays have 8 readable elements behind their end, where a and the worst kept
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
const NEXT: usize = 48;

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

/** b_i b_j c - a of the neighbour. */
// @ts-ignore: decorator
@inline
function goodness(c: v128, bRow: v128, b: v128, a: v128): v128 {
  return f64x2.sub(f64x2.mul(c, f64x2.mul(bRow, b)), a);
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

/** The h of the eight cells (i, j .. j+7) from their c in memory, for the rows or for the columns; behind the c. */
function write(rows: usize, columns: usize, asRow: bool, i: i32, j: i32, c: usize): usize {
  const a = load<usize>(columns, A) + (<usize>j << 3);
  const b = load<usize>(columns, B) + (<usize>j << 3);
  const av = splat(load<usize>(rows, A) + (<usize>i << 3));
  const bv = splat(load<usize>(rows, B) + (<usize>i << 3));
  for (let at: usize = 0; at < 64; at += 16) {
    v128.store(c + at, goodness(v128.load(c + at), bv, v128.load(b + at), asRow ? v128.load(a + at) : av), 64);
  }
  return c + 64;
}

/** The best of eight h in memory to the list of one of row i; equal h: the lower index stays. */
function enterRow(side: usize, i: i32, j: i32, h: usize): void {
  const most = largest(v128.load(h), v128.load(h, 16), v128.load(h, 32), v128.load(h, 48));
  const value = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
  const best = load<usize>(side, BEST) + (<usize>i << 3);
  const index = load<usize>(side, INDEX) + (<usize>i << 2);
  const kept = load<f64>(best);
  if (value < kept || (value == kept && load<i32>(index) <= j)) return;
  let lane: i32 = 0;
  while (load<f64>(h + (<usize>lane << 3)) < value) lane++;
  if (value == kept && load<i32>(index) <= j + lane) return;
  store<f64>(best, load<f64>(h + (<usize>lane << 3)));
  store<i32>(index, j + lane);
}

/** Eight h in memory, of row i, to the lists of one of the columns j .. j+7; equal h: the lower index stays. */
function enterColumns(side: usize, i: i32, j: i32, h: usize): void {
  let best = load<usize>(side, BEST) + (<usize>j << 3);
  let index = load<usize>(side, INDEX) + (<usize>j << 2);
  const from = i32x4.splat(i);
  for (const end = h + 64; h < end; h += 16, best += 16, index += 8) {
    const value = v128.load(h);
    const kept = v128.load(best);
    const known = v128.load64_zero(index);
    const lower = i64x2.extend_low_i32x4_s(i32x4.lt_s(from, known));
    const takes = v128.or(f64x2.gt(value, kept), v128.and(f64x2.eq(value, kept), lower));
    if (!v128.any_true(takes)) continue;
    v128.store(best, v128.bitselect(value, kept, takes));
    const narrow = v128.shuffle<i32>(takes, takes, 0, 2, 0, 2);
    v128.store64_lane(index, v128.bitselect(from, known, narrow), 0);
  }
}

/** Eight h in memory to the longer list of row i. */
function offerRow(side: usize, k: i32, i: i32, j: i32, h: usize): void {
  const worst = load<usize>(side, WORST) + (<usize>i << 3);
  for (let lane: i32 = 0; lane < 8; lane++) {
    const value = load<f64>(h + (<usize>lane << 3));
    if (value >= load<f64>(worst)) offer(side, k, i, value, j + lane);
  }
}

/** Eight h in memory, of row i, to the longer lists of the columns j .. j+7. */
function offerColumns(side: usize, k: i32, i: i32, j: i32, h: usize): void {
  const worst = load<usize>(side, WORST) + (<usize>j << 3);
  for (let lane: i32 = 0; lane < 8; lane++) {
    const value = load<f64>(h + (<usize>lane << 3));
    if (value >= load<f64>(worst + (<usize>lane << 3))) offer(side, k, j + lane, value, i);
  }
}

/** The rare case: some of the eight cells (i, j .. j+7), given by their c in memory, may enter a list. */
function enter(rows: usize, columns: usize, asRow: bool, asColumn: bool, k: i32, i: i32, j: i32, c: usize): void {
  if (asRow) {
    const h = write(rows, columns, true, i, j, c);
    if (k > 1) offerRow(rows, k, i, j, h);
    else enterRow(rows, i, j, h);
  }
  if (asColumn) {
    const h = write(rows, columns, false, i, j, c);
    if (k > 1) offerColumns(columns, k, i, j, h);
    else enterColumns(columns, i, j, h);
  }
}

/** Whether one of the eight cells may enter a list of one distance. The pointers are those of row and column. */
// @ts-ignore: decorator
@inline
function hits(
  asRow: bool,
  asColumn: bool,
  c0: v128,
  c1: v128,
  c2: v128,
  c3: v128,
  aRow: usize,
  bRow: usize,
  worstRow: usize,
  a: usize,
  b: usize,
  worst: usize,
): bool {
  const bv = splat(bRow);
  const b0 = f64x2.mul(c0, f64x2.mul(bv, v128.load(b)));
  const b1 = f64x2.mul(c1, f64x2.mul(bv, v128.load(b, 16)));
  const b2 = f64x2.mul(c2, f64x2.mul(bv, v128.load(b, 32)));
  const b3 = f64x2.mul(c3, f64x2.mul(bv, v128.load(b, 48)));
  let hit = f64x2.splat(0);
  if (asRow) {
    const h0 = f64x2.sub(b0, v128.load(a));
    const h1 = f64x2.sub(b1, v128.load(a, 16));
    const h2 = f64x2.sub(b2, v128.load(a, 32));
    const h3 = f64x2.sub(b3, v128.load(a, 48));
    hit = f64x2.ge(largest(h0, h1, h2, h3), splat(worstRow));
  }
  if (asColumn) {
    const av = splat(aRow);
    hit = v128.or(hit, f64x2.ge(f64x2.sub(b0, av), v128.load(worst)));
    hit = v128.or(hit, f64x2.ge(f64x2.sub(b1, av), v128.load(worst, 16)));
    hit = v128.or(hit, f64x2.ge(f64x2.sub(b2, av), v128.load(worst, 32)));
    hit = v128.or(hit, f64x2.ge(f64x2.sub(b3, av), v128.load(worst, 48)));
  }
  return v128.any_true(hit);
}

/** The c of eight cells to memory. */
// @ts-ignore: decorator
@inline
function save(c0: v128, c1: v128, c2: v128, c3: v128, c: usize): void {
  v128.store(c, c0);
  v128.store(c, c1, 16);
  v128.store(c, c2, 32);
  v128.store(c, c3, 48);
}

/** Rows [start, end) of the diagonals d .. d+7. `scratch` holds 16 numbers. */
// @ts-ignore: decorator
@inline
function strip(
  distances: i32,
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
  const rows2 = distances > 1 ? load<usize>(rows, NEXT) : rows;
  const rows3 = distances > 2 ? load<usize>(rows2, NEXT) : rows;
  const columns2 = distances > 1 ? load<usize>(columns, NEXT) : columns;
  const columns3 = distances > 2 ? load<usize>(columns2, NEXT) : columns;
  const fRow = load<usize>(rows, F);
  const gRow = load<usize>(rows, G);
  const f = load<usize>(columns, F) + shift;
  const g = load<usize>(columns, G) + shift;
  const aRow = load<usize>(rows, A);
  const bRow = load<usize>(rows, B);
  const worstRow = load<usize>(rows, WORST);
  const a = load<usize>(columns, A) + shift;
  const b = load<usize>(columns, B) + shift;
  const worst = load<usize>(columns, WORST) + shift;
  const aRow2 = load<usize>(rows2, A);
  const bRow2 = load<usize>(rows2, B);
  const worstRow2 = load<usize>(rows2, WORST);
  const a2 = load<usize>(columns2, A) + shift;
  const b2 = load<usize>(columns2, B) + shift;
  const worst2 = load<usize>(columns2, WORST) + shift;
  const aRow3 = load<usize>(rows3, A);
  const bRow3 = load<usize>(rows3, B);
  const worstRow3 = load<usize>(rows3, WORST);
  const a3 = load<usize>(columns3, A) + shift;
  const b3 = load<usize>(columns3, B) + shift;
  const worst3 = load<usize>(columns3, WORST) + shift;
  const stop = <usize>end << 3;
  for (let at = first; at < stop; at += 8) {
if (hits(asRow, asColumn, c0, c1, c2, c3, aRow + at, bRow + at, worstRow + at, a + at, b + at, worst + at)) {
      save(c0, c1, c2, c3, scratch);
      enter(rows, columns, asRow, asColumn, k, <i32>(at >> 3), <i32>(at >> 3) + d, scratch);
    }
    if (distances > 1) {
if (hits(asRow, asColumn, c0, c1, c2, c3, aRow2 + at, bRow2 + at, worstRow2 + at, a2 + at, b2 + at, worst2 + at)) {
      save(c0, c1, c2, c3, scratch);
      enter(rows2, columns2, asRow, asColumn, k, <i32>(at >> 3), <i32>(at >> 3) + d, scratch);
    }
    }
    if (distances > 2) {
if (hits(asRow, asColumn, c0, c1, c2, c3, aRow3 + at, bRow3 + at, worstRow3 + at, a3 + at, b3 + at, worst3 + at)) {
      save(c0, c1, c2, c3, scratch);
      enter(rows3, columns3, asRow, asColumn, k, <i32>(at >> 3), <i32>(at >> 3) + d, scratch);
    }
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
  distances: i32,
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
    for (let d = from; d < to; d += 8) {
      const end = min(blockEnd, columnCount - d);
      if (start >= end) break;
      strip(distances, asRow, asColumn, rows, columns, window, k, start, end, d, scratch);
    }
  }
}

/** Cells (i, i + d), from <= d < to, seen from both sides: j is offered to i and i to j. */
export function joinBoth(rows: usize, columns: usize, window: i32, k: i32, from: i32, to: i32, scratch: usize): void {
  walk(1, true, true, rows, columns, window, k, from, to, scratch);
}

/** The same, j offered to i only. */
export function joinRows(rows: usize, columns: usize, window: i32, k: i32, from: i32, to: i32, scratch: usize): void {
  walk(1, true, false, rows, columns, window, k, from, to, scratch);
}

/** The same, i offered to j only. */
export function joinColumns(rows: usize, columns: usize, window: i32, k: i32, from: i32, to: i32, scratch: usize): void {
  walk(1, false, true, rows, columns, window, k, from, to, scratch);
}

/** {@link joinBoth} for two distances. */
export function joinBoth2(rows: usize, columns: usize, window: i32, k: i32, from: i32, to: i32, scratch: usize): void {
  walk(2, true, true, rows, columns, window, k, from, to, scratch);
}

/** {@link joinRows} for two distances. */
export function joinRows2(rows: usize, columns: usize, window: i32, k: i32, from: i32, to: i32, scratch: usize): void {
  walk(2, true, false, rows, columns, window, k, from, to, scratch);
}

/** {@link joinColumns} for two distances. */
export function joinColumns2(rows: usize, columns: usize, window: i32, k: i32, from: i32, to: i32, scratch: usize): void {
  walk(2, false, true, rows, columns, window, k, from, to, scratch);
}

/** {@link joinBoth} for three distances. */
export function joinBoth3(rows: usize, columns: usize, window: i32, k: i32, from: i32, to: i32, scratch: usize): void {
  walk(3, true, true, rows, columns, window, k, from, to, scratch);
}

/** {@link joinRows} for three distances. */
export function joinRows3(rows: usize, columns: usize, window: i32, k: i32, from: i32, to: i32, scratch: usize): void {
  walk(3, true, false, rows, columns, window, k, from, to, scratch);
}

/** {@link joinColumns} for three distances. */
export function joinColumns3(rows: usize, columns: usize, window: i32, k: i32, from: i32, to: i32, scratch: usize): void {
  walk(3, false, true, rows, columns, window, k, from, to, scratch);
}
