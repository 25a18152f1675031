/** The loss that keeps latent dimensions from repeating each other. */

/**
 * Mean squared off-diagonal entry of the biased covariance of a batch of latents, and its gradient.
 *
 * L = sum over i != j of C_ij^2 / (d (d - 1)). With one dimension or one row there is nothing to decorrelate: 0.
 * Nothing is checked: it runs once a training step.
 *
 * @param latents shape [rows, d] at the start of the array.
 * @param rows rows of the batch.
 * @param d latent dimensions.
 * @param gradient when given, `weight` times the gradient is added to it; shape as `latents`.
 * @param weight factor of the gradient, default 1.
 * @returns the loss, without the weight. Cost: O(rows d^2).
 * @see Liao and Brockmeier, arXiv 2502.01920, section 3.1
 * @example
 * console.assert(covarianceLoss([1, 1, -1, -1], 2, 2) === 1);
 * console.assert(covarianceLoss([1, 1, -1, 1, 1, -1, -1, -1], 4, 2) === 0);
 */
export function covarianceLoss(
  latents: ArrayLike<number>,
  rows: number,
  d: number,
  gradient?: { [index: number]: number },
  weight: number = 1,
): number {
  if (d < 2 || rows < 2) return 0;
  const centred = new Float64Array(rows * d);
  for (let j = 0; j < d; j++) {
    let mean = 0;
    for (let i = 0; i < rows; i++) mean += latents[i * d + j];
    mean /= rows;
    for (let i = 0; i < rows; i++) centred[i * d + j] = latents[i * d + j] - mean;
  }
  const off = new Float64Array(d * d);
  let sum = 0;
  for (let j = 0; j < d; j++) {
    for (let k = 0; k < j; k++) {
      let covariance = 0;
      for (let i = 0; i < rows; i++) covariance += centred[i * d + j] * centred[i * d + k];
      covariance /= rows;
      off[j * d + k] = covariance;
      off[k * d + j] = covariance;
      sum += 2 * covariance * covariance;
    }
  }
  const pairs = d * (d - 1);
  if (gradient) {
    // The columns of centred x off sum to zero, so centring adds no further term.
    const factor = (4 * weight) / (rows * pairs);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < d; j++) {
        let slope = 0;
        for (let k = 0; k < d; k++) slope += centred[i * d + k] * off[k * d + j];
        gradient[i * d + j] += factor * slope;
      }
    }
  }
  return sum / pairs;
}
