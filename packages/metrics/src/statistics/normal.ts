/** The standard normal distribution, to full relative accuracy in both tails. */

/**
 * exp(-n^2 / 4) for n = 1..12: the weights of the trapezoidal sum with step 1/2. The thirteenth is below the rounding
 * of a double.
 */
const WEIGHTS: Float64Array = Float64Array.from({ length: 12 }, (_, i) => Math.exp((-(i + 1) * (i + 1)) / 4));

const SQRT_HALF: number = Math.SQRT1_2;
const INVERSE_SQRT_TWO_PI: number = 0.3989422804014327;
const TWO_OVER_SQRT_PI: number = 1.1283791670955126;

/**
 * The complementary error function. From 1 on it is the trapezoidal rule, step 1/2, for
 * erfc(x) = (x / pi) exp(-x^2) * integral of exp(-t^2) / (x^2 + t^2), with the pole's term added (Chiarella and Reichl
 * 1968; Hunter and Regan 1972); below 1 the series of erf with positive terms. Relative error about 1e-15 + 1e-16 x^2.
 */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  if (x < 1) return 1 - erfSeries(x);
  if (x > 27.3) return 0;
  const square = x * x;
  let sum = 0.5 / square;
  for (let n = WEIGHTS.length; n >= 1; n--) sum += WEIGHTS[n - 1] / (0.25 * n * n + square);
  const trapezoid = (x * Math.exp(-square) * sum) / Math.PI;
  return x < 2 * Math.PI ? trapezoid - 2 / Math.expm1(4 * Math.PI * x) : trapezoid;
}

/** erf on [0, 1): 2 x exp(-x^2) / sqrt(pi) * sum of (2 x^2)^n / (1 3 5 ... (2n + 1)). */
function erfSeries(x: number): number {
  const step = 2 * x * x;
  let term = 1;
  let sum = 1;
  for (let n = 3; term > 1e-17; n += 2) {
    term *= step / n;
    sum += term;
  }
  return TWO_OVER_SQRT_PI * x * Math.exp(-x * x) * sum;
}

/** The density of the standard normal distribution. */
export function normalDensity(z: number): number {
  return INVERSE_SQRT_TWO_PI * Math.exp(-0.5 * z * z);
}

/** P(Z <= z) for a standard normal Z. */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z * SQRT_HALF);
}

/** P(Z > z) for a standard normal Z, without the loss of 1 - cdf. */
export function normalSurvival(z: number): number {
  return 0.5 * erfc(z * SQRT_HALF);
}

/**
 * The z with P(Z <= z) = p; -Infinity at 0 and Infinity at 1. The start of Abramowitz and Stegun 26.2.22 (error 3e-3)
 * is refined by steps of Halley, each of which triples the correct digits.
 */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0) return -Infinity;
  if (p === 0.5) return 0;
  const t = Math.sqrt(-2 * Math.log(p));
  let z = (2.30753 + 0.27061 * t) / (1 + t * (0.99229 + 0.04481 * t)) - t;
  for (let i = 0; i < 3; i++) {
    const step = (normalCdf(z) - p) / normalDensity(z);
    z -= step / (1 + 0.5 * z * step);
  }
  return z;
}
