/** Distance of the rows of a table from a Gaussian. */
import { checkInteger, checkNumber, checkOptionNames } from '@tsad/core';
import { factorCholesky, substituteCholesky } from '@tsad/linalg';
import { type RowMoments, rowMoments, standardiseRow } from './row-moments.ts';
import { WindowDetector, type WindowModel } from './window-detector.ts';

/** Options of {@link Mahalanobis}. */
export interface MahalanobisOptions {
  /** Values per row. Default 1. */
  channels?: number;
  /**
   * Added to the variances of the standardised columns, at least 1e-12: a combination of columns that never varied in
   * training counts as having this variance. Default 1e-6.
   */
  ridge?: number;
}

type Options = Required<MahalanobisOptions>;

interface GaussianModel extends Pick<RowMoments, 'mean' | 'scale'> {
  /** Cholesky factor of the correlations plus ridge, lower triangle. */
  factor: Float64Array;
}

const model: WindowModel<Options, GaussianModel> = {
  name: 'Mahalanobis',
  fewest: () => 2,
  learn({ channels, ridge }, values) {
    const { mean, scale, correlation: factor } = rowMoments(values, channels);
    for (let c = 0; c < channels; c++) factor[c * channels + c] += scale[c] === 0 ? 1 : ridge;
    // The ridge is far above the rounding of correlations of a million columns, so this cannot fail.
    factorCholesky(factor, channels);
    return { mean, scale, factor };
  },
  measure({ channels }, learnt, values) {
    const parts = partsOf(learnt, values);
    return Float64Array.from({ length: values.length / channels }, (_, i) => {
      let square = 0;
      for (let c = i * channels; c < (i + 1) * channels; c++) square += parts[c];
      return Math.sqrt(Math.max(0, square));
    });
  },
  spread: (scores) => scores,
};

/**
 * How far each row lies from the mean of the training rows, in standard deviations along its direction: the square is
 * that of a Gaussian's exponent. The honest baseline of every table: one covariance, no tuning, and often enough. It
 * fails where the normal rows form several clusters or a bent surface. Columns that do not vary in training are left out.
 * Fewer rows than columns, and columns that depend on each other, are borne by the ridge.
 *
 * Cost: O(rows channels^2 + channels^3).
 * @see P. C. Mahalanobis, "On the generalised distance in statistics", 1936.
 * @example
 * const table = Array.from({ length: 200 }, (_, i) => Math.sin(i * i)); // 100 rows of 2
 * table[60] = 3;
 * const detector = new Mahalanobis({ channels: 2 });
 * console.assert(detector.score(table).indexOf(Math.max(...detector.score(table))) === 30);
 */
export class Mahalanobis extends WindowDetector<Options, GaussianModel> {
  /**
   * @param options see {@link MahalanobisOptions}.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: MahalanobisOptions = {}) {
    const where = 'Mahalanobis';
    checkOptionNames(where, options, ['channels', 'ridge']);
    super(model, {
      channels: checkInteger(where, 'channels', options.channels ?? 1, 1, 1e4),
      ridge: checkNumber(where, 'ridge', options.ridge ?? 1e-6, 1e-12, 1e12),
    });
  }

  /**
   * What each column adds to the square of a row's score: the standardised deviation times that which the other columns
   * do not explain. A part is negative where a column makes the row less odd, given the others.
   * @param series shape [rows, channels], as for `score`.
   * @returns shape [rows, channels]; the sum of a row is the square of its score.
   * @throws as `score`. Cost: O(rows channels^2).
   * @example
   * const parts = new Mahalanobis({ channels: 2 }).contributions([0, 0, 1, 2, 2, 1, 9, 1]);
   * console.assert(parts[6] > parts[7]);
   */
  contributions(series: ArrayLike<number>): Float64Array {
    const known = this.learntFor('contributions', series);
    return known ? partsOf(known.model, known.values) : new Float64Array(0);
  }
}

function partsOf({ mean, scale, factor }: GaussianModel, values: Float64Array): Float64Array {
  const channels = mean.length;
  const parts = new Float64Array(values.length);
  const row = new Float64Array(channels);
  for (let i = 0; i < values.length / channels; i++) {
    standardiseRow({ mean, scale }, values, i, row);
    const solved = row.slice();
    substituteCholesky(factor, channels, solved);
    for (let c = 0; c < channels; c++) parts[i * channels + c] = row[c] * solved[c];
  }
  return parts;
}
