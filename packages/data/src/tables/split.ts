/** Labelled tables to a training part without anomalies and a test part, by the rules of published experiments. */
import { checkBoolean, checkChoice, checkInteger, checkOptionNames, createRandom } from '@tsad/core';
import { checkObject } from '../check.ts';
import { DataError, quote } from '../errors.ts';
import { type Table, takeRows } from './table.ts';

/** Options of {@link splitTable}. */
export interface SplitOptions {
  /**
   * `goad` (Bergman and Hoshen, ICLR 2020): one half of the normal rows trains, the other half and all anomalies test.
   * `drocc` (Goyal et al., ICML 2020): all anomalies and as many normal rows test, the other normal rows train.
   * `dagmm` (Zong et al., ICLR 2018): the normal ones among one half of all rows train, the other half tests.
   */
  rule: 'goad' | 'drocc' | 'dagmm';
  /** Any safe integer; it chooses the rows to train on. Default 0. */
  seed?: number;
  /**
   * Whether the rows to train on are drawn; false takes the first ones of the table, as the released code of GOAD does
   * for Thyroid. Default true.
   */
  shuffle?: boolean;
  /**
   * Centre and scale both parts by the training part: minus the mean, by the standard deviation plus 1e-4. Names of
   * columns leave the others as they are. Default true.
   */
  standardise?: boolean | readonly string[];
}

/**
 * Splits a labelled table.
 * @param table with labels.
 * @param options the rule, the seed, whether to shuffle, what to standardise.
 * @returns `train`, normal rows alone, and `test`; both keep the order of the table. A constant column becomes 0.
 * @throws RangeError or TypeError for wrong options, DataError when there are no labels, no anomalies, or too few normal
 * rows. Cost: O(rows x columns).
 * @example
 * const table = { name: 't', values: Float64Array.of(1, 2, 3, 4, 9), rows: 5, columns: ['a'], labels: Uint8Array.of(0, 0, 0, 0, 1) };
 * const { train, test } = splitTable(table, { rule: 'goad' });
 * console.assert(train.rows === 2 && test.rows === 3 && test.labels?.[2] === 1);
 */
export function splitTable(table: Table, options: SplitOptions): { train: Table; test: Table } {
  checkOptionNames('splitTable', options, ['rule', 'seed', 'shuffle', 'standardise']);
  const rule = checkChoice('splitTable', 'rule', options.rule, ['goad', 'drocc', 'dagmm'] as const);
  const seed = checkInteger('splitTable', 'seed', options.seed ?? 0);
  const shuffle = checkBoolean('splitTable', 'shuffle', options.shuffle ?? true);
  const { labels, name } = checkObject('splitTable', 'table', table, 'a table');
  const scaled = columnsToScale(table, options.standardise ?? true);
  if (!labels) throw new DataError('ERR_DATA_FORMAT', `splitTable: "${name}" has no labels; give a labelled table`);
  const rows = Array.from({ length: table.rows }, (_, row) => row);
  const normal = rows.filter((row) => labels[row] !== 1);
  const anomalous = rows.length - normal.length;
  const pool = rule === 'dagmm' ? [...rows] : [...normal];
  if (shuffle) createRandom(seed).fork(`split-${rule}`).shuffle(pool);
  const count = rule === 'drocc' ? Math.max(0, normal.length - anomalous) : Math.floor(pool.length / 2);
  const drawn = new Uint8Array(rows.length);
  for (const row of pool.slice(0, count)) drawn[row] = 1;
  const train = normal.filter((row) => drawn[row] === 1);
  const test = rows.filter((row) => drawn[row] === 0);
  if (train.length === 0 || !test.some((row) => labels[row] === 1)) {
    throw new DataError(
      'ERR_DATA_FORMAT',
      `splitTable: ${normal.length} normal and ${anomalous} anomalous rows of "${name}" cannot be split by "${rule}"`,
    );
  }
  const parts = { train: takeRows(table, train, `${name}-train`), test: takeRows(table, test, `${name}-test`) };
  standardise(parts.train, parts.test, scaled);
  return parts;
}

/** Positions of the columns that are to be standardised. */
function columnsToScale({ columns, name }: Table, standardise: boolean | readonly string[]): number[] {
  if (!Array.isArray(standardise)) {
    return checkBoolean('splitTable', 'standardise', standardise) ? [...columns.keys()] : [];
  }
  return standardise.map((column) => {
    const at = columns.indexOf(column);
    if (at < 0) throw new RangeError(`splitTable: standardise must name columns of "${name}", got ${quote(column)}`);
    return at;
  });
}

/** Centres and scales columns of both parts in place by the mean and the deviation of the first. */
function standardise(train: Table, test: Table, columns: readonly number[]): void {
  const width = train.columns.length;
  for (const c of columns) {
    let mean = 0;
    for (let i = c; i < train.values.length; i += width) mean += train.values[i];
    mean /= train.rows;
    let square = 0;
    for (let i = c; i < train.values.length; i += width) square += (train.values[i] - mean) ** 2;
    const scale = Math.sqrt(square / train.rows) + 1e-4;
    for (const { values } of [train, test]) {
      for (let i = c; i < values.length; i += width) values[i] = (values[i] - mean) / scale;
    }
  }
}
