/**
 * Random cut trees over one common sample (Guha et al., "Robust random cut forest based anomaly detection on streams",
 * ICML 2016): insertion and removal keep every tree distributed as if it were drawn anew.
 */
import type { Random } from '@tsad/core';
import { type CutKernels, createCutKernels } from './cut-kernels.ts';
import { type ForestShape, imageOf, MASS } from './cut-memory.ts';
import type { Resident } from './flat-state.ts';

/** Trees that points enter and leave together. */
export class CutForest implements Resident {
  /** All that lasts; both ways of working on it read and write the same. */
  readonly image: Int32Array;
  /** Shape [dimensions], finite: to be filled with the point that {@link exchange} puts in. */
  readonly point: Float64Array;
  readonly kernels: CutKernels;
  readonly #create: (shape: ForestShape) => CutKernels;

  /**
   * @param shape trees, most points that they hold, values of a point.
   * @param random its stream is continued, and is the forest's own from then on.
   * @param create makes the kernels; another choice is for tests.
   */
  constructor(shape: ForestShape, random?: Random, create: (shape: ForestShape) => CutKernels = createCutKernels) {
    this.#create = create;
    this.kernels = create(shape);
    const { memory } = this.kernels;
    this.image = imageOf(memory);
    this.point = memory.point;
    if (random) memory.words.set(random.state().words);
  }

  /**
   * Takes one of the points at the leaf `gone` out of every tree and puts {@link point} in. O(trees depth dimensions).
   * @param gone -1 for none; then there must be room.
   * @returns the leaf of the new point.
   */
  exchange(gone: number): number {
    return this.kernels.exchange(gone);
  }

  /**
   * Collusive displacement of the point that was put in last: the largest ratio, over the subtrees that hold it, of the
   * points beside the subtree to the points inside; the mean over trees.
   */
  get displaced(): number {
    return this.kernels.displaced() / this.kernels.memory.trees;
  }

  /** Points at a leaf; 0 where it is free. */
  massOf(leaf: number): number {
    const { links, linkStride } = this.kernels.memory;
    return links[leaf * linkStride + MASS];
  }

  /** Another forest in the same state. */
  copy(): CutForest {
    const other = new CutForest(this.kernels.memory, undefined, this.#create);
    other.image.set(this.image);
    return other;
  }
}
