/** Principal components of the windows. */
import { checkInteger, checkOptionNames } from '@tsad/core';
import { accumulateHankelGram, symmetricEigen } from '@tsad/linalg';
import { spreadByCentre, WindowDetector, type WindowModel } from './window-detector.ts';

/** Options of {@link SubPca}. */
export interface SubPcaOptions {
  /** Points per window, at least 2; the period of the series is a good choice. Default 100. */
  window?: number;
  /** Components used, the leading ones; null is all of them, the setting of TSB-AD and CoAD. Default null. */
  components?: number | null;
}

/** What is learnt of the windows: columns standardised, principal axes, weights. */
interface PcaModel {
  mean: Float64Array;
  /** 1 / standard deviation; 0 for a column that does not vary. */
  scale: Float64Array;
  /** Shape [rank, window]: unit vectors. */
  axes: Float64Array;
  /** Shape [rank]: 1 / share of the variance. */
  weights: Float64Array;
}

type Options = Required<SubPcaOptions>;

/** Eigenvalues below this share of the first are rounding: as divisors they would drown all others. */
const FLOOR = 2 ** -46;

const model: WindowModel<Options, PcaModel> = {
  name: 'SubPca',
  fewest: () => 2,
  learn,
  measure,
  spread: spreadByCentre,
};

/**
 * Distances of each window from the principal axes of all windows, each divided by the share of the variance along its
 * axis, summed: axes of little variance count most, so that the score rises where the windows leave their usual
 * subspace. The score of a window goes to its middle point.
 *
 * Good on periodic series and short anomalies of any form; the one strong detector of windows without a search. It
 * fails where the normal part has several regimes. The "distance from an axis" is, as in the reference, that from the
 * unit vector at its end, and the sign of each vector is the one that makes the largest projection positive.
 *
 * One deviation: axes whose variance is below 2^-46 of the first are left out; the reference divides by rounding errors
 * there. Cost: O(n window^2).
 * @see Shyu et al., "A novel anomaly detection scheme based on principal component classifier", 2003; the detector
 *   Sub_PCA of TheDatumOrg/TSB-AD, whose published VUS-PR it reproduces to seven digits.
 * @example
 * const series = Array.from({ length: 600 }, (_, t) => Math.sin(t / 5) + (t >= 400 && t < 410 ? 0.8 : 0));
 * const scores = new SubPca({ window: 31 }).score(series);
 * const oddest = scores.indexOf(Math.max(...scores));
 * console.assert(oddest > 385 && oddest < 425);
 */
export class SubPca extends WindowDetector<Options, PcaModel> {
  /**
   * @param options see {@link SubPcaOptions}.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: SubPcaOptions = {}) {
    checkOptionNames('SubPca', options, ['window', 'components']);
    const window = checkInteger('SubPca', 'window', options.window ?? 100, 2, 4096);
    const components = options.components ?? null;
    if (components !== null) checkInteger('SubPca', 'components', components, 1, window);
    super(model, { window, components });
  }
}

function learn({ window, components }: Options, series: Float64Array): PcaModel {
  const windows = series.length - window + 1;
  const centre = series.reduce((sum, value) => sum + value / series.length, 0);
  const centred = series.map((value) => value - centre);
  const gram = new Float64Array(window * window);
  accumulateHankelGram(centred, window, gram);
  const mean = new Float64Array(window);
  for (let j = 0; j < window; j++) {
    for (let i = 0; i < windows; i++) mean[j] += centred[i + j];
    mean[j] /= windows;
  }
  const scale = new Float64Array(window);
  for (let j = 0; j < window; j++) {
    let squares = 0;
    for (let i = 0; i < windows; i++) squares += (centred[i + j] - mean[j]) ** 2;
    const sd = Math.sqrt(squares / windows);
    scale[j] = sd > 1e-14 * Math.max(Math.abs(mean[j]), Math.abs(centre)) ? 1 / sd : 0;
  }
  for (let i = 0; i < window; i++) {
    for (let j = 0; j < window; j++) {
      gram[i * window + j] = (gram[i * window + j] / windows - mean[i] * mean[j]) * scale[i] * scale[j];
    }
  }
  const { values, vectors } = symmetricEigen(gram, window);
  const total = values.reduce((sum, value) => sum + Math.max(value, 0), 0);
  const most = Math.min(components ?? window, windows - 1);
  let rank = 0;
  while (rank < most && values[rank] > FLOOR * values[0] && values[rank] > 0) rank++;
  const axes = new Float64Array(rank * window);
  for (let k = 0; k < rank; k++) for (let j = 0; j < window; j++) axes[k * window + j] = vectors[j * window + k];
  for (let j = 0; j < window; j++) mean[j] += centre;
  const learnt = { mean, scale, axes, weights: values.slice(0, rank).map((value) => total / value) };
  orient(learnt, window, series);
  return learnt;
}

/** Turns each axis so that the projection of largest size is positive. */
function orient(learnt: PcaModel, window: number, series: Float64Array): void {
  const { axes, weights } = learnt;
  const peak = new Float64Array(weights.length);
  const row = new Float64Array(window);
  for (let i = 0; i + window <= series.length; i++) {
    standardise(learnt, series, i, row);
    for (let k = 0; k < weights.length; k++) {
      const along = project(axes, k, row);
      if (Math.abs(along) > Math.abs(peak[k])) peak[k] = along;
    }
  }
  for (let k = 0; k < weights.length; k++) {
    if (peak[k] < 0) for (let j = 0; j < window; j++) axes[k * window + j] *= -1;
  }
}

function measure({ window }: Options, learnt: PcaModel, series: Float64Array): Float64Array {
  const { axes, weights } = learnt;
  const row = new Float64Array(window);
  return Float64Array.from({ length: series.length - window + 1 }, (_, i) => {
    standardise(learnt, series, i, row);
    let square = 1;
    for (let j = 0; j < window; j++) square += row[j] * row[j];
    let score = 0;
    for (let k = 0; k < weights.length; k++) {
      score += Math.sqrt(Math.max(0, square - 2 * project(axes, k, row))) * weights[k];
    }
    return score;
  });
}

function standardise({ mean, scale }: PcaModel, series: Float64Array, first: number, row: Float64Array): void {
  for (let j = 0; j < row.length; j++) row[j] = (series[first + j] - mean[j]) * scale[j];
}

function project(axes: Float64Array, k: number, row: Float64Array): number {
  const first = k * row.length;
  const whole = row.length - (row.length % 4);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let j = 0; j < whole; j += 4) {
    a += axes[first + j] * row[j];
    b += axes[first + j + 1] * row[j + 1];
    c += axes[first + j + 2] * row[j + 2];
    d += axes[first + j + 3] * row[j + 3];
  }
  for (let j = whole; j < row.length; j++) a += axes[first + j] * row[j];
  return a + b + (c + d);
}
