/** Small vector functions that every kernel shares; all are inlined. */

/** x y + z; fused where the build allows it, which changes the last bits. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(x: v128, y: v128, z: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(x, y, z);
  return f32x4.add(f32x4.mul(x, y), z);
}

/**
 * e^x, relative error below 2e-7, clamped to [-86, 88]; NaN stays NaN. x = n ln 2 + r with ln 2 in two parts, a polynomial of
 * degree 5 in r (minimax in the relative error), and n added to its exponent. Adding 1.5 x 2^23 rounds to n in the lowest bits.
 */
// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const bounded = f32x4.pmax(f32x4.pmin(x, f32x4.splat(88)), f32x4.splat(-86));
  const shifter = f32x4.splat(12582912);
  const shifted = multiplyAdd(bounded, f32x4.splat(1.44269504), shifter);
  const n = f32x4.sub(shifted, shifter);
  let r = multiplyAdd(n, f32x4.splat(-0.693359375), bounded);
  r = multiplyAdd(n, f32x4.splat(2.12194440e-4), r);
  let p = multiplyAdd(r, f32x4.splat(0.008290272206068039), f32x4.splat(0.04189816117286682));
  p = multiplyAdd(p, r, f32x4.splat(0.1666763871908188));
  p = multiplyAdd(p, r, f32x4.splat(0.4999914765357971));
  p = multiplyAdd(p, r, f32x4.splat(0.9999997019767761));
  p = multiplyAdd(p, r, f32x4.splat(1));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

/** 1 / (1 + e^-x), absolute error below 1e-7. */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}

/** tanh x, absolute error below 2e-7. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const one = f32x4.splat(1);
  const two = f32x4.splat(2);
  return f32x4.sub(one, f32x4.div(two, f32x4.add(one, exp(f32x4.add(x, x)))));
}

/** Up to four floats; lanes beyond `count` are zero and nothing beyond is read. */
// @ts-ignore: decorator
@inline
export function loadPart(address: usize, count: i32): v128 {
  if (count >= 4) return v128.load(address);
  if (count == 1) return v128.load32_zero(address);
  const low = v128.load64_zero(address);
  return count == 2 ? low : v128.load_lane<f32>(address, low, 2, 8);
}

/** Stores up to four floats, nothing beyond `count`. */
// @ts-ignore: decorator
@inline
export function storePart(address: usize, value: v128, count: i32): void {
  if (count >= 4) {
    v128.store(address, value);
  } else if (count == 1) {
    v128.store_lane<f32>(address, value, 0);
  } else {
    v128.store_lane<f64>(address, value, 0);
    if (count == 3) v128.store_lane<f32>(address, value, 2, 8);
  }
}

/** The upper two lanes as double precision. */
// @ts-ignore: decorator
@inline
export function promoteHigh(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f64>(x, x, 1, 1));
}

/** Four double sums in two vectors as single precision. */
// @ts-ignore: decorator
@inline
export function demote(low: v128, high: v128): v128 {
  return v128.shuffle<f64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}
