/** The seam between a run and what does its work: threads here, other processes or machines elsewhere. */
import type { Job, Outcome } from './job.ts';

/** Does jobs, in any order. */
export interface Executor {
  /** Takes jobs; those that come first should be begun first. */
  submit(jobs: readonly Job[]): void;
  /** The outcomes as they come; ends when every submitted job has one, or after {@link cancel}. */
  results(): AsyncIterable<Outcome>;
  /** Gives up whatever is not done, at once. */
  cancel(): Promise<void>;
}
