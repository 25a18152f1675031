/** The basis times a vector, both ways, two numbers at a time. */
import { basis, coefficients, columnBytes, columns, rank, residuals, rowBytes, rows, sizes, x } from './layout';

/** a = U^T v: two columns a vector, five vectors at a time. */
export function project(v: usize): void {
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
export function residual(): void {
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
