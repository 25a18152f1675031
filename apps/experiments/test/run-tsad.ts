/** Runs a command line in this process with streams, folder and signals of the test's own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { runCommandLine } from '../src/command/main.ts';
import { Terminal } from '../src/command/terminal.ts';
import { commands } from '../src/commands.ts';

export interface RunOptions {
  cwd?: string;
  /** Text, pieces of it, or a stream that the test feeds. */
  stdin?: string | readonly string[] | Readable;
  env?: Record<string, string>;
  /** Pretends that both outputs are terminals. */
  tty?: boolean;
  signal?: AbortSignal;
  stdout?: Writable;
}

export interface RunResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** A folder of its own, removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tsad-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs `tsad ...args`. */
export async function runTsad(args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { cwd = tmpdir(), stdin = '', env = {}, tty = false, signal = new AbortController().signal } = options;
  const out = collector(tty);
  const err = collector(tty);
  const terminal = new Terminal({
    stdin:
      stdin instanceof Readable
        ? stdin
        : Readable.from(typeof stdin === 'string' ? [stdin] : stdin, { objectMode: false }),
    stdout: options.stdout ?? out.stream,
    stderr: err.stream,
    env,
    cwd,
    signal,
  });
  const code = await runCommandLine(commands, '1.2.3', args, terminal);
  return { code, stdout: out.text(), stderr: err.text() };
}

function collector(tty: boolean): { stream: Writable & { isTTY: boolean; columns: number }; text: () => string } {
  const pieces: Buffer[] = [];
  const stream = new Writable({
    write(piece: Buffer, _encoding, done) {
      pieces.push(Buffer.from(piece));
      done();
    },
  });
  return {
    stream: Object.assign(stream, { isTTY: tty, columns: 100 }),
    text: () => Buffer.concat(pieces).toString('utf8'),
  };
}

/** A stdin that stays open until the test ends it. */
export function openStdin(): PassThrough {
  return new PassThrough();
}

/** A season with noise, a spike of 8 at `spikes`; the same on every machine. */
export function wave(length: number, spikes: readonly number[] = []): Float64Array {
  let state = 7;
  const values = Float64Array.from({ length }, (_, i) => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return Math.sin((2 * Math.PI * i) / 24) + 0.2 * (state / 4294967296 - 0.5);
  });
  for (const at of spikes) values[at] += 8;
  return values;
}

/** The values as a CSV file with the header `load`. */
export function toCsv(values: ArrayLike<number>, header = 'load'): string {
  return `${header}\n${Array.from(values, (value) => (Number.isNaN(value) ? 'NaN' : String(value))).join('\n')}\n`;
}
