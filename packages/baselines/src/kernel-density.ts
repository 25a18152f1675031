/** Kernel density of the rows of a table. */
import { checkInteger, checkNumber, checkOptionNames, portableExp, portableLog, portablePow } from '@tsad/core';
import { inverseVariances, type PointSet, pointsOf } from './point-set.ts';
import { learnWhitening, type Whitening, whiten } from './whitening.ts';
import { WindowDetector, type WindowModel } from './window-detector.ts';

/** Options of {@link KernelDensity}. */
export interface KernelDensityOptions {
  /** Values per row. Default 1. */
  channels?: number;
  /**
   * Standard deviation of the Gaussian kernel, in standard deviations of the columns (with `whiten` of the components);
   * null is Scott's rule, rows^(-1 / (columns + 4)). Default null.
   */
  bandwidth?: number | null;
  /**
   * Turn the standardised columns into principal components of variance 1 first, as many as hold this share of the
   * variance, in (0, 1]; null does not. For more than ten columns, and for columns that depend on each other. Default null.
   */
  whiten?: number | null;
}

type Options = Required<KernelDensityOptions>;

interface DensityModel {
  reference: PointSet;
  whitening: Whitening | undefined;
  /** Weights of squared differences, for the columns' scale and the bandwidth. */
  weights: Float64Array;
  bandwidth: number;
}

const model: WindowModel<Options, DensityModel> = {
  name: 'KernelDensity',
  fewest: () => 2,
  learn({ channels, bandwidth, whiten: share }, series) {
    const whitening = share === null ? undefined : learnWhitening(series, channels, share);
    const columns = whitening?.rank ?? channels;
    const reference = pointsOf(whitening ? whiten(whitening, series) : series.slice(), 1, columns);
    const width = bandwidth ?? portablePow(reference.count, -1 / (columns + 4));
    const weights = inverseVariances(reference).map((weight) => weight / (2 * width * width));
    return { reference, whitening, weights, bandwidth: width };
  },
  measure({ channels }, learnt, series, own) {
    const { whitening } = learnt;
    const queries = pointsOf(whitening ? whiten(whitening, series) : series, 1, whitening?.rank ?? channels);
    const exponents = new Float64Array(learnt.reference.count);
    return Float64Array.from({ length: queries.count }, (_, i) => surprise(learnt, queries, i, own, exponents));
  },
  spread: (scores) => scores,
};

/**
 * Minus the logarithm of the density that Gaussian kernels on the rows give to each row, columns standardised. For
 * tables of few columns, where it knows clusters of any form; beyond ten columns or so all densities are alike, and
 * `whiten` helps. Rows
 * far from all others get scores that grow with the square of the distance. Without `fit` a row does not count itself.
 *
 * Cost: O(rows^2 channels), O(rows) memory.
 * @see D. W. Scott, "Multivariate density estimation", 1992, for the bandwidth.
 * @example
 * const table = Array.from({ length: 200 }, (_, i) => Math.sin(i * i)); // 100 rows of 2
 * table[60] = 3;
 * const scores = new KernelDensity({ channels: 2 }).score(table);
 * console.assert(scores.indexOf(Math.max(...scores)) === 30);
 */
export class KernelDensity extends WindowDetector<Options, DensityModel> {
  /**
   * @param options see {@link KernelDensityOptions}.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: KernelDensityOptions = {}) {
    const where = 'KernelDensity';
    checkOptionNames(where, options, ['channels', 'bandwidth', 'whiten']);
    const bandwidth = options.bandwidth ?? null;
    const share = options.whiten ?? null;
    super(model, {
      channels: checkInteger(where, 'channels', options.channels ?? 1, 1, 1e6),
      bandwidth: bandwidth === null ? null : checkNumber(where, 'bandwidth', bandwidth, 1e-9, 1e9),
      whiten: share === null ? null : checkNumber(where, 'whiten', share, 1e-9, 1),
    });
  }
}

/** -log of the mean kernel, the largest exponent taken out so that nothing underflows. */
function surprise(
  { reference, weights, bandwidth }: DensityModel,
  queries: PointSet,
  i: number,
  own: boolean,
  exponents: Float64Array,
): number {
  const { dimensions } = queries;
  let least = Infinity;
  for (let j = 0; j < reference.count; j++) {
    let sum = own && i === j ? Infinity : 0;
    for (let d = 0; d < dimensions; d++) {
      sum += weights[d] * (queries.values[i * dimensions + d] - reference.values[j * dimensions + d]) ** 2;
    }
    exponents[j] = sum;
    least = Math.min(least, sum);
  }
  let kernels = 0;
  for (let j = 0; j < reference.count; j++) kernels += portableExp(least - exponents[j]);
  const rows = own ? reference.count - 1 : reference.count;
  return least - portableLog(kernels / rows) + dimensions * portableLog(bandwidth * Math.sqrt(2 * Math.PI));
}
