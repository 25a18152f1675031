/** `tsad compare`: which detectors are told apart by stored results, and which are not. */
import { basename, resolve } from 'node:path';
import { protocols } from '../bench/protocols/index.ts';
import { chooseNames } from '../bench/request.ts';
import { readRun, type StoredRun } from '../bench/results.ts';
import { type Command, defineCommand } from '../command/command.ts';
import { UsageError, WorkError } from '../command/errors.ts';
import { compareEntrants, type Entrant } from '../compare/compare.ts';
import { renderDiagram } from '../compare/diagram.ts';
import { comparisonTables } from '../compare/tables.ts';
import { concludeWords } from '../compare/words.ts';
import { checkOutputs, writeOutputs } from '../outputs.ts';
import { renderMarkdownTable, renderTextTable } from '../table.ts';
import { ucrFamily } from '../ucr-family.ts';

/** The command. */
export const compare: Command = defineCommand({
  positionals: [
    { name: 'DIR...', description: 'folders that `tsad bench` wrote, of one data set and protocol', many: true },
  ],
  options: {
    metric: { type: 'string', hint: 'NAME', description: 'by which metric (default: the first of the protocol)' },
    detectors: { type: 'string', hint: 'A,B,...', description: 'only these (default: all with results)' },
    alpha: { type: 'number', hint: 'LEVEL', min: 1e-6, max: 0.5, default: 0.05, description: 'level of the tests' },
    svg: { type: 'string', hint: 'FILE', description: 'write the critical-difference diagram' },
    force: { type: 'boolean', description: 'replace an existing file' },
    markdown: { type: 'boolean', description: 'print Markdown' },
    json: { type: 'boolean', description: 'print JSON' },
  },
  examples: [
    'tsad compare results/bench/ucr-coad --svg ranks.svg',
    'tsad compare results/mine results/theirs --metric AUC-PR',
  ],
  async run({ positionals, options, terminal }) {
    const rules = { cwd: terminal.cwd, force: options.force };
    const outputs = options.svg === undefined ? [] : [{ option: '--svg', path: options.svg }];
    const [path] = await checkOutputs(outputs, rules);
    const runs = await Promise.all(positionals.map((dir) => readRun(resolve(terminal.cwd, dir))));
    const [{ info }] = runs;
    for (const other of runs) {
      if (other.info.dataset === info.dataset && other.info.protocol === info.protocol) continue;
      throw new UsageError(
        `${runs[0].dir} is of ${info.dataset} under ${info.protocol}, ${other.dir} of ${other.info.dataset} under ${other.info.protocol}; compare runs of one kind`,
      );
    }
    const { metrics } = protocols[info.protocol];
    const metric = options.metric === undefined ? metrics[0] : chooseNames('--metric', options.metric, metrics)[0];
    const all = entrantsOf(runs);
    const names =
      options.detectors === undefined
        ? undefined
        : chooseNames(
            '--detectors',
            options.detectors,
            all.map(({ name }) => name),
          );
    const entrants = names ? all.filter(({ name }) => names.includes(name)) : all;
    if (entrants.length < 2)
      throw new WorkError(`a comparison needs two detectors with results, got ${entrants.length}; run more`);
    const family = info.dataset === 'ucr' ? ucrFamily : (series: string): string => series;
    const comparison = compareEntrants(entrants, metric, options.alpha, family);
    const words = concludeWords(comparison);
    if (path !== undefined) await writeOutputs([[path, renderDiagram(comparison)]], terminal.signal);
    if (options.json)
      return terminal.writeJson({ dataset: info.dataset, protocol: info.protocol, ...comparison, words });
    const tables = comparisonTables(comparison).map(({ title, columns, rows }) =>
      options.markdown
        ? `### ${title}\n\n${renderMarkdownTable(columns, rows)}`
        : `${title}\n\n${renderTextTable(columns, rows)}`,
    );
    const lead = `${info.dataset} under the protocol ${info.protocol}, ${metric}`;
    await terminal.write(`${[options.markdown ? `## ${lead}` : lead, ...words].join('\n')}\n\n${tables.join('\n')}`);
  },
});

/** A detector once per run; where several runs have it, the folder tells them apart. */
function entrantsOf(runs: readonly StoredRun[]): Entrant[] {
  const own = runs.flatMap(({ dir, results }) => {
    const names = [...new Set(results.filter(({ error }) => !error).map(({ detector }) => detector))].sort();
    return names.map((detector) => ({ dir, detector, results }));
  });
  return own.map(({ dir, detector, results }) => {
    const shared = own.filter((other) => other.detector === detector).length > 1;
    return { name: shared ? `${detector} (${basename(dir)})` : detector, detector, results };
  });
}
