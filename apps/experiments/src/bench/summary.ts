/** Results to the numbers of a table: per detector and metric the mean over the series, with its interval. */
import { bootstrapInterval } from '@tsad/metrics';
import { protocols } from './protocols/index.ts';
import type { ResultLine, StoredRun } from './results.ts';

/** One metric of one detector. */
export interface MetricCell {
  mean: number;
  /** 95 % bootstrap interval (BCa) over the series; absent below two. */
  low?: number;
  high?: number;
  /** Series with a value. */
  n: number;
}

/** One detector over some series. */
export interface SummaryRow {
  detector: string;
  /** Series with at least one result. */
  series: number;
  /** Failed jobs. */
  failures: number;
  /** Seconds for learning and scoring, summed over the jobs. */
  seconds: number;
  cells: Record<string, MetricCell | undefined>;
}

/** The rows of a table over all series, or those of one part of the data set. */
export interface Summary {
  /** The part; absent for all series. */
  subset?: string;
  /** Series that any detector was run on. */
  series: number;
  rows: SummaryRow[];
}

/** The value of a metric on every series: the mean over the seeds, in the order of the series. */
export function seriesValues(results: readonly ResultLine[], detector: string, metric: string): Map<string, number> {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const line of results) {
    const value = line.detector === detector ? line.metrics?.[metric] : undefined;
    if (typeof value !== 'number') continue;
    const entry = sums.get(line.series) ?? { sum: 0, count: 0 };
    sums.set(line.series, { sum: entry.sum + value, count: entry.count + 1 });
  }
  return new Map([...sums].map(([series, { sum, count }]) => [series, sum / count]));
}

/**
 * The table of a run, best detector first by the metric that ranks.
 * @param metrics defaults to those of the protocol.
 */
export function summariseResults(
  { info, results }: Pick<StoredRun, 'info' | 'results'>,
  subset?: string,
  metrics: readonly string[] = protocols[info.protocol].metrics,
): Summary {
  const chosen = subset === undefined ? results : results.filter((line) => line.subset === subset);
  const names = [...new Set(chosen.map(({ detector }) => detector))];
  const rows = names.map((detector): SummaryRow => {
    const own = chosen.filter((line) => line.detector === detector);
    return {
      detector,
      series: new Set(own.filter(({ error }) => !error).map(({ series }) => series)).size,
      failures: own.filter(({ error }) => error).length,
      seconds: own.reduce((sum, { seconds }) => sum + (seconds ? seconds.fit + seconds.score : 0), 0),
      cells: Object.fromEntries(
        metrics.map((metric) => [metric, cellOf([...seriesValues(own, detector, metric).values()])]),
      ),
    };
  });
  const rank = ({ cells }: SummaryRow): number => cells[metrics[0]]?.mean ?? -1;
  rows.sort((a, b) => rank(b) - rank(a) || (a.detector < b.detector ? -1 : 1));
  return { subset, series: new Set(chosen.map(({ series }) => series)).size, rows };
}

/** The parts of the data set that the results are from, in order. */
export function subsetsOf(results: readonly ResultLine[]): string[] {
  const found = new Set(results.flatMap(({ subset }) => (subset === undefined ? [] : [subset])));
  return [...found].sort();
}

function cellOf(values: readonly number[]): MetricCell | undefined {
  if (values.length === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < 2) return { mean, n: values.length };
  const { low, high } = bootstrapInterval(values, { seed: 0, resamples: 1999 });
  return { mean, low, high, n: values.length };
}
