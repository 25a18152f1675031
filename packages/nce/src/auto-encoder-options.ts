/** The options of the autoencoder, their defaults and their checks. */
import { checkBoolean, checkChoice, checkInteger, checkNumber, checkOptionNames } from '@tsad/core';
import { SCALINGS, type Scaling } from './scaling.ts';

/** Options of {@link AutoEncoder}. */
export interface AutoEncoderOptions {
  /** Values per row. */
  channels: number;
  /** How values are scaled first. Default `standardise`. */
  scaling?: Scaling;
  /** Widths of the encoder's hidden layers; the decoder mirrors them. Default [32, 16]. */
  hidden?: readonly number[];
  /** Latent dimensions d. Default 3. */
  latent?: number;
  /** `sigmoid` keeps reconstructions in (0, 1), for images of many kinds. Default `linear`. */
  output?: 'linear' | 'sigmoid';
  /** Batch norm on the hidden layers (the latent always has one, without affine parameters). Default false. */
  batchNorm?: boolean;
  /** Lambda, the weight of the covariance loss beside the squared error summed over the values. Default 1. */
  covarianceWeight?: number;
  /** Epochs of the two stages: all weights, then the decoder alone. Default [100, 50]. */
  epochs?: readonly [number, number];
  /** Rows a step; all of them where there are fewer. Default 64. */
  batch?: number;
  /** Start of the rate, which falls to 1 % of it by a cosine within each stage. Default 0.002. */
  learningRate?: number;
  /** Epochs without a gain of 0.1 % on the validation rows after which a stage stops. Default 10. */
  patience?: number;
  /** Seed of the weights and of the order of rows. Default 0. */
  seed?: number;
}

/** The same with every default filled in. */
export type ResolvedAutoEncoder = Required<AutoEncoderOptions>;

/** The names, for {@link checkOptionNames}. */
export const AUTO_ENCODER_OPTIONS: readonly (keyof AutoEncoderOptions)[] = [
  'channels',
  'scaling',
  'hidden',
  'latent',
  'output',
  'batchNorm',
  'covarianceWeight',
  'epochs',
  'batch',
  'learningRate',
  'patience',
  'seed',
];

/** Fills in defaults and checks every option. */
export function resolveAutoEncoder(where: string, options: AutoEncoderOptions): ResolvedAutoEncoder {
  checkOptionNames(where, options, AUTO_ENCODER_OPTIONS);
  const { epochs = [100, 50] } = options;
  return {
    channels: checkInteger(where, 'channels', options.channels, 1, 1e6),
    scaling: checkChoice(where, 'scaling', options.scaling ?? 'standardise', SCALINGS),
    hidden: checkWidths(where, 'hidden', options.hidden ?? [32, 16]),
    latent: checkInteger(where, 'latent', options.latent ?? 3, 1, 1024),
    output: checkChoice(where, 'output', options.output ?? 'linear', ['linear', 'sigmoid']),
    batchNorm: checkBoolean(where, 'batchNorm', options.batchNorm ?? false),
    covarianceWeight: checkNumber(where, 'covarianceWeight', options.covarianceWeight ?? 1, 0),
    epochs: [checkInteger(where, 'epochs[0]', epochs[0], 1, 1e6), checkInteger(where, 'epochs[1]', epochs[1], 0, 1e6)],
    batch: checkInteger(where, 'batch', options.batch ?? 64, 2, 65_536),
    learningRate: checkNumber(where, 'learningRate', options.learningRate ?? 2e-3, Number.MIN_VALUE, 1),
    patience: checkInteger(where, 'patience', options.patience ?? 10, 1),
    seed: checkInteger(where, 'seed', options.seed ?? 0),
  };
}

/** Widths of hidden layers: up to eight integers. */
export function checkWidths(where: string, name: string, widths: readonly number[]): number[] {
  if (!Array.isArray(widths))
    throw new TypeError(`${where}: ${name} must be an array of widths, got ${String(widths)}`);
  checkInteger(where, `${name}.length`, widths.length, 0, 8);
  return Array.from(widths, (width, i) => checkInteger(where, `${name}[${i}]`, width, 1, 16_384));
}
