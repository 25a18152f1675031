/**
 * The arrays of random cut trees over one common sample.
 *
 * A node is a number: below `size` a leaf, the same in all trees; from `size` on an inner node of one tree. Equal points
 * share a leaf. Values up to the cut along the axis lie to the left.
 */

/** The arrays of a forest of `trees` trees over at most `size` points of `dimensions` values. */
export interface CutForest {
  /** Shape [size, dimensions]: the point of each leaf. */
  points: Float64Array;
  /** Points at each leaf; 0 where it is free. */
  leafMass: Int32Array;
  /** Free leaves, a stack of `freeCount`. */
  free: Int32Array;
  freeCount: number;
  /** Shape [trees], -1 for an empty tree. */
  root: Int32Array;
  /** Shape [trees, size]: the node above each leaf, -1 for a root. */
  leafParent: Int32Array;
  /** Shape [trees, size, 5]: the inner nodes, their fields at PARENT, LEFT, RIGHT, AXIS, MASS. */
  inner: Int32Array;
  /** Shape [trees, size, 2 dimensions + 1]: of each inner node the least values, the greatest values, the cut. */
  box: Float64Array;
  /** Shape [trees, size]: free inner nodes, a stack of `freeInnerCount` in each tree. */
  freeInner: Int32Array;
  /** Shape [trees]. */
  freeInnerCount: Int32Array;
  /** Collusive displacement of the point that was inserted last. */
  displaced: number;
}

/** Fields of an inner node. */
export const PARENT = 0;
export const LEFT = 1;
export const RIGHT = 2;
export const AXIS = 3;
export const MASS = 4;
export const FIELDS = 5;
