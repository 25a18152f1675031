/** Maps over flat arrays of `length` floats: arithmetic, activations and their gradients. */
import { exp } from './exponential';
import { loadPart, multiplyAdd, storePart } from './vector';

const SELU_SCALE: f32 = 1.0507009873554805;
const SELU_SCALE_ALPHA: f32 = 1.7580993408473766;

// @ts-ignore: decorator
@inline const ADD = 0;
// @ts-ignore: decorator
@inline const SUBTRACT = 1;
// @ts-ignore: decorator
@inline const MULTIPLY = 2;
// @ts-ignore: decorator
@inline const SCALE = 3;
// @ts-ignore: decorator
@inline const ADD_SCALED = 4;
// @ts-ignore: decorator
@inline const MAXIMUM = 5;
// @ts-ignore: decorator
@inline const LEAKY = 6;
// @ts-ignore: decorator
@inline const SELU = 7;
// @ts-ignore: decorator
@inline const LEAKY_BACK = 8;
// @ts-ignore: decorator
@inline const SELU_BACK = 9;
// @ts-ignore: decorator
@inline const SIGMOID_BACK = 10;
// @ts-ignore: decorator
@inline const TANH_BACK = 11;

/** One vector of a map; backward maps take the forward output y and the gradient g. */
// @ts-ignore: decorator
@inline
function apply(MAP: i32, x: v128, y: v128, p: v128): v128 {
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  if (MAP == ADD) return f32x4.add(x, y);
  if (MAP == SUBTRACT) return f32x4.sub(x, y);
  if (MAP == MULTIPLY) return f32x4.mul(x, y);
  if (MAP == SCALE) return f32x4.mul(x, p);
  if (MAP == ADD_SCALED) return multiplyAdd(y, p, x);
  if (MAP == MAXIMUM) return f32x4.max(x, y);
  if (MAP == LEAKY) return v128.bitselect(x, f32x4.mul(x, p), f32x4.gt(x, zero));
  if (MAP == SELU) {
    const below = f32x4.mul(f32x4.splat(SELU_SCALE_ALPHA), f32x4.sub(exp(x), one));
    return v128.bitselect(f32x4.mul(x, f32x4.splat(SELU_SCALE)), below, f32x4.gt(x, zero));
  }
  if (MAP == LEAKY_BACK) return f32x4.mul(y, v128.bitselect(one, p, f32x4.gt(x, zero)));
  if (MAP == SELU_BACK) {
    const below = f32x4.add(x, f32x4.splat(SELU_SCALE_ALPHA));
    return f32x4.mul(y, v128.bitselect(f32x4.splat(SELU_SCALE), below, f32x4.gt(x, zero)));
  }
  if (MAP == SIGMOID_BACK) return f32x4.mul(y, f32x4.mul(x, f32x4.sub(one, x)));
  return f32x4.mul(y, f32x4.sub(one, f32x4.mul(x, x)));
}

// @ts-ignore: decorator
@inline
function map(MAP: i32, x: usize, y: usize, out: usize, length: i32, parameter: f32): void {
  const p = f32x4.splat(parameter);
  const end = x + ((<usize>(length & ~3)) << 2);
  while (x < end) {
    v128.store(out, apply(MAP, v128.load(x), v128.load(y), p));
    x += 16;
    y += 16;
    out += 16;
  }
  const rest = length & 3;
  if (rest) storePart(out, apply(MAP, loadPart(x, rest), loadPart(y, rest), p), rest);
}

export function add(x: usize, y: usize, out: usize, length: i32): void {
  map(ADD, x, y, out, length, 0);
}
export function subtract(x: usize, y: usize, out: usize, length: i32): void {
  map(SUBTRACT, x, y, out, length, 0);
}
export function multiply(x: usize, y: usize, out: usize, length: i32): void {
  map(MULTIPLY, x, y, out, length, 0);
}
export function scale(x: usize, out: usize, length: i32, factor: f32): void {
  map(SCALE, x, x, out, length, factor);
}
/** out = x + factor y */
export function addScaled(x: usize, y: usize, out: usize, length: i32, factor: f32): void {
  map(ADD_SCALED, x, y, out, length, factor);
}
export function maximum(x: usize, y: usize, out: usize, length: i32): void {
  map(MAXIMUM, x, y, out, length, 0);
}
export function leaky(x: usize, out: usize, length: i32, slope: f32): void {
  map(LEAKY, x, x, out, length, slope);
}
export function selu(x: usize, out: usize, length: i32): void {
  map(SELU, x, x, out, length, 0);
}
export function leakyBack(y: usize, gradient: usize, out: usize, length: i32, slope: f32): void {
  map(LEAKY_BACK, y, gradient, out, length, slope);
}
export function seluBack(y: usize, gradient: usize, out: usize, length: i32): void {
  map(SELU_BACK, y, gradient, out, length, 0);
}
export function sigmoidBack(y: usize, gradient: usize, out: usize, length: i32): void {
  map(SIGMOID_BACK, y, gradient, out, length, 0);
}
export function tanhBack(y: usize, gradient: usize, out: usize, length: i32): void {
  map(TANH_BACK, y, gradient, out, length, 0);
}

/** The gradient of max(x, y) goes to the larger one, half to each where they are equal. */
export function maximumBack(x: usize, y: usize, gradient: usize, outX: usize, outY: usize, length: i32): void {
  const one = f32x4.splat(1);
  const half = f32x4.splat(0.5);
  const zero = f32x4.splat(0);
  for (let i = 0; i < length; i += 4) {
    const rest = length - i;
    const at = (<usize>i) << 2;
    const a = loadPart(x + at, rest);
    const b = loadPart(y + at, rest);
    const g = loadPart(gradient + at, rest);
    const share = v128.bitselect(half, v128.bitselect(one, zero, f32x4.gt(a, b)), f32x4.eq(a, b));
    storePart(outX + at, f32x4.mul(g, share), rest);
    storePart(outY + at, f32x4.mul(g, f32x4.sub(one, share)), rest);
  }
}

/**
 * out[i] = x[i] / keep where the hash of (key, i) falls below `keep`, else 0. Forward and backward are the same map, so
 * no mask is stored. The hash is the finaliser of MurmurHash3, twice.
 */
export function dropout(x: usize, out: usize, length: i32, keep: f64, keyLow: i32, keyHigh: i32): void {
  const limit = i32x4.splat(<i32>(<u32>(keep * 4294967295.0)));
  const factor = f32x4.splat(<f32>(1.0 / keep));
  let index = i32x4(0, 1, 2, 3);
  for (let i = 0; i < length; i += 4) {
    const rest = length - i;
    const at = (<usize>i) << 2;
    const hash = mix(i32x4.add(mix(v128.xor(index, i32x4.splat(keyLow))), i32x4.splat(keyHigh)));
    const kept = v128.and(i32x4.le_u(hash, limit), f32x4.mul(loadPart(x + at, rest), factor));
    storePart(out + at, kept, rest);
    index = i32x4.add(index, i32x4.splat(4));
  }
}

// @ts-ignore: decorator
@inline
function mix(x: v128): v128 {
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x85ebca6b));
  x = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 13)), i32x4.splat(0xc2b2ae35));
  return v128.xor(x, i32x4.shr_u(x, 16));
}
