/** Pieces of text to lines of output; malformed lines are left out, and said. */
import type { Terminal } from '../command/terminal.ts';
import { LineSplitter } from './lines.ts';
import { type InputRecord, parseRecord } from './record.ts';
import type { StreamSession } from './session.ts';

/** Malformed lines that are reported one by one; the rest is counted. */
const REPORTED = 20;

/** Reads for one session. */
export class StreamReader {
  readonly #session: StreamSession;
  readonly #terminal: Terminal;
  readonly #field: string;
  readonly #alarmsOnly: boolean;
  readonly #lines: LineSplitter;
  readonly #records: InputRecord[] = [];
  #line = 0;
  #malformed = 0;

  constructor(session: StreamSession, field: string, alarmsOnly: boolean, terminal: Terminal) {
    this.#session = session;
    this.#terminal = terminal;
    this.#field = field;
    this.#alarmsOnly = alarmsOnly;
    this.#lines = new LineSplitter(
      (line) => this.#read(line),
      () => this.#complain('longer than 1 MiB'),
    );
  }

  /** Values scored so far, earlier runs included. */
  get count(): number {
    return this.#session.count;
  }

  /** Scores the lines that a piece completes. */
  take(piece: string): string {
    this.#lines.push(piece);
    return this.#score();
  }

  /** Scores a last line without a line break. */
  finish(): string {
    this.#lines.end();
    return this.#score();
  }

  /** Says on stderr what was left out. */
  summarise(saved: boolean): void {
    const { pending } = this.#lines;
    if (this.#malformed > REPORTED)
      this.#terminal.note(`tsad stream: ${this.#malformed} malformed lines were left out`);
    if (pending > 0) this.#terminal.note(`tsad stream: stopped inside a line; its ${pending} characters were left out`);
    if (saved && this.#terminal.signal.aborted)
      this.#terminal.note(`tsad stream: stopped after ${this.count} values; the state is saved`);
  }

  #read(line: string): void {
    this.#line++;
    if (line === '' || line.trim() === '') return;
    const record = parseRecord(line, this.#field);
    if (typeof record === 'string') this.#complain(record, this.#line);
    else this.#records.push(record);
  }

  #score(): string {
    if (this.#records.length === 0) return '';
    const lines = this.#session.push(this.#records, this.#alarmsOnly);
    this.#records.length = 0;
    return lines;
  }

  #complain(what: string, line: number = ++this.#line): void {
    this.#malformed++;
    if (this.#malformed <= REPORTED) this.#terminal.note(`tsad stream: line ${line}: ${what}; left out`);
  }
}
