/** A CSV file to the columns that can tell rows apart. */
import { resolve } from 'node:path';
import { type CsvTable, DataError, type TableOptions } from '@tsad/data';
import { readTable } from '@tsad/data/node';
import { commandWords, rephrase } from '../command/advice.ts';
import { UsageError, WorkError } from '../command/errors.ts';
import type { Terminal } from '../command/terminal.ts';

/** Larger magnitudes cannot be compared: their squares are no numbers. */
const LARGEST = 1e150;

/** How the table is wanted. */
export interface TableRequest extends Pick<TableOptions, 'delimiter' | 'decimal'> {
  file: string;
  /** Names of columns, or positions from 0, parted by commas. */
  columns?: string;
  categorical?: string;
  label?: string;
  missing: 'error' | 'skip' | 'fill';
  /** Rows before this one are normal. */
  trainRows?: number;
}

/** A table and what may be learnt from it. */
export interface LoadedTable {
  /** As the user named it. */
  file: string;
  /** Its columns all vary. */
  table: CsvTable;
  /** The same with all columns. */
  whole: CsvTable;
  /** Rows `[0, train)` are normal and not scored; 0 where all rows are learnt from and scored. */
  train: number;
  notes: string[];
}

/** Reads it. @throws UsageError, DataError or WorkError where nothing can be looked at. */
export async function loadTable(request: TableRequest, terminal: Terminal): Promise<LoadedTable> {
  const { file, missing, delimiter, decimal } = request;
  terminal.progress(`reading ${file}`, 0);
  let table: CsvTable;
  try {
    table = await readTable(resolve(terminal.cwd, file), {
      columns: keys(request.columns),
      categorical: keys(request.categorical),
      labelColumn: request.label === undefined ? undefined : keys(request.label)![0],
      missing,
      delimiter,
      decimal,
      signal: terminal.signal,
    });
  } catch (error) {
    if (
      error instanceof DataError &&
      error.code === 'ERR_DATA_COLUMN' &&
      (request.columns ?? request.categorical ?? request.label)
    ) {
      throw new UsageError(commandWords(error.message), { cause: error });
    }
    throw rephrase(error);
  }
  checkMagnitudes(file, table);
  const notes = table.warnings.map(commandWords);
  if (table.skipped > 0) notes.push(`${table.skipped} rows with missing cells were left out`);
  const train = countTrain(table, request.trainRows);
  const varying = withoutConstants(table, train || table.rows, notes);
  if (varying.columns.length === 0) {
    throw new WorkError(
      `${file}: all ${train || table.rows} rows to learn from are the same; there is nothing to detect`,
    );
  }
  const copies = countCopies(varying);
  if (copies > 0) notes.push(`${copies} of ${table.rows} rows are copies of earlier rows`);
  return { file, table: varying, whole: table, train, notes };
}

function keys(list: string | undefined): (string | number)[] | undefined {
  if (list === undefined) return undefined;
  const names = list.split(',').map((name) => name.trim());
  if (names.some((name) => name === '')) throw new UsageError(`"${list}" must be names of columns parted by commas`);
  return names.map((name) => (/^\d+$/.test(name) ? Number(name) : name));
}

function checkMagnitudes(file: string, { values, columns, rowNumbers }: CsvTable): void {
  const at = values.findIndex((value) => Math.abs(value) > LARGEST);
  if (at < 0) return;
  const row = rowNumbers[Math.floor(at / columns.length)];
  throw new WorkError(
    `${file}: row ${row}, column "${columns[at % columns.length]}": ${values[at]} is too large to compare, values may have at most ${LARGEST}; correct it, or leave the column out by --columns`,
  );
}

function countTrain({ rows }: CsvTable, wanted: number | undefined): number {
  if (wanted === undefined) {
    if (rows < 4)
      throw new WorkError(`the table has ${rows} ${rows === 1 ? 'row' : 'rows'}; comparing needs at least 4`);
    return 0;
  }
  if (wanted >= rows) {
    throw new UsageError(`--train-rows ${wanted} leaves nothing to score of ${rows} rows; choose fewer`);
  }
  return wanted;
}

/** The table without the columns that do not vary in the first `learnt` rows. */
function withoutConstants(table: CsvTable, learnt: number, notes: string[]): CsvTable {
  const width = table.columns.length;
  const kept = [...table.columns.keys()].filter((c) => {
    for (let i = 1; i < learnt; i++) if (table.values[i * width + c] !== table.values[c]) return true;
    return false;
  });
  if (kept.length === width) return table;
  const gone = [...table.columns.keys()].filter((c) => !kept.includes(c));
  let other = 0;
  for (let i = learnt; i < table.rows; i++) {
    if (gone.some((c) => table.values[i * width + c] !== table.values[c])) other++;
  }
  const names = gone.slice(0, 12).map((c) => table.columns[c]);
  notes.push(
    `never different in the rows to learn from, and left out: ${names.join(', ')}${gone.length > 12 ? ` and ${gone.length - 12} more` : ''}${other > 0 ? `; ${other} later rows differ there` : ''}`,
  );
  const values = new Float64Array(table.rows * kept.length);
  for (let i = 0; i < table.rows; i++) {
    for (const [k, c] of kept.entries()) values[i * kept.length + k] = table.values[i * width + c];
  }
  return {
    ...table,
    values,
    columns: kept.map((c) => table.columns[c]),
    sources: kept.map((c) => table.sources[c]),
  };
}

function countCopies({ values, columns, rows }: CsvTable): number {
  const width = columns.length;
  const seen = new Set<string>();
  for (let i = 0; i < rows; i++) seen.add(values.subarray(i * width, (i + 1) * width).join());
  return rows - seen.size;
}
