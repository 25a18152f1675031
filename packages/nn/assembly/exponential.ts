/**
 * Exponentials, sigmoids, hyperbolic tangents. e^x: x = n ln 2 + r with ln 2 in two parts, a polynomial of degree 5 in r (minimax in
 * the relative error), and n added to its exponent. With FLIP it is e^-x: every sign on the way turns, no rounding changes.
 */
import { loadPart, multiplyAdd, storePart, subtractProduct } from './vector';

/** In memory: V8 builds a constant vector anew from three instructions wherever it is used. */
const TABLE: usize = memory.data<f32>([
  88, 86, -86, -88, 1.44269504, 12582912, 0.693359375, 2.12194440e-4,
  0.008290272206068039, 0.04189816117286682, 0.1666763871908188, 0.4999914765357971, 0.9999997019767761, 1, 2,
]);
// @ts-ignore: decorator
@inline const LARGEST = 0;
// @ts-ignore: decorator
@inline const LARGEST_FLIPPED = 4;
// @ts-ignore: decorator
@inline const SMALLEST = 8;
// @ts-ignore: decorator
@inline const SMALLEST_FLIPPED = 12;
// @ts-ignore: decorator
@inline const BINARY = 16;
/** 1.5 x 2^23: what is added to it is rounded to an integer, in the lowest bits. */
// @ts-ignore: decorator
@inline const SHIFTER = 20;
// @ts-ignore: decorator
@inline const LN2_HIGH = 24;
// @ts-ignore: decorator
@inline const LN2_LOW = 28;
/** Coefficients of r^5 to r^2, then to r^0. */
// @ts-ignore: decorator
@inline const LEADING = 32;
// @ts-ignore: decorator
@inline const TRAILING = 44;
// @ts-ignore: decorator
@inline const ONE = 52;
// @ts-ignore: decorator
@inline const TWO = 56;

// @ts-ignore: decorator
@inline
function constant(at: usize): v128 {
  return v128.load32_splat(TABLE + at);
}

/** e^x, relative error below 2e-7, clamped to [-86, 88]; NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  return power(false, x);
}

/** 1 / (1 + e^-x), absolute error below 1e-7. */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  return finish(true, power(true, x));
}

/** out = 1 / (1 + e^-x); `out` may be x. */
export function sigmoids(x: usize, out: usize, length: i32): void {
  map(true, x, out, length);
}

/** out = tanh x, absolute error below 2e-7; `out` may be x. */
export function tanhs(x: usize, out: usize, length: i32): void {
  map(false, x, out, length);
}

/**
 * Three vectors at a time, a few operations of each in turn: one is a chain of twenty operations and a division, and a processor
 * looks ahead over three such chains only.
 */
// @ts-ignore: decorator
@inline
function map(SIGMOID: bool, x: usize, out: usize, length: i32): void {
  const triples = x + (<usize>(length - length % 12) << 2);
  while (x < triples) {
    const x0 = bound(SIGMOID, start(SIGMOID, v128.load(x)));
    const x1 = bound(SIGMOID, start(SIGMOID, v128.load(x, 16)));
    const x2 = bound(SIGMOID, start(SIGMOID, v128.load(x, 32)));
    const n0 = shift(SIGMOID, x0);
    const n1 = shift(SIGMOID, x1);
    const n2 = shift(SIGMOID, x2);
    const r0 = remainder(SIGMOID, x0, n0);
    const r1 = remainder(SIGMOID, x1, n1);
    const r2 = remainder(SIGMOID, x2, n2);
    let p0 = leading(SIGMOID, r0);
    let p1 = leading(SIGMOID, r1);
    let p2 = leading(SIGMOID, r2);
    p0 = trailing(SIGMOID, r0, p0);
    p1 = trailing(SIGMOID, r1, p1);
    p2 = trailing(SIGMOID, r2, p2);
    v128.store(out, finish(SIGMOID, i32x4.add(p0, i32x4.shl(n0, 23))));
    v128.store(out, finish(SIGMOID, i32x4.add(p1, i32x4.shl(n1, 23))), 16);
    v128.store(out, finish(SIGMOID, i32x4.add(p2, i32x4.shl(n2, 23))), 32);
    x += 48;
    out += 48;
  }
  for (let rest = length % 12; rest > 0; rest -= 4) {
    storePart(out, finish(SIGMOID, power(SIGMOID, start(SIGMOID, loadPart(x, rest)))), rest);
    x += 16;
    out += 16;
  }
}

/** e^x or e^-x */
// @ts-ignore: decorator
@inline
function power(FLIP: bool, x: v128): v128 {
  const bounded = bound(FLIP, x);
  const n = shift(FLIP, bounded);
  const r = remainder(FLIP, bounded, n);
  return i32x4.add(trailing(FLIP, r, leading(FLIP, r)), i32x4.shl(n, 23));
}

/** A sigmoid needs e^-x, a tangent e^2x. */
// @ts-ignore: decorator
@inline
function start(SIGMOID: bool, x: v128): v128 {
  return SIGMOID ? x : f32x4.add(x, x);
}

// @ts-ignore: decorator
@inline
function finish(SIGMOID: bool, power: v128): v128 {
  const one = constant(ONE);
  const sum = f32x4.add(one, power);
  return SIGMOID ? f32x4.div(one, sum) : f32x4.sub(one, f32x4.div(constant(TWO), sum));
}

/** Within what single precision holds. */
// @ts-ignore: decorator
@inline
function bound(FLIP: bool, x: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, constant(FLIP ? LARGEST_FLIPPED : LARGEST)), constant(FLIP ? SMALLEST_FLIPPED : SMALLEST));
}

/** n in the lowest bits. */
// @ts-ignore: decorator
@inline
function shift(FLIP: bool, x: v128): v128 {
  return along(FLIP, x, constant(BINARY), constant(SHIFTER));
}

/** r, or -r where signs are turned. */
// @ts-ignore: decorator
@inline
function remainder(FLIP: bool, x: v128, shifted: v128): v128 {
  const n = f32x4.sub(shifted, constant(SHIFTER));
  return along(FLIP, n, constant(LN2_LOW), along(!FLIP, n, constant(LN2_HIGH), x));
}

/** The first two steps of the polynomial, */
// @ts-ignore: decorator
@inline
function leading(FLIP: bool, r: v128): v128 {
  const p = along(FLIP, r, constant(LEADING), constant(LEADING + 4));
  return along(FLIP, p, r, constant(LEADING + 8));
}

/** and the other three. */
// @ts-ignore: decorator
@inline
function trailing(FLIP: bool, r: v128, p: v128): v128 {
  p = along(FLIP, p, r, constant(TRAILING));
  p = along(FLIP, p, r, constant(TRAILING + 4));
  return along(FLIP, p, r, constant(ONE));
}

/** z + x y, or z - x y. */
// @ts-ignore: decorator
@inline
function along(FLIP: bool, x: v128, y: v128, z: v128): v128 {
  return FLIP ? subtractProduct(x, y, z) : multiplyAdd(x, y, z);
}
