/** The formulas of the paper, slow and obvious, in float64; never imported by the sources. */

export type Matrix = number[][];

export const softplus = (x: number): number => (x > 30 ? x : Math.log(1 + Math.exp(x)));

/** Biased mean and covariance of all rows at once. */
export function moments(rows: Matrix): { mean: number[]; covariance: Matrix } {
  const d = rows[0].length;
  const mean = Array.from({ length: d }, (_, j) => rows.reduce((sum, row) => sum + row[j], 0) / rows.length);
  const covariance = mean.map((_, j) =>
    mean.map((__, k) => rows.reduce((sum, row) => sum + (row[j] - mean[j]) * (row[k] - mean[k]), 0) / rows.length),
  );
  return { mean, covariance };
}

/** Mean squared off-diagonal entry of the covariance. */
export function covarianceLoss(rows: Matrix): number {
  const { covariance } = moments(rows);
  const d = covariance.length;
  let sum = 0;
  for (let i = 0; i < d; i++) for (let j = 0; j < d; j++) if (i !== j) sum += covariance[i][j] ** 2;
  return d < 2 ? 0 : sum / (d * (d - 1));
}

export function determinant(a: Matrix): number {
  if (a.length === 0) return 1;
  return a[0].reduce(
    (sum, value, j) =>
      sum + (j % 2 === 0 ? 1 : -1) * value * determinant(a.slice(1).map((row) => row.filter((_, k) => k !== j))),
    0,
  );
}

/** Solves a x = b by Cramer's rule. */
export function solve(a: Matrix, b: number[]): number[] {
  const whole = determinant(a);
  return b.map((_, j) => determinant(a.map((row, i) => row.map((value, k) => (k === j ? b[i] : value)))) / whole);
}

/** ln N(z; mean, K covariance K) from the definition. */
export function logDensity(z: number[], mean: number[], covariance: Matrix, widths: number[]): number {
  const wide = covariance.map((row, i) => row.map((value, j) => widths[i] * value * widths[j]));
  const difference = z.map((value, j) => value - mean[j]);
  const solved = solve(wide, difference);
  const square = difference.reduce((sum, value, j) => sum + value * solved[j], 0);
  return -0.5 * (square + Math.log(determinant(wide)) + z.length * Math.log(2 * Math.PI));
}

/** A small network with leaky ReLU on its hidden layers; weights[l] is out x in. */
export interface Network {
  weights: Matrix[];
  biases: number[][];
  slope: number;
}

export function run({ weights, biases, slope }: Network, x: number[]): number {
  let values = x;
  for (const [l, weight] of weights.entries()) {
    values = weight.map((row, o) => biases[l][o] + row.reduce((sum, w, i) => sum + w * values[i], 0));
    if (l < weights.length - 1) values = values.map((value) => (value > 0 ? value : slope * value));
  }
  return values[0];
}

/** Eq. 7: the loss of T, noise already widened. */
export function networkLoss(network: Network, data: Matrix, noise: Matrix, nu: number): number {
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return (
    mean(data.map((row) => softplus(-run(network, row)))) + nu * mean(noise.map((row) => softplus(run(network, row))))
  );
}

/** Derivative by central differences. */
export function slopeOf(f: (x: number) => number, x: number, h = 1e-5): number {
  return (f(x + h) - f(x - h)) / (2 * h);
}

/** Half of an autoencoder: widths, and what stands between and after its layers. */
export interface Half {
  widths: number[];
  batchNorm: boolean;
  /** `latent`: batch norm without affine parameters on a layer without bias. */
  output: 'linear' | 'sigmoid' | 'latent';
}

/**
 * Rows through a half by its named weights (torch's names after `prefix`); batch norm takes the moments of the rows in training and
 * the running ones in evaluation.
 */
export function runHalf(
  weights: Record<string, number[]>,
  prefix: string,
  { widths, batchNorm, output }: Half,
  rows: Matrix,
  training: boolean,
): Matrix {
  let values = rows;
  let at = 0;
  for (let k = 1; k < widths.length; k++) {
    const last = k === widths.length - 1;
    const weight = weights[`${prefix}${at}.weight`];
    const bias = weights[`${prefix}${at++}.bias`];
    const inputs = widths[k - 1];
    values = values.map((row) =>
      Array.from({ length: widths[k] }, (_, o) =>
        row.reduce((sum, x, i) => sum + weight[o * inputs + i] * x, bias?.[o] ?? 0),
      ),
    );
    if (last ? output === 'latent' : batchNorm) {
      const { mean, covariance } = moments(values);
      const centre = training ? mean : weights[`${prefix}${at}.running_mean`];
      const spread = training ? covariance.map((row, j) => row[j]) : weights[`${prefix}${at}.running_var`];
      const [factor, shift] = [weights[`${prefix}${at}.weight`], weights[`${prefix}${at++}.bias`]];
      values = values.map((row) =>
        row.map((x, j) => ((x - centre[j]) / Math.sqrt(spread[j] + 1e-5)) * (factor?.[j] ?? 1) + (shift?.[j] ?? 0)),
      );
    }
    if (!last) {
      values = values.map((row) => row.map((x) => (x > 0 ? x : 0.01 * x)));
      at++;
    }
  }
  return output === 'sigmoid' ? values.map((row) => row.map((x) => 1 / (1 + Math.exp(-x)))) : values;
}

/** Squared error summed over the values, mean over rows. */
export function summedError(output: Matrix, target: Matrix): number {
  return (
    output.reduce((sum, row, i) => sum + row.reduce((s, x, j) => s + (x - target[i][j]) ** 2, 0), 0) / output.length
  );
}
