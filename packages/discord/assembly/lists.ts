/** The lists of nearest windows: whether some of eight cells enter them, and how. Symbols as in `join.ts`. */
import { A, B, BEST, INDEX, largest, NEXT, splat, WORST } from './side';

/** b_i b_j c - a of the neighbour. */
// @ts-ignore: decorator
@inline
function goodness(c: v128, bRow: v128, b: v128, a: v128): v128 {
  return f64x2.sub(f64x2.mul(c, f64x2.mul(bRow, b)), a);
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
export function enters(
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
export function enter(rows: usize, columns: usize, asRow: bool, asColumn: bool, k: i32, i: i32, j: i32, c: usize): bool {
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
export function enterEach(rows: usize, columns: usize, asRow: bool, asColumn: bool, k: i32, i: i32, j: i32, c: usize): bool {
  let rises = false;
  for (; rows != 0; rows = load<usize>(rows, NEXT), columns = load<usize>(columns, NEXT)) {
    if (!entersFrom(rows, columns, asRow, asColumn, i, j, c)) continue;
    if (enter(rows, columns, asRow, asColumn, k, i, j, c)) rises = true;
  }
  return rises;
}
