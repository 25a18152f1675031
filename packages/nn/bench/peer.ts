/** PyTorch in its own process, where a Python that has it is found; asked in turn with us. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Seconds of the processor (all threads) and of the clock. */
export interface Seconds {
  cpu: number;
  clock: number;
}

/** Runs one pass of a case on a number of threads. */
export interface Peer {
  seconds(name: string, threads: number): Promise<Seconds>;
  close(): void;
}

/** Starts the first of TSAD_PYTHON, python3 and /usr/bin/python3 that imports torch; undefined without one. */
export async function startTorch(): Promise<Peer | undefined> {
  for (const python of [process.env.TSAD_PYTHON, 'python3', '/usr/bin/python3']) {
    if (!python) continue;
    const peer = await tryStart(python);
    if (peer) return peer;
  }
  return undefined;
}

async function tryStart(python: string): Promise<Peer | undefined> {
  // Spinning threads would count as work while they wait.
  const env = { ...process.env, OMP_WAIT_POLICY: 'PASSIVE', OPENBLAS_NUM_THREADS: '1' };
  const child: ChildProcessWithoutNullStreams = spawn(python, [`${import.meta.dirname}/torch-server.py`], { env });
  child.stderr.resume();
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = new Promise<undefined>((resolve) => {
    child.once('error', () => resolve(undefined));
    child.once('exit', () => resolve(undefined));
  });
  const first = await Promise.race([lines.next(), failed]);
  if (first?.value !== 'ready') return undefined;
  return {
    seconds: async (name, threads) => {
      child.stdin.write(`${name} ${threads}\n`);
      const [cpu, clock] = String((await lines.next()).value)
        .split(' ')
        .map(Number);
      return { cpu, clock };
    },
    close: () => child.stdin.end(),
  };
}
