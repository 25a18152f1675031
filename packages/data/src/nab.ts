/** Files of the Numenta Anomaly Benchmark (Lavin and Ahmad 2015) with its windows of anomaly. */
import { checkText } from './check.ts';
import { parseDate } from './csv/cells.ts';
import { firstDecrease } from './csv/collector.ts';
import type { CsvSeries } from './csv/types.ts';
import { DataError, quote } from './errors.ts';
import { parseCsv } from './parse-csv.ts';
import { baseName } from './ucr.ts';

/** First and last time of one anomalous window, as the benchmark writes them ("2014-04-10 07:15:00.000000", UTC). */
export type NabWindow = readonly [begin: string, end: string];

/** A series of the benchmark. */
export interface NabSeries extends CsvSeries {
  labels: Uint8Array;
  trainEnd: number;
}

/**
 * Reads one file of the benchmark.
 * @param text content of the file, as text or bytes: a column of times and a column of values.
 * @param windows its windows, the file's entry of `labels/combined_windows.json`; see {@link parseNabWindows}.
 * @param fileName its name; folders before it and ".csv", ".csv.gz" behind it are ignored.
 * @returns the series; rows whose time lies within a window, ends included, are labelled 1. `trainEnd` is the
 * benchmark's probationary part: 15 % of the rows, of at most 5000. Where the times run backwards (one file does, at a
 * change of the clock) the rows stay as they are and `timestamps` is left out, with a warning.
 * @throws DataError when the file or a window cannot be read. Cost: O(bytes + rows x windows).
 * @example
 * const text = 'timestamp,value\n2014-01-01 00:00:00,1\n2014-01-01 00:05:00,9\n';
 * const series = parseNab(text, [['2014-01-01 00:05:00.000000', '2014-01-01 00:10:00.000000']], 'demo.csv');
 * console.assert(series.labels[0] === 0 && series.labels[1] === 1);
 */
export function parseNab(text: string | Uint8Array, windows: readonly NabWindow[], fileName: string): NabSeries {
  const name = baseName(checkText('parseNab', 'fileName', fileName), /\.csv(\.gz)?$/i);
  if (!Array.isArray(windows)) throw new TypeError('parseNab: windows must be a list of [begin, end] times');
  const series = parseCsv(text, {
    name,
    timeColumn: 'timestamp',
    timeOrder: 'keep',
    columns: ['value'],
    labelColumn: null,
  });
  const times = series.timestamps!;
  const labels = new Uint8Array(times.length);
  for (const [beginText, endText] of windows) {
    const begin = parseDate(beginText);
    const end = parseDate(endText);
    if (begin === undefined || end === undefined || end < begin) {
      throw new DataError('ERR_DATA_FORMAT', `${name}: ${quote(`${beginText} .. ${endText}`)} is no window of times`);
    }
    for (let i = 0; i < times.length; i++) if (times[i] >= begin && times[i] <= end) labels[i] = 1;
  }
  const result: NabSeries = { ...series, labels, trainEnd: Math.floor(0.15 * Math.min(times.length, 5000)) };
  const backwards = firstDecrease(times, times.length);
  if (backwards >= 0) {
    delete result.timestamps;
    result.warnings.push(`the times run backwards at data row ${backwards + 1}; they were left out`);
  }
  return result;
}

/**
 * Reads `labels/combined_windows.json`.
 * @param text content of the file.
 * @returns the windows of each file, by its name within `data/`.
 * @throws DataError when it is not of that form. Cost: O(text).
 * @example
 * const windows = parseNabWindows('{"a/b.csv": [["2014-01-01 00:00:00", "2014-01-01 01:00:00"]]}');
 * console.assert(windows.get('a/b.csv')?.length === 1);
 */
export function parseNabWindows(text: string): Map<string, NabWindow[]> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new DataError('ERR_DATA_FORMAT', 'parseNabWindows: the windows are no valid JSON; fetch the file again', {
      cause,
    });
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new DataError('ERR_DATA_FORMAT', 'parseNabWindows: the windows must be an object of file names');
  }
  const windows = new Map<string, NabWindow[]>();
  for (const [file, entries] of Object.entries(parsed)) {
    if (!Array.isArray(entries) || !entries.every(isWindow)) {
      throw new DataError('ERR_DATA_FORMAT', `parseNabWindows: ${quote(file)} must have a list of [begin, end] times`);
    }
    windows.set(file, entries);
  }
  return windows;
}

function isWindow(entry: unknown): entry is NabWindow {
  return Array.isArray(entry) && entry.length === 2 && entry.every((time) => typeof time === 'string');
}
