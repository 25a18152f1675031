/**
 * The implicit QR iteration on a symmetric tridiagonal matrix. It only logs its rotations: played backwards over unit
 * vectors they give the eigenvectors that are wanted, at a cost in proportion to their number.
 */
import { NEGLIGIBLE } from './_check.ts';

/** Shifted QR sweeps allowed for one eigenvalue; two are usual. */
const MAX_SWEEPS = 60;

/** All rotations, in the order they were made. */
export interface SweepLog {
  /** First and last row of each sweep: low, high, low, high ... */
  bounds: number[];
  /** Cosine and sine of each rotation of rows (k, k + 1), k = low .. high - 1 within a sweep. */
  rotations: Float64Array;
}

/** Turns the diagonal `d` into the eigenvalues, in no order; `e` is the off-diagonal and is destroyed. */
export function diagonalise(d: Float64Array, e: Float64Array, n: number): SweepLog {
  const bounds: number[] = [];
  let rotations = new Float64Array(2 * n * n);
  let used = 0;
  let sweeps = 0;
  let high = n - 1;
  while (high > 0) {
    let low = high;
    while (low > 0 && Math.abs(e[low - 1]) > Number.EPSILON * (Math.abs(d[low - 1]) + Math.abs(d[low])) + NEGLIGIBLE) {
      low--;
    }
    if (low === high) {
      high--;
      sweeps = 0;
      continue;
    }
    if (++sweeps > MAX_SWEEPS) {
      throw new Error(`symmetricEigen: eigenvalue ${high} did not converge in ${MAX_SWEEPS} sweeps`);
    }
    const next = used + 2 * (high - low);
    if (next > rotations.length) {
      const longer = new Float64Array(2 * rotations.length);
      longer.set(rotations);
      rotations = longer;
    }
    chase(d, e, low, high, rotations, used);
    bounds.push(low, high);
    used = next;
  }
  return { bounds, rotations: rotations.subarray(0, used) };
}

/** y <- G_1 G_2 ... G_last y for `count` vectors, the rows of y (shape [count, n]), four at a time. */
export function replay({ bounds, rotations }: SweepLog, y: Float64Array, count: number, n: number): void {
  let end = rotations.length;
  for (let sweep = bounds.length - 2; sweep >= 0; sweep -= 2) {
    const low = bounds[sweep];
    const high = bounds[sweep + 1];
    let c = 0;
    for (; c + 3 < count; c += 4) {
      let i0 = c * n + high;
      let i1 = i0 + n;
      let i2 = i1 + n;
      let i3 = i2 + n;
      let x0 = y[i0];
      let x1 = y[i1];
      let x2 = y[i2];
      let x3 = y[i3];
      let at = end;
      for (let k = high; k > low; k--) {
        const sine = rotations[--at];
        const cosine = rotations[--at];
        const z0 = y[i0 - 1];
        const z1 = y[i1 - 1];
        const z2 = y[i2 - 1];
        const z3 = y[i3 - 1];
        y[i0--] = sine * z0 + cosine * x0;
        y[i1--] = sine * z1 + cosine * x1;
        y[i2--] = sine * z2 + cosine * x2;
        y[i3--] = sine * z3 + cosine * x3;
        x0 = cosine * z0 - sine * x0;
        x1 = cosine * z1 - sine * x1;
        x2 = cosine * z2 - sine * x2;
        x3 = cosine * z3 - sine * x3;
      }
      y[i0] = x0;
      y[i1] = x1;
      y[i2] = x2;
      y[i3] = x3;
    }
    for (; c < count; c++) {
      let i = c * n + high;
      let x = y[i];
      let at = end;
      for (let k = high; k > low; k--) {
        const sine = rotations[--at];
        const cosine = rotations[--at];
        const z = y[i - 1];
        y[i--] = sine * z + cosine * x;
        x = cosine * z - sine * x;
      }
      y[i] = x;
    }
    end -= 2 * (high - low);
  }
}

/** One implicit QR sweep on rows low..high; the rotations of columns (k, k + 1) go to the log. */
function chase(d: Float64Array, e: Float64Array, low: number, high: number, log: Float64Array, start: number): void {
  const last = e[high - 1];
  const half = (d[high - 1] - d[high]) / 2;
  const root = length(half, last);
  const shift = d[high] - (last * last) / (half + (half > 0 ? root : -root));
  let x = d[low] - shift;
  let z = e[low];
  let at = start;
  for (let k = low; k < high; k++) {
    const r = length(x, z);
    const c = r === 0 ? 1 : x / r;
    const s = r === 0 ? 0 : z / r;
    if (k > low) e[k - 1] = r;
    const t = s * (d[k + 1] - d[k]) + 2 * c * e[k];
    d[k] += s * t;
    d[k + 1] -= s * t;
    e[k] = c * t - e[k];
    x = e[k];
    if (k < high - 1) {
      z = s * e[k + 1];
      e[k + 1] *= c;
    }
    log[at++] = c;
    log[at++] = s;
  }
}

/** sqrt(x^2 + y^2); the slow, careful form only where squares could vanish. */
function length(x: number, y: number): number {
  const r = Math.sqrt(x * x + y * y);
  if (r > 1e-140) return r;
  const most = Math.max(Math.abs(x), Math.abs(y));
  return most > 0 ? most * Math.sqrt((x / most) ** 2 + (y / most) ** 2) : 0;
}
