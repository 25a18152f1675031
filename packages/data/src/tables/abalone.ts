/** Abalone (UCI) as a task of anomaly detection, prepared as by DROCC (Goyal et al., ICML 2020). */
import { checkText } from '../check.ts';
import { DataError, quote } from '../errors.ts';
import type { Table } from './table.ts';

const sexes = ['M', 'F', 'I'];
const columns = ['sex', 'length', 'diameter', 'height', 'whole', 'shucked', 'viscera', 'shell'] as const;
const normalRings = [8, 9, 10];
const anomalousRings = [3, 21];

/**
 * Reads `abalone.data` and keeps the rows of the usual task: 8, 9 or 10 rings are normal, 3 or 21 are anomalous, the
 * other rows are left out. The sex is coded M 0, F 1, I 2; the rings are no column. For training and test parts see
 * {@link splitTable} with the rule "drocc".
 * @param text content of the file: nine cells a line, with or without a line of names.
 * @param name name of the table. Default "abalone".
 * @returns the labelled table of eight columns; of the file of UCI 1920 rows, 29 of them anomalous.
 * @throws DataError when a line does not have that form, or no row is of the task. Cost: O(text).
 * @example
 * const table = parseAbalone('M,0.455,0.365,0.095,0.514,0.2245,0.101,0.15,9\nI,0.1,0.1,0.1,0.1,0.1,0.1,0.1,3\n');
 * console.assert(table.rows === 2 && table.labels?.[1] === 1 && table.values[8] === 2);
 */
export function parseAbalone(text: string, name = 'abalone'): Table {
  checkText('parseAbalone', 'text', text);
  const values: number[] = [];
  const labels: number[] = [];
  for (const [i, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n?|\n/)
    .entries()) {
    if (line.trim() === '') continue;
    const cells = line.split(',').map((cell) => cell.trim());
    if (i === 0 && /^"?(sex|type)"?$/i.test(cells[0])) continue;
    const sex = sexes.indexOf(cells[0]);
    const numbers = cells.slice(1).map((cell) => (cell === '' ? Number.NaN : Number(cell)));
    if (sex < 0 || numbers.length !== columns.length || !numbers.every(Number.isFinite)) {
      throw new DataError(
        'ERR_DATA_FORMAT',
        `${name}: line ${i + 1} ${quote(line)} is not M, F or I and eight numbers; fetch the file again`,
      );
    }
    const rings = numbers[columns.length - 1];
    const anomalous = anomalousRings.includes(rings);
    if (!anomalous && !normalRings.includes(rings)) continue;
    values.push(sex, ...numbers.slice(0, -1));
    labels.push(anomalous ? 1 : 0);
  }
  if (labels.length === 0) {
    throw new DataError('ERR_DATA_FORMAT', `${name}: no row has 3, 8, 9, 10 or 21 rings; give abalone.data of UCI`);
  }
  return { name, values: Float64Array.from(values), rows: labels.length, columns, labels: Uint8Array.from(labels) };
}
