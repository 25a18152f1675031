/** Distance of windows from their nearest neighbours. */
import { checkChoice, checkInteger, checkOptionNames } from '@tsad/core';
import {
  NEIGHBOUR_RULES,
  type NeighbourModel,
  type NeighbourOptions,
  type NeighbourRule,
  neighbourModel,
} from './neighbour-model.ts';
import { WindowDetector } from './window-detector.ts';

/** Options of {@link SubKnn}. */
export interface SubKnnOptions {
  /** Points per window, at least 1; a period of the series is a good choice. Default 100. */
  window?: number;
  /** Neighbours of each window. Default 10. */
  neighbours?: number;
  /** Distance to the furthest of them, or the mean or the median of all. Default `largest`. */
  rule?: NeighbourRule;
}

/**
 * How far each window is from the windows most like it, in a space whose dimensions are standardised. Nothing keeps a
 * window from being a neighbour of the one a point later: with few neighbours the score then measures roughness rather
 * than oddness, so that `neighbours` should exceed the window or a good part of it; @tsad/discord excludes such
 * neighbours and is the better tool for odd shapes. Good for changes of level and amplitude. The score of a window goes
 * to its middle point.
 *
 * Cost: O(n^2 window) at worst, in practice a small part of it; O(n neighbours) memory.
 * @see Ramaswamy, Rastogi, Shim, "Efficient algorithms for mining outliers from large data sets", SIGMOD 2000; the
 *   detector Sub_KNN of TheDatumOrg/TSB-AD, whose tuned setting is {@link SubKnn.tsbAd}.
 * @example
 * const series = Array.from({ length: 600 }, (_, t) => Math.sin(t / 5) + (t >= 400 && t < 410 ? 0.8 : 0));
 * const scores = new SubKnn({ window: 31, neighbours: 30 }).score(series);
 * const oddest = scores.indexOf(Math.max(...scores));
 * console.assert(oddest > 385 && oddest < 425);
 */
export class SubKnn extends WindowDetector<NeighbourOptions, NeighbourModel> {
  /**
   * @param options see {@link SubKnnOptions}.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: SubKnnOptions = {}) {
    checkOptionNames('SubKnn', options, ['window', 'neighbours', 'rule']);
    super(neighbourModel('SubKnn'), {
      window: checkInteger('SubKnn', 'window', options.window ?? 100, 1, 1e6),
      neighbours: checkInteger('SubKnn', 'neighbours', options.neighbours ?? 10, 1, 100_000),
      rule: checkChoice('SubKnn', 'rule', options.rule ?? 'largest', NEIGHBOUR_RULES),
    });
  }

  /**
   * The setting that TSB-AD tuned: 50 neighbours.
   * @param period of rank 2: `findPeriod(series, { rank: 2 })` of @tsad/dsp.
   * @example
   * console.assert(SubKnn.tsbAd(40).options.neighbours === 50);
   */
  static tsbAd(period: number): SubKnn {
    return new SubKnn({ window: period, neighbours: 50 });
  }
}
