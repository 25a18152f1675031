/** `tsad report`: a stored benchmark as tables and as a page. */
import { resolve } from 'node:path';
import type { DatasetName } from '@tsad/data/node';
import { renderRunPage } from '../bench/report-page.ts';
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
import { checkOutputs, writeOutputs } from '../outputs.ts';

/** The command. */
export const report: Command = defineCommand({
  positionals: [{ name: 'DIR', description: 'a folder that `tsad bench` wrote' }],
  options: {
    html: { type: 'string', hint: 'FILE', description: 'write a page with every series; wants `tsad bench --scores`' },
    force: { type: 'boolean', description: 'replace an existing file' },
    'data-dir': {
      type: 'string',
      hint: 'DIR',
      description: 'for --html: folder of the data sets, or of the CSV files (default: TSAD_DATA, else the user cache)',
    },
    'per-series': { type: 'boolean', description: 'a row per series and detector instead of the means' },
    markdown: { type: 'boolean', description: 'print Markdown' },
    csv: { type: 'boolean', description: 'print CSV, unrounded' },
    json: { type: 'boolean', description: 'print JSON' },
  },
  examples: [
    'tsad report results/bench/ucr-coad --html ucr.html',
    'tsad report results/paper-64 --csv --per-series > series.csv',
  ],
  async run({ positionals: [dir], options, terminal }) {
    const [first, second] = (['markdown', 'csv', 'json'] as const).filter((name) => options[name]);
    if (second) throw new UsageError(`--${first} and --${second} exclude each other; keep one`);
    const outputs = options.html === undefined ? [] : [{ option: '--html', path: options.html }];
    const [page] = await checkOutputs(outputs, { cwd: terminal.cwd, force: options.force });
    const run = await readRun(resolve(terminal.cwd, dir));
    if (run.results.length === 0) throw new WorkError(`${dir} holds no results yet; run \`tsad bench\` first`);
    const perSeries = options['per-series'];
    if (page !== undefined) {
      const folder = options['data-dir'] === undefined ? undefined : resolve(terminal.cwd, options['data-dir']);
      const source = { name: run.info.dataset as DatasetName, dir: folder };
      if (source.name === 'csv' && !folder)
        throw new UsageError('--html needs --data-dir with the folder of the CSV files');
      const html = await renderRunPage(run, source, terminal.signal, (share) =>
        terminal.progress('reading the series', share),
      );
      await writeOutputs([[page, html]], terminal.signal);
    }
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
