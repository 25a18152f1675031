/** Finds out the part each column of a table plays: values, labels, times, or none. */
import { DataError, quote } from '../errors.ts';
import type { ReadLimits } from '../limits.ts';
import { type DecimalMark, epochUnit, isMissing, parseDate, parseLabel, parseNumber } from './cells.ts';
import { columnNames, layoutCsv } from './layout.ts';
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

/** Names of columns of labels. */
export const labelName: RegExp = /^(labels?|is_?(anomaly|outlier|anomalous)|anomaly|anomalous|outlier)$/i;
const timeName = /^(time|date|ts|epoch|unix|datetime|date_?time|time_?stamps?|unix_?time|epoch_?(s|ms|seconds)?)$/i;
const indexName = /^(|index|unnamed: 0|row|row_?id|id|step|t|time|time_?stamps?|ts)$/i;

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
  const wanted = options.columns?.map((key) => findColumn(plan, key));
  const rawNames = header ? rows[0].map((cell) => cell.trim()) : [];
  if (wanted?.length === 0) {
    throw new DataError(
      'ERR_DATA_COLUMN',
      `${where}: columns must name a column, got none; leave it out to take every column of numbers`,
    );
  }
  chooseLabel(plan, options, cells, wanted);
  chooseTime(plan, options, cells, wanted);
  for (const c of wanted ?? findValues(plan, options, cells, rawNames)) takeValues(plan, c);
  return plan;
}

function chooseLabel(plan: CsvPlan, { labelColumn }: CsvOptions, cells: string[][], wanted: number[] = []): void {
  if (labelColumn === null) return;
  const isLabel = (name: string, c: number): boolean =>
    labelName.test(name) && cells[c].every((cell) => parseLabel(cell, plan.decimal) !== undefined);
  plan.labelColumn =
    labelColumn !== undefined
      ? findColumn(plan, labelColumn)
      : plan.names.findIndex((name, c) => !wanted.includes(c) && isLabel(name, c));
  if (plan.labelColumn >= 0) plan.roles[plan.labelColumn] = role.label;
}

function chooseTime(plan: CsvPlan, { timeColumn }: CsvOptions, cells: string[][], wanted: number[] = []): void {
  if (timeColumn === null) return;
  const chosen = timeColumn === undefined ? -1 : findColumn(plan, timeColumn);
  if (chosen >= 0) checkFree(plan, chosen, 'time');
  for (let c = 0; c < plan.names.length; c++) {
    if (chosen >= 0 ? c !== chosen : plan.roles[c] !== role.skip || wanted.includes(c)) continue;
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

/** The value columns where the caller names none. */
function findValues(plan: CsvPlan, { labelColumn }: CsvOptions, cells: string[][], rawNames: string[]): number[] {
  const taken = [...cells.keys()].filter(
    (c) =>
      plan.roles[c] === role.skip && !isRowNumber(rawNames[c], cells[c]) && isNumericColumn(cells[c], plan.decimal),
  );
  for (const c of taken.filter((column) => timeName.test(rawNames[column] ?? ''))) {
    if (taken.length === 1) break;
    taken.splice(taken.indexOf(c), 1);
    plan.warnings.push(`column ${quote(plan.names[c])} is named as a time but holds none; it was left out`);
  }
  if (taken.length > 0) return taken;
  if (plan.labelColumn < 0 || labelColumn !== undefined) throw noValues(plan, cells);
  // Labels with nothing to label are themselves the series.
  const labels = plan.labelColumn;
  plan.labelColumn = -1;
  plan.roles[labels] = role.skip;
  return [labels];
}

function noValues({ where, names, roles, delimiter }: CsvPlan, cells: string[][]): DataError {
  const empty = names.filter((_, c) => roles[c] === role.skip && cells[c].every(isMissing));
  return new DataError(
    'ERR_DATA_COLUMN',
    empty.length > 0
      ? `${where}: no column holds numbers: the first ${cells[0].length} cells of ${listNames(empty)} are missing; fill them, or name the value column to read on`
      : `${where}: no column holds numbers (separator ${quote(delimiter)}, columns ${listNames(names)}); check the file, or give its delimiter and decimal mark`,
  );
}

function takeValues(plan: CsvPlan, c: number): void {
  checkFree(plan, c, 'value');
  plan.roles[c] = role.value;
  plan.slots[c] = plan.channels++;
  plan.columns.push(c);
}

/** Asserts that a column plays no part yet. */
function checkFree({ where, names, roles, labelColumn }: CsvPlan, c: number, part: 'value' | 'time'): void {
  if (roles[c] === role.skip) return;
  const other = roles[c] === role.value ? 'value' : c === labelColumn ? 'label' : 'time';
  throw new DataError(
    'ERR_DATA_COLUMN',
    other === part
      ? `${where}: column ${quote(names[c])} is named twice as a value column; name it once`
      : `${where}: column ${quote(names[c])} is named as the ${other} and as a ${part} column; choose one part`,
  );
}

/** The position of a column. @throws DataError where there is none, or more than one. */
export function findColumn({ names, where }: Pick<CsvPlan, 'names' | 'where'>, key: ColumnKey): number {
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
        `${where}: ${found.length} columns are named ${quote(key)}; give the position of one, from 0`,
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
