/** Growing columns that both CSV readers fill, and the series they end in. */
import { checkInteger } from '@tsad/core';
import { DataError, quote } from '../errors.ts';
import { parseDate, parseLabel, parseNumber } from './cells.ts';
import { type CsvPlan, role } from './plan.ts';
import type { CsvSeries } from './types.ts';

/** The columns read so far; `rows` rows are complete. */
export interface CsvColumns {
  rows: number;
  capacity: number;
  values: Float64Array;
  labels: Uint8Array | undefined;
  times: Float64Array | undefined;
}

/** Empty columns with room for about `expectedRows`. */
export function createColumns(plan: CsvPlan, expectedRows: number): CsvColumns {
  const capacity = Math.max(1024, Math.ceil(expectedRows));
  return {
    rows: 0,
    capacity,
    values: new Float64Array(capacity * plan.channels),
    labels: plan.labelColumn >= 0 ? new Uint8Array(capacity) : undefined,
    times: plan.timeColumn >= 0 ? new Float64Array(capacity) : undefined,
  };
}

/** Doubles the room. */
export function growColumns(columns: CsvColumns): void {
  columns.capacity *= 2;
  const values = new Float64Array(columns.values.length * 2);
  values.set(columns.values);
  columns.values = values;
  if (columns.labels) {
    const labels = new Uint8Array(columns.capacity);
    labels.set(columns.labels);
    columns.labels = labels;
  }
  if (columns.times) {
    const times = new Float64Array(columns.capacity);
    times.set(columns.times);
    columns.times = times;
  }
}

/** Appends one row of text cells. */
export function appendRow(plan: CsvPlan, columns: CsvColumns, row: string[], line: number): void {
  const width = plan.roles.length;
  if (row.length !== width && !(row.length === width + 1 && row[width].trim() === '')) {
    throw new DataError(
      row.length > plan.limits.columns ? 'ERR_DATA_LIMIT' : 'ERR_DATA_FORMAT',
      `${plan.where}: line ${line} has ${row.length} cells, the first row has ${width}; check the separator ${quote(plan.delimiter)} and the quotes there`,
    );
  }
  if (columns.rows === columns.capacity) growColumns(columns);
  const at = columns.rows;
  for (let c = 0; c < width; c++) {
    switch (plan.roles[c]) {
      case role.value: {
        const value = parseNumber(row[c], plan.decimal);
        if (value === undefined) throw badCell(plan, c, row[c], line, 'is not a number; correct it or leave it empty');
        columns.values[at * plan.channels + plan.slots[c]] = value;
        break;
      }
      case role.label: {
        const label = parseLabel(row[c], plan.decimal);
        if (label === undefined) throw badCell(plan, c, row[c], line, 'is not a label; labels are 0 or 1');
        columns.labels![at] = label;
        break;
      }
      case role.time: {
        const time = parseTime(plan, row[c]);
        if (Number.isNaN(time)) throw badCell(plan, c, row[c], line, 'is not a time as in the rows before');
        if (plan.timeOrder === 'error' && at > 0 && time < columns.times![at - 1]) {
          throw badCell(plan, c, row[c], line, 'is earlier than the row before; sort the file by time');
        }
        columns.times![at] = time;
        break;
      }
    }
  }
  columns.rows++;
}

/** Milliseconds since 1970, NaN where the cell holds no time of the plan's kind. */
export function parseTime(plan: CsvPlan, cell: string): number {
  if (plan.timeUnit === 0) return parseDate(cell) ?? Number.NaN;
  const value = parseNumber(cell, plan.decimal);
  return value === undefined || !Number.isFinite(value) ? Number.NaN : value * plan.timeUnit;
}

/** The finished series. */
export function toSeries(plan: CsvPlan, columns: CsvColumns, name: string, trainEnd: number | undefined): CsvSeries {
  const { rows } = columns;
  if (rows === 0) {
    throw new DataError('ERR_DATA_FORMAT', `${plan.where}: the file has no data rows; give one with data rows`);
  }
  const series: CsvSeries = {
    name,
    values: columns.values.slice(0, rows * plan.channels),
    channels: plan.channels,
    columns: plan.columns.map((c) => plan.names[c]),
    header: plan.names,
    warnings: [...plan.warnings],
  };
  if (columns.labels) {
    series.labels = columns.labels.slice(0, rows);
    series.labelColumn = plan.names[plan.labelColumn];
  }
  if (columns.times) {
    const backwards = plan.timeOrder === 'keep' ? -1 : firstDecrease(columns.times, rows);
    if (backwards < 0) {
      series.timestamps = columns.times.slice(0, rows);
      series.timeColumn = plan.names[plan.timeColumn];
    } else {
      series.warnings.push(
        `column ${quote(plan.names[plan.timeColumn])} runs backwards at data row ${backwards + 1}; its times were left out`,
      );
    }
  }
  if (trainEnd !== undefined) series.trainEnd = checkInteger(plan.where, 'trainEnd', trainEnd, 0, rows);
  return series;
}

function badCell(plan: CsvPlan, column: number, cell: string, line: number, what: string): DataError {
  return new DataError(
    'ERR_DATA_FORMAT',
    `${plan.where}: line ${line}, column ${quote(plan.names[column])}: ${quote(cell)} ${what}`,
  );
}

/** First row whose time is before that of the row above; -1 when there is none. */
export function firstDecrease(times: Float64Array, rows: number): number {
  for (let i = 1; i < rows; i++) if (times[i] < times[i - 1]) return i;
  return -1;
}
