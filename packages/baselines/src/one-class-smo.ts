/**
 * The dual problem of the one-class support vector machine by sequential minimal optimisation: minimise a'Ka / 2 subject
 * to 0 <= a <= 1 and sum a = nu rows, a pair of weights at a time, chosen by second order information (Fan, Chen and Lin,
 * JMLR 6, 2005), as LIBSVM does without shrinking.
 */

/** A kernel matrix, asked for row by row. */
export interface KernelRows {
  /** Rows, and columns. */
  count: number;
  /** Writes row `i` into `out`; the diagonal is 1. */
  fill(i: number, out: Float64Array): void;
}

/** Weights of the training rows, and the offset: a row is outside where its weighted kernels sum to less. */
export interface OneClassSolution {
  weights: Float64Array;
  offset: number;
}

/** Bytes of kernel rows that are kept. */
const CACHE_BYTES = 256 * 1024 ** 2;
/** Curvature where two rows are the same, and what counts as nothing among weights. */
const TINY = 1e-12;

/**
 * Solves the problem until the largest violation of the optimality conditions is below `tolerance`, or after 100 times
 * rows (at least ten million) iterations. O(rows) an iteration, and a kernel row where it is not kept.
 */
export function solveOneClass(kernel: KernelRows, nu: number, tolerance: number): OneClassSolution {
  const { count } = kernel;
  const rowOf = cachedRows(kernel);
  const weights = startingWeights(count, nu);
  const gradient = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    if (weights[i] === 0) continue;
    const row = rowOf(i);
    for (let t = 0; t < count; t++) gradient[t] += weights[i] * row[t];
  }
  for (let iteration = Math.max(1e7, 100 * count); iteration > 0; iteration--) {
    let up = -1;
    let least = Number.POSITIVE_INFINITY;
    let greatest = Number.NEGATIVE_INFINITY;
    for (let t = 0; t < count; t++) {
      if (weights[t] < 1 && gradient[t] < least) {
        least = gradient[t];
        up = t;
      }
      if (weights[t] > 0 && gradient[t] > greatest) greatest = gradient[t];
    }
    if (up < 0 || greatest - least < tolerance) break;
    const rowUp = rowOf(up);
    let down = -1;
    let best = 0;
    for (let t = 0; t < count; t++) {
      const slope = gradient[t] - least;
      if (weights[t] === 0 || slope <= 0) continue;
      const gain = (slope * slope) / Math.max(2 - 2 * rowUp[t], TINY);
      if (gain > best) {
        best = gain;
        down = t;
      }
    }
    const wanted = (gradient[down] - least) / Math.max(2 - 2 * rowUp[down], TINY);
    const [room, held] = [1 - weights[up], weights[down]];
    const step = Math.min(wanted, room, held);
    const rowDown = rowOf(down);
    // What is nearly at a bound is put there, so that rounding makes no weight look free.
    weights[up] = room - step < TINY ? 1 : weights[up] + step;
    weights[down] = held - step < TINY ? 0 : weights[down] - step;
    for (let t = 0; t < count; t++) gradient[t] += step * (rowUp[t] - rowDown[t]);
  }
  return { weights, offset: offsetOf(weights, gradient) };
}

/** The first nu rows whole, the next one in part. */
function startingWeights(count: number, nu: number): Float64Array {
  const whole = Math.floor(nu * count);
  const weights = new Float64Array(count).fill(1, 0, whole);
  if (whole < count) weights[whole] = nu * count - whole;
  return weights;
}

/** The mean gradient of weights between the bounds; where there are none the middle of what the others allow. */
function offsetOf(weights: Float64Array, gradient: Float64Array): number {
  let sum = 0;
  let free = 0;
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  for (let t = 0; t < weights.length; t++) {
    if (weights[t] >= 1) low = Math.max(low, gradient[t]);
    else if (weights[t] <= 0) high = Math.min(high, gradient[t]);
    else {
      sum += gradient[t];
      free++;
    }
  }
  if (free > 0) return sum / free;
  if (high === Number.POSITIVE_INFINITY) return low;
  return low === Number.NEGATIVE_INFINITY ? high : (low + high) / 2;
}

/** The rows, the least recently used forgotten where memory is full; at least two are held. */
function cachedRows(kernel: KernelRows): (i: number) => Float64Array {
  const most = Math.max(2, Math.floor(CACHE_BYTES / (8 * kernel.count)));
  const rows = new Map<number, Float64Array>();
  return (i) => {
    let row = rows.get(i);
    if (row) rows.delete(i);
    else {
      const [oldest] = rows.keys();
      row = rows.size < most ? new Float64Array(kernel.count) : rows.get(oldest)!;
      if (rows.size >= most) rows.delete(oldest);
      kernel.fill(i, row);
    }
    rows.set(i, row);
    return row;
  };
}
