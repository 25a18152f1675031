/** `tsad data`: which data sets are known, which are here, are they the ones that were measured, are they any good? */
import { resolve } from 'node:path';
import { datasetDirectory, datasets, type FileDataset, listDataset, listFiles, verifyDataset } from '@tsad/data/node';
import { type Audit, auditSeries, findingsOf } from '../audit/audit.ts';
import { TwinFinder } from '../audit/twins.ts';
import { chooseDataset } from '../bench/request.ts';
import { type DatasetSpec, listSeries, readSeriesOf } from '../bench/source.ts';
import { type Command, defineCommand } from '../command/command.ts';
import { UsageError, WorkError } from '../command/errors.ts';
import type { Terminal } from '../command/terminal.ts';
import { formatCount, renderTextTable } from '../table.ts';

const verifiable = datasets.filter(({ checksums }) => checksums > 0).map(({ name }) => name);

/** The command. */
export const data: Command = defineCommand({
  positionals: [
    { name: 'ACTION', description: 'list, verify or audit', choices: ['list', 'verify', 'audit'] },
    {
      name: 'NAME',
      description: 'a data set to verify, without one all that are here; or to audit, or a folder of CSV files',
      optional: true,
    },
  ],
  options: {
    'data-dir': {
      type: 'string',
      hint: 'DIR',
      description: 'folder of the data sets (default: TSAD_DATA, else the user cache)',
    },
    json: { type: 'boolean', description: 'print JSON' },
  },
  examples: ['tsad data list', 'tsad data verify ucr --data-dir ~/series', 'tsad data audit tsb-ad-u'],
  async run({ positionals: [action, name], options, terminal }) {
    const dir = options['data-dir'] === undefined ? undefined : resolve(terminal.cwd, options['data-dir']);
    if (action === 'list') {
      if (name !== undefined) throw new UsageError(`unexpected argument "${name}"; \`tsad data list\` takes none`);
      await list(terminal, dir, options.json);
    } else if (action === 'audit') {
      if (name === undefined) throw new UsageError('NAME is missing: a data set to audit, or a folder of CSV files');
      await audit(terminal, await chooseDataset(name, terminal.cwd, options['data-dir']), options.json);
    } else await verify(terminal, dir, name, options.json);
  },
});

async function list(terminal: Terminal, dir: string | undefined, json: boolean): Promise<void> {
  const known = await Promise.all(
    datasets
      .filter(({ name }) => name !== 'csv')
      .map(async (info) => ({
        ...info,
        here: await (info.name === 'synthetic'
          ? listDataset(info.name)
          : listFiles(info.name as FileDataset, { dir })
        ).then(
          (names) => names.length,
          () => 0,
        ),
      })),
  );
  if (json) return terminal.writeJson({ directory: datasetDirectory({ dir }), datasets: known });
  const rows = known.map(({ name, kind, title, here }) => [
    name,
    here === 0 ? 'not here' : `${formatCount(here)} ${kind === 'series' ? 'series' : here === 1 ? 'file' : 'files'}`,
    title,
  ]);
  await terminal.write(
    renderTextTable([{ title: 'name' }, { title: 'here', align: 'right' }, { title: 'what it is' }], rows),
  );
  await terminal.write(`\nFolder: ${datasetDirectory({ dir })}\n`);
  for (const { name, advice } of known.filter(({ here }) => here === 0)) await terminal.write(`${name}: ${advice}\n`);
}

async function verify(
  terminal: Terminal,
  dir: string | undefined,
  name: string | undefined,
  json: boolean,
): Promise<void> {
  if (name !== undefined && !verifiable.some((candidate) => candidate === name)) {
    throw new UsageError(`NAME must be one of ${verifiable.join(', ')}, got "${name}"`);
  }
  const reports = [];
  for (const info of datasets.filter(({ checksums }) => checksums > 0)) {
    const dataset = info.name as FileDataset;
    if (name === undefined ? (await listFiles(dataset, { dir }).catch(() => [])).length === 0 : dataset !== name)
      continue;
    const onProgress = ({ done, total }: { done: number; total: number }): void =>
      terminal.progress(dataset, done / total);
    reports.push(await verifyDataset(dataset, { dir, signal: terminal.signal, onProgress }));
  }
  if (reports.length === 0)
    throw new WorkError(`no data set in ${datasetDirectory({ dir })}; \`tsad data list\` says how to get them`);
  if (json) await terminal.writeJson(reports);
  else {
    const count = (files: string[]): string => String(files.length);
    const rows = reports.map((r) => [
      r.dataset,
      String(r.verified),
      count(r.changed),
      count(r.missing),
      count(r.unknown),
      r.ok ? 'ok' : 'differs',
    ]);
    const columns = ['data set', 'verified', 'changed', 'missing', 'unknown', 'verdict'];
    await terminal.write(
      renderTextTable(
        columns.map((title, i) => ({ title, align: i > 0 && i < 5 ? 'right' : 'left' })),
        rows,
      ),
    );
    for (const { dataset, changed } of reports)
      for (const file of changed) await terminal.write(`${dataset}: ${file} is not the file that was measured\n`);
  }
  const changed = reports.reduce((sum, report) => sum + report.changed.length, 0);
  if (changed > 0) throw new WorkError(`${changed} files differ from those that were measured; fetch them again`);
}

async function audit(terminal: Terminal, dataset: DatasetSpec, json: boolean): Promise<void> {
  const names = await listSeries(dataset, {});
  const finder = new TwinFinder();
  const audits: Audit[] = [];
  const skipped: string[] = [];
  for (const [i, name] of names.entries()) {
    terminal.signal.throwIfAborted();
    terminal.progress(name, i / names.length);
    const series = await readSeriesOf(dataset, name);
    if (series.labels) audits.push(auditSeries(series, finder));
    else skipped.push(name);
    // Lets signals through between series.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (json) return terminal.writeJson({ dataset: dataset.name, audits, withoutLabels: skipped });
  const rows = audits.map((entry) => [
    entry.series,
    formatCount(entry.rows),
    formatCount(entry.trainEnd),
    String(entry.events),
    `${(100 * entry.density).toFixed(2)} %`,
    findingsOf(entry).join('; '),
  ]);
  const columns = ['series', 'rows', 'training', 'events', 'anomalous', 'findings'].map((title, i) => ({
    title,
    align: i > 0 && i < 5 ? ('right' as const) : ('left' as const),
  }));
  await terminal.write(`${renderTextTable(columns, rows)}\n`);
  const count = (test: (entry: Audit) => boolean): number => audits.filter(test).length;
  await terminal.write(
    `Of ${audits.length} series ${count((a) => a.solvedBy !== undefined)} are solved by one line of code, ${count((a) => a.inTrain > 0)} have anomalies in the training part, ${count((a) => a.noPositives)} none behind it, ${count((a) => a.dense)} are dense (over 10 %), ${count((a) => a.twin !== undefined)} repeat another.\n`,
  );
  if (skipped.length > 0) await terminal.write(`Without labels, and left out: ${skipped.join(', ')}.\n`);
}
