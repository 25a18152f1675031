/** The losses of CANCE in ops of TensorFlow.js. */
import type { Tfjs, TfTensor } from '@tsad/nn/tfjs';

/** Squared error summed over the values, mean over rows; shapes [rows, channels]. */
export function squaredError(tf: Tfjs, output: TfTensor, target: TfTensor): TfTensor {
  return tf.mul(tf.sum(tf.square(tf.sub(output, target))), 1 / target.shape[0]);
}

/** Mean squared off-diagonal entry of the biased covariance: see `covarianceLoss`. @param latents shape [rows, d]. */
export function covarianceTerm(tf: Tfjs, latents: TfTensor): TfTensor {
  const [rows, d] = latents.shape;
  if (d < 2 || rows < 2) return tf.tensor(new Float32Array(1), []);
  const centred = tf.sub(latents, tf.mean(latents, 0));
  const covariance = tf.mul(tf.matMul(centred, centred, true, false), 1 / rows);
  const off = Float32Array.from({ length: d * d }, (_, i) => Number(i % (d + 1) !== 0));
  return tf.mul(tf.sum(tf.square(tf.mul(covariance, tf.tensor(off, [d, d])))), 1 / (d * (d - 1)));
}

/** mean softplus(-T(z)) + nu mean softplus(T(v)): see `contrastLoss`. @param outputs shape [data + noise, 1]. */
export function contrastTerm(tf: Tfjs, outputs: TfTensor, data: number, nu: number): TfTensor {
  const noise = outputs.shape[0] - data;
  const real = tf.softplus(tf.neg(tf.slice(outputs, [0, 0], [data, 1])));
  const drawn = tf.softplus(tf.slice(outputs, [data, 0], [noise, 1]));
  return tf.add(tf.mean(real), tf.mul(tf.mean(drawn), nu));
}
