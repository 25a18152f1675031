/** stumpy in its own process, one thread, where a Python that has it is found; asked in turn with us. */
import { startPython } from '@tsad/test-kit/python-peer';

/** Sends a request, resolves to stumpy's seconds. */
export interface Peer {
  seconds(request: string): Promise<number>;
  close(): void;
}

/** Starts stumpy; undefined where no Python imports it. */
export async function startStumpy(): Promise<Peer | undefined> {
  const env = { NUMBA_NUM_THREADS: '1', OMP_NUM_THREADS: '1' };
  const peer = await startPython(`${import.meta.dirname}/stumpy-server.py`, env);
  return peer && { seconds: async (request) => Number(await peer.ask(request)), close: peer.close };
}
