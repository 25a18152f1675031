/** The thread that does jobs. It speaks once when it begins a job, so that the time limit counts the job alone. */
import type { MessagePort } from 'node:worker_threads';
import type { Failure, Job, Measured } from './job.ts';
import { perform } from './perform.ts';

/** What a thread is given. */
export interface WorkOrder {
  job: Job;
  port: MessagePort;
}

/** What it gives back. */
export type WorkReply = { measured: Measured } | { failure: Failure };

/** Does one job; an error of the job is an answer. */
export default async function work({ job, port }: WorkOrder): Promise<WorkReply> {
  port.postMessage('begun');
  port.close();
  try {
    return { measured: await perform(job) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const memory =
      error instanceof RangeError && /allocation failed|Invalid typed array length|Array buffer/i.test(message);
    return { failure: { kind: memory ? 'memory' : 'threw', message } };
  }
}
