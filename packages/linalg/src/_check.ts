/** Boundary checks and exact scaling shared by the decompositions. */
import { checkInteger, toFinite64 } from '@tsad/core';

/** Asymmetry allowed between a[i,j] and a[j,i], relative to the largest entry: what summing in another order leaves. */
const ASYMMETRY = 1e-10;

/** Off-diagonal entries below it, in a matrix scaled to about 1, are zero: far under any rounding error. */
export const NEGLIGIBLE = 1e-145;

/** The values as Float64Array of the wanted length, all finite. */
export function checkFinite(
  where: string,
  name: string,
  values: ArrayLike<number>,
  length: number,
  shape: string,
): Float64Array {
  const out = toFinite64(where, name, values);
  if (out.length !== length) {
    throw new RangeError(`${where}: ${name} must hold ${shape} = ${length} values, got ${out.length}`);
  }
  return out;
}

/** A row-major matrix that is finite and symmetric up to rounding; `name` and `order` are the caller's names for it. */
export function checkSymmetric(
  where: string,
  name: string,
  a: ArrayLike<number>,
  n: number,
  order: string = 'n',
): Float64Array {
  checkInteger(where, order, n, 1);
  const matrix = checkFinite(where, name, a, n * n, `${order} x ${order} = ${n} x ${n}`);
  const tolerance = ASYMMETRY * largest(matrix);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const lower = matrix[i * n + j];
      const upper = matrix[j * n + i];
      if (lower !== upper && !(Math.abs(lower - upper) <= tolerance)) {
        throw new RangeError(
          `${where}: ${name} must be symmetric, got ${name}[${i},${j}] = ${lower} and ${name}[${j},${i}] = ${upper}`,
        );
      }
    }
  }
  return matrix;
}

/** The largest magnitude, 0 for an empty array. */
export function largest(values: Float64Array): number {
  let max = 0;
  for (let i = 0; i < values.length; i++) {
    const magnitude = Math.abs(values[i]);
    if (magnitude > max) max = magnitude;
  }
  return max;
}

/** A power of two s such that s * magnitude is near 2^exponent: multiplying by it rounds nothing. 1 for magnitude 0. */
export function exactScale(magnitude: number, exponent: number = 0): number {
  if (magnitude === 0) return 1;
  return 2 ** Math.min(1000, Math.max(-1000, exponent - Math.floor(Math.log2(magnitude))));
}
