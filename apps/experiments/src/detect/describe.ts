/** A detection in words, as JSON, and as a report. */
import type { ScoreEvent } from '@tsad/threshold';
import { printable } from '../command/errors.ts';
import type { Terminal } from '../command/terminal.ts';
import { plotSeries, type Span } from '../plot.ts';
import type { Report } from '../report/model.ts';
import { formatCount, formatNumber, renderTextTable } from '../table.ts';
import type { Analysis } from './analyse.ts';
import type { LoadedSeries } from './load.ts';

/** Everything about one run of one detector on one file. */
export interface Detection {
  /** As the user named it. */
  file: string;
  series: LoadedSeries;
  detector: string;
  trainEnd: number;
  alarmRate: number;
  analysis: Analysis;
}

/** Events listed in the terminal; all are in the JSON and the report. */
const LISTED = 20;

/** What the terminal shows. */
export function describeText(
  detection: Detection,
  written: readonly string[],
  terminal: Terminal,
  plot: boolean,
): string {
  const { file, series, analysis } = detection;
  const { events } = analysis;
  const lines = [
    `${terminal.style('bold', printable(file))}: column ${printable(series.column)}, ${formatCount(series.values.length)} points`,
    ...facts(detection).map(([name, value]) => `${terminal.style('dim', name.padEnd(10))} ${value}`),
    ...[...series.notes, ...analysis.notes].map(
      (note) => `${terminal.style('dim', 'note'.padEnd(10))} ${printable(note)}`,
    ),
    '',
  ];
  if (plot) {
    const highlight = (text: string): string => terminal.style('red', text);
    lines.push(plotSeries(series.values, { width: terminal.width, events, highlight }));
  }
  lines.push(terminal.style('bold', `${formatCount(events.length)} ${events.length === 1 ? 'event' : 'events'}`));
  if (events.length > 0) lines.push(eventTable(detection));
  else lines.push('');
  if (events.length > LISTED)
    lines.push(`The ${LISTED} highest of ${formatCount(events.length)} are listed; --json and --report have all.\n`);
  return `${lines.join('\n')}${written.map((path) => `wrote ${printable(path)}\n`).join('')}`;
}

/** What `--json` prints. */
export function describeJson(
  { file, series, detector, trainEnd, alarmRate, analysis }: Detection,
  written: readonly string[],
): object {
  const { scores, expected, threshold, events, period, window, calibratedOn, notes, seconds } = analysis;
  return {
    file,
    column: series.column,
    points: series.values.length,
    detector,
    window,
    period: period ?? null,
    trainEnd,
    calibratedOn,
    alarmRate,
    threshold,
    alarms: scores.reduce((sum, score) => sum + Number(score > threshold), 0),
    events: events.map(({ start, end, peak, peakScore }) => ({
      start,
      end,
      peak,
      score: peakScore,
      seen: finite(series.values[peak]),
      expected: expected ? finite(expected[peak]) : null,
      ...(series.timestamps
        ? { startTime: isoTime(series, start), endTime: isoTime(series, end - 1), peakTime: isoTime(series, peak) }
        : {}),
    })),
    seconds: Number(seconds.toFixed(3)),
    notes: [...series.notes, ...notes],
    written,
  };
}

/** What the report shows. */
export function describeReport(detection: Detection): Report {
  const { file, series, detector, trainEnd, analysis } = detection;
  const { scores, threshold, rules, expected, events } = analysis;
  const count = `${formatCount(events.length)} ${events.length === 1 ? 'event' : 'events'}`;
  return {
    title: series.name,
    lead: `${count} in ${formatCount(series.values.length - trainEnd)} points of column ${series.column}, at an alarm rate of ${formatNumber(detection.alarmRate)}. Move the threshold to see how that changes.`,
    series: [
      {
        name: series.column,
        values: series.values,
        timestamps: series.timestamps,
        trainEnd,
        labels: labelSpans(series.labels),
        scorings: [
          {
            detector,
            scores,
            threshold,
            rules,
            expected,
            facts: [['File', file], ['Points', formatCount(series.values.length)], ...facts(detection)],
          },
        ],
      },
    ],
  };
}

/** Runs of ones. */
export function labelSpans(labels: Uint8Array | undefined): Span[] {
  const spans: Span[] = [];
  for (let row = 0; row < (labels?.length ?? 0); row++) {
    if (!labels![row]) continue;
    const last = spans.at(-1);
    if (last?.end === row) last.end++;
    else spans.push({ start: row, end: row + 1 });
  }
  return spans;
}

/** Name and value of what is worth knowing about a run. */
export function facts({
  detector,
  trainEnd,
  alarmRate,
  analysis,
}: Omit<Detection, 'file' | 'series'>): [string, string][] {
  const { window, period, threshold, calibratedOn, seconds, scores } = analysis;
  const scored = scores.length - trainEnd;
  return [
    ['Detector', detector],
    ['Window', `${formatCount(window)} points`],
    ['Period', period === undefined ? 'none found' : `${formatCount(period)} points`],
    ['Learnt', `from the first ${formatCount(trainEnd)} points`],
    [
      'Threshold',
      `${formatNumber(threshold)} for an alarm rate of ${formatNumber(alarmRate)}, from ${formatCount(calibratedOn)} scores`,
    ],
    ['Speed', `${formatCount(Number((scored / seconds).toPrecision(2)))} points/s`],
  ];
}

function eventTable({ series, analysis }: Detection): string {
  const { expected, events } = analysis;
  const listed =
    events.length > LISTED ? events.toSorted((a, b) => b.peakScore - a.peakScore).slice(0, LISTED) : events;
  const where = (row: number): string => (series.timestamps ? isoTime(series, row) : formatCount(row));
  const rows = listed.map(({ start, end, peak, peakScore }: ScoreEvent) => [
    where(start),
    where(end - 1),
    formatCount(end - start),
    where(peak),
    formatNumber(peakScore),
    formatNumber(series.values[peak]),
    formatNumber(expected?.[peak]),
  ]);
  const titles = ['start', 'last', 'points', 'peak', 'score', 'seen', 'expected'];
  return renderTextTable(
    titles.map((title) => ({ title, align: 'right' })),
    rows,
  );
}

function isoTime({ timestamps }: LoadedSeries, row: number): string {
  const time = new Date(timestamps![row]);
  return Number.isNaN(time.getTime()) ? String(timestamps![row]) : time.toISOString().replace(/\.000Z$/, 'Z');
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
