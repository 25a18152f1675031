/** `tsad bench`: detectors on a data set under a named protocol; what is done is stored, and a stopped run goes on. */
import { availableParallelism, cpus, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { arch, version as node, platform } from 'node:process';
import packageJson from '../../package.json' with { type: 'json' };
import { contenders, loadContenders } from '../bench/contenders.ts';
import { planJobs } from '../bench/plan.ts';
import { protocolNames, protocols } from '../bench/protocols/index.ts';
import type { ProtocolName } from '../bench/protocols/protocol.ts';
import { chooseDataset, chooseNames, chooseShard, splitList } from '../bench/request.ts';
import { type ResultLine, ResultStore, type RunInfo, readRun } from '../bench/results.ts';
import { type RunState, runBench } from '../bench/run.ts';
import { listSeries, type SourceFilter } from '../bench/source.ts';
import { summariseResults } from '../bench/summary.ts';
import { summaryTable } from '../bench/tables.ts';
import { ThreadExecutor } from '../bench/thread-executor.ts';
import { type Command, defineCommand } from '../command/command.ts';
import { Interrupted } from '../command/errors.ts';
import type { Terminal } from '../command/terminal.ts';
import { formatCount, formatDuration, renderTextTable } from '../table.ts';

/** The command. */
export const bench: Command = defineCommand({
  positionals: [
    {
      name: 'DATASET',
      description:
        'ucr, tsb-ad-u, nab, synthetic, or a folder of CSV files; without one detectors and protocols are listed',
      optional: true,
    },
  ],
  options: {
    detectors: {
      type: 'string',
      hint: 'A,B,...',
      default: 'all',
      description: 'names with commas; `tsad bench` lists them',
    },
    protocol: {
      type: 'string',
      hint: 'NAME',
      default: 'tsb-ad',
      choices: protocolNames,
      description: protocolNames.join(', '),
    },
    out: {
      type: 'string',
      hint: 'DIR',
      description: 'folder of the results (default results/bench/DATASET-PROTOCOL)',
    },
    subset: { type: 'string', hint: 'A,B,...', description: 'parts of tsb-ad-u, such as NAB,MGAB' },
    list: {
      type: 'string',
      hint: 'NAME',
      choices: ['eva', 'tuning'],
      description: 'eva or tuning: a list of tsb-ad-u',
    },
    'paper-64': { type: 'boolean', description: 'the 64 series of tsb-ad-u in the tables of CoAD' },
    series: { type: 'string', hint: 'A,B,...', description: 'series by the beginning of their names' },
    limit: { type: 'integer', min: 1, description: 'at most so many series, in the order of their names' },
    'max-rows': { type: 'integer', hint: 'N', min: 1, description: 'only series of at most so many rows' },
    seeds: {
      type: 'integer',
      min: 1,
      max: 10_000,
      default: 1,
      description: 'seeds 0 to N - 1 of detectors that have one',
    },
    jobs: { type: 'integer', min: 1, max: 512, description: 'threads (default: all cores)' },
    shard: { type: 'string', hint: 'i/n', description: 'only the i-th of n parts; all parts may share a folder' },
    timeout: {
      type: 'number',
      hint: 'SECONDS',
      min: 0.1,
      max: 1_000_000,
      default: 3600,
      description: 'a job that takes longer has failed',
    },
    memory: { type: 'integer', hint: 'MB', min: 32, default: 4096, description: 'JavaScript heap of one job' },
    scores: { type: 'boolean', description: 'keep the scores, so that a report can show them' },
    resume: { type: 'boolean', default: true, description: 'forget the stored results of the folder' },
    retry: { type: 'boolean', description: 'do failed jobs again' },
    plugin: { type: 'string', hint: 'FILE', description: 'a module whose default export is a table of more detectors' },
    'data-dir': {
      type: 'string',
      hint: 'DIR',
      description: 'folder of the data sets (default: TSAD_DATA, else the user cache)',
    },
    json: { type: 'boolean', description: 'print a line of JSON per result, as without a terminal' },
  },
  examples: [
    'tsad bench ucr --detectors rpe,matrix-profile --protocol coad --limit 20',
    'tsad bench tsb-ad-u --paper-64 --jobs 4 --scores --out results/paper-64',
  ],
  async run({ positionals: [text], options, terminal }) {
    if (text === undefined) return list(terminal, options.json);
    const dataset = await chooseDataset(text, terminal.cwd, options['data-dir']);
    const plugin = options.plugin === undefined ? undefined : resolve(terminal.cwd, options.plugin);
    const known = Object.keys(await loadContenders(plugin));
    const detectors = options.detectors === 'all' ? known : chooseNames('--detectors', options.detectors, known);
    const shard = chooseShard(options.shard);
    const protocol = options.protocol as ProtocolName;
    const filter: SourceFilter = {
      subset: options.subset === undefined ? undefined : splitList(options.subset),
      list: options.list as SourceFilter['list'],
      paper64: options['paper-64'] || undefined,
      series: options.series === undefined ? undefined : splitList(options.series),
      limit: options.limit,
      maxRows: options['max-rows'],
    };
    const names = await listSeries(dataset, filter);
    const dir = resolve(terminal.cwd, options.out ?? `results/bench/${dataset.name}-${protocol}`);
    const { version } = packageJson;
    const info = describeRun({
      dataset: dataset.name,
      protocol,
      detectors,
      seeds: options.seeds,
      filter,
      timeout: options.timeout,
      version,
    });
    const store = await ResultStore.open(dir, info, options.resume);
    const lines = options.json || !terminal.live;
    const { signal } = terminal;
    let state: RunState | undefined;
    try {
      const plan = await planJobs(
        {
          dataset,
          series: names,
          maxRows: filter.maxRows,
          detectors,
          protocol,
          seeds: options.seeds,
          version,
          plugin,
          shard,
          scoresDir: options.scores ? dir : undefined,
        },
        signal,
        (fraction) => terminal.progress('reading the series', fraction),
      );
      const jobs = options.jobs ?? availableParallelism();
      const executor = new ThreadExecutor({ jobs, timeout: options.timeout, memory: options.memory });
      const onResult = async (line: ResultLine, now: RunState): Promise<void> => {
        state = now;
        if (lines) await terminal.write(`${JSON.stringify(line)}\n`);
        terminal.progress(progressText(now), now.fraction);
      };
      state = await runBench({ plan, store, executor, signal, retry: options.retry, onResult });
    } finally {
      await store.close();
    }
    if (signal.aborted) throw stopped(signal, state, dir);
    await finish(terminal, state, dir, lines);
  },
});

async function list(terminal: Terminal, json: boolean): Promise<void> {
  const entries = [
    ...Object.entries(contenders).map(([name, { summary }]) => ({ kind: 'detector', name, summary })),
    ...Object.entries(protocols).map(([name, { summary }]) => ({ kind: 'protocol', name, summary })),
  ];
  if (json) return terminal.writeJson(entries);
  const columns = [{ title: 'kind' }, { title: 'name' }, { title: 'what it is' }];
  await terminal.write(
    renderTextTable(
      columns,
      entries.map(({ kind, name, summary }) => [kind, name, summary]),
    ),
  );
}

function describeRun({
  version,
  ...asked
}: Pick<RunInfo, 'dataset' | 'protocol' | 'detectors' | 'seeds' | 'filter' | 'timeout'> & {
  version: string;
}): RunInfo {
  const all = cpus();
  return {
    format: 1,
    ...asked,
    versions: { tsad: version, node },
    machine: {
      platform,
      arch,
      cpu: all[0]?.model.trim() ?? 'unknown',
      cores: all.length,
      megabytes: Math.round(totalmem() / 1e6),
    },
    begun: new Date().toISOString(),
  };
}

function progressText({ done, total, failed, rate, secondsLeft }: RunState): string {
  const parts = [`${done} of ${total}`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (rate !== undefined) parts.push(`${formatCount(Number(rate.toPrecision(2)))} points/s`);
  if (secondsLeft !== undefined) parts.push(`${formatDuration(secondsLeft)} left`);
  return parts.join(', ');
}

function stopped(signal: AbortSignal, state: RunState | undefined, dir: string): unknown {
  const { reason } = signal;
  if (!(reason instanceof Interrupted)) return reason;
  const done = state ? `${state.done} of ${state.total} results are` : 'what was done is';
  return new Interrupted(reason.signal, `interrupted; ${done} in ${dir}, the same command goes on from there`);
}

async function finish(terminal: Terminal, { done, failed }: RunState, dir: string, lines: boolean): Promise<void> {
  const failures = failed > 0 ? `, ${failed} of them failed` : '';
  const note = `${done} results${failures} in ${dir}; \`tsad report ${dir}\` shows them`;
  if (lines) return terminal.note(note);
  const { columns, rows } = summaryTable(summariseResults(await readRun(dir)), { few: true });
  await terminal.write(`${renderTextTable(columns, rows)}\n${note}\n`);
}
