/** Runs and tables for the tests of the benchmark. */
import { join } from 'node:path';
import type { Executor } from '../../src/bench/executor.ts';
import { type PlanRequest, planJobs } from '../../src/bench/plan.ts';
import { type ResultLine, ResultStore, type RunInfo, readRun } from '../../src/bench/results.ts';
import { type RunState, runBench } from '../../src/bench/run.ts';
import { listSeries } from '../../src/bench/source.ts';
import { summariseResults } from '../../src/bench/summary.ts';

export const plugin: string = join(import.meta.dirname, 'misbehaving.mjs');

const quiet = new AbortController().signal;

/** Runs a benchmark on built-in series with an executor of the test's own. */
export async function runIn(
  dir: string,
  executor: Executor,
  request: Partial<PlanRequest> & { limit?: number; retry?: boolean } = {},
): Promise<RunState> {
  const { limit = 3, retry = false, ...asked } = request;
  const dataset = { name: 'synthetic' } as const;
  const full: PlanRequest = {
    dataset,
    series: await listSeries(dataset, { limit }),
    detectors: ['good', 'throws', 'seeded'],
    protocol: 'holdout',
    seeds: 1,
    version: '1.0.0',
    plugin,
    ...asked,
  };
  const store = await ResultStore.open(dir, runInfo(full), true);
  try {
    const plan = await planJobs(full, quiet, () => undefined);
    return await runBench({ plan, store, executor, signal: quiet, retry, onResult: async () => undefined });
  } finally {
    await store.close();
  }
}

export function runInfo({
  protocol,
  detectors,
  seeds,
}: Pick<PlanRequest, 'protocol' | 'detectors' | 'seeds'>): RunInfo {
  return {
    format: 1,
    dataset: 'synthetic',
    protocol,
    detectors: [...detectors],
    seeds,
    filter: {},
    timeout: 60,
    versions: { tsad: '1.0.0', node: 'v20' },
    machine: { platform: 'test', arch: 'test', cpu: 'test', cores: 1, megabytes: 1 },
    begun: '2026-01-01T00:00:00.000Z',
  };
}

/** What must not depend on when, where and in how many pieces a run was done. */
export async function factsOf(dir: string): Promise<object> {
  const run = await readRun(dir);
  const { rows } = summariseResults(run);
  return {
    lines: run.results.map(({ seconds, megabytes, error, ...line }: ResultLine) => ({
      ...line,
      error: error?.kind,
    })),
    table: rows.map(({ seconds, ...row }) => row),
  };
}
