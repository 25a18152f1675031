/** A stored run as text, Markdown, CSV or JSON: summaries over all series and per part, or the series one by one. */
import { formatDuration, renderMarkdownTable, renderTextTable } from '../table.ts';
import { protocols } from './protocols/index.ts';
import { type PublishedValue, publishedValue } from './published.ts';
import type { ResultLine, RunInfo, StoredRun } from './results.ts';
import type { SourceFilter } from './source.ts';
import { type Summary, subsetsOf, summariseResults } from './summary.ts';
import { summaryTable, type Table } from './tables.ts';

/** A table with the part of the data set that it is about. */
export interface TitledTable extends Table {
  title: string;
}

/** The summary over all series, and one for each part where there are several. */
export function summariesOf(run: StoredRun): Summary[] {
  const subsets = subsetsOf(run.results);
  return [summariseResults(run), ...(subsets.length > 1 ? subsets.map((subset) => summariseResults(run, subset)) : [])];
}

/** The published value of a run's detector and metric over a part, or over all. */
export function publishedFor(
  info: RunInfo,
  subset?: string,
): (detector: string, metric: string) => PublishedValue | undefined {
  const { dataset, protocol } = info;
  return (detector, metric) =>
    publishedValue({ dataset, protocol, filter: info.filter as SourceFilter }, detector, metric, subset);
}

/**
 * The tables of a run.
 * @param few only the leading metrics.
 */
export function tablesOf(run: StoredRun, few: boolean): TitledTable[] {
  return summariesOf(run).map((summary) => ({
    title: `${summary.subset ?? run.info.dataset}: ${summary.series} series`,
    ...summaryTable(summary, { few, published: publishedFor(run.info, summary.subset) }),
  }));
}

/** Every job as a row. */
export function seriesTable({ info, results }: StoredRun): Table {
  const { metrics } = protocols[info.protocol];
  return {
    columns: [
      { title: 'series' },
      { title: 'detector' },
      { title: 'seed', align: 'right' },
      ...metrics.map((title) => ({ title, align: 'right' as const })),
      { title: 'seconds', align: 'right' },
      { title: 'remark' },
    ],
    rows: results.map((line) => [
      line.series,
      line.detector,
      String(line.seed),
      ...metrics.map((metric) => line.metrics?.[metric]?.toFixed(4) ?? '-'),
      line.seconds ? (line.seconds.fit + line.seconds.score).toFixed(2) : '-',
      remarkOf(line),
    ]),
  };
}

/** Why a job failed, or why a metric has no value. */
export function remarkOf({ error, reasons }: ResultLine): string {
  if (error) return `${error.kind === 'threw' ? 'failed' : error.kind}: ${error.message}`;
  return Object.entries(reasons ?? {})
    .map(([metric, reason]) => `${metric}: ${reason}`)
    .join('; ');
}

/** What a reader must know to read the tables, one sentence each. */
export function notesOf({ info, results, damaged }: StoredRun): string[] {
  const { versions, machine, protocol } = info;
  const published = summariseResults({ info, results }).rows.some(({ detector }) =>
    protocols[protocol].metrics.some((metric) => publishedFor(info)(detector, metric)),
  );
  const parts = subsetsOf(results).some((subset) =>
    info.detectors.some((detector) =>
      protocols[protocol].metrics.some((metric) => publishedFor(info, subset)(detector, metric)),
    ),
  );
  const seconds = results.reduce((sum, line) => sum + (line.seconds ? line.seconds.fit + line.seconds.score : 0), 0);
  return [
    `Protocol ${protocol}: ${protocols[protocol].summary}.`,
    'Means over the series (over the seeds first) with 95 % bootstrap intervals (BCa).',
    `${formatDuration(seconds)} of learning and scoring with tsad ${versions.tsad}, Node ${versions.node}, on ${machine.cores} cores of ${machine.cpu}.`,
    ...(published || parts
      ? ['Published values are over the number of series in brackets; * marks one outside our interval.']
      : []),
    ...(damaged > 0 ? [`${damaged} lines of results.ndjson could not be read and are left out.`] : []),
  ];
}

/** The whole report as text for the terminal or as Markdown. */
export function renderTables(run: StoredRun, tables: readonly TitledTable[], markdown: boolean): string {
  const { dataset, protocol } = run.info;
  const title = `${dataset} under the protocol ${protocol}`;
  const pieces = tables.flatMap(({ title, columns, rows }) => [
    markdown ? `### ${title}` : title,
    (markdown ? renderMarkdownTable : renderTextTable)(columns, rows).trimEnd(),
  ]);
  return `${[markdown ? `## ${title}` : title, ...pieces, notesOf(run).join('\n')].join('\n\n')}\n`;
}

/** A line per part, detector and metric. */
export function renderSummaryCsv(run: StoredRun): string {
  const head = [
    'part',
    'detector',
    'metric',
    'mean',
    'low',
    'high',
    'n',
    'failed',
    'seconds',
    'published',
    'published n',
    'difference',
  ];
  const lines = summariesOf(run).flatMap(({ subset, rows }) =>
    rows.flatMap(({ detector, failures, seconds, cells }) =>
      Object.entries(cells).map(([metric, cell]) => {
        const published = publishedFor(run.info, subset)(detector, metric);
        const difference = cell && published ? cell.mean - published.value : undefined;
        return [
          subset ?? 'all',
          detector,
          metric,
          cell?.mean,
          cell?.low,
          cell?.high,
          cell?.n ?? 0,
          failures,
          seconds,
          published?.value,
          published?.n,
          difference,
        ];
      }),
    ),
  );
  return csv([head, ...lines]);
}

/** A line per job with every metric, unrounded. */
export function renderSeriesCsv({ info, results }: StoredRun): string {
  const { metrics } = protocols[info.protocol];
  const head = [
    'series',
    'part',
    'rows',
    'detector',
    'seed',
    ...metrics,
    'fit seconds',
    'score seconds',
    'megabytes',
    'remark',
  ];
  const lines = results.map((line) => [
    line.series,
    line.subset,
    line.rows,
    line.detector,
    line.seed,
    ...metrics.map((metric) => line.metrics?.[metric] ?? undefined),
    line.seconds?.fit,
    line.seconds?.score,
    line.megabytes,
    remarkOf(line),
  ]);
  return csv([head, ...lines]);
}

function csv(rows: readonly (readonly (string | number | undefined)[])[]): string {
  const cell = (value: string | number | undefined): string => {
    const text = String(value ?? '');
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => `${row.map(cell).join(',')}\n`).join('');
}
