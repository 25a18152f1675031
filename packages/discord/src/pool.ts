/** Joins on several workers. Every worker owns a copy of the memory; any number of them gives the same bits. */
import { throwIfAborted } from '@tsad/core';
import { type FinishedJoin, finish, finishSelf, type JoinResult, type SelfJoinResult } from './join.ts';
import { type JoinOptions, type ResolvedJoin, resolveJoin } from './join-options.ts';
import { type JoinPlan, planJoin, runStrip, stripArguments } from './join-plan.ts';
import { kernelModule, kernelsOn } from './kernels.ts';
import { mergeLists } from './neighbours.ts';

/** How a long join is watched and stopped. */
export interface JoinRun {
  /** Stops the join; the promise rejects with the signal's reason. Default none. */
  signal?: AbortSignal;
  /** Called now and then with the share of pairs compared, in [0, 1]. Default none. */
  onProgress?: (fraction: number) => void;
}

/** Workers that run joins. */
export interface JoinPool {
  /** Number of workers. */
  readonly size: number;
  /** As the function of the same name, on all workers. One join at a time. */
  selfJoin(series: ArrayLike<number>, options: JoinOptions, run?: JoinRun): Promise<SelfJoinResult>;
  /** As the function of the same name, on all workers. One join at a time. */
  abJoin(
    series: ArrayLike<number>,
    reference: ArrayLike<number>,
    options: JoinOptions,
    run?: JoinRun,
  ): Promise<JoinResult>;
  /** As the function of the same name, on all workers. One join at a time. */
  leftJoin(series: ArrayLike<number>, options: JoinOptions, run?: JoinRun): Promise<JoinResult>;
  /** Ends the workers; the pool cannot be used again. */
  close(): Promise<void>;
}

/** A worker as the pool sees it: requests in, one reply each, in order. */
export interface WorkerPort {
  /** Sends a request and resolves to its reply; rejects when the worker fails. */
  request(message: object): Promise<{ lists?: JoinPlan['outputs'] }>;
  close(): Promise<void>;
}

/** Most strips of one request, about 0.15 s: a signal is not heard before the next one. */
const MOST_STRIPS = 16;

/** Milliseconds of work between two looks at the signal, where the join runs in the caller's own thread. */
const SLICE = 30;

/** A pool over the given workers; without any, joins run in the caller's thread, in slices. */
export function poolOf(ports: readonly WorkerPort[]): JoinPool {
  let last: Promise<unknown> = Promise.resolve();
  const queued = (resolved: ResolvedJoin, run: JoinRun = {}): Promise<FinishedJoin> => {
    const next = last.then(() => (ports.length > 0 ? runOn(ports, resolved, run) : runInSlices(resolved, run)));
    last = next.catch(() => undefined);
    return next;
  };
  return {
    size: ports.length,
    selfJoin: async (series, options, run) =>
      finishSelf(await queued(resolveJoin('selfJoin', 'self', series, series, options), run)),
    abJoin: async (series, reference, options, run) =>
      finish(await queued(resolveJoin('abJoin', 'ab', series, reference, options), run)),
    leftJoin: async (series, options, run) =>
      finish(await queued(resolveJoin('leftJoin', 'left', series, series, options), run)),
    close: async () => {
      await Promise.all(ports.map((port) => port.close()));
    },
  };
}

async function runInSlices(resolved: ResolvedJoin, { signal, onProgress }: JoinRun): Promise<FinishedJoin> {
  throwIfAborted(signal);
  const plan = planJoin(resolved.spec);
  const kernels = kernelsOn(plan.arena.memory, resolved.relaxedSimd);
  let done = 0;
  let until = performance.now() + SLICE;
  for (const strip of plan.strips) {
    runStrip(kernels, plan, strip);
    done += strip.cells;
    if (performance.now() < until) continue;
    onProgress?.(done / plan.cells);
    await new Promise((resume) => setTimeout(resume));
    throwIfAborted(signal);
    until = performance.now() + SLICE;
  }
  return { ...resolved, plan };
}

async function runOn(
  ports: readonly WorkerPort[],
  resolved: ResolvedJoin,
  { signal, onProgress }: JoinRun,
): Promise<FinishedJoin> {
  throwIfAborted(signal);
  const module = kernelModule(resolved.relaxedSimd);
  if (!module) return runInSlices(resolved, { signal, onProgress });
  const plan = planJoin(resolved.spec);
  const outputs = plan.outputs.map(({ best, index }) => ({
    best: best.byteOffset,
    index: index.byteOffset,
    length: plan.count * plan.spec.neighbours,
  }));
  // Widest strips first, so that the last ones to finish are short.
  const waiting = plan.strips.toSorted((a, b) => b.cells - a.cells);
  let done = 0;
  let next = 0;
  const serve = async (port: WorkerPort): Promise<JoinPlan['outputs']> => {
    await port.request({ type: 'open', module, image: plan.arena.memory.buffer, outputs });
    while (next < waiting.length && !signal?.aborted) {
      // Ever fewer strips a request: few requests, and at the end no worker waits long for another.
      const share = Math.floor((waiting.length - next) / (3 * ports.length));
      const strips = waiting.slice(next, next + Math.max(1, Math.min(MOST_STRIPS, share)));
      next += strips.length;
      const calls = strips.map((strip) => ({ kernel: strip.kernel, arguments: stripArguments(plan, strip) }));
      await port.request({ type: 'strips', calls });
      for (const { cells } of strips) done += cells;
      onProgress?.(done / plan.cells);
    }
    return (await port.request({ type: 'finish' })).lists ?? [];
  };
  const parts = await Promise.allSettled(ports.map(serve));
  throwIfAborted(signal);
  for (const part of parts) {
    if (part.status === 'rejected') throw part.reason;
    for (const [direction, list] of part.value.entries()) {
      mergeLists(plan.outputs[direction], list, plan.count, plan.spec.neighbours);
    }
  }
  return { ...resolved, plan };
}
