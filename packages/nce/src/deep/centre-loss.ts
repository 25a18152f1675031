/** The triplet centre loss: the features of a class are nearer to their own centre than to any other, by a margin. */

/** What the loss is about: features of shape [rows * transforms, width], the classes of a row in order. */
export interface CentreLoss {
  /** Classes. */
  transforms: number;
  /** Dimensions of a feature. */
  width: number;
  margin: number;
  /** Factor before the loss. */
  weight: number;
}

/** Mean feature of every class, shape [transforms, width]. */
export function centresOf(features: Float32Array, transforms: number, width: number): Float64Array {
  const centres = new Float64Array(transforms * width);
  for (let i = 0; i < features.length; i++) centres[i % centres.length] += features[i];
  return centres.map((sum) => (sum * centres.length) / features.length);
}

/** Squared distances of feature `i` to all centres. */
export function distancesInto(
  out: Float64Array,
  features: Float32Array,
  i: number,
  centres: Float64Array,
  width: number,
): void {
  for (let m = 0, at = 0; m < out.length; m++) {
    let sum = 0;
    for (let j = i * width; j < (i + 1) * width; j++) sum += (features[j] - centres[at++]) ** 2;
    out[m] = sum;
  }
}

/**
 * Adds the slope of the mean over all features of max(0, own + margin - nearest other), in squared distances to the centres
 * of these features themselves, which move with them.
 */
export function addCentreSlope(
  features: Float32Array,
  { transforms, width, margin, weight }: CentreLoss,
  out: Float32Array,
): void {
  const centres = centresOf(features, transforms, width);
  const count = features.length / width;
  const factor = (2 * weight) / count;
  const pull = new Float64Array(centres.length);
  const distances = new Float64Array(transforms);
  for (let i = 0; i < count; i++) {
    distancesInto(distances, features, i, centres, width);
    const own = i % transforms;
    let other = own === 0 ? 1 : 0;
    for (let m = 0; m < transforms; m++) if (m !== own && distances[m] < distances[other]) other = m;
    if (distances[own] + margin <= distances[other]) continue;
    for (let j = 0; j < width; j++) {
      const value = features[i * width + j];
      const [near, far] = [centres[own * width + j], centres[other * width + j]];
      out[i * width + j] += factor * (far - near);
      pull[own * width + j] -= factor * (value - near);
      pull[other * width + j] += factor * (value - far);
    }
  }
  // A centre is the mean of the features of its class.
  for (let i = 0; i < features.length; i++) out[i] += (pull[i % pull.length] * transforms) / count;
}
