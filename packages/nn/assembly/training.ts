/** Losses with their gradients, and the optimiser's step. */
import { sigmoid } from './exponential';
import { loadPart, multiplyAdd, promoteHigh, storePart } from './vector';

/**
 * Returns the sum of w (output - target)^2 in double precision and writes 2 w scale (output - target);
 * `weights` may be 0 for all ones.
 */
export function squaredError(
  output: usize, target: usize, weights: usize, gradient: usize, length: i32, scale: f32,
): f64 {
  const twice = f32x4.splat(2 * scale);
  let low = f64x2.splat(0);
  let high = low;
  for (let i = 0; i < length; i += 4) {
    const rest = length - i;
    const at = (<usize>i) << 2;
    const difference = f32x4.sub(loadPart(output + at, rest), loadPart(target + at, rest));
    let weighted = difference;
    if (weights) weighted = f32x4.mul(weighted, loadPart(weights + at, rest));
    const square = f32x4.mul(difference, weighted);
    low = f64x2.add(low, f64x2.promote_low_f32x4(square));
    high = f64x2.add(high, promoteHigh(square));
    storePart(gradient + at, f32x4.mul(weighted, twice), rest);
  }
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Writes scale ((1 - y) - (1 + (positiveWeight - 1) y) sigmoid(-x)) for logits x and labels y. */
export function crossEntropyBack(
  logits: usize, labels: usize, gradient: usize, length: i32, positiveWeight: f32, scale: f32,
): void {
  const one = f32x4.splat(1);
  const extra = f32x4.splat(positiveWeight - 1);
  const factor = f32x4.splat(scale);
  for (let i = 0; i < length; i += 4) {
    const rest = length - i;
    const at = (<usize>i) << 2;
    const y = loadPart(labels + at, rest);
    const weight = f32x4.add(one, f32x4.mul(extra, y));
    const pull = f32x4.mul(weight, sigmoid(f32x4.neg(loadPart(logits + at, rest))));
    storePart(gradient + at, f32x4.mul(factor, f32x4.sub(f32x4.sub(one, y), pull)), rest);
  }
}

/**
 * One step of Adam (Kingma and Ba 2015): m and v are the moments, `rate` the learning rate over the first bias
 * correction, `root` one over the root of the second. `shrink` multiplies the weight first (decoupled decay, Loshchilov
 * and Hutter 2019), `penalty` times the weight is added to the gradient.
 */
export function adam(
  weight: usize, gradient: usize, m: usize, v: usize, length: i32,
  beta1: f32, beta2: f32, epsilon: f32, rate: f32, root: f32, shrink: f32, penalty: f32,
): void {
  const keep1 = f32x4.splat(beta1);
  const keep2 = f32x4.splat(beta2);
  const new1 = f32x4.splat(<f32>(1.0 - <f64>beta1));
  const new2 = f32x4.splat(<f32>(1.0 - <f64>beta2));
  for (let i = 0; i < length; i += 4) {
    const rest = length - i;
    const at = (<usize>i) << 2;
    let w = loadPart(weight + at, rest);
    const g = multiplyAdd(f32x4.splat(penalty), w, loadPart(gradient + at, rest));
    w = f32x4.mul(w, f32x4.splat(shrink));
    const first = multiplyAdd(keep1, loadPart(m + at, rest), f32x4.mul(new1, g));
    const second = multiplyAdd(keep2, loadPart(v + at, rest), f32x4.mul(new2, f32x4.mul(g, g)));
    storePart(m + at, first, rest);
    storePart(v + at, second, rest);
    const scale = multiplyAdd(f32x4.sqrt(second), f32x4.splat(root), f32x4.splat(epsilon));
    storePart(weight + at, f32x4.sub(w, f32x4.div(f32x4.mul(f32x4.splat(rate), first), scale)), rest);
  }
}
