/** CSV tables of rows without an order in time: numbers as they are, categories as columns of 0 and 1. */
import { checkChoice, checkInteger, checkOptionNames } from '@tsad/core';
import Papa from 'papaparse';
import { checkInput } from '../check.ts';
import { type DecimalMark, isMissing, parseDate, parseLabel, parseNumber } from '../csv/cells.ts';
import { findEncoding } from '../csv/encoding.ts';
import { columnNames, isBlankRow, layoutCsv, lineBreaks } from '../csv/layout.ts';
import { longLine, normalLineBreaks } from '../csv/papa.ts';
import { findColumn, isRowNumber, labelName } from '../csv/plan.ts';
import { headEnd } from '../csv/read.ts';
import type { ColumnKey, CsvOptions } from '../csv/types.ts';
import { DataError, quote } from '../errors.ts';
import { checkLimits, type ReadLimits } from '../limits.ts';
import type { Table } from './table.ts';

/** Options of {@link parseTable} and of `readTable`. */
export interface TableOptions extends Pick<CsvOptions, 'name' | 'header' | 'delimiter' | 'decimal' | 'limits'> {
  /** Columns to take, in this order. Default: all but the label, row numbers, dates, and texts with too many values. */
  columns?: readonly ColumnKey[];
  /** Column of 0/1 labels; null for none. Default: a 0/1 column named like "label" or "is_anomaly". */
  labelColumn?: ColumnKey | null;
  /** Columns to read as categories although they hold numbers. Default: none. */
  categorical?: readonly ColumnKey[];
  /** Most values a column of categories may have; one with more is left out. Default 32. */
  maximumCategories?: number;
  /**
   * What a missing or infinite cell is: an `error`, a reason to `skip` its row, or to be filled (`fill`) with the median
   * of its column, of categories the most frequent. Default "error".
   */
  missing?: 'error' | 'skip' | 'fill';
}

/** A table with what the reader found out about its file. */
export interface CsvTable extends Table {
  /** For every column the column of the file it was made from; categories share theirs. */
  sources: readonly string[];
  /** For every row its number among the data rows of the file, from 1. */
  rowNumbers: Int32Array;
  /** Data rows that were left out because of missing cells. */
  skipped: number;
  /** Name of the column that gave the labels. */
  labelColumn?: string;
  /** What the reader left out or filled and why, one sentence each; empty in the usual case. */
  warnings: string[];
}

interface Cells {
  where: string;
  decimal: DecimalMark;
  names: string[];
  rawNames: string[];
  rows: string[][];
  /** Physical line of each row. */
  lines: number[];
}

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
 * of 0 and 1 for each of its values, in the order of their code units, named "column=value".
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

interface Column {
  name: string;
  source: string;
  values: Float64Array;
  /** Rows whose cell was missing. */
  holes: ReadonlySet<number>;
}

/** The columns that one column of the file becomes: itself, one for every category, or none, with a warning. */
function readColumn(cells: Cells, at: number, options: TableOptions, warnings: string[]): Column[] {
  const { names, rows, decimal, rawNames } = cells;
  const source = names[at];
  const texts = rows.map((row) => row[at].trim());
  const numbers = Float64Array.from(texts, (text) => parseNumber(text, decimal) ?? Number.NaN);
  const isHole = (row: number): boolean => isMissing(texts[row]) || Math.abs(numbers[row]) === Number.POSITIVE_INFINITY;
  const holes = new Set([...rows.keys()].filter(isHole));
  const numeric = numbers.reduce((sum, value) => sum + (Number.isFinite(value) ? 1 : 0), 0);
  const present = rows.length - holes.size;
  const asked = options.columns !== undefined;
  const leaveOut = (reason: string): Column[] => {
    if (asked)
      throw new DataError(
        'ERR_DATA_COLUMN',
        `${cells.where}: column ${quote(source)} ${reason}; leave it out of columns`,
      );
    warnings.push(`column ${quote(source)} ${reason}; it was left out`);
    return [];
  };
  if (present === 0) return leaveOut('is empty');
  const forced = options.categorical?.some((key) => findColumn(cells, key) === at) ?? false;
  const asNumbers = !forced && numeric > present / 2;
  if (asNumbers && !asked && isRowNumber(rawNames[at], texts)) return leaveOut('counts the rows');
  if (asNumbers && numeric < present) throw strayText(cells, at, texts, numbers, holes);
  if (!asNumbers && !forced && texts.every((text, row) => holes.has(row) || parseDate(text) !== undefined))
    return leaveOut('holds dates');
  if (!asNumbers) {
    const found = new Set(texts.filter((_, row) => !holes.has(row))).size;
    const most = options.maximumCategories ?? 32;
    if (found > most) return leaveOut(`has ${found} different texts, more than maximumCategories ${most}`);
  }
  if (holes.size > 0) reportHoles(cells, at, holes, options.missing ?? 'error', warnings);
  return asNumbers
    ? [{ name: source, source, values: fillNumbers(numbers, holes), holes }]
    : oneHot(source, texts, holes);
}

function strayText(cells: Cells, at: number, texts: string[], numbers: Float64Array, holes: Set<number>): DataError {
  const row = texts.findIndex((_, i) => !holes.has(i) && Number.isNaN(numbers[i]));
  return new DataError(
    'ERR_DATA_FORMAT',
    `${cells.where}: line ${cells.lines[row]}, column ${quote(cells.names[at])}: ${quote(texts[row])} is not a number while most of the column is; correct it, or name the column in categorical`,
  );
}

function reportHoles(
  { where, lines, names, rows }: Cells,
  at: number,
  holes: ReadonlySet<number>,
  missing: 'error' | 'skip' | 'fill',
  warnings: string[],
): void {
  const [row] = holes;
  if (missing === 'error') {
    throw new DataError(
      'ERR_DATA_FORMAT',
      `${where}: line ${lines[row]}, column ${quote(names[at])}: the cell ${quote(rows[row][at])} holds no finite value${holes.size > 1 ? `, as do ${holes.size - 1} more of the column` : ''}; set missing to "skip" or "fill"`,
    );
  }
  if (missing === 'fill') warnings.push(`column ${quote(names[at])}: ${holes.size} missing cells were filled`);
}

/** The numbers with the median in place of missing ones. */
function fillNumbers(numbers: Float64Array, holes: ReadonlySet<number>): Float64Array {
  if (holes.size === 0) return numbers;
  const sorted = numbers.filter((_, row) => !holes.has(row)).sort();
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2;
  return numbers.map((value, row) => (holes.has(row) ? median : value));
}

/** One column for every category; missing cells count as the most frequent one, of several the first. */
function oneHot(source: string, texts: string[], holes: ReadonlySet<number>): Column[] {
  const counts = new Map<string, number>();
  for (const [row, text] of texts.entries()) if (!holes.has(row)) counts.set(text, (counts.get(text) ?? 0) + 1);
  const categories = [...counts.keys()].sort();
  const usual = categories.reduce((best, category) => (counts.get(category)! > counts.get(best)! ? category : best));
  return categories.map((category) => ({
    name: `${source}=${category}`,
    source,
    values: Float64Array.from(texts, (text, row) => ((holes.has(row) ? usual : text) === category ? 1 : 0)),
    holes,
  }));
}
