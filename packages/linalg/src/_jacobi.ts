/** One-sided Jacobi (Hestenes 1958): plane rotations of rows until all rows are orthogonal to working precision. */

/** Sweeps over all pairs; 5 to 10 are usual after a pivoted QR. */
const MAX_SWEEPS = 60;

/**
 * Orthogonalises the first `rows` rows of x by rotations from the left, X <- G X, and applies them to g as well.
 * The test is relative to both norms, |x_p . x_q| <= tolerance ||x_p|| ||x_q||, which is what keeps short rows accurate.
 * @param x row-major with `length` columns.
 * @param g row-major with `length` columns.
 */
export function orthogonaliseRows(x: Float64Array, rows: number, length: number, g: Float64Array): void {
  const tolerance = Math.sqrt(length) * Number.EPSILON;
  const squares = new Float64Array(rows);
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    for (let i = 0; i < rows; i++) squares[i] = dot(x, i * length, i * length, length);
    let rotated = false;
    for (let p = 0; p < rows - 1; p++) {
      for (let q = p + 1; q < rows; q++) {
        const a = squares[p];
        const b = squares[q];
        const c = dot(x, p * length, q * length, length);
        if (!(Math.abs(c) > tolerance * Math.sqrt(a) * Math.sqrt(b))) continue;
        rotated = true;
        const zeta = (b - a) / (2 * c);
        const t =
          Math.abs(zeta) > 1e150 ? 0.5 / zeta : Math.sign(zeta || 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const cosine = 1 / Math.sqrt(1 + t * t);
        const sine = cosine * t;
        rotate(x, p * length, q * length, length, cosine, sine);
        rotate(g, p * length, q * length, length, cosine, sine);
        squares[p] = a - t * c;
        squares[q] = b + t * c;
        if (squares[p] < 0.1 * a) squares[p] = dot(x, p * length, p * length, length);
        if (squares[q] < 0.1 * b) squares[q] = dot(x, q * length, q * length, length);
      }
    }
    if (!rotated) return;
  }
  throw new Error(`svd: rows are still not orthogonal after ${MAX_SWEEPS} sweeps`);
}

function dot(x: Float64Array, i: number, j: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    s0 += x[i + k] * x[j + k];
    s1 += x[i + k + 1] * x[j + k + 1];
    s2 += x[i + k + 2] * x[j + k + 2];
    s3 += x[i + k + 3] * x[j + k + 3];
  }
  for (; k < length; k++) s0 += x[i + k] * x[j + k];
  return s0 + s1 + (s2 + s3);
}

/** (x_i, x_j) <- (c x_i - s x_j, s x_i + c x_j). */
function rotate(x: Float64Array, i: number, j: number, length: number, c: number, s: number): void {
  for (let k = 0; k < length; k++) {
    const a = x[i + k];
    const b = x[j + k];
    x[i + k] = c * a - s * b;
    x[j + k] = s * a + c * b;
  }
}
