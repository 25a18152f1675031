/** The Python process that times the reference implementations, where there is one. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { BenchSeries } from './series.ts';

export interface Peer {
  tasks: string[];
  /** CPU milliseconds and value of one task. */
  time(task: string, series: BenchSeries, window: number): Promise<{ milliseconds: number; value: number }>;
  close(): void;
}

/** Starts the peer with the Python of TSAD_PYTHON (default python3); undefined where it cannot import its modules. */
export async function startPeer(): Promise<Peer | undefined> {
  const script = new URL('peer.py', import.meta.url).pathname;
  const child = spawn(process.env.TSAD_PYTHON ?? 'python3', [script], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.on('error', () => {});
  child.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done) return undefined;
  return {
    tasks: JSON.parse(first.value).tasks,
    async time(task, { scores, labels }, window) {
      child.stdin.write(`${JSON.stringify({ task, n: scores.length, window })}\n`);
      child.stdin.write(new Uint8Array(scores.buffer));
      child.stdin.write(labels);
      const answer = await lines.next();
      if (answer.done) throw new Error(`the peer ended during ${task}`);
      return JSON.parse(answer.value);
    },
    close: () => void child.stdin.end(),
  };
}
