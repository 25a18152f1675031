/** Labelled tables to a training part without anomalies and a test part, by the rules of published experiments. */
import { checkBoolean, checkChoice, checkInteger, checkOptionNames, createRandom } from '@tsad/core';
import { checkObject } from '../check.ts';
import { DataError } from '../errors.ts';
import { type Table, takeRows } from './table.ts';

/** Options of {@link splitTable}. */
export interface SplitOptions {
  /**
   * `goad` (Bergman and Hoshen, ICLR 2020): one half of the normal rows trains, the other half and all anomalies test.
   * `drocc` (Goyal et al., ICML 2020): all anomalies and as many normal rows test, the other normal rows train.
   */
  rule: 'goad' | 'drocc';
  /** Any safe integer; it chooses the normal rows. Default 0. */
  seed?: number;
  /** Centre and scale both parts by the training part: minus the mean, by the standard deviation plus 1e-4. Default true. */
  standardise?: boolean;
}

/**
 * Splits a labelled table.
 * @param table with labels.
 * @param options the rule, the seed, whether to standardise.
 * @returns `train`, normal rows alone, and `test`; both keep the order of the table. A constant column becomes 0.
 * @throws RangeError or TypeError for wrong options, DataError when there are no labels, no anomalies, or too few normal
 * rows. Cost: O(rows x columns).
 * @example
 * const table = { name: 't', values: Float64Array.of(1, 2, 3, 4, 9), rows: 5, columns: ['a'], labels: Uint8Array.of(0, 0, 0, 0, 1) };
 * const { train, test } = splitTable(table, { rule: 'goad' });
 * console.assert(train.rows === 2 && test.rows === 3 && test.labels?.[2] === 1);
 */
export function splitTable(table: Table, options: SplitOptions): { train: Table; test: Table } {
  checkOptionNames('splitTable', options, ['rule', 'seed', 'standardise']);
  const rule = checkChoice('splitTable', 'rule', options.rule, ['goad', 'drocc'] as const);
  const seed = checkInteger('splitTable', 'seed', options.seed ?? 0);
  const scaled = checkBoolean('splitTable', 'standardise', options.standardise ?? true);
  const { labels, name } = checkObject('splitTable', 'table', table, 'a table');
  const normal: number[] = [];
  const test: number[] = [];
  for (let row = 0; row < table.rows; row++) (labels?.[row] === 1 ? test : normal).push(row);
  const trainCount = rule === 'goad' ? Math.floor(normal.length / 2) : normal.length - test.length;
  if (!labels || test.length === 0 || trainCount < 1) {
    throw new DataError(
      'ERR_DATA_FORMAT',
      labels
        ? `splitTable: ${normal.length} normal and ${test.length} anomalous rows of "${name}" cannot be split by "${rule}"`
        : `splitTable: "${name}" has no labels; give a labelled table`,
    );
  }
  createRandom(seed).fork(`split-${rule}`).shuffle(normal);
  test.push(...normal.slice(trainCount));
  const byPosition = (a: number, b: number): number => a - b;
  const parts = {
    train: takeRows(table, normal.slice(0, trainCount).sort(byPosition), `${name}-train`),
    test: takeRows(table, test.sort(byPosition), `${name}-test`),
  };
  if (scaled) standardise(parts.train, parts.test);
  return parts;
}

/** Centres and scales both parts in place by the mean and the deviation of the first. */
function standardise(train: Table, test: Table): void {
  const width = train.columns.length;
  for (let c = 0; c < width; c++) {
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
