/** The command line, parsed strictly: what is unknown, doubled, missing or out of range is an error with advice. */
import { parseArgs } from 'node:util';
import type { Command, OptionSpec, PositionalSpec } from './command.ts';
import { UsageError } from './errors.ts';

/** The outcome of {@link parseCommandLine}. */
export interface ParsedLine {
  positionals: string[];
  options: Record<string, string | number | boolean | undefined>;
  given: Set<string>;
  help: boolean;
}

/**
 * Parses the arguments after the command's name.
 * @throws UsageError in one line that says what is wrong.
 */
export function parseCommandLine(command: Command, args: readonly string[]): ParsedLine {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    allowPositionals: true,
    options: parserOptions(command.options),
  });
  const given = new Set<string>();
  const options: ParsedLine['options'] = {};
  const positionals: string[] = [];
  let help = false;
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    if (token.name === 'help' || token.rawName === '-h') {
      help = true;
      continue;
    }
    const [name, value] = readOption(command.options, token.name, token.rawName, token.value);
    if (given.has(name)) throw new UsageError(`--${name} is given twice; keep one`);
    given.add(name);
    options[name] = value;
  }
  for (const [name, spec] of Object.entries(command.options)) {
    if (!given.has(name)) options[name] = spec.default ?? (spec.type === 'boolean' ? false : undefined);
  }
  if (!help) checkPositionals(command.positionals, positionals);
  return { positionals, options, given, help };
}

function parserOptions(
  specs: Record<string, OptionSpec>,
): Record<string, { type: 'string' | 'boolean'; short?: string }> {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string }> = {
    help: { type: 'boolean', short: 'h' },
  };
  for (const [name, { type }] of Object.entries(specs)) {
    options[name] = { type: type === 'boolean' ? 'boolean' : 'string' };
    if (type === 'boolean') options[`no-${name}`] = { type: 'boolean' };
  }
  return options;
}

function readOption(
  specs: Record<string, OptionSpec>,
  token: string,
  raw: string,
  value: string | undefined,
): [string, string | number | boolean] {
  const negated = !Object.hasOwn(specs, token) && token.startsWith('no-');
  const name = negated ? token.slice(3) : token;
  const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
  if (!spec || (negated && spec.type !== 'boolean'))
    throw new UsageError(`unknown option ${raw}${nearest(token, specs)}`);
  if (spec.type === 'boolean') {
    if (value !== undefined) throw new UsageError(`--${name} takes no value, got "${value}"`);
    return [name, !negated];
  }
  if (value === undefined || value === '') throw new UsageError(`--${name} needs a value (${spec.hint ?? spec.type})`);
  if (spec.type === 'string') {
    if (spec.choices && !spec.choices.includes(value)) {
      throw new UsageError(`--${name} must be one of ${spec.choices.join(', ')}, got "${value}"`);
    }
    return [name, value];
  }
  return [name, readNumber(`--${name}`, spec, value)];
}

function readNumber(name: string, { type, min = -Infinity, max = Infinity }: OptionSpec, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  const good = type === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (good && value >= min && value <= max) return value;
  const kind = type === 'integer' ? 'a whole number' : 'a number';
  const range = max === Infinity ? (min === -Infinity ? '' : ` of at least ${min}`) : ` from ${min} to ${max}`;
  throw new UsageError(`${name} must be ${kind}${range}, got "${text}"`);
}

function checkPositionals(specs: readonly PositionalSpec[], values: string[]): void {
  for (const [i, { name, description, optional, choices }] of specs.entries()) {
    const value = values[i];
    if (value === undefined) {
      if (optional) continue;
      throw new UsageError(`${name} is missing: ${description}`);
    }
    if (value === '') throw new UsageError(`${name} is empty: ${description}`);
    if (choices && !choices.includes(value)) {
      throw new UsageError(`${name} must be one of ${choices.join(', ')}, got "${value}"`);
    }
  }
  if (values.length > specs.length && !specs.at(-1)?.many)
    throw new UsageError(`unexpected argument "${values[specs.length]}"`);
}

function nearest(token: string, specs: Record<string, OptionSpec>): string {
  const close = closest(token, Object.keys(specs));
  return close ? `; did you mean --${close}?` : '';
}

/** The candidate within two edits of `word`, if there is one. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = 3;
  for (const candidate of candidates) {
    const distance = editDistance(word, candidate);
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
