/** Jobs on worker threads: bounded in number, memory and time; a thread that hangs or bursts is replaced. */
import { createRequire } from 'node:module';
import { totalmem } from 'node:os';
import { constrainedMemory } from 'node:process';
import { pathToFileURL } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { Executor } from './executor.ts';
import type { Failure, Job, Outcome } from './job.ts';
import type { WorkOrder, WorkReply } from './worker.ts';

/** Limits of a {@link ThreadExecutor}. */
export interface ThreadOptions {
  /** Threads, at least 1. */
  jobs: number;
  /** Seconds that one job may take. */
  timeout: number;
  /** Megabytes of JavaScript heap that one thread may hold. */
  memory: number;
}

/** Megabytes that a job needs at least, and per million rows, by rough estimate. */
const ESTIMATE = { base: 150, perMillionRows: 600 };
/** Share of the machine's memory that jobs may be thought to fill. */
const MEMORY_SHARE = 0.8;

/** Worker threads by piscina. */
export class ThreadExecutor implements Executor {
  readonly #options: ThreadOptions;
  readonly #pool: Piscina<WorkOrder, WorkReply>;
  readonly #waiting: Job[] = [];
  readonly #running = new Map<Job, AbortController>();
  readonly #done: Outcome[] = [];
  #wake: () => void = () => undefined;
  #cancelled = false;

  constructor(options: ThreadOptions) {
    this.#options = options;
    const { jobs, memory } = options;
    this.#pool = new Piscina({
      ...workerModule(),
      minThreads: 0,
      maxThreads: jobs,
      idleTimeout: 10_000,
      resourceLimits: { maxOldGenerationSizeMb: memory },
    });
    // A thread that dies rejects its job; nothing more is to be said.
    this.#pool.on('error', () => undefined);
  }

  submit(jobs: readonly Job[]): void {
    this.#waiting.push(...jobs);
    this.#start();
  }

  async *results(): AsyncGenerator<Outcome, void, void> {
    try {
      while (!this.#cancelled) {
        const outcome = this.#done.shift();
        if (outcome) yield outcome;
        else if (this.#running.size + this.#waiting.length === 0) return;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      await this.cancel();
    }
  }

  async cancel(): Promise<void> {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#waiting.length = 0;
    this.#wake();
    await this.#pool.destroy();
  }

  /** Begins waiting jobs while threads and memory are free; a job too large for all is begun alone. */
  #start(): void {
    while (this.#running.size < this.#options.jobs && !this.#cancelled) {
      const used = [...this.#running.keys()].reduce((sum, job) => sum + estimate(job), 0);
      const next = this.#waiting.findIndex((job) => this.#running.size === 0 || used + estimate(job) <= available());
      if (next < 0) return;
      const [job] = this.#waiting.splice(next, 1);
      void this.#run(job);
    }
  }

  async #run(job: Job): Promise<void> {
    const controller = new AbortController();
    this.#running.set(job, controller);
    const { port1, port2 } = new MessageChannel();
    let timer: NodeJS.Timeout | undefined;
    port1.once('message', () => {
      timer = setTimeout(() => controller.abort(), this.#options.timeout * 1000);
    });
    let reply: WorkReply;
    try {
      reply = await this.#pool.run({ job, port: port2 }, { signal: controller.signal, transferList: [port2] });
    } catch (error) {
      reply = { failure: this.#failureOf(error, controller.signal.aborted) };
    }
    clearTimeout(timer);
    port1.close();
    this.#running.delete(job);
    if (this.#cancelled) return;
    this.#done.push({ job, ...reply });
    this.#start();
    this.#wake();
  }

  #failureOf(error: unknown, late: boolean): Failure {
    const { timeout, memory } = this.#options;
    if (late) return { kind: 'timeout', message: `took longer than ${timeout} s` };
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_WORKER_OUT_OF_MEMORY')
      return { kind: 'memory', message: `needed more than ${memory} MB of heap` };
    return { kind: 'died', message };
  }
}

function estimate({ rows }: Job): number {
  return ESTIMATE.base + (ESTIMATE.perMillionRows * rows) / 1e6;
}

function available(): number {
  const limit = constrainedMemory();
  return (MEMORY_SHARE * Math.min(totalmem(), limit > 0 ? limit : Infinity)) / 1e6;
}

/** The built worker; from sources the same module through tsx, which a checkout has. */
function workerModule(): { filename: string; execArgv: string[] } {
  if (!import.meta.url.endsWith('.ts')) {
    return { filename: new URL('./bench/worker.js', import.meta.url).href, execArgv: [] };
  }
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return { filename: new URL('./worker.ts', import.meta.url).href, execArgv: ['--import', loader] };
}
