/** Local outlier factor of windows. */
import { checkInteger, checkOptionNames } from '@tsad/core';
import { type Neighbours, nearestNeighbours } from './neighbours.ts';
import { inverseVariances, type PointSet, pointsOf } from './point-set.ts';
import { spreadByCentre, WindowDetector, type WindowModel } from './window-detector.ts';

/** Options of {@link SubLof}. */
export interface SubLofOptions {
  /** Points per window, at least 1; a period of the series is a good choice. Default 100. */
  window?: number;
  /** Neighbours of each window. Default 20. */
  neighbours?: number;
}

type Options = Required<SubLofOptions>;

interface LofModel {
  reference: PointSet;
  weights: Float64Array;
  /** Distance of each window from the furthest of its neighbours. */
  reach: Float64Array;
  /** Local reachability density of each window. */
  density: Float64Array;
  neighbours: Neighbours;
}

const model: WindowModel<Options, LofModel> = {
  name: 'SubLof',
  fewest: ({ neighbours }) => neighbours + 1,
  learn({ window, neighbours: k }, series) {
    const reference = pointsOf(series.slice(), window, 1);
    const weights = inverseVariances(reference);
    const neighbours = nearestNeighbours(reference, reference, weights, k, true);
    const reach = Float64Array.from({ length: reference.count }, (_, i) => neighbours.distances[i * k + k - 1]);
    return { reference, weights, reach, neighbours, density: densities(neighbours, reach, k) };
  },
  measure({ window, neighbours: k }, { reference, weights, reach, density, neighbours }, series, own) {
    if (own) return factors(neighbours, density, density, k);
    const queries = pointsOf(series, window, 1);
    const found = nearestNeighbours(reference, queries, weights, k, false);
    return factors(found, densities(found, reach, k), density, k);
  },
  spread: spreadByCentre,
};

/**
 * How much sparser the surroundings of a window are than those of its neighbours: about 1 where windows are as dense as
 * around, more at the odd ones. Local, so that regimes of different variability stand side by side. As in
 * {@link SubKnn}, nothing keeps the next window from being a neighbour; densities of smooth series then vary by chance.
 * The score of a window goes to its middle point.
 *
 * Cost: O(n^2 window) at worst, in practice a small part of it; O(n neighbours) memory.
 * @see M. Breunig et al., "LOF: identifying density-based local outliers", SIGMOD 2000, in the form of scikit-learn; the
 *   detector Sub_LOF of TheDatumOrg/TSB-AD, whose tuned setting is {@link SubLof.tsbAd}. Its published column was not
 *   made by its present code, so there is no published value to compare with.
 * @example
 * const series = Array.from({ length: 600 }, (_, t) => Math.sin(t / 5) + 0.1 * Math.sin(t * t) + (t === 400 ? 2 : 0));
 * const scores = new SubLof({ window: 31 }).score(series);
 * const oddest = scores.indexOf(Math.max(...scores));
 * console.assert(oddest > 380 && oddest < 420);
 */
export class SubLof extends WindowDetector<Options, LofModel> {
  /**
   * @param options see {@link SubLofOptions}.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: SubLofOptions = {}) {
    checkOptionNames('SubLof', options, ['window', 'neighbours']);
    super(model, {
      window: checkInteger('SubLof', 'window', options.window ?? 100, 1, 1e6),
      neighbours: checkInteger('SubLof', 'neighbours', options.neighbours ?? 20, 1, 100_000),
    });
  }

  /**
   * The setting that TSB-AD tuned: 30 neighbours.
   * @param period of rank 2: `findPeriod(series, { rank: 2 })` of @tsad/dsp.
   * @example
   * console.assert(SubLof.tsbAd(40).options.neighbours === 30);
   */
  static tsbAd(period: number): SubLof {
    return new SubLof({ window: period, neighbours: 30 });
  }
}

/** 1 / mean reachability distance; the small number keeps duplicates finite. */
function densities({ distances, indices }: Neighbours, reach: Float64Array, k: number): Float64Array {
  return Float64Array.from({ length: distances.length / k }, (_, i) => {
    let sum = 0;
    for (let rank = i * k; rank < (i + 1) * k; rank++) sum += Math.max(distances[rank], reach[indices[rank]]);
    return 1 / (sum / k + 1e-10);
  });
}

/** Mean density of the neighbours over one's own. */
function factors({ indices }: Neighbours, own: Float64Array, density: Float64Array, k: number): Float64Array {
  return own.map((value, i) => {
    let sum = 0;
    for (let rank = i * k; rank < (i + 1) * k; rank++) sum += density[indices[rank]];
    return sum / k / value;
  });
}
