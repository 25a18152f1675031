/** The incomplete beta function: the tail of the F distribution. */
import { log1pMinus, stirlingRemainder } from './gamma.ts';

const MAX_TERMS: number = 100_000;
const TINY: number = 1e-300;

/**
 * The regularised incomplete beta function I_x(a, b) for a, b > 0 and y = 1 - x given apart, so that neither end loses
 * digits. The continued fraction of DLMF 8.17.22 on the side of the mean where it converges fast, O(sqrt(a + b)) terms.
 */
export function betaLower(a: number, b: number, x: number, y: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  return x <= (a + 1) / (a + b + 2) ? tail(a, b, x, y) : 1 - tail(b, a, y, x);
}

function tail(a: number, b: number, x: number, y: number): number {
  // x^a y^b / B(a, b), written around the mean a / (a + b) so that large parameters cancel exactly.
  const total = a + b;
  const lambda = y <= x ? b - total * y : total * x - a;
  const exponent = a * log1pMinus(lambda / a) + b * log1pMinus(-lambda / b);
  const remainder = stirlingRemainder(total) - stirlingRemainder(a) - stirlingRemainder(b);
  const scale = Math.sqrt(((a / total) * b) / (2 * Math.PI)) * Math.exp(exponent + remainder);
  return (scale / a) * fraction(a, b, x);
}

function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < MAX_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    value *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return value;
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** P(X > f) for an F variable X with `df1` and `df2` degrees of freedom. */
export function fSurvival(f: number, df1: number, df2: number): number {
  if (f === Infinity) return 0;
  if (f <= 0) return 1;
  const total = df2 + df1 * f;
  return betaLower(df2 / 2, df1 / 2, df2 / total, (df1 * f) / total);
}
