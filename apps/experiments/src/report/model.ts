/** What a report shows. Commands build it; {@link renderReport} turns it into one self-contained page. */
import type { Span } from '../plot.ts';
import type { Column } from '../table.ts';

/** How alarms become events; the page applies the same rules when the threshold moves. */
export interface EventRules {
  /** Alarms at most this many quiet rows apart are one event. */
  mergeGap: number;
  /** Events shorter than this many rows are dropped. */
  minLength: number;
}

/** One detector's view of one series. */
export interface ReportScoring {
  /** Name of the detector. */
  detector: string;
  /** One score per row of the series; NaN where there is none. */
  scores: Float64Array;
  /** A row is an alarm when its score is above this. */
  threshold: number;
  rules: EventRules;
  /** The value the detector expected, one per row; NaN where it has no opinion. */
  expected?: Float64Array;
  /** Name and value of what is worth knowing about this run. */
  facts: readonly (readonly [name: string, value: string])[];
}

/** One series with everything that was found out about it. */
export interface ReportSeries {
  name: string;
  /** One sentence. */
  description?: string;
  /** One value per row; NaN marks a missing one. */
  values: Float64Array;
  /** Milliseconds since the Unix epoch, one per row. */
  timestamps?: Float64Array;
  /** Rows `[0, trainEnd)` were learnt from. */
  trainEnd: number;
  /** Known anomalies, where the data says. */
  labels?: readonly Span[];
  scorings: readonly ReportScoring[];
}

/** A table; a row may lead to a series and a detector. */
export interface ReportTable {
  caption: string;
  columns: readonly Column[];
  rows: readonly { cells: readonly string[]; series?: number; scoring?: number }[];
}

/** A whole report. */
export interface Report {
  title: string;
  /** One or two sentences under the title. */
  lead: string;
  /** A small table above the charts. */
  overview?: ReportTable;
  /** A long table below them. */
  details?: ReportTable;
  series: readonly ReportSeries[];
}
