/**
 * Elementary functions made of additions, products and divisions alone, which IEEE 754 fixes to the last bit. `Math.log` and
 * its like may differ from engine to engine there, and do between Node and recent Chromium. Methods and coefficients are
 * those of fdlibm (Sun Microsystems, 1993, free to use, change and pass on where this is said), so that values are also the
 * ones of `Math` in Node 20 to 24.
 */

const bits = new DataView(new ArrayBuffer(8));

/** 2^k at k + 1074, for all numbers there are; putting one together from its bits would wait for memory. */
const POWERS = new Float64Array(2098);
for (let k = 0, power = Number.MIN_VALUE; k < POWERS.length; k++, power *= 2) POWERS[k] = power;

/** ln 2 in two parts: the low half of the first is zero, so that its product with a small integer is exact. */
const LN2 = [0.6931471803691238, 1.9082149292705877e-10] as const;

/** pi / 2 likewise in one, two and three parts, each with what is left; and the bits that may cancel before the next is taken. */
const HALF_PI = [
  { part: 1.5707963267341256, left: 6.077100506506192e-11, mayCancel: 16 },
  { part: 6.077100506303966e-11, left: 2.0222662487959506e-21, mayCancel: 49 },
  { part: 2.0222662487111665e-21, left: 8.4784276603689e-32, mayCancel: Infinity },
] as const;

/** Of ln((1 + s) / (1 - s)) / s - 2, over powers of s^2. */
const LOG = [
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784, 0.1818357216161805,
  0.15313837699209373, 0.14798198605116586,
] as const;

/** Of x (e^x + 1) / (e^x - 1) - 2, over powers of x^2. */
const EXP = [
  0.16666666666666602, -0.0027777777777015593, 6.613756321437934e-5, -1.6533902205465252e-6, 4.1381367970572385e-8,
] as const;

/** Of (sin x - x) / x^3 and of (cos x - 1 + x^2 / 2) / x^4, over powers of x^2. */
const SIN = [
  -0.16666666666666632, 0.00833333333332249, -0.0001984126982985795, 2.7557313707070068e-6, -2.5050760253406863e-8,
  1.58969099521155e-10,
] as const;
const COS = [
  0.0416666666666666, -0.001388888888887411, 2.480158728947673e-5, -2.7557314351390663e-7, 2.087572321298175e-9,
  -1.1359647557788195e-11,
] as const;

/**
 * The natural logarithm, the same bits everywhere; within one unit in the last place.
 * @param x any number; below 0 gives NaN, 0 gives -Infinity.
 * @returns ln x.
 * @example
 * console.assert(portableLog(Math.E) === 1);
 */
export function portableLog(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN;
  if (x === Infinity) return x;
  const tiny = x < 2.2250738585072014e-308;
  bits.setFloat64(0, tiny ? x * 18014398509481984 : x);
  const high = bits.getInt32(0) & 0xfffff;
  // x = 2^k (1 + f) with 1 + f between the roots of 1/2 and 2.
  const carry = (high + 0x95f64) & 0x100000;
  const k = (bits.getInt32(0) >> 20) - 1023 + (carry >> 20) - (tiny ? 54 : 0);
  const f = (tiny ? x * 18014398509481984 : x) * POWERS[1074 - k - (tiny ? 54 : 0)] - 1;
  if ((0xfffff & (2 + high)) < 3) {
    if (f === 0) return k * LN2[0] + k * LN2[1];
    const cubic = f * f * (0.5 - 0.3333333333333333 * f);
    return k * LN2[0] - (cubic - k * LN2[1] - f);
  }
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (LOG[1] + w * (LOG[3] + w * LOG[5]));
  const rest = z * (LOG[0] + w * (LOG[2] + w * (LOG[4] + w * LOG[6]))) + even;
  if (((high - 0x6147a) | (0x6b851 - high)) <= 0) return k * LN2[0] - (s * (f - rest) - k * LN2[1] - f);
  const half = 0.5 * f * f;
  return k * LN2[0] - (half - (s * (half + rest) + k * LN2[1]) - f);
}

/**
 * ln(1 + x) without loss for small x, the same bits everywhere; within two units in the last place.
 * @param x at least -1.
 * @returns ln(1 + x).
 * @example
 * console.assert(portableLog1p(1e-20) === 1e-20);
 */
export function portableLog1p(x: number): number {
  const sum = 1 + x;
  if (sum === 1 || sum === Infinity) return x;
  if (!(sum > 0)) return portableLog(sum);
  // What the rounding of the sum has lost, to first order.
  return portableLog(sum) + (x - (sum - 1)) / sum;
}

/**
 * The exponential function, the same bits everywhere; within one unit in the last place.
 * @param x any number.
 * @returns e^x.
 * @example
 * console.assert(portableExp(1) === Math.E);
 */
export function portableExp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019411) return 0;
  if (x === 1) return Math.E;
  // x = k ln 2 + high - low.
  const size = Math.abs(x);
  if (size < 3.725290298461914e-9) return 1 + x;
  let k = 0;
  let high = x;
  let low = 0;
  if (size >= 0.3465735912322998) {
    const side = x < 0 ? -1 : 1;
    k = size < 1.0397205352783203 ? side : Math.trunc(Math.LOG2E * x + 0.5 * side);
    high = x - k * LN2[0];
    low = k * LN2[1];
  }
  const r = high - low;
  const t = r * r;
  const c = r - t * (EXP[0] + t * (EXP[1] + t * (EXP[2] + t * (EXP[3] + t * EXP[4]))));
  if (k === 0) return 1 - ((r * c) / (c - 2) - r);
  const y = 1 - (low - (r * c) / (2 - c) - high);
  if (k === 1024) return y * 2 * POWERS[1074 + 1023];
  return k >= -1021 ? y * POWERS[1074 + k] : y * POWERS[1074 + k + 1000] * POWERS[1074 - 1000];
}

/**
 * The cosine, the same bits everywhere; within one unit in the last place.
 * @param x radians, at most a million either way, as further ones lose digits; NaN beyond.
 * @returns cos x.
 * @example
 * console.assert(portableCos(Math.PI) === -1);
 */
export function portableCos(x: number): number {
  return sineAhead(Math.abs(x), 1);
}

/**
 * The sine, the same bits everywhere; within one unit in the last place.
 * @param x radians, at most a million either way, as further ones lose digits; NaN beyond.
 * @returns sin x.
 * @example
 * console.assert(portableSin(Math.PI / 2) === 1);
 */
export function portableSin(x: number): number {
  return x < 0 ? -sineAhead(-x, 0) : sineAhead(x, 0);
}

/** The sine a number of quarter turns ahead of an angle that is not negative. */
function sineAhead(size: number, quarters: number): number {
  if (!(size <= 1e6)) return Number.NaN;
  if (size <= 0.7853981633974483) return quarters === 0 ? smallSine(size) : cosine(size, 0);
  const turns = Math.trunc(size * 0.6366197723675814 + 0.5);
  let rest = size;
  let lost = 0;
  let y = size;
  for (const { part, left, mayCancel } of HALF_PI) {
    const before = rest;
    const step = turns * part;
    rest = before - step;
    lost = turns * left - (before - rest - step);
    y = rest - lost;
    if (exponentOf(size) - exponentOf(y) <= mayCancel) break;
  }
  const tail = rest - y - lost;
  const quarter = (turns + quarters) & 3;
  const value = (quarter & 1) === 0 ? sine(y, tail) : cosine(y, tail);
  return quarter < 2 ? value : -value;
}

/** cos(x + tail) for |x| up to pi / 4. */
function cosine(x: number, tail: number): number {
  const size = Math.abs(x);
  const z = x * x;
  const r = z * (COS[0] + z * (COS[1] + z * (COS[2] + z * (COS[3] + z * (COS[4] + z * COS[5])))));
  if (size < 0.3) return 1 - (0.5 * z - (z * r - x * tail));
  // 1 - z / 2 in two steps, the first of which is exact.
  const quarter = size > 0.78125 ? 0.28125 : roundedQuarter(size);
  return 1 - quarter - (0.5 * z - quarter - (z * r - x * tail));
}

/** sin x for |x| up to pi / 4. */
function smallSine(x: number): number {
  const z = x * x;
  return x + z * x * (SIN[0] + z * (SIN[1] + z * (SIN[2] + z * (SIN[3] + z * (SIN[4] + z * SIN[5])))));
}

/** sin(x + tail) for |x| up to pi / 4. */
function sine(x: number, tail: number): number {
  const z = x * x;
  const cube = z * x;
  const r = SIN[1] + z * (SIN[2] + z * (SIN[3] + z * (SIN[4] + z * SIN[5])));
  return x - (z * (0.5 * tail - cube * r) - tail - cube * SIN[0]);
}

/** A quarter of x, its low half zero. */
function roundedQuarter(x: number): number {
  bits.setFloat64(0, x);
  bits.setInt32(0, bits.getInt32(0) - 0x200000);
  bits.setInt32(4, 0);
  return bits.getFloat64(0);
}

function exponentOf(x: number): number {
  bits.setFloat64(0, x);
  return (bits.getInt32(0) >> 20) & 0x7ff;
}
