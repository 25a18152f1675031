/** Rows without an order in time, as every loader of tables returns them. */
import { DataError } from '../errors.ts';
import type { NpyArray } from '../npy.ts';

/** A table of numbers. */
export interface Table {
  /** Name of the table; never a path. */
  name: string;
  /** Shape [rows, columns.length], row-major, finite. */
  values: Float64Array;
  /** How many rows. */
  rows: number;
  /** Names of the columns. */
  columns: readonly string[];
  /** Shape [rows]: 1 marks an anomalous row, 0 a normal one. */
  labels?: Uint8Array;
}

/**
 * The table that an ADBench archive holds: the arrays `X` of shape (rows, columns) and `y` of 0 and 1.
 * @param arrays what {@link parseNpz} returned.
 * @param name name of the table. Default "adbench".
 * @returns the table with its labels; the columns are named column_1, column_2, ... as the archive names none.
 * @throws DataError when an array is not there, of another shape, not finite or no label. Cost: O(elements).
 * @example
 * const x = { data: Float64Array.of(1, 2, 3, 4), shape: [2, 2], dtype: '<f8' };
 * const y = { data: Uint8Array.of(0, 1), shape: [2], dtype: '|u1' };
 * console.assert(adbenchTable(new Map([['X', x], ['y', y]])).labels?.[1] === 1);
 */
export function adbenchTable(arrays: ReadonlyMap<string, NpyArray>, name = 'adbench'): Table {
  if (!(arrays instanceof Map)) throw new TypeError('adbenchTable: arrays must be the Map that parseNpz returned');
  const [x, y] = [arrays.get('X'), arrays.get('y')];
  if (!x || !y || x.shape.length !== 2 || y.data.length !== x.shape[0] || x.data.length === 0) {
    throw new DataError(
      'ERR_DATA_FORMAT',
      `${name}: not an ADBench archive; it must hold X of shape (rows, columns) and y of shape (rows,)`,
    );
  }
  const [rows, width] = x.shape;
  const values = Float64Array.from(x.data as ArrayLike<number | bigint>, Number);
  const odd = values.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0) {
    throw new DataError(
      'ERR_DATA_FORMAT',
      `${name}: row ${Math.floor(odd / width)}, column ${odd % width} of X is ${values[odd]}; fill or leave out such rows`,
    );
  }
  const labels = Uint8Array.from(y.data as ArrayLike<number | bigint>, (label) => {
    if (Number(label) !== 0 && Number(label) !== 1) {
      throw new DataError('ERR_DATA_FORMAT', `${name}: label ${label} of y is neither 0 nor 1`);
    }
    return Number(label);
  });
  return { name, values, rows, columns: Array.from({ length: width }, (_, c) => `column_${c + 1}`), labels };
}

/** Some rows of a table, in the order of their positions; columns and labels with them. */
export function takeRows(table: Table, positions: ArrayLike<number>, name: string = table.name): Table {
  const width = table.columns.length;
  const values = new Float64Array(positions.length * width);
  for (let i = 0; i < positions.length; i++) {
    values.set(table.values.subarray(positions[i] * width, (positions[i] + 1) * width), i * width);
  }
  const taken: Table = { ...table, name, values, rows: positions.length };
  if (table.labels) taken.labels = Uint8Array.from({ length: positions.length }, (_, i) => table.labels![positions[i]]);
  return taken;
}
