/** Finds out how a table is written: separator, decimal mark, header, and the part each column plays. */
import Papa from 'papaparse';
import { DataError, quote } from '../errors.ts';
import type { ReadLimits } from '../limits.ts';
import { type DecimalMark, epochUnit, isMissing, parseDate, parseLabel, parseNumber } from './cells.ts';
import type { ColumnKey, CsvOptions } from './types.ts';

/** The part a column plays. */
export const role = { skip: 0, value: 1, label: 2, time: 3 } as const;

/** How to read one particular file. */
export interface CsvPlan {
  where: string;
  delimiter: string;
  decimal: DecimalMark;
  /** Physical lines before the first data row. */
  headerLines: number;
  names: string[];
  /** One {@link role} per column. */
  roles: Uint8Array;
  /** Channel of a value column, else -1. */
  slots: Int32Array;
  channels: number;
  /** Column indices of the channels, in order. */
  columns: number[];
  labelColumn: number;
  timeColumn: number;
  /** Milliseconds per unit of a numeric time column; 0 for written dates. */
  timeUnit: number;
  timeOrder: 'error' | 'drop' | 'keep';
  limits: ReadLimits;
  warnings: string[];
}

const sampleRows = 200;
const separators = [',', ';', '\t', '|'] as const;
/** Names of columns of labels. */
export const labelName: RegExp = /^(labels?|is_?(anomaly|outlier|anomalous)|anomaly|anomalous|outlier)$/i;
const timeName = /^(time|date|ts|epoch|unix|datetime|date_?time|time_?stamps?|unix_?time|epoch_?(s|ms|seconds)?)$/i;
const indexName = /^(|index|unnamed: 0|row|row_?id|id|step|t|time|time_?stamps?|ts)$/i;

/** How a table is written. */
export interface CsvLayout {
  delimiter: string;
  decimal: DecimalMark;
  /** Whether the first row holds names. */
  header: boolean;
  /** The first rows that are not blank. */
  rows: string[][];
  /** The physical line behind each of them. */
  lines: number[];
}

/**
 * Finds out how a table is written.
 * @param head decoded beginning of the file, line breaks as "\n", cut behind a line break unless it is the whole file.
 */
export function layoutCsv(
  head: string,
  options: Pick<CsvOptions, 'delimiter' | 'decimal' | 'header'>,
  limits: ReadLimits,
  where: string,
): CsvLayout {
  if (head.includes('\0')) {
    throw new DataError('ERR_DATA_FORMAT', `${where}: the file is binary, not text; give a CSV, TXT or NPY file`);
  }
  if (head.trim() === '')
    throw new DataError('ERR_DATA_FORMAT', `${where}: the file is empty; give one with data rows`);
  const delimiter = options.delimiter ?? findDelimiter(head);
  const { rows, lines } = sample(head, delimiter);
  if (rows.length === 0) {
    throw new DataError('ERR_DATA_FORMAT', `${where}: the file begins with blank lines only; give one with data rows`);
  }
  const width = rows[0].length;
  if (width > limits.columns) {
    throw new DataError(
      'ERR_DATA_LIMIT',
      `${where}: ${width} columns are more than the limit of ${limits.columns}; raise limits.columns if it is meant`,
    );
  }
  const decimal = options.decimal ?? findDecimal(rows, delimiter);
  const header = options.header ?? hasHeader(rows, decimal);
  if (header && rows.length === 1) {
    throw new DataError('ERR_DATA_FORMAT', `${where}: the file has a header but no data rows; give one with data rows`);
  }
  return { delimiter, decimal, header, rows, lines };
}

/** The names in the first row, and made up ones for columns without. */
export function columnNames(first: string[], header: boolean): string[] {
  return first.map((cell, c) => (header && cell.trim() !== '' ? cell.trim() : `column_${c + 1}`));
}

/**
 * Makes the plan from the first rows.
 * @param head decoded beginning of the file, line breaks as "\n", cut behind a line break unless it is the whole file.
 */
export function planCsv(head: string, options: CsvOptions, limits: ReadLimits, where: string): CsvPlan {
  const { delimiter, decimal, header, rows, lines } = layoutCsv(head, options, limits, where);
  const body = header ? rows.slice(1) : rows;
  const width = rows[0].length;
  const names = columnNames(rows[0], header);
  const cells = names.map((_, c) => body.map((row) => row[c] ?? ''));
  const plan: CsvPlan = {
    where,
    delimiter,
    decimal,
    headerLines: header ? lines[0] : 0,
    names,
    roles: new Uint8Array(width),
    slots: new Int32Array(width).fill(-1),
    channels: 0,
    columns: [],
    labelColumn: -1,
    timeColumn: -1,
    timeUnit: 0,
    timeOrder: options.timeOrder ?? (options.timeColumn === undefined ? 'drop' : 'error'),
    limits,
    warnings: [],
  };
  const rawNames = header ? rows[0].map((cell) => cell.trim()) : names;
  chooseLabel(plan, options, cells);
  chooseTime(plan, options, cells);
  chooseValues(plan, options, cells, header ? rawNames : []);
  return plan;
}

function chooseLabel(plan: CsvPlan, { labelColumn }: CsvOptions, cells: string[][]): void {
  if (labelColumn === null) return;
  plan.labelColumn =
    labelColumn !== undefined
      ? findColumn(plan, labelColumn, 'labelColumn')
      : plan.names.findIndex(
          (name, c) => labelName.test(name) && cells[c].every((cell) => parseLabel(cell, plan.decimal) !== undefined),
        );
  if (plan.labelColumn >= 0) plan.roles[plan.labelColumn] = role.label;
}

function chooseTime(plan: CsvPlan, { timeColumn }: CsvOptions, cells: string[][]): void {
  if (timeColumn === null) return;
  const chosen = timeColumn === undefined ? -1 : findColumn(plan, timeColumn, 'timeColumn');
  for (let c = 0; c < plan.names.length; c++) {
    if (chosen >= 0 ? c !== chosen : plan.roles[c] !== role.skip) continue;
    const unit = timeUnit(cells[c], plan.decimal, chosen >= 0 || timeName.test(plan.names[c]));
    if (unit === undefined) continue;
    plan.timeColumn = c;
    plan.timeUnit = unit;
    plan.roles[c] = role.time;
    return;
  }
  if (chosen >= 0) {
    throw new DataError(
      'ERR_DATA_COLUMN',
      `${plan.where}: column ${quote(plan.names[chosen])} does not hold times, it begins with ${quote(cells[chosen][0])}; use ISO 8601 dates or epoch seconds`,
    );
  }
}

function chooseValues(plan: CsvPlan, { columns }: CsvOptions, cells: string[][], rawNames: string[]): void {
  const taken: number[] = [];
  if (columns !== undefined) {
    for (const key of columns) taken.push(findColumn(plan, key, 'columns'));
  } else {
    for (let c = 0; c < plan.names.length; c++) {
      if (plan.roles[c] !== role.skip || isRowNumber(rawNames[c], cells[c])) continue;
      if (isNumericColumn(cells[c], plan.decimal)) taken.push(c);
    }
    for (const c of taken.filter((column) => timeName.test(rawNames[column] ?? ''))) {
      if (taken.length === 1) break;
      taken.splice(taken.indexOf(c), 1);
      plan.warnings.push(`column ${quote(plan.names[c])} is named as a time but holds none; it was left out`);
    }
  }
  if (taken.length === 0 || new Set(taken).size < taken.length) {
    throw new DataError(
      'ERR_DATA_COLUMN',
      taken.length === 0
        ? `${plan.where}: no column holds numbers (separator ${quote(plan.delimiter)}, columns ${listNames(plan.names)}); check the file, or set delimiter and decimal`
        : `${plan.where}: columns must name each column once`,
    );
  }
  for (const c of taken) {
    if (plan.roles[c] !== role.skip) {
      throw new DataError(
        'ERR_DATA_COLUMN',
        `${plan.where}: column ${quote(plan.names[c])} is already the ${c === plan.labelColumn ? 'label' : 'time'} column; set ${c === plan.labelColumn ? 'labelColumn' : 'timeColumn'} to null to take its values`,
      );
    }
    plan.roles[c] = role.value;
    plan.slots[c] = plan.channels++;
    plan.columns.push(c);
  }
}

/** The position of a column. @throws DataError where there is none, or more than one. */
export function findColumn(plan: Pick<CsvPlan, 'names' | 'where'>, key: ColumnKey, option: string): number {
  const { names, where } = plan;
  if (typeof key === 'number') {
    if (Number.isInteger(key) && key >= 0 && key < names.length) return key;
  } else {
    const exact = names.flatMap((name, c) => (name === key ? [c] : []));
    const loose = names.flatMap((name, c) => (name.toLowerCase() === key.trim().toLowerCase() ? [c] : []));
    const found = exact.length > 0 ? exact : loose;
    if (found.length === 1) return found[0];
    if (found.length > 1) {
      throw new DataError(
        'ERR_DATA_COLUMN',
        `${where}: ${found.length} columns are named ${quote(key)}; give ${option} as a 0-based position`,
      );
    }
  }
  throw new DataError(
    'ERR_DATA_COLUMN',
    `${where}: no column ${typeof key === 'number' ? key : quote(key)}; the file has ${listNames(names)}`,
  );
}

function listNames(names: string[]): string {
  const shown = names.slice(0, 12).map(quote).join(', ');
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown;
}

/** Rows of the head that are not blank, with the physical line behind each. */
function sample(head: string, delimiter: string): { rows: string[][]; lines: number[] } {
  const parsed = new Papa.Parser({ delimiter, newline: '\n', preview: sampleRows * 2 }).parse(head, 0, false);
  const cut = parsed.errors.some((error: { code: string }) => error.code === 'MissingQuotes');
  if (cut && parsed.data.length > 1) parsed.data.pop();
  const rows: string[][] = [];
  const lines: number[] = [];
  let line = 0;
  for (const row of parsed.data as string[][]) {
    line += 1 + row.reduce((sum, cell) => sum + lineBreaks(cell), 0);
    if (isBlankRow(row)) continue;
    rows.push(row);
    lines.push(line);
    if (rows.length > sampleRows) break;
  }
  return { rows, lines };
}

/** Whether a row is an empty line. */
export function isBlankRow(row: string[]): boolean {
  return row.length === 1 && row[0].trim() === '';
}

/** Line breaks within a cell. */
export function lineBreaks(cell: string): number {
  let count = 0;
  for (let i = cell.indexOf('\n'); i >= 0; i = cell.indexOf('\n', i + 1)) count++;
  return count;
}

/** The separator under which most cells are numbers or dates, then the one with most columns. */
function findDelimiter(head: string): string {
  let best = ',';
  let bestScore = -1;
  for (const delimiter of separators) {
    const { rows } = sample(head, delimiter);
    if (rows.length === 0) continue;
    const width = rows[0].length;
    const body = rows.length > 1 ? rows.slice(1) : rows;
    let cells = 0;
    let good = 0;
    for (const row of body) {
      cells += Math.max(row.length, width);
      if (row.length !== width) continue;
      for (const cell of row) {
        if (parseNumber(cell, '.') !== undefined || parseDate(cell) !== undefined) good++;
        else if (delimiter !== ',' && width > 1 && parseNumber(cell, ',') !== undefined) good++;
        else if (!separators.some((other) => cell.includes(other))) good += 0.5;
      }
    }
    const score = good / cells + (width > 1 ? 0.25 : 0) + Math.min(width, 1000) * 1e-5;
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

function findDecimal(rows: string[][], delimiter: string): DecimalMark {
  if (delimiter === ',') return '.';
  let commas = 0;
  let points = 0;
  for (const row of rows) {
    for (const cell of row) {
      if (cell.includes(',') && parseNumber(cell, ',') !== undefined) commas++;
      else if (cell.includes('.') && parseNumber(cell, '.') !== undefined) points++;
    }
  }
  return commas > points ? ',' : '.';
}

/** A first row is a header when it has text above numbers or dates, or text alone. */
function hasHeader(rows: string[][], decimal: DecimalMark): boolean {
  const isData = (cell: string): boolean => parseNumber(cell, decimal) !== undefined || parseDate(cell) !== undefined;
  const first = rows[0];
  if (first.every((cell) => !isData(cell))) return true;
  return first.some((cell, c) => {
    const below = rows.slice(1).map((row) => row[c] ?? '');
    return !isData(cell) && below.length > 0 && below.filter(isData).length > below.length / 2;
  });
}

function isNumericColumn(cells: string[], decimal: DecimalMark): boolean {
  let numbers = 0;
  let present = 0;
  for (const cell of cells) {
    if (isMissing(cell)) continue;
    present++;
    if (parseNumber(cell, decimal) !== undefined) numbers++;
  }
  return numbers > present / 2;
}

/** A column that only counts the rows. */
export function isRowNumber(name: string | undefined, cells: string[]): boolean {
  if (name === undefined || !indexName.test(name) || cells.length < 2) return false;
  const start = Number(cells[0].trim() || Number.NaN);
  return (start === 0 || start === 1) && cells.every((cell, i) => Number(cell) === start + i);
}

/** Milliseconds per unit, 0 for written dates, undefined where the cells are no times. */
function timeUnit(cells: string[], decimal: DecimalMark, mayBeEpoch: boolean): number | undefined {
  if (cells.every((cell) => parseDate(cell) !== undefined)) return 0;
  if (!mayBeEpoch) return undefined;
  const first = epochUnit(parseNumber(cells[0], decimal) ?? Number.NaN);
  if (first === undefined) return undefined;
  return cells.every((cell) => epochUnit(parseNumber(cell, decimal) ?? Number.NaN) === first) ? first : undefined;
}
