/** The least squares fit by the kept rows: src/robust-projection-factor.ts, the same sums in the same order. */
import { at, basis, coefficients, excluded, factor, gathered, kept, rank, rowBytes, rows, scratch, x } from './layout';
import { project } from './products';

/** A pivot below this means that the kept rows no longer determine the fit. */
const SINGULAR: f64 = 1e-10;

/** Rows left out. */
let count: i32 = 0;
/** Whether `factor` belongs to A (rank rows), else to G (count rows). */
let small: bool = false;

/** The basis row of an excluded one. */
// @ts-ignore: decorator
@inline
function rowOf(c: i32): usize {
  return basis + <usize>load<i32>(excluded + (<usize>c << 2)) * rowBytes;
}

/**
 * Factors the smaller of A and G for `most` excluded rows.
 * @returns how many of them stay excluded.
 */
export function factorise(most: i32): i32 {
  count = most;
  small = count > rank && factoriseRank();
  if (!small) factoriseExcluded();
  return count;
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
export function solveKept(): void {
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
