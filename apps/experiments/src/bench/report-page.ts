/** A stored run as a page: the table of means, every job, and every series with its scores. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Series } from '@tsad/core';
import { parseNpy } from '@tsad/data';
import { bestThreshold } from '@tsad/metrics';
import { labelSpans } from '../detect/describe.ts';
import type { ReportScoring, ReportSeries, ReportTable } from '../report/model.ts';
import { packSeries, planPack, type SeriesShape } from '../report/pack.ts';
import type { PackedReport, PackedSeries } from '../report/packed.ts';
import { renderPackedReport } from '../report/page.ts';
import { type Column, formatCount, formatNumber } from '../table.ts';
import { protocols } from './protocols/index.ts';
import { completeIndex } from './protocols/parts.ts';
import { notesOf, publishedFor, remarkOf, summariesOf } from './report-text.ts';
import type { ResultLine, StoredRun } from './results.ts';
import { type DatasetSpec, readSeriesOf } from './source.ts';
import { summaryTable } from './tables.ts';

/**
 * Renders the page, series by series, so that a run of any size fits into memory.
 * @param dataset where the series lie.
 * @param onProgress called with the share that is done.
 */
export async function renderRunPage(
  run: StoredRun,
  dataset: DatasetSpec,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<string> {
  const { info, results } = run;
  const names = [...new Set(results.map(({ series }) => series))];
  const scored = new Map(names.map((name) => [name, scoredLines(results, name)]));
  const shapes = names.map((name): SeriesShape => {
    const rows = results.find(({ series }) => series === name)!.rows;
    return { rows, scorings: scored.get(name)!.length, timed: dataset.name === 'nab' };
  });
  const plan = planPack(shapes);
  const packed: PackedSeries[] = [];
  for (const [i, name] of names.entries()) {
    signal.throwIfAborted();
    onProgress(i / names.length);
    packed.push(packSeries(await loadSeries(run, dataset, name, scored.get(name)!), plan));
  }
  const coarse = plan.exact === 0 ? ' Curves are drawn, and events counted, by stretches of rows.' : '';
  const report: PackedReport = {
    title: `${info.dataset} under the protocol ${info.protocol}`,
    overview: overviewTable(run),
    details: detailsTable(run, names, scored),
    series: packed,
  };
  return renderPackedReport(report, `${notesOf(run).join(' ')}${coarse}`);
}

/** Lines of a series whose scores are kept, one per detector. */
function scoredLines(results: readonly ResultLine[], name: string): ResultLine[] {
  const lines = results.filter(({ series, scores }) => series === name && scores !== undefined);
  return lines.filter(({ detector }, i) => lines.findIndex((line) => line.detector === detector) === i);
}

async function loadSeries(
  { dir, info }: StoredRun,
  dataset: DatasetSpec,
  name: string,
  lines: readonly ResultLine[],
): Promise<ReportSeries> {
  const series = await readSeriesOf(dataset, name);
  const { values, labels, timestamps, channels = 1, trainEnd = 0 } = series;
  const kept = completeIndex(series);
  const scorings: ReportScoring[] = [];
  for (const line of lines) {
    const { data } = parseNpy(await readFile(join(dir, line.scores!)), line.scores);
    const scores = spread(Float64Array.from(data as Float32Array), line, kept, values.length / channels);
    scorings.push({
      detector: line.detector,
      scores,
      threshold: oracleThreshold(scores, series),
      rules: { mergeGap: line.period ?? 0, minLength: 1 },
      facts: factsOf(line, protocols[info.protocol].metrics),
    });
  }
  const spans = labelSpans(labels);
  const period = lines[0]?.period;
  return {
    name,
    description: `${formatCount(values.length / channels)} rows, ${spans.length} ${spans.length === 1 ? 'anomaly' : 'anomalies'}${period === undefined ? '' : `, period ${period}`}. The first threshold is the best by the labels, which nobody has in use.`,
    values: channels === 1 ? values : values.filter((_, i) => i % channels === 0),
    timestamps,
    trainEnd,
    labels: spans,
    scorings,
  };
}

/** Scores of what the protocol scored, at the rows of the series. */
function spread(scores: Float64Array, { scored }: ResultLine, kept: Uint32Array, rows: number): Float64Array {
  const out = new Float64Array(rows).fill(Number.NaN);
  const { from, step } = scored ?? { from: 0, step: 1 };
  for (let i = 0; i < scores.length; i++) out[kept[from + i * step]] = scores[i];
  return out;
}

/** Just below the threshold of the best F1, for an alarm is a score above; the highest score where there is none. */
function oracleThreshold(scores: Float64Array, { labels }: Series): number {
  const rows = Uint32Array.from(scores.keys()).filter((row) => Number.isFinite(scores[row]));
  const present = Float64Array.from(rows, (row) => scores[row]);
  const truth = Uint8Array.from(rows, (row) => labels?.[row] ?? 0);
  const highest = present.reduce((most, score) => Math.max(most, score), 0);
  if (!truth.includes(1) || !truth.includes(0)) return highest;
  const { threshold } = bestThreshold(present, truth);
  return threshold - 1e-7 * Math.abs(threshold);
}

function factsOf({ metrics, seconds, megabytes, seed }: ResultLine, names: readonly string[]): [string, string][] {
  return [
    ...names.slice(0, 5).map((name): [string, string] => [name, formatNumber(metrics?.[name], 3)]),
    ['seconds', seconds ? formatNumber(seconds.fit + seconds.score, 3) : '-'],
    ['megabytes', formatNumber(megabytes)],
    ['seed', String(seed)],
  ];
}

/** The means over all series, then over each part. */
function overviewTable(run: StoredRun): ReportTable {
  const summaries = summariesOf(run);
  const tables = summaries.map((summary) =>
    summaryTable(summary, { published: publishedFor(run.info, summary.subset) }),
  );
  // Parts may have published values where the whole has none: the columns are those of the widest table.
  const widest = tables.reduce((wide, table) => (table.columns.length > wide.columns.length ? table : wide));
  const titles = widest.columns.map(({ title }) => title);
  const rows = summaries.flatMap(({ subset }, t) =>
    tables[t].rows.map((cells) => {
      const own = tables[t].columns.map(({ title }) => title);
      const aligned: string[] = [];
      let at = 0;
      for (const title of titles) aligned.push(own[at] === title ? cells[at++] : '-');
      return { cells: [aligned[0], subset ?? 'all', ...aligned.slice(1)] };
    }),
  );
  const [first, ...others] = widest.columns;
  return {
    caption: 'Means over the series with 95 % bootstrap intervals; choose a column to sort by it',
    columns: [first, { title: 'part' }, ...others],
    rows,
  };
}

function detailsTable(
  { info, results }: StoredRun,
  names: readonly string[],
  scored: ReadonlyMap<string, readonly ResultLine[]>,
): ReportTable {
  const { metrics } = protocols[info.protocol];
  const columns: Column[] = [
    { title: 'series' },
    { title: 'detector' },
    { title: 'seed', align: 'right' },
    ...metrics.map((title): Column => ({ title, align: 'right' })),
    { title: 'seconds', align: 'right' },
    { title: 'remark' },
  ];
  const places = new Map(names.map((name, i) => [name, i]));
  const rows = results.map((line) => {
    const scoring = scored.get(line.series)!.indexOf(line);
    return {
      cells: [
        line.series,
        line.detector,
        String(line.seed),
        ...metrics.map((metric) => line.metrics?.[metric]?.toFixed(3) ?? '-'),
        line.seconds ? formatNumber(line.seconds.fit + line.seconds.score, 2) : '-',
        remarkOf(line),
      ],
      series: scoring < 0 ? undefined : places.get(line.series),
      scoring: scoring < 0 ? undefined : scoring,
    };
  });
  return { caption: 'Every series and detector; choose one to see it, a column to sort by it', columns, rows };
}
