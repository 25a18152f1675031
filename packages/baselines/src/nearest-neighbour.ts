/** Distance of rows from their nearest neighbours. */
import { checkBoolean, checkChoice, checkInteger, checkOptionNames } from '@tsad/core';
import {
  NEIGHBOUR_RULES,
  type NeighbourModel,
  type NeighbourOptions,
  type NeighbourRule,
  neighbourModel,
} from './neighbour-model.ts';
import { WindowDetector } from './window-detector.ts';

/** Options of {@link NearestNeighbour}. */
export interface NearestNeighbourOptions {
  /** Values per row. Default 1. */
  channels?: number;
  /** Neighbours of each row. Default 1. */
  neighbours?: number;
  /** Distance to the furthest of them, or the mean or the median of all. Default `largest`. */
  rule?: NeighbourRule;
  /** Divide each column by its standard deviation in the training part. Default true. */
  standardise?: boolean;
}

/**
 * How far each row of a table is from the rows most like it; of rows without `fit`, of training rows after it. The
 * plainest detector for tables and for feature vectors; distances lose their meaning in hundreds of noisy dimensions.
 *
 * Cost: O(rows^2 channels) at worst; O(rows neighbours) memory.
 * @see Ramaswamy, Rastogi, Shim, "Efficient algorithms for mining outliers from large data sets", SIGMOD 2000.
 * @example
 * const table = Array.from({ length: 200 }, (_, i) => Math.sin(i * i)); // 100 rows of 2
 * table[60] = 3;
 * const scores = new NearestNeighbour({ channels: 2 }).score(table);
 * console.assert(scores.indexOf(Math.max(...scores)) === 30);
 */
export class NearestNeighbour extends WindowDetector<NeighbourOptions, NeighbourModel> {
  /**
   * @param options see {@link NearestNeighbourOptions}.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: NearestNeighbourOptions = {}) {
    const where = 'NearestNeighbour';
    checkOptionNames(where, options, ['channels', 'neighbours', 'rule', 'standardise']);
    super(neighbourModel(where), {
      channels: checkInteger(where, 'channels', options.channels ?? 1, 1, 1e6),
      neighbours: checkInteger(where, 'neighbours', options.neighbours ?? 1, 1, 100_000),
      rule: checkChoice(where, 'rule', options.rule ?? 'largest', NEIGHBOUR_RULES),
      standardise: checkBoolean(where, 'standardise', options.standardise ?? true),
    });
  }
}
