/** Options and results of the table readers. */
import type { ColumnKey, CsvOptions } from '../csv/types.ts';
import type { Table } from './table.ts';

/** Options of {@link parseTable} and of `readTable`. */
export interface TableOptions extends Pick<CsvOptions, 'name' | 'header' | 'delimiter' | 'decimal' | 'limits'> {
  /** Columns to take, in this order. Default: all but the label, row numbers, dates, and texts with too many values. */
  columns?: readonly ColumnKey[];
  /** Column of 0/1 labels; null for none. Default: a 0/1 column named like "label" or "is_anomaly". */
  labelColumn?: ColumnKey | null;
  /** Columns to read as categories although they hold numbers. Default: none. */
  categorical?: readonly ColumnKey[];
  /** Most values a column of categories may have; one with more is left out. Default 32. */
  maximumCategories?: number;
  /**
   * What a missing or infinite cell is: an `error`, a reason to `skip` its row, or to be filled (`fill`) with the median
   * of its column, of categories the most frequent. Default "error".
   */
  missing?: 'error' | 'skip' | 'fill';
}

/** A table with what the reader found out about its file. */
export interface CsvTable extends Table {
  /** For every column the column of the file it was made from; categories share theirs. */
  sources: readonly string[];
  /** For every row its number among the data rows of the file, from 1. */
  rowNumbers: Int32Array;
  /** Data rows that were left out because of missing cells. */
  skipped: number;
  /** Name of the column that gave the labels. */
  labelColumn?: string;
  /** What the reader left out or filled and why, one sentence each; empty in the usual case. */
  warnings: string[];
}
