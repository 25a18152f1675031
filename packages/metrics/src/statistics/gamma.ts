/** The gamma function's remainder and the incomplete gamma function: the tail of the chi-square distribution. */

const MAX_TERMS: number = 100_000;

/**
 * The remainder of Stirling's formula: ln Gamma(x) - ((x - 1/2) ln x - x + ln(2 pi) / 2), for x > 0. The asymptotic
 * series (DLMF 5.11.1) from 10 on, the recurrence of ln Gamma below.
 */
export function stirlingRemainder(x: number): number {
  let shift = 0;
  let y = x;
  for (; y < 10; y++) shift += (y + 0.5) * Math.log1p(1 / y) - 1;
  const w = 1 / (y * y);
  const series =
    (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w * (1 / 1188 - w * (691 / 360360 - w / 156)))))) / y;
  return shift + series;
}

/** ln(1 + u) - u, without the cancellation of the two for small u. */
export function log1pMinus(u: number): number {
  if (Math.abs(u) > 0.3) return Math.log1p(u) - u;
  // With r = u / (2 + u): ln(1 + u) = 2 (r + r^3/3 + ...) and u - 2r = u r.
  const r = u / (2 + u);
  const square = r * r;
  let power = r * square;
  let sum = 0;
  for (let n = 3; Math.abs(power) > 1e-18 * Math.abs(u * r); n += 2) {
    sum += power / n;
    power *= square;
  }
  return 2 * sum - u * r;
}

/**
 * The regularised upper incomplete gamma function Q(a, x) for a > 0, x >= 0: the series of P below a + 1 (DLMF 8.11.4),
 * the continued fraction above (DLMF 8.9.2), both scaled by x^a exp(-x) / Gamma(a) in the form that does not overflow.
 * O(sqrt(a) + 1) terms.
 */
export function gammaUpper(a: number, x: number): number {
  if (x <= 0) return 1;
  if (x === Infinity) return 0;
  const u = (x - a) / a;
  const scale = Math.sqrt(a / (2 * Math.PI)) * Math.exp(a * log1pMinus(u) - stirlingRemainder(a));
  return x < a + 1 ? 1 - scale * lowerSeries(a, x) : scale * upperFraction(a, x);
}

function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MAX_TERMS && term > sum * 1e-17; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** The fraction 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - ...)) by the rule of Lentz. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < MAX_TERMS; n++) {
    const numerator = n * (a - n);
    b += 2;
    d = 1 / (b + numerator * d);
    c = b + numerator / c;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return value;
}

/** P(X > x) for a chi-square variable X with `df` degrees of freedom. */
export function chiSquareSurvival(x: number, df: number): number {
  return gammaUpper(df / 2, x / 2);
}
