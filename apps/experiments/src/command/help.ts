/** Help texts, rendered from the declarations of the commands. */
import type { Command, OptionSpec } from './command.ts';

/** What the list of commands says about one of them. */
export interface CommandSummary {
  name: string;
  summary: string;
}

/** The help of `tsad` itself. */
export function renderOverview(commands: readonly CommandSummary[]): string {
  return [
    'tsad: finds where a series misbehaves',
    '',
    'Usage: tsad COMMAND [arguments] [options]',
    '',
    'Commands:',
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    '`tsad COMMAND --help` says more about one of them; `tsad --version` prints the version.',
    '',
  ].join('\n');
}

/** The help of one command. */
export function renderHelp({ name, summary }: CommandSummary, command: Command): string {
  const words = command.positionals.map((spec) => (spec.optional ? `[${spec.name}]` : spec.name));
  const lines = [`tsad ${name}: ${summary}`, '', `Usage: ${['tsad', name, ...words, '[options]'].join(' ')}`, ''];
  if (command.positionals.length > 0) {
    lines.push('Arguments:', ...columns(command.positionals.map((spec) => [spec.name, spec.description])), '');
  }
  lines.push('Options:', ...columns(Object.entries(command.options).map(describeOption)), '');
  if (command.examples) lines.push('Examples:', ...command.examples.map((example) => `  ${example}`), '');
  return lines.join('\n');
}

function describeOption([name, spec]: [string, OptionSpec]): [string, string] {
  if (spec.type === 'boolean') return [spec.default === true ? `--no-${name}` : `--${name}`, spec.description];
  const value = spec.hint ?? (spec.type === 'string' ? 'TEXT' : 'N');
  const fallback = spec.default === undefined ? '' : ` (default ${spec.default})`;
  return [`--${name} ${value}`, spec.description + fallback];
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
