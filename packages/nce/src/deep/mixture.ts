/** Gaussian mixtures given by memberships, and the slopes of their energy: the algebra of DAGMM (Eq. 5 to 7). */
import { portableExp, portableLog } from '@tsad/core';
import { factorCholesky, substituteCholesky } from '@tsad/linalg';

/** Added to the diagonal of every covariance, so that heaps of equal points have one. */
const RIDGE = 1e-4;

/** K Gaussians in q dimensions. */
export interface Mixture {
  /** Shares, shape [K]. */
  share: Float64Array;
  /** Means, shape [K, q]. */
  mean: Float64Array;
  /** Covariances without the ridge, shape [K, q, q]. */
  covariance: Float64Array;
  /** Inverses of covariances with the ridge, shape [K, q, q]. */
  precision: Float64Array;
  /** ln of the share over the root of the determinant of 2 pi covariance, shape [K]. */
  height: Float64Array;
}

/** The mixture of points with memberships: weighted means and covariances. O(n K q^2). */
export function mixtureOf(points: Float64Array, membership: Float64Array, q: number, count: number): Mixture {
  const n = points.length / q;
  const mixture: Mixture = {
    share: new Float64Array(count),
    mean: new Float64Array(count * q),
    covariance: new Float64Array(count * q * q),
    precision: new Float64Array(count * q * q),
    height: new Float64Array(count),
  };
  const { share, mean, covariance } = mixture;
  for (let k = 0; k < count; k++) {
    const total = weightOf(membership, k, count);
    share[k] = total / n;
    for (let i = 0; i < n; i++) {
      for (let a = 0; a < q; a++) mean[k * q + a] += (membership[i * count + k] * points[i * q + a]) / total;
    }
    for (let i = 0; i < n; i++) {
      const weight = membership[i * count + k] / total;
      for (let a = 0; a < q; a++) {
        const left = weight * (points[i * q + a] - mean[k * q + a]);
        for (let b = 0; b < q; b++) covariance[(k * q + a) * q + b] += left * (points[i * q + b] - mean[k * q + b]);
      }
    }
  }
  completeMixture(mixture, q);
  return mixture;
}

/** Fills in precisions and heights from shares and covariances. */
export function completeMixture({ share, covariance, precision, height }: Mixture, q: number): void {
  for (let k = 0; k < share.length; k++) {
    const factor = covariance.slice(k * q * q, (k + 1) * q * q);
    for (let a = 0; a < q; a++) factor[a * q + a] += RIDGE;
    factorCholesky(factor, q);
    let logRoot = 0.5 * q * portableLog(2 * Math.PI);
    for (let a = 0; a < q; a++) logRoot += portableLog(factor[a * q + a]);
    height[k] = portableLog(Math.max(share[k], Number.MIN_VALUE)) - logRoot;
    for (let a = 0; a < q; a++) {
      const unit = new Float64Array(q);
      unit[a] = 1;
      substituteCholesky(factor, q, unit);
      precision.set(unit, (k * q + a) * q);
    }
  }
}

/** Energies -ln density of points, shape [n], and the part of each Gaussian in them, shape [n, K]. O(n K q^2). */
export function energies(
  { mean, precision, height }: Mixture,
  points: Float64Array,
  q: number,
): { energy: Float64Array; part: Float64Array } {
  const count = height.length;
  const n = points.length / q;
  const energy = new Float64Array(n);
  const part = new Float64Array(n * count);
  for (let i = 0; i < n; i++) {
    let largest = -Infinity;
    for (let k = 0; k < count; k++) {
      let square = 0;
      for (let a = 0; a < q; a++) {
        const left = points[i * q + a] - mean[k * q + a];
        for (let b = 0; b < q; b++) {
          square += left * precision[(k * q + a) * q + b] * (points[i * q + b] - mean[k * q + b]);
        }
      }
      part[i * count + k] = height[k] - 0.5 * square;
      largest = Math.max(largest, part[i * count + k]);
    }
    let sum = 0;
    for (let k = 0; k < count; k++) sum += portableExp(part[i * count + k] - largest);
    energy[i] = -(largest + portableLog(sum));
    for (let k = 0; k < count; k++) part[i * count + k] = portableExp(part[i * count + k] + energy[i]);
  }
  return { energy, part };
}

/** The loss of {@link mixtureLoss} and its slopes. */
export interface MixtureLoss {
  value: number;
  /** By the points, shape [n, q]. */
  points: Float64Array;
  /** By the memberships, shape [n, K]. */
  membership: Float64Array;
}

/**
 * energyWeight * mean energy of the points under the mixture that they and their memberships make, plus penaltyWeight *
 * the sum of the inverse diagonal entries of the covariances; with slopes through shares, means and covariances.
 */
export function mixtureLoss(
  points: Float64Array,
  membership: Float64Array,
  q: number,
  count: number,
  energyWeight: number,
  penaltyWeight: number,
): MixtureLoss {
  const n = points.length / q;
  const mixture = mixtureOf(points, membership, q, count);
  const { share, mean, covariance, precision } = mixture;
  const { energy, part } = energies(mixture, points, q);
  let value = energy.reduce((sum, one) => sum + (energyWeight * one) / n, 0);
  const out: MixtureLoss = {
    value: 0,
    points: new Float64Array(points.length),
    membership: new Float64Array(membership.length),
  };
  const [turned, slopeOfMean, slopeOfCovariance] = [new Float64Array(q), new Float64Array(q), new Float64Array(q * q)];
  for (let k = 0; k < count; k++) {
    slopeOfMean.fill(0);
    slopeOfCovariance.fill(0);
    let slopeOfShare = 0;
    const inverse = (a: number, b: number): number => precision[(k * q + a) * q + b];
    for (let i = 0; i < n; i++) {
      const weight = (energyWeight * part[i * count + k]) / n;
      slopeOfShare -= weight / share[k];
      for (let a = 0; a < q; a++) {
        turned[a] = 0;
        for (let b = 0; b < q; b++) turned[a] += inverse(a, b) * (points[i * q + b] - mean[k * q + b]);
      }
      for (let a = 0; a < q; a++) {
        out.points[i * q + a] += weight * turned[a];
        slopeOfMean[a] -= weight * turned[a];
        for (let b = 0; b < q; b++)
          slopeOfCovariance[a * q + b] -= 0.5 * weight * (turned[a] * turned[b] - inverse(a, b));
      }
    }
    for (let a = 0; a < q; a++) {
      const variance = covariance[(k * q + a) * q + a] + RIDGE;
      value += penaltyWeight / variance;
      slopeOfCovariance[a * q + a] -= penaltyWeight / variance ** 2;
    }
    let trace = 0;
    for (let a = 0; a < q; a++) {
      for (let b = 0; b < q; b++) trace += slopeOfCovariance[a * q + b] * covariance[(k * q + a) * q + b];
    }
    const total = share[k] * n;
    for (let i = 0; i < n; i++) {
      let along = 0;
      let square = 0;
      for (let a = 0; a < q; a++) {
        const left = points[i * q + a] - mean[k * q + a];
        let right = 0;
        for (let b = 0; b < q; b++) right += slopeOfCovariance[a * q + b] * (points[i * q + b] - mean[k * q + b]);
        along += slopeOfMean[a] * left;
        square += left * right;
        out.points[i * q + a] += (membership[i * count + k] / total) * (slopeOfMean[a] + 2 * right);
      }
      out.membership[i * count + k] += slopeOfShare / n + (along + square - trace) / total;
    }
  }
  out.value = value;
  return out;
}

function weightOf(membership: Float64Array, k: number, count: number): number {
  let total = 0;
  for (let i = k; i < membership.length; i += count) total += membership[i];
  // A component that nothing belongs to must not divide by zero.
  return Math.max(total, 1e-12);
}
