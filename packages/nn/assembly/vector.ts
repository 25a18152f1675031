/** Small vector functions that every kernel shares; all are inlined. */

/** x y + z; fused where the build allows it, which changes the last bits. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(x: v128, y: v128, z: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(x, y, z);
  return f32x4.add(f32x4.mul(x, y), z);
}

/** z - x y; fused where the build allows it. */
// @ts-ignore: decorator
@inline
export function subtractProduct(x: v128, y: v128, z: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(x, y, z);
  return f32x4.sub(z, f32x4.mul(x, y));
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
