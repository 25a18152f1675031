/** Options that several commands have in common. */
import type { CsvOptions } from '@tsad/data';
import type { OptionSpec } from '../command/command.ts';
import type { OutputRequest } from '../outputs.ts';
import { rowDetectorNames } from '../rows/row-detectors.ts';

/** Where scores and report go. */
export const outputOptions = {
  out: { type: 'string', hint: 'FILE', description: 'write the scores as CSV' },
  report: { type: 'string', hint: 'FILE', description: 'write an HTML report' },
  force: { type: 'boolean', description: 'replace existing files' },
} as const;

/** The files that {@link outputOptions} ask for. */
export function requestsOf(options: { out?: string; report?: string }): OutputRequest[] {
  return (['out', 'report'] as const).flatMap((name) => {
    const path = options[name];
    return path === undefined ? [] : [{ option: `--${name}`, path }];
  });
}

const DELIMITERS: Record<string, CsvOptions['delimiter']> = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' };
const DECIMALS: Record<string, CsvOptions['decimal']> = { point: '.', comma: ',' };

/** How a CSV file is written, in words that no shell takes for its own. */
export const csvOptions = {
  delimiter: {
    type: 'string',
    hint: 'NAME',
    choices: ['comma', 'semicolon', 'tab', 'pipe'],
    description: 'between the cells: comma, semicolon, tab or pipe (default: found out)',
  },
  decimal: {
    type: 'string',
    hint: 'NAME',
    choices: ['point', 'comma'],
    description: 'decimal mark: point or comma (default: found out)',
  },
} as const;

/** What {@link csvOptions} say, for the readers. */
export function csvLayoutOf(options: {
  delimiter?: string;
  decimal?: string;
}): Pick<CsvOptions, 'delimiter' | 'decimal'> {
  return { delimiter: DELIMITERS[options.delimiter ?? ''], decimal: DECIMALS[options.decimal ?? ''] };
}

/** The detector of rows. */
export const rowDetector: OptionSpec & { type: 'string' } = {
  type: 'string',
  hint: 'NAME',
  choices: rowDetectorNames,
  description: `one of ${rowDetectorNames.join(', ')} (default: by their number)`,
};

/** The share of alarms among normal points of a series. */
export const pointAlarmRate = {
  type: 'number',
  hint: 'RATE',
  min: 1e-9,
  max: 0.1,
  default: 0.001,
  description: 'share of alarms among normal points',
} as const;

/** The share of alarms among normal rows, whatever the command calls those; the caller adds the description. */
export const rowAlarmRate = {
  type: 'number',
  hint: 'RATE',
  min: 1e-6,
  max: 0.5,
  default: 0.01,
} as const;

/** The seed. */
export const seed = {
  type: 'integer',
  min: 0,
  default: 0,
  description: 'seed of everything random',
} as const;
