/** The form in which a report travels inside its page: JSON with arrays as base64 of little-endian numbers. */
import type { EventRules, ReportTable } from './model.ts';

/** Numbers as float32 differences to `base`, which keeps small changes on large offsets. */
export interface PackedNumbers {
  base: number;
  data: string;
}

/** Times of rows: evenly spaced, or float64 milliseconds of the first row of every bucket. */
export type PackedTimes = { start: number; step: number } | { data: string };

/** One detector's scores. */
export interface PackedScoring {
  detector: string;
  threshold: number;
  rules: EventRules;
  facts: readonly (readonly [string, string])[];
  /** Largest score per bucket. */
  score: PackedNumbers;
  /** Mean expectation per bucket. */
  expected?: PackedNumbers;
  /**
   * The highest scores exactly: uint32 rows in rising order and their float64 scores; events are found on these. Absent
   * in a report of very many scorings, where events are found on the buckets.
   */
  top?: { rows: string; scores: string; expected?: string; seen: string };
  /** Rows, or without `top` buckets, that have a score at all. */
  scored: number;
}

/** One series, reduced to buckets of `bucket` rows. */
export interface PackedSeries {
  name: string;
  description?: string;
  length: number;
  bucket: number;
  trainEnd: number;
  /** Smallest value per bucket. */
  low: PackedNumbers;
  /** Largest value per bucket; absent where a bucket is one row. */
  high?: PackedNumbers;
  times?: PackedTimes;
  labels: readonly (readonly [start: number, end: number])[];
  scorings: PackedScoring[];
}

/** The whole report. */
export interface PackedReport {
  title: string;
  overview?: ReportTable;
  details?: ReportTable;
  series: PackedSeries[];
}
