/** Commands as data: positionals and options are declared once, and parsed, checked and documented from that. */
import type { Terminal } from './terminal.ts';

/** One option of a command; `--no-x` exists for every boolean whose default is true. */
export interface OptionSpec {
  type: 'string' | 'number' | 'integer' | 'boolean';
  /** One line for the help. */
  description: string;
  /** Name of the value in the help, such as FILE. */
  hint?: string;
  /** Used where the option is absent. */
  default?: string | number | boolean;
  /** Bounds of a number, inclusive. */
  min?: number;
  max?: number;
  /** The only strings that are accepted. */
  choices?: readonly string[];
}

/** One positional argument. */
export interface PositionalSpec {
  /** In capitals, such as FILE. */
  name: string;
  description: string;
  optional?: boolean;
  /** The last positional may be given more than once. */
  many?: boolean;
  choices?: readonly string[];
}

type ValueOf<S extends OptionSpec> = S['type'] extends 'boolean'
  ? boolean
  : S['type'] extends 'string'
    ? string
    : number;

/** The parsed options of a command: a default makes a value certain. */
export type OptionValues<O extends Record<string, OptionSpec>> = {
  [K in keyof O]: O[K] extends { default: unknown } | { type: 'boolean' } ? ValueOf<O[K]> : ValueOf<O[K]> | undefined;
};

/** What a command is run with. */
export interface Invocation<O extends Record<string, OptionSpec>> {
  /** The positionals in the declared order; absent optional ones are undefined. */
  positionals: string[];
  options: OptionValues<O>;
  /** Options that stood on the command line, as opposed to defaults. */
  given: ReadonlySet<string>;
  terminal: Terminal;
}

/** A command and everything its help says. */
export interface CommandSpec<O extends Record<string, OptionSpec>> {
  positionals: readonly PositionalSpec[];
  options: O;
  /** Shown at the end of the help. */
  examples?: readonly string[];
  /** Does the work; a failure is thrown. */
  run(invocation: Invocation<O>): Promise<void>;
}

/** A command whose option types are erased, as the table of commands holds it. */
export interface Command {
  positionals: readonly PositionalSpec[];
  options: Readonly<Record<string, OptionSpec>>;
  examples?: readonly string[];
  run(invocation: {
    positionals: string[];
    options: Record<string, string | number | boolean | undefined>;
    given: ReadonlySet<string>;
    terminal: Terminal;
  }): Promise<void>;
}

/** Gives a command's `run` the exact types of its options. */
export function defineCommand<const O extends Record<string, OptionSpec>>(spec: CommandSpec<O>): Command {
  return spec as Command;
}
