/** PyTorch in its own process, where a Python that has it is found; asked in turn with us. */
import { startPython } from '@tsad/test-kit/python-peer';

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

/** Starts PyTorch; undefined where no Python imports it. */
export async function startTorch(): Promise<Peer | undefined> {
  // Spinning threads would count as work while they wait.
  const env = { OMP_WAIT_POLICY: 'PASSIVE', OPENBLAS_NUM_THREADS: '1' };
  const peer = await startPython(`${import.meta.dirname}/torch-server.py`, env);
  return (
    peer && {
      seconds: async (name, threads) => {
        const [cpu, clock] = (await peer.ask(`${name} ${threads}`)).split(' ').map(Number);
        return { cpu, clock };
      },
      close: peer.close,
    }
  );
}
