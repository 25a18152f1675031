/** Random cut forest over the recent past. */
import { checkInteger, checkOptionNames, createRandom, type Snapshot } from '@tsad/core';
import { CutForest } from './cut-forest.ts';
import { damaged } from './flat-state.ts';
import { createHistory, type History, isHistory, remember } from './history.ts';
import { OnlineDetector, type OnlineModel } from './online.ts';

/** Options of {@link RandomCutForest}. */
export interface RandomCutForestOptions {
  /** Trees. Default 30. */
  trees?: number;
  /** Newest shingles that the trees hold, at least 8. Default 256. */
  size?: number;
  /** Consecutive values that make a point of the trees. Default 2: longer ones see shapes and blur single points. */
  shingle?: number;
  /** Seed of the random cuts. Default 0. */
  seed?: number;
}

interface State extends History {
  forest: CutForest;
  /** The leaf of each shingle held: number s stands at s modulo `size`. */
  leaves: Int32Array;
  /** Shingles taken in, ever. */
  taken: number;
}

type Options = Required<RandomCutForestOptions>;

const model: OnlineModel<Options, State> = {
  name: 'RandomCutForest',
  kind: 'random-cut-forest',
  create: ({ trees, size, shingle, seed }) => ({
    ...createHistory(shingle),
    forest: new CutForest({ trees, size, dimensions: shingle }, createRandom(seed)),
    leaves: new Int32Array(size),
    taken: 0,
  }),
  warmup: ({ size, shingle }, { seen }) => Math.max(0, shingle - 1 + Math.ceil(size / 4) - seen),
  step(options, state, value) {
    const early = model.warmup(options, state) > 0;
    if (!Number.isNaN(value)) remember(state, value);
    else if (state.seen > 0) remember(state, state.history[state.end - 1]);
    const { size, shingle } = options;
    if (state.seen < shingle) return Number.NaN;
    const { forest, history, leaves, end } = state;
    for (let k = 0; k < shingle; k++) forest.point[k] = history[end - shingle + k];
    const slot = state.taken % size;
    leaves[slot] = forest.exchange(state.taken < size ? -1 : leaves[slot]);
    state.taken++;
    return early || Number.isNaN(value) ? Number.NaN : forest.displaced;
  },
  check(where, { size }, state) {
    if (!isHistory(state)) throw damaged(where, 'end');
    const { taken, leaves, forest } = state;
    if (!Number.isSafeInteger(taken) || taken < 0) throw damaged(where, 'taken');
    const held = Math.min(taken, size);
    const counts = new Int32Array(size);
    for (let i = 0; i < held; i++) counts[leaves[i]]++;
    if (
      leaves.some((leaf) => leaf < 0 || leaf >= size) ||
      counts.some((count, leaf) => count !== forest.massOf(leaf))
    ) {
      throw damaged(where, 'leaves');
    }
  },
};

/**
 * How much simpler a random partition of the recent shingles would be without the newest one: the mean collusive
 * displacement over trees of random cuts, drawn in proportion to the side lengths of the data. General-purpose: no
 * model of season or noise, adapts within `size` points, copes with duplicates. A moderate odd value inside the usual
 * range goes unseen at `shingle` 1 and 2, and long shingles spread one odd point over all shingles that hold it.
 *
 * The score of a point is taken right after its shingle has entered the trees, which is what makes collusive
 * displacement defined; nothing later changes it. It lies between 0 and `size` - 1 and does not change when the series
 * is scaled by a power of two. Missing values are bridged by the value before; those at the very start do not count.
 * Cost of `update`: O(trees shingle log size) on average, the largest of the online detectors here: the default takes
 * some 145,000 points a second in WebAssembly SIMD, a third of that, with the same bits, where a page forbids it. Memory
 * O(trees size shingle).
 * @see S. Guha, N. Mishra, G. Roy, O. Schrijvers, "Robust random cut forest based anomaly detection on streams", ICML
 *   2016. The sample is the newest `size` shingles, not a reservoir.
 * @example
 * const detector = new RandomCutForest({ shingle: 1, seed: 1 });
 * let worst = 0;
 * let highest = 0;
 * for (let t = 0; t < 300; t++) {
 *   const score = detector.update(Math.sin(t / 5) + (t === 250 ? 5 : 0)); // NaN for the first 64 points
 *   if (score > highest) [highest, worst] = [score, t];
 * }
 * console.assert(worst === 250);
 */
export class RandomCutForest extends OnlineDetector<Options, State> {
  /**
   * @param options see {@link RandomCutForestOptions}.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: RandomCutForestOptions = {}) {
    const where = 'RandomCutForest';
    checkOptionNames(where, options, ['trees', 'size', 'shingle', 'seed']);
    super(model, {
      trees: checkInteger(where, 'trees', options.trees ?? 30, 1, 10_000),
      size: checkInteger(where, 'size', options.size ?? 256, 8, 65_536),
      shingle: checkInteger(where, 'shingle', options.shingle ?? 2, 1, 1000),
      seed: checkInteger(where, 'seed', options.seed ?? 0),
    });
  }

  /**
   * Continues where `snapshot()` was taken, bit for bit.
   * @param snapshot of kind "random-cut-forest".
   * @throws SnapshotError when it is of another kind or version, or damaged.
   */
  static restore(snapshot: Snapshot): RandomCutForest {
    const options = OnlineDetector.optionsOf<RandomCutForestOptions>('RandomCutForest', model.kind, snapshot);
    return new RandomCutForest(options).continueFrom(snapshot);
  }
}
