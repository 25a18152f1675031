/** Distance of the windows from the usual shapes. */
import { checkInteger, checkOptionNames, createRandom } from '@tsad/core';
import { kShape } from './k-shape.ts';
import { joinShapes, shapeWeights, spreadBack } from './shape-weights.ts';
import { WindowDetector, type WindowModel } from './window-detector.ts';

/** Options of {@link KShapeAD}. */
export interface KShapeADOptions {
  /** Points per window, at least 4; the period of the series is a good choice. Default 100. */
  window?: number;
  /** Clusters of shapes. Default 6, the setting of TSB-AD and CoAD. */
  clusters?: number;
  /** Seed of the first shapes. Default 0. */
  seed?: number;
}

type Options = Required<KShapeADOptions>;

/** Shapes with their weights. */
interface ShapeModel {
  shapes: Float64Array[];
  weights: Float64Array;
}

/** Windows per clustered sequence. */
const SPAN = 4;

const step = (window: number): number => Math.floor(1.5 * window);

const model: WindowModel<Options, ShapeModel> = {
  name: 'KShapeAD',
  fewest: ({ window }) => (SPAN - 1) * window + 2,
  learn({ window, clusters, seed }, series) {
    const starts: number[] = [];
    for (let i = 0; i < series.length - SPAN * window; i += step(window)) starts.push(i);
    const sequences = starts.map((start) => series.slice(start, start + SPAN * window));
    const found = kShape(sequences, clusters, createRandom(seed));
    const counts = found.members.map((members) => members.length);
    const ages = found.members.map((members) => series.length - starts[members[members.length - 1]]);
    // The mean of a weight and of itself over 1 + the age of the shape's last member.
    const weights = shapeWeights(found.centroids, counts).map((weight, c) => (weight + weight / (1 + ages[c])) / 2);
    return { shapes: found.centroids, weights: Float64Array.from(weights) };
  },
  measure: ({ window }, { shapes, weights }, series) => joinShapes(series, shapes, weights, window),
  spread: spreadBack,
};

/**
 * Learns the usual shapes, four windows long, by k-Shape, and scores every window by its z-normalised distance from the
 * nearest stretch of each shape, shapes that are frequent and central weighing more; a point gets the mean of the windows
 * that contain it. The strongest of the classical detectors on periodic series of a few shapes, such as heart beats. It
 * does not see changes of level or amplitude, and an anomaly that lasts may become a shape.
 *
 * Clusters depend on chance. The reference draws first shapes with replacement, moves members one point too far, and keeps
 * whatever it has when ten attempts left a cluster empty, so that its published values on short series are those of one
 * draw: 0.0909 and 0.8477 VUS-PR on 001_NAB and 013_NAB, where this gives 0.108 to 0.117 and 0.789. Here an empty cluster
 * starts anew at the sequence that fits worst, and where there are no more sequences than clusters (013_NAB: 5 for 6) each
 * is a shape. Scores are not standardised, unlike the reference's: that changes no order. Cost: O(n window clusters), and
 * k-Shape on 2 n / 3 values at a time.
 * @see P. Boniol et al., "SAND: streaming subsequence anomaly detection", PVLDB 14, 2021, its model without the stream;
 *   the detector KShapeAD of TheDatumOrg/TSB-AD, whose setting is the default, with the period as window.
 * @example
 * const series = Array.from({ length: 900 }, (_, t) => Math.sin(t / 5) + (t >= 600 && t < 610 ? 0.8 : 0));
 * const scores = new KShapeAD({ window: 31 }).score(series);
 * const oddest = scores.indexOf(Math.max(...scores));
 * console.assert(oddest > 575 && oddest < 635);
 */
export class KShapeAD extends WindowDetector<Options, ShapeModel> {
  /**
   * @param options see {@link KShapeADOptions}.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: KShapeADOptions = {}) {
    checkOptionNames('KShapeAD', options, ['window', 'clusters', 'seed']);
    super(model, {
      window: checkInteger('KShapeAD', 'window', options.window ?? 100, 4, 1e5),
      clusters: checkInteger('KShapeAD', 'clusters', options.clusters ?? 6, 1, 1000),
      seed: checkInteger('KShapeAD', 'seed', options.seed ?? 0),
    });
  }
}
