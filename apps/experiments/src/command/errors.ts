/** What can go wrong in a command, as exit codes and one-line messages. */

/** Exit codes of `tsad`; an interrupt ends with 128 + the signal's number, as shells expect. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** The command line is wrong: exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** The work could not be done: exit code 1. */
export class WorkError extends Error {
  override name = 'WorkError';
}

/** A signal asked the command to stop. */
export class Interrupted extends Error {
  override name = 'Interrupted';
  readonly signal: 'SIGINT' | 'SIGTERM';
  /** 128 + number of the signal. */
  readonly exitCode: number;

  constructor(signal: 'SIGINT' | 'SIGTERM', message = 'interrupted; nothing was written') {
    super(message);
    this.signal = signal;
    this.exitCode = signal === 'SIGINT' ? 130 : 143;
  }
}

const ADVICE: Record<string, string> = {
  ENOENT: 'no such file or folder; check the path',
  EISDIR: 'is a folder; name a file',
  ENOTDIR: 'a part of the path is not a folder; check the path',
  EACCES: 'permission denied; check the rights of the file and its folder',
  EPERM: 'operation not permitted; check the rights of the file and its folder',
  EROFS: 'the file system is read-only; choose another folder',
  ENOSPC: 'no space left on the device; free some or choose another folder',
  EMFILE: 'too many open files; raise the limit',
  ENAMETOOLONG: 'the name is too long; choose a shorter one',
};

/** The message of any thrown thing in one line, with advice for the failures of a file system. */
export function messageOf(error: unknown): string {
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  if (code && path && Object.hasOwn(ADVICE, code)) return printable(`${path}: ${ADVICE[code]}`);
  return printable(error instanceof Error ? error.message : String(error));
}

/** Text that cannot move the cursor or break a line: every control character becomes visible. */
export function printable(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
