/**
 * The robust fit of one window without missing rows and without groups: the operations of src/robust-projection-*.ts in
 * the same order, two numbers at a time, hence the same bits. Symbols as there.
 */
import {
  basis,
  chosen,
  coefficients,
  columnBytes,
  columns,
  excluded,
  factor,
  gathered,
  kept,
  rank,
  residuals,
  rowBytes,
  rows,
  scratch,
  sizes,
  weights,
  x,
} from './layout';

/** A pivot below this means that the kept rows no longer determine the fit. */
const SINGULAR: f64 = 1e-10;

/** Rows of the last window that were chosen as the largest: where the search in the next one starts. */
let held: i32 = 0;
/** Rows left out. */
let count: i32 = 0;
/** Whether `factor` belongs to A (rank rows), else to G (count rows). */
let small: bool = false;

/** Rows left out by the last fit. */
export function countOf(): i32 {
  return count;
}

/**
 * Fits the window at `x`.
 * @returns the concentration steps that changed the excluded rows.
 */
export function robustFit(budget: i32, predictive: bool, refine: i32): i32 {
  count = 0;
  small = false;
  project(x);
  let steps = 0;
  if (budget <= 0) return steps;
  for (let step = 0; step <= refine; step++) {
    residual();
    if (!choose(budget, predictive, step > 0)) return steps;
    steps = step;
    factorise();
    solveKept();
  }
  return steps;
}

/** a = U^T v: two columns a vector, five vectors at a time. */
function project(v: usize): void {
  const end = v + (<usize>rows << 3);
  let k: usize = 0;
  for (; k + 80 <= rowBytes; k += 80) {
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let s4 = s0;
    let p = basis + k;
    for (let q = v; q < end; q += 8) {
      const value = v128.load64_splat(q);
      s0 = f64x2.add(s0, f64x2.mul(v128.load(p), value));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(p, 16), value));
      s2 = f64x2.add(s2, f64x2.mul(v128.load(p, 32), value));
      s3 = f64x2.add(s3, f64x2.mul(v128.load(p, 48), value));
      s4 = f64x2.add(s4, f64x2.mul(v128.load(p, 64), value));
      p += rowBytes;
    }
    const a = coefficients + k;
    v128.store(a, s0);
    v128.store(a, s1, 16);
    v128.store(a, s2, 32);
    v128.store(a, s3, 48);
    v128.store(a, s4, 64);
  }
  for (; k + 32 <= rowBytes; k += 32) {
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let p = basis + k;
    for (let q = v; q < end; q += 8) {
      const value = v128.load64_splat(q);
      s0 = f64x2.add(s0, f64x2.mul(v128.load(p), value));
      s1 = f64x2.add(s1, f64x2.mul(v128.load(p, 16), value));
      p += rowBytes;
    }
    v128.store(coefficients + k, s0);
    v128.store(coefficients + k, s1, 16);
  }
  for (; k < rowBytes; k += 16) {
    let sum = f64x2.splat(0);
    let p = basis + k;
    for (let q = v; q < end; q += 8) {
      sum = f64x2.add(sum, f64x2.mul(v128.load(p), v128.load64_splat(q)));
      p += rowBytes;
    }
    v128.store(coefficients + k, sum);
  }
}

/** e = x - U a and |e|: two rows a vector; columns in fives, then twos, then one, as the twin adds them up. */
function residual(): void {
  let from = x;
  let k = 0;
  let p = columns;
  for (; k + 5 <= rank; k += 5) {
    const a = coefficients + (<usize>k << 3);
    const a0 = v128.load64_splat(a);
    const a1 = v128.load64_splat(a, 8);
    const a2 = v128.load64_splat(a, 16);
    const a3 = v128.load64_splat(a, 24);
    const a4 = v128.load64_splat(a, 32);
    const p1 = p + columnBytes;
    const p2 = p1 + columnBytes;
    const p3 = p2 + columnBytes;
    const p4 = p3 + columnBytes;
    for (let i: usize = 0; i < columnBytes; i += 16) {
      const left = f64x2.add(f64x2.mul(v128.load(p + i), a0), f64x2.mul(v128.load(p1 + i), a1));
      const right = f64x2.add(f64x2.mul(v128.load(p2 + i), a2), f64x2.mul(v128.load(p3 + i), a3));
      const sum = f64x2.add(f64x2.add(left, right), f64x2.mul(v128.load(p4 + i), a4));
      v128.store(residuals + i, f64x2.sub(v128.load(from + i), sum));
    }
    p = p4 + columnBytes;
    from = residuals;
  }
  for (; k + 2 <= rank; k += 2) {
    const a0 = v128.load64_splat(coefficients + (<usize>k << 3));
    const a1 = v128.load64_splat(coefficients + (<usize>k << 3), 8);
    const p1 = p + columnBytes;
    for (let i: usize = 0; i < columnBytes; i += 16) {
      const sum = f64x2.add(f64x2.mul(v128.load(p + i), a0), f64x2.mul(v128.load(p1 + i), a1));
      v128.store(residuals + i, f64x2.sub(v128.load(from + i), sum));
    }
    p = p1 + columnBytes;
    from = residuals;
  }
  if (k < rank) {
    const a0 = v128.load64_splat(coefficients + (<usize>k << 3));
    for (let i: usize = 0; i < columnBytes; i += 16) {
      v128.store(residuals + i, f64x2.sub(v128.load(from + i), f64x2.mul(v128.load(p + i), a0)));
    }
    from = residuals;
  }
  for (let i: usize = 0; i < columnBytes; i += 16) v128.store(sizes + i, f64x2.abs(v128.load(from + i)));
}

/**
 * Leaves out the rows of the largest residuals; false when they are those left out before. The rows held before are
 * ranked first: mostly they are the largest still, and the rest only has to be looked at.
 */
function choose(budget: i32, predictive: bool, again: bool): bool {
  const end = predictive ? rows - 1 : rows;
  const most = predictive ? budget - 1 : budget;
  const guesses = min(held, most);
  const shift = again ? 0 : 1;
  let limit = 0;
  for (let j = 0; j < guesses; j++) {
    const row = load<i32>(chosen + (<usize>j << 2)) - shift;
    // What another window left there may be any row, or one twice.
    if (row >= 0 && row < end && load<f64>(at(sizes, row)) >= 0) insert(limit++, row);
  }
  for (let row = end - 1; row >= 0 && limit < most; row--) {
    if (load<f64>(at(sizes, row)) >= 0) insert(limit++, row);
  }
  let changed = !again;
  if (limit > 0) {
    const last = limit - 1;
    let smallest = load<f64>(at(weights, last));
    for (let row = end - 1; row >= 0; row--) {
      const size = load<f64>(at(sizes, row));
      if (!(size >= smallest)) continue;
      if (size == smallest && row < load<i32>(chosen + (<usize>last << 2))) continue;
      changed = true;
      insert(last, row);
      smallest = load<f64>(at(weights, last));
    }
  }
  held = limit;
  if (!changed) return false;
  count = limit;
  if (predictive) {
    store<i32>(excluded, rows - 1);
    count++;
  }
  memory.copy(excluded + (<usize>(count - limit) << 2), chosen, <usize>limit << 2);
  return true;
}

/**
 * Crosses out the size of a row and drops it into the place that it deserves up from `place`: behind larger ones, and
 * behind equal ones of later rows.
 */
function insert(place: i32, row: i32): void {
  const size = load<f64>(at(sizes, row));
  store<f64>(at(sizes, row), -1);
  let w = at(weights, place);
  let c = chosen + (<usize>place << 2);
  for (; w > weights; w -= 8, c -= 4) {
    const above = load<f64>(w - 8);
    const other = load<i32>(c - 4);
    if (above > size || (above == size && other > row)) break;
    store<f64>(w, above);
    store<i32>(c, other);
  }
  store<f64>(w, size);
  store<i32>(c, row);
}

/** The basis row of an excluded one. */
// @ts-ignore: decorator
@inline
function rowOf(c: i32): usize {
  return basis + <usize>load<i32>(excluded + (<usize>c << 2)) * rowBytes;
}

// @ts-ignore: decorator
@inline
function at(base: usize, index: i32): usize {
  return base + (<usize>index << 3);
}

function factorise(): void {
  small = count > rank && factoriseRank();
  if (!small) factoriseExcluded();
}

/** Cholesky of A = I - U_c^T U_c; false on a failing pivot. */
function factoriseRank(): bool {
  for (let i = 0, row = factor; i < rank; i++) {
    memory.fill(row, 0, <usize>i << 3);
    store<f64>(at(row, i), 1);
    row = at(row, i + 1);
  }
  for (let c = 0; c < count; c++) {
    const p = rowOf(c);
    for (let i = 0, row = factor; i < rank; i++) {
      const u = load<f64>(at(p, i));
      for (let j = 0; j <= i; j++) store<f64>(at(row, j), load<f64>(at(row, j)) - u * load<f64>(at(p, j)));
      row = at(row, i + 1);
    }
  }
  for (let i = 0, row = factor; i < rank; i++) {
    let pivot = load<f64>(at(row, i));
    for (let j = 0, other = factor; j < i; j++) {
      let sum = load<f64>(at(row, j));
      for (let k = 0; k < j; k++) sum -= load<f64>(at(row, k)) * load<f64>(at(other, k));
      sum *= load<f64>(at(other, j));
      store<f64>(at(row, j), sum);
      pivot -= sum * sum;
      other = at(other, j + 1);
    }
    if (!(pivot > SINGULAR)) return false;
    store<f64>(at(row, i), 1 / Math.sqrt(pivot));
    row = at(row, i + 1);
  }
  return true;
}

/** Cholesky of G = I - U_c U_c^T, row by row; a row with a failing pivot leaves c. */
function factoriseExcluded(): void {
  const bytes = <usize>((count + 1) & ~1) << 3;
  gather(bytes);
  let n = 0;
  let row = factor;
  for (let c = 0; c < count; c++) {
    let pivot = productsOf(c, n, bytes);
    for (let j = 0, other = factor; j < n; j++) {
      let sum = load<f64>(at(scratch, j));
      for (let k = 0; k < j; k++) sum -= load<f64>(at(row, k)) * load<f64>(at(other, k));
      sum *= load<f64>(at(other, j));
      store<f64>(at(row, j), sum);
      pivot -= sum * sum;
      other = at(other, j + 1);
    }
    if (!(pivot > SINGULAR)) continue;
    store<f64>(at(row, n), 1 / Math.sqrt(pivot));
    if (n < c) {
      store<i32>(excluded + (<usize>n << 2), load<i32>(excluded + (<usize>c << 2)));
      for (let k = 0, t = gathered; k < rank; k++, t += bytes) store<f64>(at(t, n), load<f64>(at(t, c)));
    }
    n++;
    row = at(row, n);
  }
  count = n;
}

/** U_c, column by column. */
function gather(bytes: usize): void {
  for (let c = 0; c < count; c++) {
    const p = rowOf(c);
    for (let k = 0, t = at(gathered, c); k < rank; k++, t += bytes) store<f64>(t, load<f64>(at(p, k)));
  }
}

/** Leaves -u_c . u_j for j < n in `scratch`, two rows a vector; returns 1 - u_c . u_c. */
function productsOf(c: i32, n: i32, bytes: usize): f64 {
  const end = gathered + <usize>rank * bytes;
  const own = <usize>c << 3;
  for (let j: usize = 0; j < <usize>n << 3; j += 16) {
    let sum = f64x2.splat(0);
    for (let t = gathered; t < end; t += bytes) {
      sum = f64x2.sub(sum, f64x2.mul(v128.load64_splat(t + own), v128.load(t + j)));
    }
    v128.store(scratch + j, sum);
  }
  let pivot: f64 = 1;
  for (let t = gathered + own; t < end; t += bytes) pivot -= load<f64>(t) * load<f64>(t);
  return pivot;
}

/** a = A^-1 b with b = sum of u_i x_i over the kept rows, summed afresh. */
function solveKept(): void {
  memory.copy(kept, x, <usize>rows << 3);
  for (let c = 0; c < count; c++) store<f64>(at(kept, load<i32>(excluded + (<usize>c << 2))), 0);
  project(kept);
  if (small) {
    solveFactor(rank, coefficients);
    return;
  }
  for (let c = 0; c < count; c++) {
    const p = rowOf(c);
    let sum: f64 = 0;
    for (let k = 0; k < rank; k++) sum += load<f64>(at(p, k)) * load<f64>(at(coefficients, k));
    store<f64>(at(scratch, c), sum);
  }
  solveFactor(count, scratch);
  for (let c = 0; c < count; c++) {
    const p = rowOf(c);
    const weight = f64x2.splat(load<f64>(at(scratch, c)));
    for (let k: usize = 0; k < rowBytes; k += 16) {
      const a = coefficients + k;
      v128.store(a, f64x2.add(v128.load(a), f64x2.mul(v128.load(p + k), weight)));
    }
  }
}

/** Solves L L^T v = v in place for the packed factor. */
function solveFactor(n: i32, v: usize): void {
  let row = factor;
  for (let i = 0; i < n; i++) {
    let sum = load<f64>(at(v, i));
    for (let k = 0; k < i; k++) sum -= load<f64>(at(row, k)) * load<f64>(at(v, k));
    store<f64>(at(v, i), sum * load<f64>(at(row, i)));
    row = at(row, i + 1);
  }
  for (let i = n - 1; i >= 0; i--) {
    row -= <usize>(i + 1) << 3;
    const value = load<f64>(at(v, i)) * load<f64>(at(row, i));
    store<f64>(at(v, i), value);
    for (let k = 0; k < i; k++) store<f64>(at(v, k), load<f64>(at(v, k)) - load<f64>(at(row, k)) * value);
  }
}
