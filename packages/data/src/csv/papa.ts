/** The reader for any table: quotes, line breaks in cells, ragged ends. Papaparse cuts the text, the plan reads it. */
import Papa from 'papaparse';
import { DataError } from '../errors.ts';
import { appendRow, type CsvColumns } from './collector.ts';
import { isBlankRow, lineBreaks } from './layout.ts';
import type { CsvPlan } from './plan.ts';

/** Takes decoded text piece by piece. */
export interface TextReader {
  /** The next piece; it may end anywhere. */
  push(text: string): void;
  /** Reads what is left. */
  end(): void;
}

/** A reader that appends every data row to `columns`. */
export function createTextReader(plan: CsvPlan, columns: CsvColumns): TextReader {
  const parser = new Papa.Parser({ delimiter: plan.delimiter, newline: '\n' });
  let rest = '';
  let heldReturn = false;
  let line = 0;

  const read = (text: string, last: boolean): void => {
    const parsed = parser.parse(text, 0, !last);
    const open = last && parsed.errors.some((error: { code: string }) => error.code === 'MissingQuotes');
    if (open) parsed.data.pop();
    for (const row of parsed.data as string[][]) {
      const first = line + 1;
      line = first;
      let length = row.length - 1;
      for (const cell of row) {
        line += lineBreaks(cell);
        length += cell.length;
      }
      if (length > plan.limits.lineLength) throw longLine(plan, first);
      if (first > plan.headerLines && !isBlankRow(row)) appendRow(plan, columns, row, first);
    }
    if (open) {
      throw new DataError(
        'ERR_DATA_FORMAT',
        `${plan.where}: line ${line + 1} opens quotes that nothing closes; close or remove them`,
      );
    }
    rest = last ? '' : text.slice(parsed.meta.cursor);
    if (rest.length > plan.limits.lineLength) throw longLine(plan, line + 1);
  };

  return {
    push(text: string): void {
      let next = heldReturn ? `\r${text}` : text;
      heldReturn = next.endsWith('\r');
      if (heldReturn) next = next.slice(0, -1);
      read(rest + normalLineBreaks(next), false);
    },
    end(): void {
      if (rest !== '') read(rest, true);
    },
  };
}

/** The error for a row over the limit. */
export function longLine(plan: Pick<CsvPlan, 'where' | 'limits'>, line: number): DataError {
  return new DataError(
    'ERR_DATA_LIMIT',
    `${plan.where}: line ${line} is longer than ${plan.limits.lineLength} characters; close its quotes, or raise limits.lineLength`,
  );
}

/** CRLF and CR become LF. */
export function normalLineBreaks(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}
