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
 * Several distances that share c are looked at in one walk: a, b and the lists differ, the rest is common.
 *
 * Few cells enter a list, and one test passes over eight of them under all distances. With the norm n_j (the inverse of
 * a window's length, capped for flat ones) and B_j = b_j / n_j, the correlation r = c n_i n_j of a cell that enters the
 * list of i has r B_i B_j - a_j >= worst_i. As a_j = B_j^2 / 2 for all but flat windows, r is at least the least value of
 * (B / 2 + worst_i / B) / B_i over the B of the other side: the bar of i. Bars are lowered by more than the rounding, and
 * may be stale, since the worst h only rise. Both mean a closer look in vain, never a cell missed.
 *
 * A side is a record of seventeen 4-byte fields: pointers to x, mean, f, g, a, b, to the worst kept h per window, to the
 * k best h per window (largest first) and to their indices, the number of windows, a pointer to the first rows of the
 * blocks and their number, a pointer to the record of the same windows under the next distance (0 behind the last), and
 * pointers to the norms, to three numbers (the least and the largest B of windows that are not flat, and the largest of
 * flat ones, -1 without any), to room for the bars and to room for the lowest of eight bars each. The norms and the bars
 * belong to all distances together. With k = 1
 * the worst kept and the best are the same array. Arrays have 16 readable elements behind their end, where a and the
 * worst kept h are infinity, b and the norm 0.
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
const NORM: usize = 52;
const RANGE: usize = 56;
const BAR: usize = 60;
const LOWEST: usize = 64;

/** 2 ** -48: the rounding of a few operations, many times over. */
const HAIR: f64 = 3.552713678800501e-15;
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

/** The best of eight h in memory to the list of one of row i, if it rises; equal h: the lower index stays. */
function enterRow(side: usize, i: i32, j: i32, h: usize): bool {
  const most = largest(v128.load(h), v128.load(h, 16), v128.load(h, 32), v128.load(h, 48));
  const value = max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1));
  const best = load<usize>(side, BEST) + (<usize>i << 3);
  const index = load<usize>(side, INDEX) + (<usize>i << 2);
  const kept = load<f64>(best);
  if (value < kept || (value == kept && load<i32>(index) <= j)) return false;
  let lane: i32 = 0;
  while (load<f64>(h + (<usize>lane << 3)) < value) lane++;
  if (value == kept && load<i32>(index) <= j + lane) return false;
  store<f64>(best, load<f64>(h + (<usize>lane << 3)));
  store<i32>(index, j + lane);
  return value > kept;
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

/** Eight h in memory to the longer list of row i; whether its worst h rises. */
function offerRow(side: usize, k: i32, i: i32, j: i32, h: usize): bool {
  const worst = load<usize>(side, WORST) + (<usize>i << 3);
  const before = load<f64>(worst);
  for (let lane: i32 = 0; lane < 8; lane++) {
    const value = load<f64>(h + (<usize>lane << 3));
    if (value >= load<f64>(worst)) offer(side, k, i, value, j + lane);
  }
  return load<f64>(worst) > before;
}

/** Eight h in memory, of row i, to the longer lists of the columns j .. j+7. */
function offerColumns(side: usize, k: i32, i: i32, j: i32, h: usize): void {
  const worst = load<usize>(side, WORST) + (<usize>j << 3);
  for (let lane: i32 = 0; lane < 8; lane++) {
    const value = load<f64>(h + (<usize>lane << 3));
    if (value >= load<f64>(worst + (<usize>lane << 3))) offer(side, k, j + lane, value, i);
  }
}

/** Whether one of eight cells enters a list under one distance; row and column are given in bytes. */
// @ts-ignore: decorator
@inline
function enters(
  rows: usize,
  columns: usize,
  asRow: bool,
  asColumn: bool,
  row: usize,
  column: usize,
  c0: v128,
  c1: v128,
  c2: v128,
  c3: v128,
): bool {
  const b = load<usize>(columns, B) + column;
  const bv = splat(load<usize>(rows, B) + row);
  const b0 = f64x2.mul(c0, f64x2.mul(bv, v128.load(b)));
  const b1 = f64x2.mul(c1, f64x2.mul(bv, v128.load(b, 16)));
  const b2 = f64x2.mul(c2, f64x2.mul(bv, v128.load(b, 32)));
  const b3 = f64x2.mul(c3, f64x2.mul(bv, v128.load(b, 48)));
  let hit = f64x2.splat(0);
  if (asRow) {
    const a = load<usize>(columns, A) + column;
    const h0 = f64x2.sub(b0, v128.load(a));
    const h1 = f64x2.sub(b1, v128.load(a, 16));
    const h2 = f64x2.sub(b2, v128.load(a, 32));
    const h3 = f64x2.sub(b3, v128.load(a, 48));
    hit = f64x2.ge(largest(h0, h1, h2, h3), splat(load<usize>(rows, WORST) + row));
  }
  if (asColumn) {
    const worst = load<usize>(columns, WORST) + column;
    const av = splat(load<usize>(rows, A) + row);
    hit = v128.or(hit, f64x2.ge(f64x2.sub(b0, av), v128.load(worst)));
    hit = v128.or(hit, f64x2.ge(f64x2.sub(b1, av), v128.load(worst, 16)));
    hit = v128.or(hit, f64x2.ge(f64x2.sub(b2, av), v128.load(worst, 32)));
    hit = v128.or(hit, f64x2.ge(f64x2.sub(b3, av), v128.load(worst, 48)));
  }
  return v128.any_true(hit);
}

/** The same for c in memory. */
function entersFrom(rows: usize, columns: usize, asRow: bool, asColumn: bool, i: i32, j: i32, c: usize): bool {
  const row = <usize>i << 3;
  const column = <usize>j << 3;
  const c0 = v128.load(c);
  const c1 = v128.load(c, 16);
  const c2 = v128.load(c, 32);
  const c3 = v128.load(c, 48);
  return enters(rows, columns, asRow, asColumn, row, column, c0, c1, c2, c3);
}

/**
 * The rare case: the eight cells (i, j .. j+7), given by their c in memory, to the lists of a distance. Whether the worst h
 * of row i rises.
 */
function enter(rows: usize, columns: usize, asRow: bool, asColumn: bool, k: i32, i: i32, j: i32, c: usize): bool {
  let rises = false;
  if (asRow) {
    const h = write(rows, columns, true, i, j, c);
    rises = k > 1 ? offerRow(rows, k, i, j, h) : enterRow(rows, i, j, h);
  }
  if (asColumn) {
    const h = write(rows, columns, false, i, j, c);
    if (k > 1) offerColumns(columns, k, i, j, h);
    else enterColumns(columns, i, j, h);
  }
  return rises;
}

/** The same for all distances under which one of the cells enters a list. */
function enterEach(rows: usize, columns: usize, asRow: bool, asColumn: bool, k: i32, i: i32, j: i32, c: usize): bool {
  let rises = false;
  for (; rows != 0; rows = load<usize>(rows, NEXT), columns = load<usize>(columns, NEXT)) {
    if (!entersFrom(rows, columns, asRow, asColumn, i, j, c)) continue;
    if (enter(rows, columns, asRow, asColumn, k, i, j, c)) rises = true;
  }
  return rises;
}

/** Brings the bars of the windows [from, to) up to date. `others` is the side that they are compared with. */
function raiseBars(side: usize, others: usize, from: i32, to: i32): void {
  const first = <usize>from << 3;
  const end = <usize>to << 3;
  const norm = load<usize>(side, NORM);
  const bar = load<usize>(side, BAR);
  const never = f64x2.splat(Infinity);
  const lowered = f64x2.splat(0.5 - HAIR);
  const hair = f64x2.splat(HAIR);
  for (let at = first; at < end; at += 16) v128.store(bar + at, never);
  for (; side != 0; side = load<usize>(side, NEXT), others = load<usize>(others, NEXT)) {
    const worst = load<usize>(side, WORST);
    const b = load<usize>(side, B);
    const range = load<usize>(others, RANGE);
    const least = splat(range);
    const most = splat(range + 8);
    const flat = load<f64>(range, 16);
    const flats = f64x2.splat(flat);
    for (let at = first; at < end; at += 16) {
      const w = v128.load(worst + at);
      const n = v128.load(norm + at);
      const own = v128.load(b + at);
      const twice = f64x2.pmax(f64x2.add(w, w), f64x2.splat(0));
      const other = f64x2.pmin(f64x2.pmax(f64x2.sqrt(twice), least), most);
      const below = f64x2.sub(w, f64x2.mul(f64x2.abs(w), hair));
      const sum = f64x2.add(f64x2.mul(f64x2.mul(other, other), lowered), below);
      let value = f64x2.div(f64x2.mul(sum, n), f64x2.mul(other, own));
      if (flat >= 0) {
        const ratio = f64x2.div(f64x2.mul(below, n), f64x2.mul(flats, own));
        const positive = f64x2.gt(w, f64x2.splat(0));
        value = f64x2.pmin(value, v128.bitselect(ratio, f64x2.splat(-Infinity), positive));
      }
      value = v128.bitselect(never, value, f64x2.eq(w, never));
      v128.store(bar + at, f64x2.pmin(v128.load(bar + at), value));
    }
  }
}

/** Brings the lowest of eight bars, from each of the windows [from, to) on, up to date. */
function raiseLowest(side: usize, others: usize, from: i32, to: i32): void {
  raiseBars(side, others, from, to + 8);
  const lowest = load<usize>(side, LOWEST) + (<usize>from << 3);
  const end = lowest + (<usize>(to - from) << 3);
  lower(load<usize>(side, BAR) + (<usize>from << 3), lowest, end + 48, 8);
  lower(lowest, lowest, end + 32, 16);
  lower(lowest, lowest, end, 32);
}

/** The smaller one of each number and that `apart` bytes behind it. */
// @ts-ignore: decorator
@inline
function lower(source: usize, target: usize, end: usize, apart: usize): void {
  for (; target < end; source += 16, target += 16) {
    v128.store(target, f64x2.pmin(v128.load(source), v128.load(source + apart)));
  }
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
