/** stumpy in its own process, one thread, where a Python that has it is found; asked in turn with us. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Sends a request, resolves to stumpy's seconds. */
export interface Peer {
  seconds(request: string): Promise<number>;
  close(): void;
}

/** Starts the first of TSAD_PYTHON, python3 and /usr/bin/python3 that imports stumpy; undefined without one. */
export async function startStumpy(): Promise<Peer | undefined> {
  for (const python of [process.env.TSAD_PYTHON, 'python3', '/usr/bin/python3']) {
    if (!python) continue;
    const peer = await tryStart(python);
    if (peer) return peer;
  }
  return undefined;
}

async function tryStart(python: string): Promise<Peer | undefined> {
  const env = { ...process.env, NUMBA_NUM_THREADS: '1', OMP_NUM_THREADS: '1' };
  const child: ChildProcessWithoutNullStreams = spawn(python, [`${import.meta.dirname}/stumpy-server.py`], { env });
  child.stderr.resume();
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = new Promise<undefined>((resolve) => {
    child.once('error', () => resolve(undefined));
    child.once('exit', () => resolve(undefined));
  });
  const first = await Promise.race([lines.next(), failed]);
  if (first?.value !== 'ready') return undefined;
  return {
    seconds: async (request) => {
      child.stdin.write(`${request}\n`);
      return Number((await lines.next()).value);
    },
    close: () => child.stdin.end(),
  };
}
