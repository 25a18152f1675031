/** Summaries as columns and cells. */
import { type Column, formatNumber } from '../table.ts';
import type { MetricCell, Summary } from './summary.ts';

/** How much a table says. */
export interface TableDetail {
  /** Only the four leading metrics, for narrow places. */
  few?: boolean;
}

const FEW = 4;

/** One row per detector: metrics with their intervals, series, failures, seconds. */
export function summaryTable(
  { rows }: Summary,
  { few = false }: TableDetail = {},
): { columns: Column[]; rows: string[][] } {
  const all = Object.keys(rows[0]?.cells ?? {});
  const metrics = few ? all.slice(0, FEW) : all;
  return {
    columns: [
      { title: 'detector' },
      ...metrics.map((title): Column => ({ title, align: 'right' })),
      { title: 'n', align: 'right', hint: 'Series with a result' },
      { title: 'failed', align: 'right', hint: 'Jobs without a result' },
      { title: 'seconds', align: 'right', hint: 'For learning and scoring, summed over the jobs' },
    ],
    rows: rows.map(({ detector, series, failures, seconds, cells }) => [
      detector,
      ...metrics.map((metric) => formatCell(cells[metric])),
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
