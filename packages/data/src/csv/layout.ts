/** Finds out how a table is written: separator, decimal mark, header. */
import Papa from 'papaparse';
import { DataError } from '../errors.ts';
import type { ReadLimits } from '../limits.ts';
import { type DecimalMark, parseDate, parseNumber } from './cells.ts';
import type { CsvOptions } from './types.ts';

const sampleRows = 200;
const separators = [',', ';', '\t', '|'] as const;

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
