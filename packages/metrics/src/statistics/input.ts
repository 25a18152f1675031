/** Checks shared by the statistics: finite samples, pairs and tables of scores. */
import { checkInteger, toFinite64 } from '@tsad/core';

/** A table of scores: one row a series, one column a method; nested rows, or flat and row-major with its width. */
export type ScoreTable = ArrayLike<number> | readonly ArrayLike<number>[];

/** A checked table: `values[i * methods + j]` is method j on series i. */
export interface Table {
  /** Flat, row-major. */
  values: Float64Array;
  /** Number of rows. */
  series: number;
  /** Number of columns. */
  methods: number;
}

/** x - y, or x itself when there is no y. */
export function pairedDifferences(where: string, x: ArrayLike<number>, y?: ArrayLike<number>): Float64Array {
  const first = toFinite64(where, 'x', x, 1);
  if (y === undefined) return first;
  const second = toFinite64(where, 'y', y, 1);
  if (first.length !== second.length) {
    throw new RangeError(`${where}: x and y must be pairs of one length, got ${first.length} and ${second.length}`);
  }
  return first.map((value, i) => value - second[i]);
}

/** Checks a table of at least 2 series and 2 methods. */
export function scoreTable(where: string, scores: ScoreTable, methods?: number): Table {
  if (methods !== undefined) checkInteger(where, 'methods', methods, 2, 1e6);
  const nested = typeof scores?.[0] === 'object' && scores[0] !== null;
  const values = nested
    ? flatten(where, scores as readonly ArrayLike<number>[], methods)
    : toFinite64(where, 'scores', scores as ArrayLike<number>, 1);
  const width = nested ? (scores[0] as ArrayLike<number>).length : methods;
  if (width === undefined || !Number.isSafeInteger(width) || width < 2) {
    throw new RangeError(`${where}: methods must be an integer of at least 2 (the columns of scores), got ${width}`);
  }
  const series = values.length / width;
  if (!Number.isSafeInteger(series) || series < 2) {
    throw new RangeError(
      `${where}: scores must hold at least 2 rows of ${width} methods each, got ${values.length} values`,
    );
  }
  return { values, series, methods: width };
}

function flatten(where: string, rows: readonly ArrayLike<number>[], methods?: number): Float64Array {
  const width = methods ?? rows[0].length;
  const values = new Float64Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    const row = toFinite64(where, `scores[${i}]`, rows[i], 1);
    if (row.length !== width) {
      throw new RangeError(`${where}: scores[${i}] must have ${width} methods as the others, got ${row.length}`);
    }
    values.set(row, i * width);
  }
  return values;
}
