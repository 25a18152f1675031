/** `tsad report`: a stored benchmark as tables. */
import { resolve } from 'node:path';
import {
  notesOf,
  renderSeriesCsv,
  renderSummaryCsv,
  renderTables,
  seriesTable,
  summariesOf,
  tablesOf,
} from '../bench/report-text.ts';
import { readRun } from '../bench/results.ts';
import { type Command, defineCommand } from '../command/command.ts';
import { UsageError, WorkError } from '../command/errors.ts';

/** The command. */
export const report: Command = defineCommand({
  positionals: [{ name: 'DIR', description: 'a folder that `tsad bench` wrote' }],
  options: {
    'per-series': { type: 'boolean', description: 'a row per series and detector instead of the means' },
    markdown: { type: 'boolean', description: 'print Markdown' },
    csv: { type: 'boolean', description: 'print CSV, unrounded' },
    json: { type: 'boolean', description: 'print JSON' },
  },
  examples: ['tsad report results/bench/ucr-coad', 'tsad report results/paper-64 --csv --per-series > series.csv'],
  async run({ positionals: [dir], options, terminal }) {
    const [first, second] = (['markdown', 'csv', 'json'] as const).filter((name) => options[name]);
    if (second) throw new UsageError(`--${first} and --${second} exclude each other; keep one`);
    const run = await readRun(resolve(terminal.cwd, dir));
    if (run.results.length === 0) throw new WorkError(`${dir} holds no results yet; run \`tsad bench\` first`);
    const perSeries = options['per-series'];
    if (options.json) {
      const { info, results } = run;
      return terminal.writeJson({
        run: info,
        notes: notesOf(run),
        ...(perSeries ? { results } : { summaries: summariesOf(run) }),
      });
    }
    if (options.csv) return terminal.write(perSeries ? renderSeriesCsv(run) : renderSummaryCsv(run));
    const tables = perSeries
      ? [{ title: 'Every series and detector', ...seriesTable(run) }]
      : tablesOf(run, !options.markdown);
    await terminal.write(renderTables(run, tables, options.markdown));
  },
});
