/** CSV tables of rows without an order in time: numbers as they are, categories as columns of 0 and 1. */
import { checkChoice, checkInteger, checkOptionNames } from '@tsad/core';
import Papa from 'papaparse';
import { checkColumnKeys, checkInput } from '../check.ts';
import { parseLabel } from '../csv/cells.ts';
import { findEncoding } from '../csv/encoding.ts';
import { columnNames, isBlankRow, layoutCsv, lineBreaks } from '../csv/layout.ts';
import { longLine, normalLineBreaks } from '../csv/papa.ts';
import { findColumn, labelName } from '../csv/plan.ts';
import { headEnd } from '../csv/read.ts';
import { DataError, quote } from '../errors.ts';
import { checkLimits, type ReadLimits } from '../limits.ts';
import { type Cells, readColumn } from './columns.ts';
import type { CsvTable, TableOptions } from './types.ts';

const optionNames = [
  'name',
  'header',
  'delimiter',
  'decimal',
  'limits',
  'columns',
  'labelColumn',
  'categorical',
  'maximumCategories',
  'missing',
];

/**
 * Reads a CSV table of rows. How it is written is found out as by {@link parseCsv}. A column of text becomes one column
 * of 0 and 1 for each of its values, in the order of their code units, named "column=value". Columns of one name are told
 * apart by their position, as "column (column 2)".
 * Text in a column that mostly holds numbers, and by default a missing cell, is an error that names line and column.
 * @param input the whole file, as text or bytes.
 * @param options what is known about the table.
 * @returns the table; `values` has no missing cells.
 * @throws DataError when the content cannot be read, RangeError or TypeError for wrong options. Cost: O(bytes).
 * @example
 * const table = parseTable('sex,size\nM,1.5\nF,2\n');
 * console.assert(table.columns.join() === 'sex=F,sex=M,size' && table.values.join() === '0,1,1.5,1,0,2');
 */
export function parseTable(input: string | Uint8Array, options: TableOptions = {}): CsvTable {
  checkOptionNames('parseTable', options, optionNames);
  const { name = 'table', missing = 'error', maximumCategories = 32 } = options;
  checkChoice('parseTable', 'missing', missing, ['error', 'skip', 'fill'] as const);
  checkInteger('parseTable', 'maximumCategories', maximumCategories, 1, 4096);
  if (options.delimiter !== undefined) checkChoice('parseTable', 'delimiter', options.delimiter, [',', ';', '\t', '|']);
  if (options.decimal !== undefined) checkChoice('parseTable', 'decimal', options.decimal, ['.', ',']);
  checkColumnKeys('parseTable', 'columns', options.columns);
  checkColumnKeys('parseTable', 'categorical', options.categorical);
  const cells = readCells(input, options, checkLimits('parseTable', options.limits), name);
  const labelAt = findLabel(cells, options);
  const labels = labelAt < 0 ? undefined : readLabels(cells, labelAt);
  const warnings: string[] = [];
  const columns = chooseColumns(cells, options, labelAt).flatMap((at) => readColumn(cells, at, options, warnings));
  if (columns.length === 0) {
    throw new DataError('ERR_DATA_COLUMN', [`${name}: no column can be used`, ...warnings].join('; '));
  }
  const kept = cells.rows
    .map((_, row) => row)
    .filter((row) => missing !== 'skip' || columns.every(({ holes }) => !holes.has(row)));
  if (kept.length === 0) {
    throw new DataError(
      'ERR_DATA_FORMAT',
      `${name}: every row has a missing cell; set missing to "fill", or leave columns out`,
    );
  }
  const table: CsvTable = {
    name,
    values: new Float64Array(kept.length * columns.length),
    rows: kept.length,
    columns: columns.map((column) => column.name),
    sources: columns.map((column) => column.source),
    rowNumbers: Int32Array.from(kept, (row) => row + 1),
    skipped: cells.rows.length - kept.length,
    warnings,
  };
  for (const [i, row] of kept.entries()) {
    for (const [c, { values }] of columns.entries()) table.values[i * columns.length + c] = values[row];
  }
  if (labels) {
    table.labels = Uint8Array.from(kept, (row) => labels[row]);
    table.labelColumn = cells.names[labelAt];
  }
  return table;
}

function readCells(input: string | Uint8Array, options: TableOptions, limits: ReadLimits, where: string): Cells {
  checkInput('parseTable', 'input', input);
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  if (bytes.length > Math.min(limits.bytes, 2 ** 29 - 64)) {
    throw new DataError(
      'ERR_DATA_LIMIT',
      `${where}: ${bytes.length} bytes are more than the limit; a table must fit in a text`,
    );
  }
  const { encoding, skip } = findEncoding(bytes.subarray(0, headEnd(bytes)));
  const text = normalLineBreaks(new TextDecoder(encoding).decode(bytes.subarray(skip)));
  const { delimiter, decimal, header, rows: first } = layoutCsv(text, options, limits, where);
  const names = columnNames(first[0], header);
  const parsed = new Papa.Parser({ delimiter, newline: '\n' }).parse(text, 0, false);
  const cells: Cells = {
    where,
    decimal,
    names,
    rawNames: header ? first[0].map((cell) => cell.trim()) : [],
    rows: [],
    lines: [],
  };
  let line = 0;
  let named = header;
  for (const row of parsed.data as string[][]) {
    const begin = line + 1;
    line = begin + row.reduce((sum, cell) => sum + lineBreaks(cell), 0);
    if (row.reduce((sum, cell) => sum + cell.length + 1, -1) > limits.lineLength)
      throw longLine({ where, limits }, begin);
    if (isBlankRow(row)) continue;
    if (named) {
      named = false;
      continue;
    }
    if (row.length !== names.length) {
      throw new DataError(
        'ERR_DATA_FORMAT',
        `${where}: line ${begin} has ${row.length} cells, expected ${names.length}; complete or remove it`,
      );
    }
    cells.rows.push(row);
    cells.lines.push(begin);
  }
  if (parsed.errors.some((error: { code: string }) => error.code === 'MissingQuotes')) {
    throw new DataError('ERR_DATA_FORMAT', `${where}: a cell opens quotes that nothing closes; close or remove them`);
  }
  return cells;
}

function findLabel(cells: Cells, { labelColumn }: TableOptions): number {
  if (labelColumn === null) return -1;
  if (labelColumn !== undefined) return findColumn(cells, labelColumn);
  return cells.names.findIndex(
    (name, c) => labelName.test(name) && cells.rows.every((row) => parseLabel(row[c], cells.decimal) !== undefined),
  );
}

function readLabels({ where, names, rows, lines, decimal }: Cells, at: number): Uint8Array {
  return Uint8Array.from(rows, (row, i) => {
    const label = parseLabel(row[at], decimal);
    if (label !== undefined) return label;
    throw new DataError(
      'ERR_DATA_FORMAT',
      `${where}: line ${lines[i]}, column ${quote(names[at])}: ${quote(row[at])} is no label; labels are 0 and 1`,
    );
  });
}

function chooseColumns(cells: Cells, { columns }: TableOptions, labelAt: number): number[] {
  if (columns === undefined) return [...cells.names.keys()].filter((c) => c !== labelAt);
  const wanted = columns.map((key) => findColumn(cells, key));
  const wrong = wanted.find((c, i) => c === labelAt || wanted.indexOf(c) < i);
  if (wrong === undefined) return wanted;
  const why = wrong === labelAt ? 'holds the labels; leave it' : 'is named twice; leave one';
  throw new DataError('ERR_DATA_COLUMN', `${cells.where}: column ${quote(cells.names[wrong])} ${why} out of columns`);
}
