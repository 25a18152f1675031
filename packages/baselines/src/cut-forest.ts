/**
 * Random cut trees over one common sample, in flat arrays (Guha et al., "Robust random cut forest based anomaly
 * detection on streams", ICML 2016): insertion and removal keep every tree distributed as if it were drawn anew.
 */
import type { Random } from '@tsad/core';
import { AXIS, type CutForest, FIELDS, LEFT, RIGHT } from './cut-arrays.ts';
import { addMass, addTwin, attach, detach } from './cut-tree.ts';

/** An empty forest. */
export function createForest(trees: number, size: number, dimensions: number): CutForest {
  const stack = (_: unknown, i: number): number => size - 1 - (i % size);
  return {
    points: new Float64Array(size * dimensions),
    leafMass: new Int32Array(size),
    free: Int32Array.from({ length: size }, stack),
    freeCount: size,
    root: new Int32Array(trees).fill(-1),
    leafParent: new Int32Array(trees * size).fill(-1),
    inner: new Int32Array(trees * size * FIELDS),
    box: new Float64Array(trees * size * (2 * dimensions + 1)),
    freeInner: Int32Array.from({ length: trees * size }, stack),
    freeInnerCount: new Int32Array(trees).fill(size),
    displaced: 0,
  };
}

/**
 * Takes one of the points at the leaf `gone` out of every tree and puts `point` in, tree by tree, so that each is
 * touched once. `displaced` becomes the collusive displacement of the new point: the largest ratio, over the subtrees
 * that hold it, of the points beside the subtree to the points inside; the mean over trees.
 * O(trees depth dimensions).
 * @param gone -1 for none; then there must be room.
 * @param point shape [dimensions], finite.
 * @returns the leaf of the new point.
 */
export function exchangePoint(forest: CutForest, gone: number, point: Float64Array, random: Random): number {
  const { points, leafMass, root } = forest;
  const dimensions = point.length;
  // Its slot may be given to the new point before it has left all trees.
  const old = points.slice(gone * dimensions, (gone + 1) * dimensions);
  if (gone >= 0) removeFrom(forest, 0, gone, old);
  const vacated = gone >= 0 && --leafMass[gone] === 0;
  if (vacated) forest.free[forest.freeCount++] = gone;
  const twin = findEqual(forest, point);
  const leaf = twin >= 0 ? twin : forest.free[--forest.freeCount];
  if (twin < 0) points.set(point, leaf * dimensions);
  // The trees after the first still hold the vacated leaf, with its one point.
  leafMass[leaf]++;
  let sum = 0;
  for (let tree = 0; tree < root.length; tree++) {
    if (tree > 0 && gone >= 0) {
      if (vacated) detach(forest, tree, gone, old);
      else addMass(forest, tree, gone, -1);
    }
    sum += twin >= 0 ? addTwin(forest, tree, leaf) : attach(forest, tree, leaf, dimensions, random);
  }
  forest.displaced = sum / root.length;
  return leaf;
}

/** Takes one of the points at `leaf` out of every tree. O(trees depth dimensions). */
export function removePoint(forest: CutForest, leaf: number, dimensions: number): void {
  const point = forest.points.slice(leaf * dimensions, (leaf + 1) * dimensions);
  for (let tree = 0; tree < forest.root.length; tree++) removeFrom(forest, tree, leaf, point);
  if (--forest.leafMass[leaf] === 0) forest.free[forest.freeCount++] = leaf;
}

function removeFrom(forest: CutForest, tree: number, leaf: number, point: Float64Array): void {
  if (forest.leafMass[leaf] === 1) detach(forest, tree, leaf, point);
  else addMass(forest, tree, leaf, -1);
}

/** The leaf of an equal point, by the cuts of the first tree; -1 if there is none. */
function findEqual({ points, leafMass, root, inner, box }: CutForest, point: Float64Array): number {
  const size = leafMass.length;
  const stride = 2 * point.length + 1;
  let node = root[0];
  while (node >= size) {
    const at = (node - size) * FIELDS;
    const cut = box[(node - size) * stride + stride - 1];
    node = inner[at + (point[inner[at + AXIS]] <= cut ? LEFT : RIGHT)];
  }
  if (node < 0) return -1;
  for (let k = 0; k < point.length; k++) if (points[node * point.length + k] !== point[k]) return -1;
  return node;
}
