/** One time series, as every loader returns it and every experiment consumes it. */
export interface Series {
  /** Unique within its data set; never a path. */
  name: string;
  /** Flat, row-major: `values[row * channels + channel]`. Missing cells are NaN. */
  values: Float64Array;
  /** Values per row; 1 when absent. */
  channels?: number;
  /** One 0/1 label per row; 1 marks an anomalous row. */
  labels?: Uint8Array;
  /** Rows `[0, trainEnd)` may be used for training. */
  trainEnd?: number;
  /** Dominant period in rows, where the source states one. */
  period?: number;
  /** Milliseconds since the Unix epoch, one per row, non-decreasing. */
  timestamps?: Float64Array;
}
