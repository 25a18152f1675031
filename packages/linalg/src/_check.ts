/** Boundary checks and exact scaling shared by the decompositions. */
import { checkInteger, toFloat64 } from '@tsad/core';

/** Asymmetry allowed between a[i,j] and a[j,i], relative to the largest entry: what summing in another order leaves. */
const ASYMMETRY = 1e-10;

/** The values as Float64Array of the wanted length, all finite. */
export function checkFinite(
  where: string,
  name: string,
  values: ArrayLike<number>,
  length: number,
  shape: string,
): Float64Array {
  const out = toFloat64(where, name, values);
  if (out.length !== length) {
    throw new RangeError(`${where}: ${name} must hold ${shape} = ${length} values, got ${out.length}`);
  }
  for (let i = 0; i < length; i++) {
    if (!Number.isFinite(out[i])) {
      throw new RangeError(
        `${where}: ${name} must be finite, got ${name}[${i}] = ${out[i]}; repair or drop such values`,
      );
    }
  }
  return out;
}

/** A row-major n x n matrix that is finite and symmetric up to rounding. */
export function checkSymmetric(where: string, a: ArrayLike<number>, n: number): Float64Array {
  checkInteger(where, 'n', n, 1);
  const matrix = checkFinite(where, 'a', a, n * n, `n x n = ${n} x ${n}`);
  const tolerance = ASYMMETRY * largest(matrix);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const lower = matrix[i * n + j];
      const upper = matrix[j * n + i];
      if (lower !== upper && !(Math.abs(lower - upper) <= tolerance)) {
        throw new RangeError(`${where}: a must be symmetric, got a[${i},${j}] = ${lower} and a[${j},${i}] = ${upper}`);
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
