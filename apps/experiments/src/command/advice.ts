/** The advice of the libraries, which name their options, in the words of the command line. */
import { DataError } from '@tsad/data';
import { WorkError } from './errors.ts';

const words: readonly (readonly [advice: RegExp | string, here: string])[] = [
  ['set missing to "skip" or "fill"', 'add --missing skip or --missing fill'],
  ['set missing to "fill", or leave columns out', 'add --missing fill, or leave columns out with --columns'],
  ['or name the column in categorical', 'or name the column in --categorical'],
  ['out of columns', 'out of --columns'],
  ['maximumCategories ', ''],
  ['its delimiter and decimal mark', '--delimiter and --decimal'],
  ['close its quotes, or raise limits.lineLength', 'close its quotes or break the line'],
  ['raise limits.columns if it is meant', 'give a file with fewer'],
  ['raise limits.ratio if it is meant', 'unpack it first'],
  [/raise (limits\.bytes|maximumPixels) if it is meant/, 'give a smaller one'],
  [
    /^CompositeDensity\.fit: features must hold (at least .*); give more rows, or take the variant.*$/,
    'cance needs $1 to learn from; give more, or take --detector error or pca',
  ],
];

/** A message of a library, its options by the names that the commands give them. */
export function commandWords(message: string): string {
  return words.reduce((text, [advice, here]) => text.replace(advice, here), message);
}

/** The error of a reader or of a detector with such a message; anything else as it is. */
export function rephrase(error: unknown): unknown {
  if (!(error instanceof DataError || error instanceof RangeError)) return error;
  const message = commandWords(error.message);
  return message === error.message ? error : new WorkError(message, { cause: error });
}
