/** A Python process of a benchmark: the reference implementation, asked in turn with ours. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A script that answers every line with a line. */
export interface PythonPeer {
  ask(request: string): Promise<string>;
  close(): void;
}

/**
 * Starts a script with the first of TSAD_PYTHON, python3 and /usr/bin/python3 that can run it.
 * @param script path; it prints `ready` once it has imported what it needs.
 * @param env variables beside those of this process.
 * @returns undefined where no Python gets as far as `ready`.
 */
export async function startPython(script: string, env: Record<string, string>): Promise<PythonPeer | undefined> {
  for (const python of [process.env.TSAD_PYTHON, 'python3', '/usr/bin/python3']) {
    if (!python) continue;
    const peer = await tryStart(python, script, { ...process.env, ...env });
    if (peer) return peer;
  }
  return undefined;
}

async function tryStart(python: string, script: string, env: NodeJS.ProcessEnv): Promise<PythonPeer | undefined> {
  const child = spawn(python, [script], { env });
  child.stderr.resume();
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = new Promise<undefined>((resolve) => {
    child.once('error', () => resolve(undefined));
    child.once('exit', () => resolve(undefined));
  });
  const first = await Promise.race([lines.next(), failed]);
  if (first?.value !== 'ready') return undefined;
  return {
    ask: async (request) => {
      child.stdin.write(`${request}\n`);
      return String((await lines.next()).value);
    },
    close: () => child.stdin.end(),
  };
}
