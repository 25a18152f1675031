/**
 * Where the arrays of a forest lie; what they hold stands in `src/cut-memory.ts`. Addresses are bytes, nodes are numbers.
 */

/** Fixed addresses: the new point, the sides of a box, the words of the random stream, the records of the nodes. */
export const POINT: usize = 1024;
export const SIDES: usize = 9216;
export const WORDS: usize = 17408;
export const RECORDS: usize = 17472;

/** Bytes of a plane point: the usual ones, which go without loops. */
export const PLANE: usize = 16;

/** Of a record: links, the axis of the cut and the mass, 4 bytes each; the cut; the least values, then the greatest. */
export const PARENT: usize = 0;
export const LEFT: usize = 4;
export const RIGHT: usize = 8;
export const AXIS: usize = 12;
export const MASS: usize = 16;
export const CUT: usize = 24;
export const LOW: usize = 32;

export let trees: i32 = 0;
export let size: i32 = 0;
/** Bytes of a point. */
export let width: usize = 0;
export let roots: usize = 0;
export let above: usize = 0;
export let free: usize = 0;
export let freeCount: usize = 0;
/** Three arrays of the walks: 32 bytes a tree, and twice 4 bytes a tree. */
export let lanes: usize = 0;
export let walking: usize = 0;
export let resting: usize = 0;

/** Tells the kernels where everything lies. */
export function bind(
  newTrees: i32,
  newSize: i32,
  dimensions: i32,
  newRoots: usize,
  newAbove: usize,
  newFree: usize,
  newFreeCount: usize,
  scratch: usize,
): void {
  trees = newTrees;
  size = newSize;
  width = <usize>dimensions << 3;
  roots = newRoots;
  above = newAbove;
  free = newFree;
  freeCount = newFreeCount;
  lanes = scratch;
  walking = lanes + (<usize>newTrees << 5);
  resting = walking + (<usize>newTrees << 2);
}

/** The record of a node, where a point takes `w` bytes. */
// @ts-ignore: decorator
@inline
export function recordOf(node: i32, w: usize): usize {
  return RECORDS + <usize>node * (LOW + 2 * w);
}

/** The address of entry `index` of an array of 4-byte integers. */
// @ts-ignore: decorator
@inline
export function entry(array: usize, index: i32): usize {
  return array + (<usize>index << 2);
}

/** The address of an entry of a tree in an array of shape [trees, size]. */
// @ts-ignore: decorator
@inline
export function entryOf(array: usize, tree: i32, index: i32): usize {
  return entry(array, tree * size + index);
}

/** `a` where the condition holds, else `b`, without a branch: half of all guesses would be wrong. */
// @ts-ignore: decorator
@inline
export function choose(condition: bool, a: i32, b: i32): i32 {
  return b ^ ((a ^ b) & -(<i32>condition));
}

/** Where the parent of a node stands: in its record, that of a leaf with its tree. */
// @ts-ignore: decorator
@inline
export function parentOf(tree: i32, node: i32, w: usize): usize {
  return <usize>choose(node < size, <i32>entryOf(above, tree, node), <i32>(recordOf(node, w) + PARENT));
}

/** Puts a node in the place of another below its parent, or as the root. */
// @ts-ignore: decorator
@inline
export function replaceChild(tree: i32, parent: i32, node: i32, by: i32, w: usize): void {
  if (parent < 0) {
    store<i32>(entry(roots, tree), by);
  } else {
    const record = recordOf(parent, w);
    store<i32>(record + (<usize>(load<i32>(record, LEFT) != node) << 2), by, LEFT);
  }
}

/** Takes a free node from a stack: 0 is that of the leaves, others belong to the trees. */
// @ts-ignore: decorator
@inline
export function takeFree(stack: i32): i32 {
  const count = load<i32>(entry(freeCount, stack)) - 1;
  store<i32>(entry(freeCount, stack), count);
  return load<i32>(entryOf(free, stack, count));
}

/** Gives a node back. */
// @ts-ignore: decorator
@inline
export function giveFree(stack: i32, node: i32): void {
  const count = load<i32>(entry(freeCount, stack));
  store<i32>(entryOf(free, stack, count), node);
  store<i32>(entry(freeCount, stack), count + 1);
}
