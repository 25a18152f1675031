/**
 * The streaming kernel: one new window j against the windows i = first .. first + count - 1 of the past.
 * Symbols as in `join.ts`; `c` points to the inner product of the diagonal that passes through (first, j), and the
 * products of the following windows lie behind it: a diagonal keeps its address while i and j advance together.
 */

import { offer } from './lists';
import { WORST } from './side';

/** c(i-1, j-1) -> c(i, j) for `count` diagonals; f and g point to those of window first - 1, fNew and gNew are j - 1's. */
export function streamAdvance(c: usize, f: usize, g: usize, count: i32, fNew: f64, gNew: f64): void {
  const fv = f64x2.splat(fNew);
  const gv = f64x2.splat(gNew);
  let at = 0;
  for (; at + 2 <= count; at += 2) {
    const sum = f64x2.add(v128.load(c), f64x2.mul(fv, v128.load(g)));
    v128.store(c, f64x2.add(sum, f64x2.mul(gv, v128.load(f))));
    c += 16;
    f += 16;
    g += 16;
  }
  if (at < count) store<f64>(c, load<f64>(c) + fNew * load<f64>(g) + gNew * load<f64>(f));
}

/** The centred inner product of the windows at x and y. */
export function streamProduct(x: usize, y: usize, meanX: f64, meanY: f64, window: i32): f64 {
  let sum: f64 = 0;
  for (const end = x + (<usize>window << 3); x < end; x += 8, y += 8) {
    sum += (load<f64>(x) - meanX) * (load<f64>(y) - meanY);
  }
  return sum;
}

/** Centred inner products of the window at y with `count` consecutive windows, the first at x. */
export function streamProducts(c: usize, x: usize, mean: usize, count: i32, y: usize, meanY: f64, window: i32): void {
  const length = <usize>window << 3;
  const my = f64x2.splat(meanY);
  let at = 0;
  for (; at + 4 <= count; at += 4) {
    const m0 = v128.load(mean);
    const m1 = v128.load(mean, 16);
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let px = x;
    for (let py = y; py < y + length; py += 8, px += 8) {
      const v = f64x2.sub(v128.load64_splat(py), my);
      s0 = f64x2.add(s0, f64x2.mul(f64x2.sub(v128.load(px), m0), v));
      s1 = f64x2.add(s1, f64x2.mul(f64x2.sub(v128.load(px, 16), m1), v));
    }
    v128.store(c, s0);
    v128.store(c, s1, 16);
    c += 32;
    x += 32;
    mean += 32;
  }
  for (; at < count; at++) {
    store<f64>(c, streamProduct(x, y, load<f64>(mean), meanY, window));
    c += 8;
    x += 8;
    mean += 8;
  }
}

/** Offers the windows to the k best of the new one (h = b_j b_i c_i - a_i), kept as window 0 of `side`. */
export function streamNearest(
  c: usize,
  a: usize,
  b: usize,
  count: i32,
  bNew: f64,
  side: usize,
  k: i32,
  first: i32,
): void {
  const worst = load<usize>(side, WORST);
  const bv = f64x2.splat(bNew);
  let limit = v128.load64_splat(worst);
  let at = 0;
  for (; at + 4 <= count; at += 4) {
    const h0 = f64x2.sub(f64x2.mul(v128.load(c), f64x2.mul(bv, v128.load(b))), v128.load(a));
    const h1 = f64x2.sub(f64x2.mul(v128.load(c, 16), f64x2.mul(bv, v128.load(b, 16))), v128.load(a, 16));
    if (v128.any_true(v128.or(f64x2.ge(h0, limit), f64x2.ge(h1, limit)))) {
      offer(side, k, 0, f64x2.extract_lane(h0, 0), first + at);
      offer(side, k, 0, f64x2.extract_lane(h0, 1), first + at + 1);
      offer(side, k, 0, f64x2.extract_lane(h1, 0), first + at + 2);
      offer(side, k, 0, f64x2.extract_lane(h1, 1), first + at + 3);
      limit = v128.load64_splat(worst);
    }
    c += 32;
    a += 32;
    b += 32;
  }
  for (; at < count; at++) {
    offer(side, k, 0, load<f64>(c) * (bNew * load<f64>(b)) - load<f64>(a), first + at);
    c += 8;
    a += 8;
    b += 8;
  }
}
