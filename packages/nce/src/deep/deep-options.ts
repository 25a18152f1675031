/** The options that every deep baseline has, their defaults and their checks. */
import { checkChoice, checkInteger, checkNumber, checkOptionNames } from '@tsad/core';
import { checkWidths, REQUIRED } from '../auto-encoder-options.ts';
import { SCALINGS, type Scaling } from '../scaling.ts';

/** Options that every deep baseline has; each states its own defaults. */
export interface DeepOptions {
  /** Values per row. */
  channels: number;
  /** How values are scaled first. Default `standardise`. */
  scaling?: Scaling;
  /** Widths of the hidden layers, shape [layers]. Default as the detector says. */
  hidden?: readonly number[];
  /** Epochs, all of which are run. Default as the detector says. */
  epochs?: number;
  /** Rows a step; all of them where there are fewer. Default as the detector says. */
  batch?: number;
  /** Start of the rate of AdamW, which falls to 1 % by a cosine. Default as the detector says. */
  learningRate?: number;
  /** Seed of weights, order and whatever else is drawn. Default 0. */
  seed?: number;
}

/** Defaults of the options that every deep baseline has. */
export type DeepDefaults = Required<Pick<DeepOptions, 'hidden' | 'epochs' | 'batch' | 'learningRate'>>;

/** Fills in defaults and checks the shared options; `own` names those of the detector. */
export function resolveDeep(
  where: string,
  options: DeepOptions,
  defaults: DeepDefaults,
  own: readonly string[],
): Required<DeepOptions> {
  const shared = ['channels', 'scaling', 'hidden', 'epochs', 'batch', 'learningRate', 'seed'];
  checkOptionNames(where, options, [...shared, ...own], REQUIRED);
  return {
    channels: checkInteger(where, 'channels', options.channels, 1, 1e6),
    scaling: checkChoice(where, 'scaling', options.scaling ?? 'standardise', SCALINGS),
    hidden: checkWidths(where, 'hidden', options.hidden ?? defaults.hidden),
    epochs: checkInteger(where, 'epochs', options.epochs ?? defaults.epochs, 1, 1e6),
    batch: checkInteger(where, 'batch', options.batch ?? defaults.batch, 2, 65_536),
    learningRate: checkNumber(
      where,
      'learningRate',
      options.learningRate ?? defaults.learningRate,
      Number.MIN_VALUE,
      1,
    ),
    seed: checkInteger(where, 'seed', options.seed ?? 0),
  };
}
