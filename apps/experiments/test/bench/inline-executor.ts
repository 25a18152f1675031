/** Does jobs one after the other in this thread; stops dead after a number of them, as a killed run does. */
import type { Executor } from '../../src/bench/executor.ts';
import type { Job, Outcome } from '../../src/bench/job.ts';
import { perform } from '../../src/bench/perform.ts';

export class InlineExecutor implements Executor {
  readonly performed: Job[] = [];
  readonly #jobs: Job[] = [];
  readonly #most: number;

  constructor(most: number = Infinity) {
    this.#most = most;
  }

  submit(jobs: readonly Job[]): void {
    this.#jobs.push(...jobs);
  }

  async *results(): AsyncGenerator<Outcome, void, void> {
    for (let job = this.#jobs.shift(); job && this.performed.length < this.#most; job = this.#jobs.shift()) {
      this.performed.push(job);
      yield await perform(job).then(
        (measured): Outcome => ({ job, measured }),
        (error: Error): Outcome => ({ job, failure: { kind: 'threw', message: error.message } }),
      );
    }
  }

  async cancel(): Promise<void> {
    this.#jobs.length = 0;
  }
}
