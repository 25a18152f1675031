/** Distance of the windows from their clusters. */
import { checkBoolean, checkInteger, checkOptionNames, createRandom } from '@tsad/core';
import { distanceToNearest, kMeans, windowsOf } from './k-means.ts';
import { spreadByMean, WindowDetector, type WindowModel } from './window-detector.ts';

/** Options of {@link KMeansAD}. */
export interface KMeansADOptions {
  /** Points per window, at least 2; a period of the series is a good choice. Default 100. */
  window?: number;
  /** Clusters. Default 10. */
  clusters?: number;
  /** Bring every window to mean 0 and variance 1 first, so that shape alone counts. Default true. */
  normalise?: boolean;
  /** Runs from other first centres; the best is kept. Default 20: twice the reference's, whose 10 often miss the best clusters known. */
  restarts?: number;
  /** Most iterations of a run. Default 300. */
  iterations?: number;
  /** Seed of the first centres. Default 0. */
  seed?: number;
}

type Options = Required<KMeansADOptions>;

interface ClusterModel {
  /** Subtracted from every value: it keeps the search exact at any level. */
  origin: number;
  /** Shape [clusters, window]. */
  centres: Float64Array;
}

const model: WindowModel<Options, ClusterModel> = {
  name: 'KMeansAD',
  fewest: ({ clusters }) => clusters,
  learn(options, series) {
    const origin = series.reduce((sum, value) => sum + value / series.length, 0);
    const windows = windowsOf(series, origin, options.window, options.normalise);
    return { origin, centres: kMeans(windows, options, createRandom(options.seed)) };
  },
  measure({ window, normalise }, { origin, centres }, series) {
    return distanceToNearest(windowsOf(series, origin, window, normalise), centres);
  },
  spread: spreadByMean,
};

/**
 * Groups the windows into clusters and scores each by its distance from the nearest centre; a point gets the mean over
 * the windows that cover it. Good where a few shapes repeat and the anomaly is another shape. It fails where an anomaly
 * is common enough to get a cluster of its own, where the phase makes more shapes than there are clusters, and, with
 * `normalise`, on changes of level or amplitude; flat stretches then count as the shape "zero".
 *
 * Clusters depend on chance: the VUS-PR of other seeds differs by a few thousandths. Cost: O(restarts iterations n
 * window clusters), O(n) memory.
 * @see T. Yairi et al., "Fault detection by mining association rules from house-keeping data", 2001; the detector
 *   KMeansAD_U of TheDatumOrg/TSB-AD; {@link KMeansAD.tsbAd} and {@link KMeansAD.coad} are the settings of two benchmarks.
 * @example
 * const series = Array.from({ length: 600 }, (_, t) => Math.sin(t / 5) + (t >= 400 && t < 410 ? 0.8 : 0));
 * const scores = new KMeansAD({ window: 31, clusters: 5 }).score(series);
 * const oddest = scores.indexOf(Math.max(...scores));
 * console.assert(oddest > 375 && oddest < 435);
 */
export class KMeansAD extends WindowDetector<Options, ClusterModel> {
  /**
   * @param options see {@link KMeansADOptions}.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: KMeansADOptions = {}) {
    const where = 'KMeansAD';
    checkOptionNames(where, options, ['window', 'clusters', 'normalise', 'restarts', 'iterations', 'seed']);
    super(model, {
      window: checkInteger(where, 'window', options.window ?? 100, 2, 1e6),
      clusters: checkInteger(where, 'clusters', options.clusters ?? 10, 1, 10_000),
      normalise: checkBoolean(where, 'normalise', options.normalise ?? true),
      restarts: checkInteger(where, 'restarts', options.restarts ?? 20, 1, 1000),
      iterations: checkInteger(where, 'iterations', options.iterations ?? 300, 1, 1e6),
      seed: checkInteger(where, 'seed', options.seed ?? 0),
    });
  }

  /**
   * The setting that TSB-AD tuned: 10 clusters of normalised windows.
   * @param period of rank 2: `findPeriod(series, { rank: 2 })` of @tsad/dsp.
   * @example
   * console.assert(KMeansAD.tsbAd(40).options.clusters === 10);
   */
  static tsbAd(period: number): KMeansAD {
    return new KMeansAD({ window: period });
  }

  /**
   * The setting of the released CoAD: 20 clusters of windows as they are.
   * @param period as CoAD finds it: `findPeriod(series, { method: 'coad' })` of @tsad/dsp.
   * @example
   * console.assert(KMeansAD.coad(40).options.normalise === false);
   */
  static coad(period: number): KMeansAD {
    return new KMeansAD({ window: period, clusters: 20, normalise: false });
  }
}
