/** How rarely the walk of a window through the graph of patterns is walked. */
import { checkInteger, checkOptionNames } from '@tsad/core';
import { movingAverage } from '@tsad/dsp';
import { learnGraph, normality, type PatternGraph } from './pattern-graph.ts';
import { WindowDetector, type WindowModel } from './window-detector.ts';

/** Options of {@link Series2Graph}. */
export interface Series2GraphOptions {
  /** Points per pattern, at least 5; the period of the series is a good choice. Default 100. */
  window?: number;
  /** Points whose walk is scored together, at least `window`. Default 2 windows, the setting of TSB-AD and CoAD. */
  query?: number;
  /** Directions in which nodes are sought, at least 3. Default 30; the paper has 50. */
  rays?: number;
}

type Options = Required<Series2GraphOptions>;

const model: WindowModel<Options, PatternGraph> = {
  name: 'Series2Graph',
  fewest: ({ window, query }) => query - window + 2,
  learn: ({ window, rays }, series) => learnGraph(series, window, rays),
  measure({ window, query, rays }, graph, series) {
    const length = Math.min(query, series.length);
    const usual = normality(graph, series, rays, length);
    const smooth = smoothed(usual, Math.min(window, usual.length));
    const half = Math.floor(length / 2);
    return Float64Array.from(series, (_, t) => -smooth[Math.min(Math.max(t - half, 0), smooth.length - 1)]);
  },
  // One score per point already.
  spread: (scores) => scores,
};

/**
 * Windows become points of a plane, smoothed and without their level; the plane's rays carry nodes where the walk from
 * window to window crosses often; edges count how often one node followed another. A stretch of `query` points is as
 * usual as its edges are frequent and its nodes connected. Score: minus that, averaged over a window, at the middle of
 * the stretch. Fast, also on very long series, and good where the series repeats a few shapes. It does not see changes of
 * level, and an anomaly that recurs often has an edge of its own.
 *
 * Written from the paper. Where it leaves a choice: the turn that removes the level is the least one; densities are
 * evaluated on a grid of a quarter of a bandwidth; the degree counts distinct edges, both ways. Cost: O(n window), and
 * O(window^3). Its authors state that the algorithm is protected by a patent: ask them before commercial use.
 * @see P. Boniol, T. Palpanas, "Series2Graph: graph-based subsequence anomaly detection for time series", PVLDB 13(11),
 *   2020; TheDatumOrg/TSB-AD for the settings.
 * @example
 * const series = Array.from({ length: 2000 }, (_, t) => Math.sin(t / 5) + (t >= 1400 && t < 1415 ? 0.8 : 0));
 * const scores = new Series2Graph({ window: 31 }).score(series);
 * const oddest = scores.indexOf(Math.max(...scores));
 * console.assert(oddest > 1330 && oddest < 1480);
 */
export class Series2Graph extends WindowDetector<Options, PatternGraph> {
  /**
   * @param options see {@link Series2GraphOptions}.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: Series2GraphOptions = {}) {
    checkOptionNames('Series2Graph', options, ['window', 'query', 'rays']);
    const window = checkInteger('Series2Graph', 'window', options.window ?? 100, 5, 4096);
    super(model, {
      window,
      query: checkInteger('Series2Graph', 'query', options.query ?? 2 * window, window),
      rays: checkInteger('Series2Graph', 'rays', options.rays ?? 30, 3, 10_000),
    });
  }
}

/** The centred moving average; at the ends over what there is. */
function smoothed(values: Float64Array, width: number): Float64Array {
  const share = movingAverage(new Float64Array(values.length).fill(1), width);
  return movingAverage(values, width).map((value, i) => value / share[i]);
}
