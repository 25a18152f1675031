/** The world of a command: streams, environment, interrupts. Tests replace it. */
import type { Readable, Writable } from 'node:stream';
import { printable } from './errors.ts';

/** Where a command reads and writes. */
export interface TerminalOptions {
  stdin: Readable;
  stdout: Writable & { isTTY?: boolean; columns?: number };
  stderr: Writable & { isTTY?: boolean };
  env: Readonly<Record<string, string | undefined>>;
  /** Relative paths count from here. */
  cwd: string;
  /** Aborts with an `Interrupted` when the user wants the work to stop. */
  signal: AbortSignal;
}

/** Codes of ANSI escapes; `styleText` of Node would look at the process's own stdout. */
const STYLES = { bold: [1, 22], dim: [2, 22], red: [31, 39], cyan: [36, 39] } as const;

/** Streams with manners: back-pressure, colours only where they are wanted, progress only where it is seen. */
export class Terminal {
  readonly stdin: Readable;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Characters per line of stdout; 80 where it is no terminal. */
  readonly width: number;
  readonly #stdout: Writable;
  readonly #stderr: Writable;
  readonly #colour: boolean;
  readonly #live: boolean;
  #closed = false;
  #lineShown = false;

  constructor({ stdin, stdout, stderr, env, cwd, signal }: TerminalOptions) {
    this.stdin = stdin;
    this.cwd = cwd;
    this.env = env;
    this.signal = signal;
    this.width = stdout.isTTY && stdout.columns ? stdout.columns : 80;
    this.#stdout = stdout;
    this.#stderr = stderr;
    this.#colour = stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
    this.#live = stderr.isTTY === true && env.TERM !== 'dumb';
    stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      this.#closed = true;
    });
  }

  /** Whether the reader of stdout has gone away, as `head` does; writing is then pointless but harmless. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Whether somebody watches: progress is shown, and results may be drawn for people. */
  get live(): boolean {
    return this.#live;
  }

  /** Writes to stdout; resolves when more may be written, or when the work is to stop. */
  async write(text: string): Promise<void> {
    this.clearProgress();
    if (this.#closed || text === '' || this.#stdout.write(text)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        for (const event of ['drain', 'close', 'error']) this.#stdout.off(event, done);
        this.signal.removeEventListener('abort', done);
        resolve();
      };
      for (const event of ['drain', 'close', 'error']) this.#stdout.once(event, done);
      this.signal.addEventListener('abort', done);
    });
  }

  /** Prints a value as JSON on stdout; NaN and infinities become null. */
  async writeJson(value: unknown): Promise<void> {
    await this.write(`${JSON.stringify(value, null, 2)}\n`);
  }

  /** One line on stderr, for what the user should know beside the results. */
  note(text: string): void {
    this.clearProgress();
    this.#stderr.write(`${printable(text)}\n`);
  }

  /** The text in a style, or as it is where stdout shows none. */
  style(style: keyof typeof STYLES, text: string): string {
    const [on, off] = STYLES[style];
    return this.#colour ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  }

  /** Shows how far the work is, on stderr and only on a terminal; the next output replaces it. */
  progress(stage: string, fraction: number): void {
    if (!this.#live) return;
    const filled = Math.round(20 * Math.min(1, Math.max(0, fraction)));
    const percent = `${Math.floor(100 * fraction)}`.padStart(3);
    this.#stderr.write(`\r\u001b[2K${'█'.repeat(filled)}${'░'.repeat(20 - filled)} ${percent}% ${printable(stage)}`);
    this.#lineShown = true;
  }

  /** Removes the progress line, if one stands. */
  clearProgress(): void {
    if (!this.#lineShown) return;
    this.#stderr.write('\r\u001b[2K');
    this.#lineShown = false;
  }
}
