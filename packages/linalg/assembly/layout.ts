/** Where the arrays of one window lie: one set of them, for the window size and the rank in use. */

/** Rows of the window (M1) and columns of the basis (r). */
export let rows: i32 = 0;
export let rank: i32 = 0;
/** Bytes from one row of the row-major basis to the next, and from one column of its transpose to the next. */
export let rowBytes: usize = 0;
export let columnBytes: usize = 0;

/** The basis row by row, and column by column. */
export let basis: usize = 0;
export let columns: usize = 0;
/** The window x, its residuals e, their sizes, and x with the excluded rows at 0; shape [rows]. */
export let x: usize = 0;
export let residuals: usize = 0;
export let sizes: usize = 0;
export let kept: usize = 0;
/** a; shape [rank]. */
export let coefficients: usize = 0;
/** The largest residuals, falling, and their rows; the rows left out; shape [most]. */
export let weights: usize = 0;
export let chosen: usize = 0;
export let excluded: usize = 0;
/** Packed lower triangle with reciprocals on the diagonal, of max(most, rank) rows; right-hand sides, as many. */
export let factor: usize = 0;
export let scratch: usize = 0;
/** The excluded rows of the basis, column by column; shape [rank, most]. */
export let gathered: usize = 0;

const START: usize = 4096;
const PAGE: usize = 65536;

let top: usize = 0;

/**
 * Makes room for windows of `newRows` rows, `newRank` columns and up to `most` excluded rows. Nothing is kept.
 * Vectors hold two numbers, so rows and columns take an even number of places.
 * @returns whether there is memory enough.
 */
export function reserve(newRows: i32, newRank: i32, most: i32): bool {
  rows = newRows;
  rank = newRank;
  const evenRows = <usize>((newRows + 1) & ~1);
  const evenRank = <usize>((newRank + 1) & ~1);
  const order = <usize>max(most, newRank);
  rowBytes = evenRank << 3;
  columnBytes = evenRows << 3;
  top = START;
  basis = take(evenRows * evenRank);
  columns = take(evenRows * evenRank);
  x = take(evenRows);
  residuals = take(evenRows);
  sizes = take(evenRows);
  kept = take(evenRows);
  coefficients = take(evenRank);
  weights = take(<usize>most);
  chosen = take(<usize>most);
  excluded = take(<usize>most);
  factor = take((order * (order + 1)) / 2);
  scratch = take(order + 1);
  gathered = take(<usize>newRank * <usize>((most + 1) & ~1));
  const pages = <i32>((top + PAGE - 1) / PAGE);
  return pages <= memory.size() || memory.grow(pages - memory.size()) >= 0;
}

function take(numbers: usize): usize {
  const start = top;
  top += (numbers * 8 + 15) & ~15;
  return start;
}

/** The address of a number of an array. */
// @ts-ignore: decorator
@inline
export function at(base: usize, index: i32): usize {
  return base + (<usize>index << 3);
}
