/** RPE as the paper writes it: every step from scratch, no state. Slow and obvious. */

/** Median; the mean of the middle two for an even count. */
export function naiveMedian(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** Weighted sum of x x^T over all windows of the rows, column after column; `decay` per window of age. */
export function naiveGram(rows: number[][], window: number, decay: number): number[][] {
  const size = window * rows[0].length;
  const gram = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const count = rows.length - window + 1;
  for (let k = 0; k < count; k++) {
    const x = rows.slice(k, k + window).flat();
    const weight = decay ** (count - 1 - k);
    for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) gram[i][j] += weight * x[i] * x[j];
  }
  return gram;
}

/** Solves by elimination with partial pivoting. */
function solve(matrix: number[][], right: number[]): number[] {
  const a = matrix.map((row, i) => [...row, right[i]]);
  const n = right.length;
  for (let k = 0; k < n; k++) {
    const best = a.slice(k).reduce((top, row, i) => (Math.abs(row[k]) > Math.abs(a[top][k]) ? k + i : top), k);
    [a[k], a[best]] = [a[best], a[k]];
    for (let i = k + 1; i < n; i++) {
      const factor = a[i][k] / a[k][k];
      for (let j = k; j <= n; j++) a[i][j] -= factor * a[k][j];
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let i = n - 1; i >= 0; i--) {
    x[i] = (a[i][n] - x.reduce((sum, value, j) => (j > i ? sum + a[i][j] * value : sum), 0)) / a[i][i];
  }
  return x;
}

/** Algorithm 2: fit, leave out the rows of largest residual, fit again; the residual of the last row. */
export function naiveResidual(
  basis: number[][],
  x: number[],
  excluded: number,
  predictive: boolean,
  refine: number,
): number {
  const last = x.length - 1;
  const fit = (rows: number[]): number[] => {
    const rank = basis[0].length;
    const normal = Array.from({ length: rank }, (_, k) =>
      Array.from({ length: rank }, (_, l) => rows.reduce((sum, i) => sum + basis[i][k] * basis[i][l], 0)),
    );
    const right = Array.from({ length: rank }, (_, k) => rows.reduce((sum, i) => sum + basis[i][k] * x[i], 0));
    const a = solve(normal, right);
    return x.map((value, i) => value - basis[i].reduce((sum, u, k) => sum + u * a[k], 0));
  };
  let e = fit([...x.keys()]);
  for (let step = 0; excluded > 0 && step <= refine; step++) {
    const size = (i: number): number => (predictive && i === last ? Infinity : Math.abs(e[i]));
    const ascending = [...x.keys()].sort((i, j) => size(i) - size(j) || i - j);
    e = fit(ascending.slice(0, x.length - excluded));
  }
  return e[last];
}
