/**
 * The arrays of random cut trees over one common sample, in one stretch of bytes that `assembly/layout.ts` knows too.
 *
 * A node is a number: below `size` a leaf, the same in all trees; from `size` (tree + 1) on an inner node of that tree.
 * Every node has a record: PARENT, LEFT, RIGHT, AXIS, MASS and room for one more, 4 bytes each; the cut; the least values
 * of its points; the greatest. Values up to the cut along the axis lie to the left. Equal points share a leaf; both
 * corners of its box are the point, and only its mass is used of the rest, as each tree has another node above it.
 */

/** Fixed addresses, in bytes: the new point, of at most 1024 values; the words of the random stream; the records. */
const POINT = 1024;
const WORDS = 17408;
const RECORDS = 17472;
/** Bytes that a tree needs while it is walked. */
const SCRATCH = 40;

/** Integers of a record, by their number. */
export const PARENT = 0;
export const LEFT = 1;
export const RIGHT = 2;
export const AXIS = 3;
export const MASS = 4;
/** The numbers of a record, by theirs: the cut, the least values; behind them the greatest. */
export const CUT = 3;
export const LOW = 4;

/** Trees, points, values of a point. */
export interface ForestShape {
  readonly trees: number;
  readonly size: number;
  readonly dimensions: number;
}

/** A forest as views of one buffer. */
export interface CutMemory extends ForestShape {
  /** Shape [dimensions]: the point that comes next. */
  readonly point: Float64Array;
  /** The state of the random stream. */
  readonly words: Int32Array;
  /** The records as integers, `linkStride` each, and as numbers, `valueStride` each. */
  readonly links: Int32Array;
  readonly values: Float64Array;
  readonly linkStride: number;
  readonly valueStride: number;
  /** Shape [trees], -1 for an empty tree. */
  readonly roots: Int32Array;
  /** Shape [trees, size]: the node above each leaf, -1 for a root. */
  readonly above: Int32Array;
  /** Shape [1 + trees, size]: stacks of free leaves and of the free inner nodes of each tree... */
  readonly free: Int32Array;
  /** ...and how many they hold, shape [1 + trees]. */
  readonly freeCount: Int32Array;
  /** First byte of what the walks need; all that lasts lies between the random words and it. */
  readonly scratch: number;
}

/** Bytes of a forest's buffer. */
export function cutMemoryBytes(shape: ForestShape): number {
  return scratchOf(shape) + shape.trees * SCRATCH;
}

/** The views of a buffer of {@link cutMemoryBytes} bytes at least. */
export function viewCutMemory(buffer: ArrayBuffer, { trees, size, dimensions }: ForestShape): CutMemory {
  const valueStride = LOW + 2 * dimensions;
  const nodes = (trees + 1) * size;
  let top = RECORDS + 8 * nodes * valueStride;
  const integers = (length: number): Int32Array => {
    const view = new Int32Array(buffer, top, length);
    top += 4 * length;
    return view;
  };
  return {
    trees,
    size,
    dimensions,
    point: new Float64Array(buffer, POINT, dimensions),
    words: new Int32Array(buffer, WORDS, 4),
    links: new Int32Array(buffer, RECORDS, 2 * nodes * valueStride),
    values: new Float64Array(buffer, RECORDS, nodes * valueStride),
    linkStride: 2 * valueStride,
    valueStride,
    roots: integers(trees),
    above: integers(trees * size),
    free: integers(nodes),
    freeCount: integers(trees + 1),
    scratch: scratchOf({ trees, size, dimensions }),
  };
}

/** All that lasts of a forest. */
export function imageOf({ words, scratch }: CutMemory): Int32Array {
  return new Int32Array(words.buffer as ArrayBuffer, WORDS, (scratch - WORDS) / 4);
}

/** Makes the trees of zeroed memory empty. */
export function clearForest({ size, roots, above, free, freeCount }: CutMemory): void {
  roots.fill(-1);
  above.fill(-1);
  freeCount.fill(size);
  // The lowest on top.
  for (let i = 0; i < free.length; i++) free[i] = i - (i % size) + size - 1 - (i % size);
}

function scratchOf({ trees, size, dimensions }: ForestShape): number {
  const nodes = (trees + 1) * size;
  const end = RECORDS + 8 * nodes * (LOW + 2 * dimensions) + 4 * (trees + trees * size + nodes + trees + 1);
  return Math.ceil(end / 16) * 16;
}
