/** The losses of noise-contrastive estimation as functions of a network's outputs (Eq. 7, 8 and 12 of the paper). */
import { portableExp, portableLog1p } from '@tsad/core';

/**
 * log(1 + exp(x)) without overflow, accurate for every x.
 * @param x any number.
 * @returns a number of at least 0.
 * @example
 * console.assert(softplus(-800) === 0 && softplus(800) === 800);
 */
export function softplus(x: number): number {
  return Math.max(x, 0) + portableLog1p(portableExp(-Math.abs(x)));
}

/**
 * 1 / (1 + exp(-x)) without overflow.
 * @param x any number.
 * @returns a number in [0, 1].
 * @example
 * console.assert(sigmoid(0) === 0.5 && sigmoid(-800) === 0 && sigmoid(800) === 1);
 */
export function sigmoid(x: number): number {
  const small = portableExp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + small) : small / (1 + small);
}

/**
 * The widening of the noise, K = 1 + softplus(psi) in every dimension: at least 1.
 * @param psi free parameters, shape [n].
 * @returns K, shape [n].
 * @example
 * console.assert(Math.abs(noiseWidth([0])[0] - 1.6931471805599454) < 1e-15);
 */
export function noiseWidth(psi: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: psi.length }, (_, j) => 1 + softplus(psi[j]));
}

/**
 * Loss of the network T that tells data from noise, mean softplus(-T(z)) + nu mean softplus(T(v)), and its slope.
 *
 * @param outputs T of `data` data rows, then of the noise rows, shape [data + noise].
 * @param data number of data rows, at least 1.
 * @param noise number of noise rows, at least 1.
 * @param nu noise rows per data row.
 * @param slope when given, receives the derivative of the loss by each output, shape [data + noise].
 * @returns the loss.
 * @see Liao and Brockmeier, arXiv 2502.01920, Eq. 7
 * @example
 * const slope = new Float64Array(2);
 * console.assert(Math.abs(contrastLoss([0, 0], 1, 1, 1, slope) - 2 * Math.log(2)) < 1e-15);
 * console.assert(slope.join() === '-0.5,0.5');
 */
export function contrastLoss(
  outputs: ArrayLike<number>,
  data: number,
  noise: number,
  nu: number,
  slope?: { [index: number]: number },
): number {
  let real = 0;
  let drawn = 0;
  for (let i = 0; i < data; i++) {
    real += softplus(-outputs[i]);
    if (slope) slope[i] = -sigmoid(-outputs[i]) / data;
  }
  for (let i = data; i < data + noise; i++) {
    drawn += softplus(outputs[i]);
    if (slope) slope[i] = (nu * sigmoid(outputs[i])) / noise;
  }
  return real / data + (nu * drawn) / noise;
}

/**
 * Slope by psi of the loss that K minimises, which is minus the loss of T: the noise moves to where T is fooled most.
 *
 * Data rows enter as L_K of a constant L_K^-1(z): their value is T(z), their slope by K_j is dT/dz_j (z_j - mean_j) / K_j;
 * noise rows L_K(v) have dT/dv_j (v_j - mean_j), v before it is widened. That is the same expression, position relative
 * to the mean over K, for both, so one pass over the input gradients of T serves all rows.
 *
 * @param inputSlope derivative of {@link contrastLoss} by the inputs of T, shape [rows, width]: data rows, then noise rows.
 * @param inputs what T was given, relative to the mean, same shape: z, and the noise after widening.
 * @param rows data and noise rows together.
 * @param psi shape [width].
 * @param out receives the slope of minus the contrast loss, shape [width].
 * @see Liao and Brockmeier, arXiv 2502.01920, Eq. 8 and 12. Eq. 12 is printed with the opposite sign; the text ("K is
 * adjusted to maximize the NCE loss") and Eq. 8 agree with the sign used here.
 */
export function widthSlope(
  inputSlope: ArrayLike<number>,
  inputs: ArrayLike<number>,
  rows: number,
  psi: ArrayLike<number>,
  out: Float64Array,
): void {
  const width = psi.length;
  out.fill(0);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < width; j++) out[j] -= inputSlope[i * width + j] * inputs[i * width + j];
  }
  for (let j = 0; j < width; j++) out[j] *= sigmoid(psi[j]) / (1 + softplus(psi[j]));
}
