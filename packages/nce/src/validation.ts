/** A criterion that compares densities over epochs although the noise they are learnt against changes (specified K-free). */
import { portableExp, type Random } from '@tsad/core';
import { drawStandard, type Gaussian, logDensities } from './gaussian.ts';
import { softplus } from './nce-loss.ts';

/** The reference is this much wider than the features, in every dimension. */
const WIDENING = 1.5;
/** Draws from the reference. */
const DRAWS = 4000;

/** How well a density tells validation rows from one fixed, wider Gaussian. */
export interface Yardstick {
  /** Validation rows in standard coordinates, then the draws; shape [rows, w]. */
  points: Float64Array;
  /**
   * Criterion of a density by its ln at the points: mean softplus(-logit) over the validation rows plus mean
   * softplus(logit) over the draws, logit = ln density - ln reference. Lower is better; 2 ln 2 is the reference itself.
   */
  criterion(logDensity: ArrayLike<number>): number;
  /** Mean of density / reference over the draws: an estimate of the density's integral, 1 where it is normalised. */
  partition(logDensity: ArrayLike<number>): number;
}

/** The yardstick of validation rows in standard coordinates, shape [n, w]. */
export function yardstickOf(gaussian: Gaussian, validation: Float64Array, random: Random): Yardstick {
  const width = gaussian.kept.length;
  const points = new Float64Array(validation.length + DRAWS * width);
  points.set(validation);
  const draws = drawStandard(gaussian, DRAWS, random);
  for (let i = 0; i < draws.length; i++) points[validation.length + i] = WIDENING * draws[i];
  const reference = logDensities(gaussian, points, new Float64Array(width).fill(WIDENING));
  const rows = validation.length / width;
  return {
    points,
    criterion(logDensity) {
      let real = 0;
      let drawn = 0;
      for (let i = 0; i < rows; i++) real += softplus(reference[i] - logDensity[i]);
      for (let i = rows; i < rows + DRAWS; i++) drawn += softplus(logDensity[i] - reference[i]);
      return real / rows + drawn / DRAWS;
    },
    partition(logDensity) {
      let sum = 0;
      for (let i = rows; i < rows + DRAWS; i++) sum += portableExp(logDensity[i] - reference[i]);
      return sum / DRAWS;
    },
  };
}
