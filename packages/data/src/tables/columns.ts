/** What a column of text becomes: numbers, a column of 0 and 1 for every category, or nothing. */
import { type DecimalMark, isMissing, parseDate, parseNumber } from '../csv/cells.ts';
import { findColumn, isRowNumber } from '../csv/plan.ts';
import { DataError, quote } from '../errors.ts';
import type { TableOptions } from './types.ts';

/** A table as text. */
export interface Cells {
  where: string;
  decimal: DecimalMark;
  names: string[];
  rawNames: string[];
  rows: string[][];
  /** Physical line of each row. */
  lines: number[];
}

/** One column of numbers. */
export interface Column {
  name: string;
  source: string;
  values: Float64Array;
  /** Rows whose cell was missing. */
  holes: ReadonlySet<number>;
}

/** The columns that one column of the file becomes: itself, one for every category, or none, with a warning. */
export function readColumn(
  cells: Cells,
  at: number,
  options: Pick<TableOptions, 'columns' | 'categorical' | 'maximumCategories' | 'missing'>,
  warnings: string[],
): Column[] {
  const { names, rows, decimal, rawNames } = cells;
  // Columns of one name are told apart by their position.
  const source =
    names.indexOf(names[at]) === names.lastIndexOf(names[at]) ? names[at] : `${names[at]} (column ${at + 1})`;
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
