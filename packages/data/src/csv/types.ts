/** Options and results of the CSV readers. */
import type { Series } from '@tsad/core';
import type { ReadLimits } from '../limits.ts';
import type { DecimalMark } from './cells.ts';

/** A column by its name in the header, or by its 0-based position. */
export type ColumnKey = string | number;

/** Options of {@link parseCsv} and of `readCsv`; whatever is absent is found out from the first rows of the file. */
export interface CsvOptions {
  /** Name of the series, and of the file in messages. Default "csv". */
  name?: string;
  /** Value columns, in this order. Default: every numeric column that is neither time, label nor a row number. */
  columns?: readonly ColumnKey[];
  /**
   * Column of 0/1 labels; null for none. Default: a 0/1 column named like "label" or "is_anomaly" that is not among
   * `columns` and has another column of numbers beside it.
   */
  labelColumn?: ColumnKey | null;
  /** Column of time stamps; null for none. Default: one not among `columns` with dates, or with epoch times and a name like "timestamp". */
  timeColumn?: ColumnKey | null;
  /**
   * What times that run backwards are: an `error`, a reason to leave the times out (`drop`), or to be kept as they are
   * (`keep`). Default: `error` for a column that was set, `drop` for one that was found out.
   */
  timeOrder?: 'error' | 'drop' | 'keep';
  /** Whether the first row holds names. Default: found out. */
  header?: boolean;
  /** Separator of the cells. Default: found out. */
  delimiter?: ',' | ';' | '\t' | '|';
  /** Decimal mark. Default: found out; a comma only where the separator is another character. */
  decimal?: DecimalMark;
  /** Rows `[0, trainEnd)` may be used for training. Default: the series says nothing of it. */
  trainEnd?: number;
  /** Caps on what is read. Default {@link defaultLimits}. */
  limits?: Partial<ReadLimits>;
}

/** A series with what the reader found out about its table. */
export interface CsvSeries extends Series {
  /** Always set: values per row. */
  channels: number;
  /** Names of the value columns, one per channel. */
  columns: string[];
  /** Names of all columns of the file, in its order. */
  header: string[];
  /** Name of the column that gave the time stamps. */
  timeColumn?: string;
  /** Name of the column that gave the labels. */
  labelColumn?: string;
  /** What the reader left out and why, one sentence each; empty in the usual case. */
  warnings: string[];
}
