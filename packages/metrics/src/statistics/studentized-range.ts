/** The range of k independent standard normal variables: the studentized range with infinite degrees of freedom. */
import { normalDensity, normalQuantile, normalSurvival } from './normal.ts';

/**
 * P(range > q) for k >= 2 standard normal variables. With z the smallest of them and S the normal tail it is
 * k * integral of phi(z) [S(z)^(k-1) - (S(z) - S(z + q))^(k-1)] dz. The integrand is entire and falls like a Gaussian,
 * so the trapezoidal rule reaches rounding error; every term is positive, so small tails keep their digits
 * (relative error about 1e-13).
 */
export function rangeSurvival(q: number, k: number): number {
  if (q <= 0) return 1;
  const step = stepFor(k);
  let sum = 0;
  for (let z = -q / 2 - 9; z <= -q / 2 + 9; z += step) {
    const above = normalSurvival(z);
    const ratio = normalSurvival(z + q) / above;
    const power = above ** (k - 1);
    if (power > 0) sum -= normalDensity(z) * power * Math.expm1((k - 1) * Math.log1p(-ratio));
  }
  return Math.min(1, k * step * sum);
}

/** The density of the range of k standard normal variables at q. */
function rangeDensity(q: number, k: number): number {
  const step = stepFor(k);
  let sum = 0;
  for (let z = -q / 2 - 9; z <= -q / 2 + 9; z += step) {
    const between = normalSurvival(z) - normalSurvival(z + q);
    sum += normalDensity(z) * normalDensity(z + q) * between ** (k - 2);
  }
  return k * (k - 1) * step * sum;
}

/** The smallest of k normal variables has a spread near 1 / sqrt(2 ln k); the step follows it. */
function stepFor(k: number): number {
  return 0.25 / Math.sqrt(1 + Math.log(k));
}

/**
 * The q with P(range > q) = alpha, for alpha in (0, 1): Newton's steps on the logarithm of the tail, which is concave,
 * kept inside a bracket.
 */
export function rangeQuantile(alpha: number, k: number): number {
  let low = 0;
  // By the union bound over the k (k - 1) / 2 pairs, each a normal difference, the answer is not above this.
  let high = -Math.SQRT2 * normalQuantile(alpha / (k * (k - 1)));
  let q = high;
  const target = Math.log(alpha);
  for (let i = 0; i < 200; i++) {
    const survival = rangeSurvival(q, k);
    const excess = Math.log(survival) - target;
    if (excess > 0) low = q;
    else high = q;
    let next = q + (excess * survival) / rangeDensity(q, k);
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - q) <= 1e-15 * q) return next;
    q = next;
  }
  return q;
}
