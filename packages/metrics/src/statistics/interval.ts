/** What every interval estimate returns. */

/** A point estimate and its two-sided interval. */
export interface Interval {
  /** The value at the data themselves. */
  estimate: number;
  /** Lower end. */
  low: number;
  /** Upper end. */
  high: number;
  /** Nominal coverage in (0, 1). */
  confidence: number;
}
