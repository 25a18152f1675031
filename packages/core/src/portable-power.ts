/**
 * The power function made of additions, products and divisions alone; see `portable-math.ts`, also for where method and
 * coefficients come from. The base-two logarithm is carried in two numbers, which together hold some 70 bits.
 */

const bits = new DataView(new ArrayBuffer(8));

/** Where the logarithm is taken from: 1 and 1.5; the logarithm of the latter in two parts. */
const START = [
  { at: 1, log: 0, left: 0 },
  { at: 1.5, log: 0.5849624872207642, left: 1.350039202129749e-8 },
] as const;

/** Of 3/2 (ln((1 + s) / (1 - s)) - 2 s) / s^3 - 1, over powers of s^2. */
const LOG = [
  0.5999999999999946, 0.4285714285785502, 0.33333332981837743, 0.272728123808534, 0.23066074577556175,
  0.20697501780033842,
] as const;

/** 2 / (3 ln 2), the nearest number and in two parts; ln 2 likewise. */
const CUBED = { whole: 0.9617966939259756, high: 0.9617967009544373, low: -7.028461650952758e-9 } as const;
const LN2 = { whole: Math.LN2, high: 0.6931471824645996, low: -1.904654299957768e-9 } as const;

/** Of x (e^x + 1) / (e^x - 1) - 2, over powers of x^2. */
const EXP = [
  0.16666666666666602, -0.0027777777777015593, 6.613756321437934e-5, -1.6533902205465252e-6, 4.1381367970572385e-8,
] as const;

/** What a sum of 1024 may lack and still overflow. */
const OVERFLOW = 8.008566259537294e-17;

/**
 * x to the power y, the same bits everywhere; within one unit in the last place.
 * @param x at least 0; below gives NaN.
 * @param y at most 2^31 either way, NaN beyond; y = 0 gives 1.
 * @returns x^y.
 * @example
 * console.assert(portablePow(2, -3) === 1 / 8);
 */
export function portablePow(x: number, y: number): number {
  if (y === 0) return 1;
  if (!(x >= 0 && Math.abs(y) <= 2147483648)) return Number.NaN;
  if (x === 1 || y === 1) return x;
  if (y === 2) return x * x;
  if (y === 3) return x * x * x;
  if (y === 0.5) return Math.sqrt(x);
  if (y === -1) return 1 / x;
  if (x === 0 || x === Infinity) return (x === 0) === y > 0 ? 0 : Infinity;

  // x = 2^n a with a / start within a factor of sqrt(3 / 2) of 1.
  bits.setFloat64(0, x);
  let n = -1023;
  if (x < 2.2250738585072014e-308) {
    bits.setFloat64(0, x * 9007199254740992);
    n -= 53;
  }
  const word = bits.getInt32(0);
  n += word >> 20;
  const fraction = word & 0xfffff;
  let high = fraction | 0x3ff00000;
  const second = fraction > 0x3988e && fraction < 0xbb67a;
  if (fraction >= 0xbb67a) {
    n++;
    high -= 0x100000;
  }
  bits.setInt32(0, high);
  const a = bits.getFloat64(0);
  const start = START[second ? 1 : 0];

  // s = (a - start) / (a + start) in two parts.
  const u = a - start.at;
  const v = 1 / (a + start.at);
  const s = u * v;
  const sHigh = upper(s);
  bits.setInt32(0, ((high >> 1) | 0x20000000) + 0x80000 + (second ? 0x40000 : 0));
  bits.setInt32(4, 0);
  const sumHigh = bits.getFloat64(0);
  const sumLow = a - (sumHigh - start.at);
  const sLow = v * (u - sHigh * sumHigh - sHigh * sumLow);

  // log2 x = log + logLow.
  const z = s * s;
  const series = LOG[0] + z * (LOG[1] + z * (LOG[2] + z * (LOG[3] + z * (LOG[4] + z * LOG[5]))));
  const rest = z * z * series + sLow * (sHigh + s);
  const square = sHigh * sHigh;
  const factor = upper(3 + square + rest);
  const factorLow = rest - (factor - 3 - square);
  const product = sHigh * factor;
  const productLow = sLow * factor + factorLow * s;
  const cubic = upper(product + productLow);
  const cubicLow = productLow - (cubic - product);
  const part = CUBED.high * cubic;
  const partLow = CUBED.low * cubic + cubicLow * CUBED.whole + start.left;
  const log = upper(part + partLow + start.log + n);
  const logLow = partLow - (log - n - start.log - part);

  const yHigh = upper(y);
  return twoTo(yHigh * log, (y - yHigh) * log + y * logLow);
}

/** 2^(high + low). */
function twoTo(high: number, low: number): number {
  const sum = low + high;
  if (sum > 1024 || (sum === 1024 && low + OVERFLOW > sum - high)) return Infinity;
  if (sum < -1075 || (sum === -1075 && low <= sum - high)) return 0;
  const whole = Math.abs(sum) > 0.5 ? Math.sign(sum) * Math.floor(Math.abs(sum) + 0.5) : 0;
  const left = high - whole;
  const t = upper(low + left);
  const u = t * LN2.high;
  const v = (low - (t - left)) * LN2.whole + t * LN2.low;
  const z = u + v;
  const w = v - (z - u);
  const q = z * z;
  const c = z - q * (EXP[0] + q * (EXP[1] + q * (EXP[2] + q * (EXP[3] + q * EXP[4]))));
  const result = 1 - ((z * c) / (c - 2) - (w + z * w) - z);
  bits.setFloat64(0, result);
  const word = bits.getInt32(0) + (whole << 20);
  if (word >> 20 > 0) {
    bits.setInt32(0, word);
    return bits.getFloat64(0);
  }
  // A result below the normal numbers is rounded once.
  bits.setInt32(0, bits.getInt32(0) + ((whole + 54) << 20));
  return bits.getFloat64(0) * 5.551115123125783e-17;
}

/** The number without the lower half of its bits. */
function upper(x: number): number {
  bits.setFloat64(0, x);
  bits.setInt32(4, 0);
  return bits.getFloat64(0);
}
