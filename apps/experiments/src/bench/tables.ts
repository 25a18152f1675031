/** Summaries as columns and cells. */
import { type Column, formatNumber } from '../table.ts';
import type { PublishedValue } from './published.ts';
import type { MetricCell, Summary } from './summary.ts';

/** How much a table says. */
export interface TableDetail {
  /** Only the four leading metrics, for narrow places. */
  few?: boolean;
  /** What others published for a detector's metric. */
  published?: (detector: string, metric: string) => PublishedValue | undefined;
}

/** Columns with their rows. */
export interface Table {
  columns: Column[];
  rows: string[][];
}

const FEW = 4;

/** One row per detector: metrics with their intervals, published values and differences, series, failures, seconds. */
export function summaryTable({ rows }: Summary, { few = false, published }: TableDetail = {}): Table {
  const all = Object.keys(rows[0]?.cells ?? {});
  const metrics = few ? all.slice(0, FEW) : all;
  const known = (metric: string): boolean => rows.some(({ detector }) => published?.(detector, metric));
  return {
    columns: [
      { title: 'detector' },
      ...metrics.flatMap((title): Column[] => [
        { title, align: 'right', hint: 'Mean over the series with its 95 % bootstrap interval' },
        ...(known(title)
          ? [
              { title: 'published', align: 'right' as const, hint: `Published ${title} and its number of series` },
              { title: 'difference', align: 'right' as const, hint: 'Ours less the published value' },
            ]
          : []),
      ]),
      { title: 'n', align: 'right', hint: 'Series with a result' },
      { title: 'failed', align: 'right', hint: 'Jobs without a result' },
      { title: 'seconds', align: 'right', hint: 'For learning and scoring, summed over the jobs' },
    ],
    rows: rows.map(({ detector, series, failures, seconds, cells }) => [
      detector,
      ...metrics.flatMap((metric) => [
        formatCell(cells[metric]),
        ...(known(metric) ? publishedCells(cells[metric], published?.(detector, metric)) : []),
      ]),
      String(series),
      String(failures),
      formatNumber(seconds, 3),
    ]),
  };
}

/** A mean with its interval. */
export function formatCell(cell: MetricCell | undefined): string {
  if (!cell) return '-';
  const { mean, low, high } = cell;
  if (low === undefined || high === undefined) return mean.toFixed(3);
  return `${mean.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

/** A difference with its sign. */
export function formatDifference(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;
}

/** The published value with its count, and ours less it; marked where it lies outside our interval. */
function publishedCells(cell: MetricCell | undefined, published: PublishedValue | undefined): [string, string] {
  if (!published) return ['-', '-'];
  const { value, n } = published;
  if (!cell) return [`${value.toFixed(3)} (${n})`, '-'];
  const outside = cell.low !== undefined && cell.high !== undefined && (value < cell.low || value > cell.high);
  return [`${value.toFixed(3)} (${n})`, `${formatDifference(cell.mean - value)}${outside ? ' *' : ''}`];
}
