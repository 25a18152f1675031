/** A series to a CSV table. */
import { checkChoice, checkInteger, checkNumber, checkOptionNames, type Series, toFloat64 } from '@tsad/core';
import { checkObject } from './check.ts';

/** The last millisecond that a date can say. */
const LATEST = 8.64e15;

/** Options of {@link encodeCsv}. */
export interface EncodeCsvOptions {
  /** Names of the value columns, one per channel. Default: the series' own `columns`, else value, value_2, ... */
  columns?: readonly string[];
  /** Separator. Default ",". */
  delimiter?: ',' | ';' | '\t' | '|';
}

/**
 * Writes a series as a table with a header: `timestamp` (ISO 8601, UTC) where it has times, the values, `label` where it
 * has labels. Numbers are written in the shortest form that reads back to the same double; missing values are empty.
 * @param series what to write; a series read from CSV may be passed as it is.
 * @param options names and separator.
 * @returns the table, lines ended by "\n"; `parseCsv` reads it back to the same values.
 * @throws RangeError when names, labels or times do not fit the values, or a time is none. Cost: O(rows x channels).
 * @example
 * const text = encodeCsv({ name: 'a', values: Float64Array.of(0.1, NaN), labels: Uint8Array.of(0, 1) });
 * console.assert(text === 'value,label\n0.1,0\n,1\n');
 */
export function encodeCsv(series: Series & { columns?: readonly string[] }, options: EncodeCsvOptions = {}): string {
  checkOptionNames('encodeCsv', options, ['columns', 'delimiter']);
  checkObject('encodeCsv', 'series', series, 'a series');
  toFloat64('encodeCsv', 'series.values', series.values);
  const delimiter = checkChoice('encodeCsv', 'delimiter', options.delimiter ?? ',', [',', ';', '\t', '|']);
  const { values, labels, timestamps, channels = 1 } = series;
  const names =
    options.columns ??
    series.columns ??
    Array.from({ length: channels }, (_, c) => (c === 0 ? 'value' : `value_${c + 1}`));
  if (names.length !== channels) {
    throw new RangeError(`encodeCsv: columns must have ${channels} names, got ${names.length}`);
  }
  const rows = values.length / checkInteger('encodeCsv', 'series.channels', channels, 1);
  if (!Number.isInteger(rows)) {
    throw new RangeError(`encodeCsv: series.values must hold whole rows of ${channels} values, got ${values.length}`);
  }
  if (labels) checkInteger('encodeCsv', 'series.labels.length', labels.length, rows, rows);
  if (timestamps) {
    checkInteger('encodeCsv', 'series.timestamps.length', timestamps.length, rows, rows);
    for (const [row, time] of timestamps.entries()) {
      checkNumber('encodeCsv', `series.timestamps[${row}]`, time, -LATEST, LATEST);
    }
  }
  const header = [...names];
  if (timestamps) header.unshift('timestamp');
  if (labels) header.push('label');
  const lines = [header.map((name) => quoteCell(name, delimiter)).join(delimiter)];
  const blank = channels === 1 && !timestamps && !labels ? 'NaN' : '';
  for (let row = 0; row < rows; row++) {
    const cells: (string | number)[] = [];
    if (timestamps) cells.push(new Date(timestamps[row]).toISOString());
    for (let c = 0; c < channels; c++) {
      const value = values[row * channels + c];
      cells.push(Number.isNaN(value) ? blank : Object.is(value, -0) ? '-0' : value);
    }
    if (labels) cells.push(labels[row]);
    lines.push(cells.join(delimiter));
  }
  return `${lines.join('\n')}\n`;
}

function quoteCell(text: string, delimiter: string): string {
  const plain = !text.includes(delimiter) && !/["\r\n]/.test(text) && text === text.trim();
  return plain ? text : `"${text.replaceAll('"', '""')}"`;
}
