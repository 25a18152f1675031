/** From a request to jobs: which detectors on which series with which seeds, each under its key. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Series } from '@tsad/core';
import { UsageError } from '../command/errors.ts';
import { contenders as builtIn, type Contenders, loadContenders } from './contenders.ts';
import type { Failure, Job } from './job.ts';
import { jobKey, seriesDigest, sha256 } from './key.ts';
import { makeDetector } from './perform.ts';
import { protocols } from './protocols/index.ts';
import type { ProtocolName, Task } from './protocols/protocol.ts';
import { scoresFile } from './results.ts';
import { type DatasetSpec, readSeriesOf, subsetOf } from './source.ts';

/** What is asked for. */
export interface PlanRequest {
  dataset: DatasetSpec;
  series: readonly string[];
  /** Longer series are left out. */
  maxRows?: number;
  detectors: readonly string[];
  protocol: ProtocolName;
  /** Seeds 0 to `seeds` - 1; detectors without a seed run once. */
  seeds: number;
  version: string;
  plugin?: string;
  /** Folder of the run, where scores are to be kept. */
  scoresDir?: string;
  /** The `index`-th of `count` parts, from 1. */
  shard?: { index: number; count: number };
}

/** A planned job; one that cannot even begin has failed already. */
export interface PlannedJob {
  job: Job;
  failure?: Failure;
}

/**
 * Reads every series once, for its digest and length, and makes the jobs: longest series first, so that the end of a
 * run is not one long job, and series by series, so that a worker reads each once.
 * @param onProgress called with the share that is done.
 */
export async function planJobs(
  request: PlanRequest,
  signal: AbortSignal,
  onProgress: (fraction: number) => void,
): Promise<PlannedJob[]> {
  const { dataset, series: names, maxRows = Infinity, plugin, shard } = request;
  const contenders = await loadContenders(plugin);
  const mark = plugin === undefined ? '' : `+${sha256(await readFile(plugin)).slice(0, 12)}`;
  const planned: { name: string; rows: number; jobs: PlannedJob[] }[] = [];
  for (const [i, name] of names.entries()) {
    signal.throwIfAborted();
    onProgress(i / names.length);
    const series = await readSeriesOf(dataset, name);
    const rows = series.values.length / (series.channels ?? 1);
    if (rows > maxRows) continue;
    planned.push({ name, rows, jobs: jobsOf(series, rows, request, contenders, mark) });
  }
  if (planned.length === 0) throw new UsageError(`--max-rows ${maxRows} leaves no series; allow longer ones`);
  planned.sort((a, b) => b.rows - a.rows || (a.name < b.name ? -1 : 1));
  return planned.filter((_, k) => !shard || k % shard.count === shard.index - 1).flatMap(({ jobs }) => jobs);
}

function jobsOf(
  series: Series,
  rows: number,
  { dataset, detectors, protocol, seeds, version: release, plugin, scoresDir }: PlanRequest,
  contenders: Contenders,
  mark: string,
): PlannedJob[] {
  const digest = seriesDigest(series);
  const subset = subsetOf(dataset.name, series.name);
  const task = attempt(() => protocols[protocol].prepare(series, dataset.name));
  return detectors.flatMap((detector) => {
    const jobs: PlannedJob[] = [];
    const version = contenders[detector] === builtIn[detector] ? release : release + mark;
    for (let seed = 0; seed < seeds; seed++) {
      const made = 'value' in task ? resolved(contenders, detector, task.value, protocol, seed) : task;
      const options = 'value' in made ? made.value : {};
      const key = jobKey({ detector, options, series: digest, seed, version });
      const job: Job = {
        key,
        dataset,
        series: series.name,
        subset,
        protocol,
        detector,
        seed,
        version,
        rows,
        plugin,
      };
      if (scoresDir !== undefined) job.scoresPath = join(scoresDir, scoresFile(job));
      jobs.push('value' in made ? { job } : { job, failure: made.failure });
      if (!Object.hasOwn(options, 'seed')) break;
    }
    return jobs;
  });
}

function resolved(
  contenders: Contenders,
  detector: string,
  task: Task,
  protocol: ProtocolName,
  seed: number,
): { value: object } | { failure: Failure } {
  return attempt(() => makeDetector(contenders[detector], task, { protocol, seed }).options);
}

function attempt<T>(make: () => T): { value: T } | { failure: Failure } {
  try {
    return { value: make() };
  } catch (error) {
    return { failure: { kind: 'threw', message: error instanceof Error ? error.message : String(error) } };
  }
}
