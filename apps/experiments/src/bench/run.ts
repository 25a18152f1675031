/** Runs what is missing of a plan and stores every outcome as it comes. */
import type { Executor } from './executor.ts';
import type { PlannedJob } from './plan.ts';
import { lineOf, type ResultLine, type ResultStore } from './results.ts';

/** How far a run is. */
export interface RunState {
  /** Jobs of this run that are done, those that were stored before included. */
  done: number;
  total: number;
  failed: number;
  /** Share of the rows that are done. */
  fraction: number;
  /** Seconds that the rest will take at the present rate; undefined before the first outcome. */
  secondsLeft?: number;
  /** Rows per second of this run. */
  rate?: number;
}

/** What a run needs. */
export interface RunOptions {
  plan: readonly PlannedJob[];
  store: ResultStore;
  executor: Executor;
  signal: AbortSignal;
  /** Does failed jobs again. */
  retry: boolean;
  onResult: (line: ResultLine, state: RunState) => Promise<void>;
}

/**
 * Runs the jobs that have no stored result. An abort ends it without waiting for what is being done.
 * @returns the state at the end.
 */
export async function runBench({ plan, store, executor, signal, retry, onResult }: RunOptions): Promise<RunState> {
  const missing = plan.filter(({ job }) => {
    const stored = store.get(job.key);
    return !stored || (retry && stored.error !== undefined);
  });
  const rows = plan.reduce((sum, { job }) => sum + job.rows, 0);
  const began = performance.now();
  let rowsLeft = missing.reduce((sum, { job }) => sum + job.rows, 0);
  let rowsDone = 0;
  const stored = plan.length - missing.length;
  const state: RunState = { done: stored, total: plan.length, failed: 0, fraction: 1 - rowsLeft / Math.max(1, rows) };
  state.failed = plan.filter(
    ({ job }) => store.get(job.key)?.error && !missing.some((other) => other.job === job),
  ).length;
  const take = async (line: ResultLine): Promise<void> => {
    await store.add(line);
    rowsLeft -= line.rows;
    rowsDone += line.rows;
    state.done++;
    if (line.error) state.failed++;
    state.fraction = 1 - rowsLeft / Math.max(1, rows);
    state.rate = (1000 * rowsDone) / (performance.now() - began);
    state.secondsLeft = rowsLeft / state.rate;
    await onResult(line, state);
  };
  const stop = (): void => void executor.cancel();
  signal.addEventListener('abort', stop);
  try {
    for (const { job, failure } of missing) if (failure) await take(lineOf({ job, failure }));
    if (signal.aborted) return state;
    executor.submit(missing.filter(({ failure }) => !failure).map(({ job }) => job));
    for await (const outcome of executor.results()) await take(lineOf(outcome));
    return state;
  } finally {
    signal.removeEventListener('abort', stop);
    await executor.cancel();
  }
}
