/** `tsad reproduce`: tables of papers, computed again. */
import { resolve } from 'node:path';
import { type Command, defineCommand } from '../command/command.ts';
import { UsageError } from '../command/errors.ts';
import { closest } from '../command/parse.ts';
import type { Terminal } from '../command/terminal.ts';
import { comparisonLines } from '../reproduce/comparison.ts';
import type { ExperimentEntry } from '../reproduce/experiment.ts';
import { experiments } from '../reproduce/registry.ts';
import { layoutTable, type ReproducedTable, runExperiment, summarise } from '../reproduce/run.ts';
import { MeasurementStore } from '../reproduce/store.ts';
import { renderMarkdownTable, renderTextTable } from '../table.ts';

/** The command. */
export const reproduce: Command = defineCommand({
  positionals: [{ name: 'TABLE', description: 'name of a table; without one the list is printed', optional: true }],
  options: {
    seeds: {
      type: 'integer',
      min: 1,
      max: 100_000,
      description: 'repetitions, seeds 0 to N - 1 (default: as the table says)',
    },
    out: {
      type: 'string',
      hint: 'DIR',
      default: 'results/reproduce',
      description: 'folder of the stored measurements; a stopped run continues there',
    },
    fresh: { type: 'boolean', description: 'forget the stored measurements and start over' },
    'data-dir': { type: 'string', hint: 'DIR', description: 'folder of the data sets, for tables on real data' },
    workers: {
      type: 'integer',
      min: 0,
      max: 256,
      default: 0,
      description: 'threads for wide networks (coad-official, coad-curve); the numbers do not change',
    },
    markdown: { type: 'boolean', description: 'print the table in Markdown' },
    json: { type: 'boolean', description: 'print the table as JSON' },
  },
  examples: ['tsad reproduce', 'tsad reproduce rpe-table-1 --seeds 20'],
  async run({ positionals: [name], options, terminal }) {
    if (name === undefined) return list(terminal, options.json);
    const entry = experiments.find((candidate) => candidate.name === name);
    if (!entry) throw unknownTable(name);
    const experiment = await entry.load();
    const repetitions = options.seeds ?? experiment.repetitions;
    const path = resolve(terminal.cwd, options.out, `${name}.ndjson`);
    const store = await MeasurementStore.open(path, name, experiment.version, options.fresh);
    const dataDirectory = options['data-dir'] === undefined ? undefined : resolve(terminal.cwd, options['data-dir']);
    const scratchDirectory = resolve(terminal.cwd, options.out);
    const context = { signal: terminal.signal, dataDirectory, scratchDirectory, workers: options.workers };
    await runExperiment(name, experiment, repetitions, store, context, (fraction) => terminal.progress(name, fraction));
    const table = summarise(name, experiment, repetitions, store);
    if (options.json) await terminal.writeJson(table);
    else await terminal.write(render(table, options.markdown));
  },
});

async function list(terminal: Terminal, json: boolean): Promise<void> {
  const tables = experiments.map(({ name, summary }: ExperimentEntry) => ({ name, summary }));
  if (json) await terminal.writeJson(tables);
  else
    await terminal.write(
      renderTextTable(
        [{ title: 'table' }, { title: 'what it is' }],
        tables.map(({ name, summary }) => [name, summary]),
      ),
    );
}

function render(table: ReproducedTable, markdown: boolean): string {
  const { columns, rows } = layoutTable(table);
  const body = markdown ? renderMarkdownTable(columns, rows) : renderTextTable(columns, rows);
  const notes = [
    `Means of ${table.repetitions} seeds with 95 % bootstrap intervals (BCa). ${table.source}`,
    ...table.notes,
    ...comparisonLines(table.comparisons),
  ];
  return `${markdown ? `### ${table.title}` : table.title}\n\n${body}\n${notes.join('\n')}\n`;
}

function unknownTable(name: string): UsageError {
  const names = experiments.map((entry) => entry.name);
  const close = closest(name, names);
  return new UsageError(
    `TABLE "${name}" is not known; ${close ? `did you mean ${close}?` : 'run `tsad reproduce` for the list'}`,
  );
}
