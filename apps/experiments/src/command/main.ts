/** Runs one command line: finds the command, parses, runs, turns every failure into one line and an exit code. */
import type { Command } from './command.ts';
import { EXIT, Interrupted, messageOf, UsageError } from './errors.ts';
import { type CommandSummary, renderHelp, renderOverview } from './help.ts';
import { closest, parseCommandLine } from './parse.ts';
import type { Terminal } from './terminal.ts';

/** A command that is loaded when it is called. */
export interface CommandEntry extends CommandSummary {
  load(): Promise<Command>;
}

/**
 * Runs a command line.
 * @param args what follows `tsad`.
 * @returns the exit code: 0 done, 1 failed work, 2 wrong usage, 128 + n after a signal.
 */
export async function runCommandLine(
  entries: readonly CommandEntry[],
  version: string,
  args: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const [word, ...rest] = args;
  let where = 'tsad';
  try {
    if (word === undefined) {
      terminal.note(
        `tsad: which command? One of ${entries.map(({ name }) => name).join(', ')}; \`tsad --help\` says more`,
      );
      return EXIT.usage;
    }
    if (word === '--version') return await print(terminal, `${version}\n`);
    if (word === '--help' || word === '-h' || (word === 'help' && rest.length === 0)) {
      return await print(terminal, renderOverview(entries));
    }
    const name = word === 'help' ? rest[0] : word;
    const entry = entries.find((candidate) => candidate.name === name);
    if (!entry) throw unknownCommand(entries, name);
    where = `tsad ${entry.name}`;
    const command = await entry.load();
    if (word === 'help') return await print(terminal, renderHelp(entry, command));
    const { positionals, options, given, help } = parseCommandLine(command, rest);
    if (help) return await print(terminal, renderHelp(entry, command));
    await command.run({ positionals, options, given, terminal });
    return EXIT.done;
  } catch (error) {
    return fail(terminal, where, error);
  }
}

async function print(terminal: Terminal, text: string): Promise<number> {
  await terminal.write(text);
  return EXIT.done;
}

function unknownCommand(entries: readonly CommandEntry[], name: string): UsageError {
  const names = entries.map((entry) => entry.name);
  const close = closest(name, names);
  return new UsageError(
    `unknown command "${name}"; ${close ? `did you mean ${close}?` : `choose ${names.join(', ')}`}`,
  );
}

function fail(terminal: Terminal, where: string, thrown: unknown): number {
  const { aborted, reason } = terminal.signal;
  const error = aborted && !(thrown instanceof Interrupted) ? reason : thrown;
  if (terminal.env.TSAD_DEBUG && error instanceof Error && error.stack) {
    for (const line of error.stack.split('\n')) terminal.note(line);
  }
  const help = error instanceof UsageError ? ` (see \`${where} --help\`)` : '';
  terminal.note(`${where}: ${messageOf(error)}${help}`);
  if (error instanceof Interrupted) return error.exitCode;
  return error instanceof UsageError ? EXIT.usage : EXIT.failed;
}
