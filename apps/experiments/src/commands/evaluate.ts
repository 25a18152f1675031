/** `tsad evaluate`: the metrics of a protocol for scores against labels, from one file or two. */
import { evaluate as evaluateScores } from '@tsad/metrics';
import { type Command, defineCommand } from '../command/command.ts';
import { UsageError, WorkError } from '../command/errors.ts';
import type { Terminal } from '../command/terminal.ts';
import { type ReadOptions, readFor } from '../read.ts';
import { formatCount, formatNumber, renderTextTable } from '../table.ts';
import { csvLayoutOf, csvOptions } from './shared-options.ts';

const SCORE_NAME = /^(anomaly[ _-]?)?scores?$/i;

/** The command. */
export const evaluate: Command = defineCommand({
  positionals: [
    { name: 'SCORES', description: 'a file with one score per row, and perhaps the labels' },
    { name: 'LABELS', description: 'a file with one 0/1 label per row', optional: true },
  ],
  options: {
    protocol: {
      type: 'string',
      hint: 'NAME',
      default: 'tsb-ad',
      choices: ['tsb-ad', 'coad'],
      description: 'tsb-ad or coad: whose metrics',
    },
    'score-column': {
      type: 'string',
      hint: 'NAME',
      description: 'column of the scores (default: "score", or the only one)',
    },
    'label-column': { type: 'string', hint: 'NAME', description: 'column of the labels (default: named like "label")' },
    ...csvOptions,
    window: {
      type: 'integer',
      min: 0,
      max: 100_000,
      default: 100,
      description: 'tsb-ad: largest window of VUS, the period by custom',
    },
    period: {
      type: 'integer',
      min: 1,
      max: 1_000_000_000,
      description: 'coad: the period of the series, for the hits among peaks',
    },
    json: { type: 'boolean', description: 'print JSON' },
  },
  examples: ['tsad evaluate scores.csv labels.csv', 'tsad evaluate both.csv --score-column lof --protocol coad --json'],
  async run({ positionals: [scoresFile, labelsFile], options, terminal }) {
    const layout = csvLayoutOf(options);
    const labelColumn = options['label-column'];
    const scores = await readScores(terminal, scoresFile, {
      ...layout,
      column: options['score-column'],
      labelColumn: labelsFile === undefined ? labelColumn : undefined,
    });
    const labels =
      labelsFile === undefined
        ? scores.labels
        : await readLabels(terminal, labelsFile, { ...layout, column: labelColumn });
    if (!labels)
      throw new UsageError(`${scoresFile} has no labels; name their column with --label-column or give a LABELS file`);
    if (labels.length !== scores.values.length) {
      throw new WorkError(
        `${scoresFile} has ${scores.values.length} scores, ${labelsFile} has ${labels.length} labels; they must be of one series`,
      );
    }
    const first = scores.values.findIndex((score) => !Number.isNaN(score));
    if (first < 0) throw new WorkError(`${scoresFile}: column ${scores.column} holds no score`);
    const kept = scores.values.subarray(first);
    const bad = kept.findIndex((score) => !Number.isFinite(score));
    if (bad >= 0)
      throw new WorkError(
        `${scoresFile}: the score of row ${first + bad} is ${kept[bad]}; give every row behind the first score a finite one`,
      );
    const { window, period, protocol } = options;
    const record = evaluateScores(kept, labels.subarray(first), {
      protocol: protocol as 'tsb-ad' | 'coad',
      window,
      period,
    });
    const positives = labels.subarray(first).reduce((sum, label) => sum + label, 0);
    const summary = {
      scores: scoresFile,
      labels: labelsFile ?? scoresFile,
      column: scores.column,
      points: kept.length,
      skipped: first,
      positives,
    };
    if (options.json) await terminal.writeJson({ ...summary, metrics: record });
    else {
      await terminal.write(
        `${scoresFile}: ${formatCount(kept.length)} scores of column ${scores.column}, ${formatCount(positives)} anomalous points\n`,
      );
      if (first > 0) await terminal.write(`${formatCount(first)} rows without a score at the start are left out\n`);
      await terminal.write(`\n${renderMetrics(record as unknown as Record<string, number | string | null>)}`);
    }
  },
});

function renderMetrics(record: Record<string, number | string | null>): string {
  const names = Object.keys(record).filter((name) => !name.endsWith(' reason'));
  const rows = names.map((name) => {
    const value = record[name];
    return [name, typeof value === 'string' ? value : formatNumber(value), String(record[`${name} reason`] ?? '')];
  });
  const columns = [{ title: 'metric' }, { title: 'value', align: 'right' as const }, { title: 'remark' }];
  return renderTextTable(columns, rows);
}

async function readScores(
  terminal: Terminal,
  file: string,
  wanted: ReadOptions,
): Promise<{ values: Float64Array; labels?: Uint8Array; column: string }> {
  const series = await readFor(terminal, file, wanted);
  const { columns, header = columns, labels } = series;
  const named = wanted.column === undefined ? header.find((name) => SCORE_NAME.test(name)) : undefined;
  // A column that begins with a long gap is not taken for numbers unless it is asked for.
  if (named !== undefined && (columns.length > 1 || columns[0] !== named))
    return readScores(terminal, file, { ...wanted, column: named });
  if (columns.length > 1)
    throw new UsageError(`${file} has the columns ${columns.join(', ')}; choose one with --score-column`);
  return { values: series.values, labels, column: columns[0] };
}

async function readLabels(terminal: Terminal, file: string, wanted: ReadOptions): Promise<Uint8Array> {
  const { labels, values, columns } = await readFor(terminal, file, wanted);
  if (wanted.column === undefined && labels) return labels;
  if (columns.length !== 1) {
    throw new UsageError(
      `${file} has the columns ${columns.join(', ')}, none named like a label; choose one with --label-column`,
    );
  }
  const bad = values.findIndex((value) => value !== 0 && value !== 1);
  if (bad >= 0) throw new WorkError(`${file}: the label of row ${bad} is ${values[bad]}; labels are 0 or 1`);
  return Uint8Array.from(values);
}
