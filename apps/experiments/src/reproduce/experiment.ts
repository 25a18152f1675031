/** What a table of a paper is made of: rows, columns, published values, and a function that measures one row once. */

/** One row of a table. */
export interface ExperimentRow {
  /** Unique within the table. */
  name: string;
  /** Published value per column, where there is one. */
  published?: Readonly<Record<string, number>>;
}

/** Measures all columns of one row on one repetition; a column may be left out where it is not defined. */
export type Measure = (row: string, seed: number) => Promise<Record<string, number>> | Record<string, number>;

/** A table that can be computed again. The same seed gives the same numbers. */
export interface Experiment {
  /** Such as "RPE, Table I: point anomalies". */
  title: string;
  /** The paper. */
  source: string;
  columns: readonly string[];
  rows: readonly ExperimentRow[];
  /** Repetitions of every row: seeds 0, 1, ... */
  repetitions: number;
  /** A measured value, not among the columns: repetitions that share it are drawn together by the bootstrap. */
  groupBy?: string;
  /** One more row: the mean over all rows, seed by seed, of the seeds that have all of them. */
  average?: ExperimentRow;
  /**
   * Columns to test against each other, paired by rows (means over the seeds) or by every single measurement; by those
   * of one `row` alone where it is given.
   */
  compare?: { columns: readonly string[]; over: 'rows' | 'measurements'; row?: string };
  /** What a reader must know to read the table, one sentence each. */
  notes?: readonly string[];
  /** Changes whenever the numbers may change: stored results of another version are not mixed in. */
  version: number;
  /** Loads what the runs share, such as real data. */
  prepare(context: ExperimentContext): Promise<Measure>;
}

/** What an experiment may use. */
export interface ExperimentContext {
  signal: AbortSignal;
  /** Threads for trainings that can use them; the numbers do not depend on it. Default 0. */
  workers?: number;
  /** Folder of the data sets, where the user gave one. */
  dataDirectory?: string;
  /** Folder for what a long measurement needs to go on after it was stopped; absent where nothing is kept. */
  scratchDirectory?: string;
}

/** A table that is loaded when it is asked for. */
export interface ExperimentEntry {
  /** Such as `rpe-table-1`. */
  name: string;
  /** One line for the list. */
  summary: string;
  load(): Promise<Experiment>;
}
