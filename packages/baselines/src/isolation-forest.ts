/** Isolation forest on windows or rows. */
import { checkInteger, checkOptionNames, createRandom, portableLog, portablePow, type Random } from '@tsad/core';
import { type PointSet, pointsOf } from './point-set.ts';
import { spreadByCentre, WindowDetector, type WindowModel } from './window-detector.ts';

/** Options of {@link IsolationForest}. */
export interface IsolationForestOptions {
  /** Rows per point: 1 scores single rows, more scores windows. Default 1. */
  window?: number;
  /** Values per row. Default 1. */
  channels?: number;
  /** Trees. Default 100. */
  trees?: number;
  /** Points that each tree is grown on, at least 2; all of them where there are fewer. Default 256. */
  sampleSize?: number;
  /** Seed of the samples and the cuts. Default 0. */
  seed?: number;
}

type Options = Required<IsolationForestOptions>;

/** Trees as flat arrays, one after the other. */
interface Trees {
  roots: Int32Array;
  /** Dimension of the cut; -1 at a leaf. */
  axis: Int32Array;
  /** Place of the cut; at a leaf the path length that it stands for. */
  value: Float64Array;
  /** The left child; the right one comes after it. */
  child: Int32Array;
  /** Path length that a point of usual surroundings would have. */
  usual: number;
}

const model: WindowModel<Options, Trees> = {
  name: 'IsolationForest',
  fewest: () => 2,
  learn: ({ window, channels, trees, sampleSize, seed }, series) =>
    grow(pointsOf(series, window, channels), trees, sampleSize, createRandom(seed)),
  measure: ({ window, channels }, trees, series) => isolation(trees, pointsOf(series, window, channels)),
  spread: spreadByCentre,
};

/**
 * How few random cuts isolate a point: 2^(-mean path length / usual one), near 1 for odd points, below 0.5 for usual
 * ones. For tables, features and single values, at any size of table; insensitive to the scale of the columns. Weak on
 * windows, whose dimensions say much the same, and on points that are odd only in a combination of columns.
 *
 * Cost: O(trees sampleSize log sampleSize) to grow, O(n trees log sampleSize) to score.
 * @see F. T. Liu, K. M. Ting, Z.-H. Zhou, "Isolation forest", ICDM 2008. The detectors IForest and Sub_IForest of
 *   TheDatumOrg/TSB-AD use 200 and 150 trees, the latter on windows of the period.
 * @example
 * const table = Array.from({ length: 400 }, (_, i) => Math.sin(i * i)); // 200 rows of 2
 * table[60] = 9;
 * const scores = new IsolationForest({ channels: 2 }).score(table);
 * console.assert(scores.indexOf(Math.max(...scores)) === 30);
 */
export class IsolationForest extends WindowDetector<Options, Trees> {
  /**
   * @param options see {@link IsolationForestOptions}.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: IsolationForestOptions = {}) {
    const where = 'IsolationForest';
    checkOptionNames(where, options, ['window', 'channels', 'trees', 'sampleSize', 'seed']);
    super(model, {
      window: checkInteger(where, 'window', options.window ?? 1, 1, 1e6),
      channels: checkInteger(where, 'channels', options.channels ?? 1, 1, 1e6),
      trees: checkInteger(where, 'trees', options.trees ?? 100, 1, 10_000),
      sampleSize: checkInteger(where, 'sampleSize', options.sampleSize ?? 256, 2, 65_536),
      seed: checkInteger(where, 'seed', options.seed ?? 0),
    });
  }
}

/**
 * Mean path length of an unsuccessful search in a binary search tree of `count` points (Liu et al., equation 1).
 * @param count at least 1.
 */
export function usualPathLength(count: number): number {
  if (count <= 2) return count - 1;
  return 2 * (portableLog(count - 1) + 0.5772156649015329) - (2 * (count - 1)) / count;
}

function grow(points: PointSet, trees: number, sampleSize: number, random: Random): Trees {
  const size = Math.min(sampleSize, points.count);
  const depth = Math.ceil(Math.log2(size));
  const order = Int32Array.from({ length: points.count }, (_, i) => i);
  const most = trees * (2 * size - 1);
  const forest: Trees = {
    roots: new Int32Array(trees),
    axis: new Int32Array(most),
    value: new Float64Array(most),
    child: new Int32Array(most),
    usual: usualPathLength(size),
  };
  let used = 0;
  for (let tree = 0; tree < trees; tree++) {
    for (let i = 0; i < size; i++) {
      const j = i + random.integer(points.count - i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    forest.roots[tree] = used;
    used = split(points, order, 0, size, depth, 0, forest, used, used + 1, random);
  }
  return forest;
}

/**
 * Grows the node `at` on the sample order[from, to), its descendants into the free nodes from `used` on.
 * @returns the first free node after that.
 */
function split(
  points: PointSet,
  order: Int32Array,
  from: number,
  to: number,
  depth: number,
  level: number,
  forest: Trees,
  at: number,
  used: number,
  random: Random,
): number {
  const axis = level < depth && to - from > 1 ? chooseAxis(points, order, from, to, random) : -1;
  forest.axis[at] = axis;
  if (axis < 0) {
    forest.value[at] = level + usualPathLength(to - from);
    return used;
  }
  const { low, high } = extent(points, order, from, to, axis);
  const drawn = low + random.uniform() * (high - low);
  const cut = drawn < high ? drawn : low;
  let middle = from;
  for (let i = from; i < to; i++) {
    if (points.values[order[i] * points.stride + axis] > cut) continue;
    [order[i], order[middle]] = [order[middle], order[i]];
    middle++;
  }
  forest.value[at] = cut;
  forest.child[at] = used;
  const next = split(points, order, from, middle, depth, level + 1, forest, used, used + 2, random);
  return split(points, order, middle, to, depth, level + 1, forest, used + 1, next, random);
}

/** A dimension that varies in the sample, each with the same probability; -1 if none does. */
function chooseAxis(points: PointSet, order: Int32Array, from: number, to: number, random: Random): number {
  const first = random.integer(points.dimensions);
  const { low, high } = extent(points, order, from, to, first);
  if (low < high) return first;
  const varying: number[] = [];
  for (let axis = 0; axis < points.dimensions; axis++) {
    const { low, high } = extent(points, order, from, to, axis);
    if (low < high) varying.push(axis);
  }
  return varying.length > 0 ? varying[random.integer(varying.length)] : -1;
}

function extent(
  { values, stride }: PointSet,
  order: Int32Array,
  from: number,
  to: number,
  axis: number,
): { low: number; high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (let i = from; i < to; i++) {
    const value = values[order[i] * stride + axis];
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

function isolation({ roots, axis, value, child, usual }: Trees, { values, count, stride }: PointSet): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    let sum = 0;
    for (let tree = 0; tree < roots.length; tree++) {
      let node = roots[tree];
      while (axis[node] >= 0) node = child[node] + (values[i * stride + axis[node]] > value[node] ? 1 : 0);
      sum += value[node];
    }
    return portablePow(2, -sum / (roots.length * usual));
  });
}
