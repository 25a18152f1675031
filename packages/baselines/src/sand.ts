/** Distance of the windows from usual shapes that are kept up to date, batch by batch. */
import { checkInteger, checkNumber, checkOptionNames } from '@tsad/core';
import { EMPTY, type SandModel, SPAN, takeIn } from './sand-model.ts';
import { WindowDetector, type WindowModel } from './window-detector.ts';

/** Options of {@link Sand}. */
export interface SandOptions {
  /** Points per window, at least 4; the period of the series is a good choice. Default 100. */
  window?: number;
  /** Clusters of shapes sought in each batch. Default 6, the setting of TSB-AD and CoAD. */
  clusters?: number;
  /** How fast weights and the scale of the scores follow, in [0, 1]. Default 0.5. */
  alpha?: number;
  /** Points of the first batch, at least a window. Default 50 windows. */
  initialLength?: number;
  /** Points of every later batch, at least five windows. Default 30 windows. */
  batchLength?: number;
  /** Seed of the first shapes. Default 0. */
  seed?: number;
}

type Options = Required<SandOptions>;

interface Learnt {
  after: SandModel;
  scores: Float64Array;
}

const model: WindowModel<Options, Learnt> = {
  name: 'Sand',
  fewest: ({ window }) => (SPAN - 1) * window + 2,
  learn(options, series) {
    const { model: after, scores } = takeIn(options, EMPTY, series);
    return { after, scores };
  },
  measure: (options, { after, scores }, series, own) => (own ? scores : takeIn(options, after, series).scores),
  // One score per point already.
  spread: (scores) => scores,
};

/**
 * KShapeAD that follows its stream: the shapes of the first batch, four windows long, are found by k-Shape; those of each
 * later batch are united with the shape they are near to, or added; then the batch is scored by the weighted distance
 * from all shapes, frequent, central and recent ones weighing more, and standardised by moving moments. Good where the
 * usual shapes change with time. It fails as KShapeAD does: no sight of level and amplitude, and an anomaly that
 * fills a good part of a batch becomes a shape. A batch is scored when all of it is there: it is no detector point by
 * point.
 *
 * After `fit` the scored series continues the training part; without, the series itself is the stream.
 * Shapes and members of the whole stream are kept, as the weights ask for: O(n) memory. Three deviations from the
 * released code: k-Shape as in {@link KShapeAD}; the points that remain after the last full batch are always scored; a
 * stretch whose scores are all equal gets zeros. Cost: O(n window shapes), and k-Shape on 8 n / 3 values in all.
 * @see P. Boniol, J. Paparrizos, T. Palpanas, M. J. Franklin, "SAND: streaming subsequence anomaly detection", PVLDB 14,
 *   2021; the detector SAND of TheDatumOrg/TSB-AD.
 * @example
 * const series = Array.from({ length: 3000 }, (_, t) => Math.sin(t / 5) + (t >= 2400 && t < 2410 ? 0.8 : 0));
 * const scores = new Sand({ window: 31, initialLength: 1000, batchLength: 500 }).score(series);
 * const oddest = scores.indexOf(Math.max(...scores));
 * console.assert(oddest > 2370 && oddest < 2440);
 */
export class Sand extends WindowDetector<Options, Learnt> {
  /**
   * @param options see {@link SandOptions}.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: SandOptions = {}) {
    checkOptionNames('Sand', options, ['window', 'clusters', 'alpha', 'initialLength', 'batchLength', 'seed']);
    const window = checkInteger('Sand', 'window', options.window ?? 100, 4, 1e5);
    super(model, {
      window,
      clusters: checkInteger('Sand', 'clusters', options.clusters ?? 6, 1, 1000),
      alpha: checkNumber('Sand', 'alpha', options.alpha ?? 0.5, 0, 1),
      initialLength: checkInteger('Sand', 'initialLength', options.initialLength ?? 50 * window, window),
      batchLength: checkInteger('Sand', 'batchLength', options.batchLength ?? 30 * window, 5 * window),
      seed: checkInteger('Sand', 'seed', options.seed ?? 0),
    });
  }

  /**
   * The setting of TSB-AD: the training part is the first batch, a tenth of the series each later one.
   * @param period of rank 1: `findPeriod(series)` of @tsad/dsp.
   * @param train points of the training part.
   * @param length points of the whole series, training part included.
   * @example
   * console.assert(Sand.tsbAd(40, 500, 3000).options.batchLength === 300);
   */
  static tsbAd(period: number, train: number, length: number): Sand {
    return new Sand({
      window: period,
      initialLength: Math.max(train, period),
      batchLength: Math.max(5 * period, Math.floor(0.1 * length)),
    });
  }

  /**
   * The setting of the released CoAD, which is the default: 50 periods, then 30 at a time.
   * @param period in points.
   * @example
   * console.assert(Sand.coad(40).options.batchLength === 1200);
   */
  static coad(period: number): Sand {
    return new Sand({ window: period });
  }
}
