/** Support of the rows of a table, by the one-class support vector machine. */
import { checkBoolean, checkInteger, checkNumber, checkOptionNames, portableExp } from '@tsad/core';
import { type KernelRows, solveOneClass } from './one-class-smo.ts';
import { inverseVariances, pointsOf } from './point-set.ts';
import { WindowDetector, type WindowModel } from './window-detector.ts';

/** Options of {@link OneClassSvm}. */
export interface OneClassSvmOptions {
  /** Values per row. Default 1. */
  channels?: number;
  /** Share of training rows that may lie outside, in (0, 1]; at least that share become support vectors. Default 0.1. */
  nu?: number;
  /**
   * The kernel is exp(-gamma times the squared distance); null is 1 / (sum of the columns' variances), on centred
   * columns the rule "scale" of scikit-learn. Default null.
   */
  gamma?: number | null;
  /** Divide each column by its standard deviation in the training part. Default true. */
  standardise?: boolean;
  /** Violation of the optimality conditions at which the training stops. Default 1e-3. */
  tolerance?: number;
}

type Options = Required<OneClassSvmOptions>;

interface SupportModel {
  /** Shape [supports, channels]: scaled training rows with a weight. */
  supports: Float64Array;
  /** Shape [supports]. */
  weights: Float64Array;
  offset: number;
  gamma: number;
  scale: Float64Array;
}

const model: WindowModel<Options, SupportModel> = {
  name: 'OneClassSvm',
  fewest: () => 2,
  learn,
  measure({ channels }, { supports, weights, offset, gamma, scale }, values) {
    const row = new Float64Array(channels);
    return Float64Array.from({ length: values.length / channels }, (_, i) => {
      for (let c = 0; c < channels; c++) row[c] = values[i * channels + c] * scale[c];
      let sum = 0;
      for (let s = 0; s < weights.length; s++) sum += weights[s] * kernel(supports, s, row, 0, channels, gamma);
      return offset - sum;
    });
  },
  spread: (scores) => scores,
};

/**
 * How far outside the support of the training rows each row lies: a surface that holds all but a share `nu` of them,
 * wrapped as tightly as the Gaussian kernel allows. With this kernel it is the same as support vector data description
 * (SVDD), the smallest ball in the kernel's space. Scores are negative inside, positive outside, and level off far away.
 * The width `gamma` decides: too large and every unseen row is outside, too small and it is one ball. Trained until no
 * pair of weights violates the optimality conditions by more than `tolerance`; memory is bounded by a cache of kernel rows.
 *
 * Cost: O(rows channels) an iteration, usually a few iterations a support vector; scoring O(supports channels) a row.
 * @see Schoelkopf et al., "Estimating the support of a high-dimensional distribution", Neural Computation 13, 2001; Tax
 *   and Duin, "Support vector data description", Machine Learning 54, 2004; working sets by Fan, Chen and Lin, "Working
 *   set selection using second order information", JMLR 6, 2005.
 * @example
 * const table = Array.from({ length: 200 }, (_, i) => Math.sin(i * i)); // 100 rows of 2
 * table[60] = 3;
 * const scores = new OneClassSvm({ channels: 2 }).score(table);
 * console.assert(scores.indexOf(Math.max(...scores)) === 30);
 */
export class OneClassSvm extends WindowDetector<Options, SupportModel> {
  /**
   * @param options see {@link OneClassSvmOptions}.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: OneClassSvmOptions = {}) {
    const where = 'OneClassSvm';
    checkOptionNames(where, options, ['channels', 'nu', 'gamma', 'standardise', 'tolerance']);
    const gamma = options.gamma ?? null;
    super(model, {
      channels: checkInteger(where, 'channels', options.channels ?? 1, 1, 1e6),
      nu: checkNumber(where, 'nu', options.nu ?? 0.1, 1e-6, 1),
      gamma: gamma === null ? null : checkNumber(where, 'gamma', gamma, 1e-300, 1e300),
      standardise: checkBoolean(where, 'standardise', options.standardise ?? true),
      tolerance: checkNumber(where, 'tolerance', options.tolerance ?? 1e-3, 1e-12, 1),
    });
  }
}

function learn({ channels, nu, gamma, standardise, tolerance }: Options, values: Float64Array): SupportModel {
  const scale = standardise
    ? inverseVariances(pointsOf(values, 1, channels)).map(Math.sqrt)
    : new Float64Array(channels).fill(1);
  const rows = values.length / channels;
  const scaled = values.map((value, i) => value * scale[i % channels]);
  const spread = inverseVariances(pointsOf(scaled, 1, channels)).reduce((sum, w) => sum + (w > 0 ? 1 / w : 0), 0);
  const width = gamma ?? 1 / (spread || 1);
  const kernelRows: KernelRows = {
    count: rows,
    fill(i, out) {
      for (let j = 0; j < rows; j++) out[j] = kernel(scaled, i, scaled, j, channels, width);
    },
  };
  const { weights, offset } = solveOneClass(kernelRows, nu, tolerance);
  const chosen = [...weights.keys()].filter((i) => weights[i] > 0);
  const supports = new Float64Array(chosen.length * channels);
  for (const [s, i] of chosen.entries()) supports.set(scaled.subarray(i * channels, (i + 1) * channels), s * channels);
  return { supports, weights: Float64Array.from(chosen, (i) => weights[i]), offset, gamma: width, scale };
}

/** The kernel of row `i` of `a` and row `j` of `b`. */
function kernel(a: Float64Array, i: number, b: Float64Array, j: number, channels: number, gamma: number): number {
  let square = 0;
  for (let c = 0, p = i * channels, q = j * channels; c < channels; c++, p++, q++) square += (a[p] - b[q]) ** 2;
  return portableExp(-gamma * square);
}
