/** A table of numbers, as users have them, to a series. */
import { checkInput } from './check.ts';
import { checkCsvOptions, readCsvBytes } from './csv/read.ts';
import type { CsvOptions, CsvSeries } from './csv/types.ts';
import { DataError } from './errors.ts';

/**
 * Reads a CSV table into a series.
 *
 * Separator (comma, semicolon, tab, bar), decimal mark, header, quotes, byte-order mark, encoding (UTF-8, UTF-16,
 * Windows-1252), time column and label column are found out from the first rows; every one can be set instead. Empty
 * cells and words such as "NaN", "null" or "-" are missing values (NaN). Every number equals `Number(cell)`.
 * It does not read thousands separators, cells parted by spaces, or dates with the month first. Text in a value column
 * is an error that names the line and the column, never a silent NaN.
 *
 * Well-formed tables are read in one pass over the bytes; any other goes through papaparse, with the same result.
 * @param input the whole file, as text or bytes. For files too large for memory use `readCsv` of `@tsad/data/node`.
 * @param options what is known about the table; whatever is absent is found out.
 * @returns one row per data row; `values` is row-major with `channels` value columns.
 * @throws DataError when the content cannot be read, RangeError or TypeError for wrong options. Cost: O(bytes).
 * @example
 * const series = parseCsv('time;load\n2024-01-01 00:00;1,5\n2024-01-01 00:05;\n');
 * console.assert(series.values[0] === 1.5 && Number.isNaN(series.values[1]));
 * console.assert(series.columns[0] === 'load' && series.timestamps?.[1] === Date.UTC(2024, 0, 1, 0, 5));
 */
export function parseCsv(input: string | Uint8Array, options: CsvOptions = {}): CsvSeries {
  const limits = checkCsvOptions('parseCsv', options);
  const where = options.name ?? 'parseCsv';
  checkInput('parseCsv', 'input', input);
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  if (bytes.length > limits.bytes) {
    throw new DataError(
      'ERR_DATA_LIMIT',
      `${where}: ${bytes.length} bytes are more than the limit of ${limits.bytes}; raise limits.bytes if it is meant`,
    );
  }
  return readCsvBytes(bytes, options, limits, where);
}
