/** The options of the autoencoder, their defaults and their checks. */
import { checkBoolean, checkChoice, checkInteger, checkNumber, checkOptionNames } from '@tsad/core';
import { SCALINGS, type Scaling } from './scaling.ts';

/** Convolutions before the hidden layers. */
export interface ConvolutionOptions {
  /** Pixels from top to bottom, a multiple of 2 to the number of convolutions. */
  height: number;
  /** Pixels from left to right, the same. */
  width: number;
  /** Filters of each convolution (4 x 4, every second pixel), shape [convolutions]. Default [16, 32]. */
  filters?: readonly number[];
}

/** Options of {@link AutoEncoder}. */
export interface AutoEncoderOptions {
  /** Values per row. */
  channels: number;
  /** How values are scaled first. Default `standardise`. */
  scaling?: Scaling;
  /** Widths of the encoder's hidden layers; the decoder mirrors them. Default [32, 16]. */
  hidden?: readonly number[];
  /**
   * Convolutions for images whose pixels lie row by row, colours last; null for none. On grey images of 28 x 28 they cost
   * two to three times as much as dense layers for about the same result. Default null.
   */
  convolution?: ConvolutionOptions | null;
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
  /** Start of the rate, which falls to 1 % of it by a cosine within each stage. Default 0.005. */
  learningRate?: number;
  /** Epochs without a gain of 0.1 % on the validation rows after which a stage stops. Default 10. */
  patience?: number;
  /** Seed of the weights and of the order of rows. Default 0. */
  seed?: number;
}

/** The same with every default filled in. */
export interface ResolvedAutoEncoder extends Required<Omit<AutoEncoderOptions, 'convolution'>> {
  convolution: Required<ConvolutionOptions> | null;
}

/** The names, for {@link checkOptionNames}. */
export const AUTO_ENCODER_OPTIONS: readonly (keyof AutoEncoderOptions)[] = [
  'channels',
  'scaling',
  'hidden',
  'convolution',
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

/** What has no default, for {@link checkOptionNames}. */
export const REQUIRED: Readonly<Record<string, string>> = {
  channels: 'the number of values per row, as { channels: 3 }',
};

/** Fills in defaults and checks every option. */
export function resolveAutoEncoder(where: string, options: AutoEncoderOptions): ResolvedAutoEncoder {
  checkOptionNames(where, options, AUTO_ENCODER_OPTIONS, REQUIRED);
  return {
    channels: checkInteger(where, 'channels', options.channels, 1, 1e6),
    scaling: checkChoice(where, 'scaling', options.scaling ?? 'standardise', SCALINGS),
    hidden: checkWidths(where, 'hidden', options.hidden ?? [32, 16]),
    convolution: checkConvolution(where, options),
    latent: checkInteger(where, 'latent', options.latent ?? 3, 1, 1024),
    output: checkChoice(where, 'output', options.output ?? 'linear', ['linear', 'sigmoid']),
    batchNorm: checkBoolean(where, 'batchNorm', options.batchNorm ?? false),
    covarianceWeight: checkNumber(where, 'covarianceWeight', options.covarianceWeight ?? 1, 0),
    epochs: checkEpochs(where, options.epochs ?? [100, 50]),
    batch: checkInteger(where, 'batch', options.batch ?? 64, 2, 65_536),
    learningRate: checkNumber(where, 'learningRate', options.learningRate ?? 5e-3, Number.MIN_VALUE, 1),
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

function checkEpochs(where: string, epochs: readonly number[]): [number, number] {
  if (!Array.isArray(epochs) || epochs.length !== 2) {
    const got = Array.isArray(epochs) ? `an array of ${epochs.length}` : String(epochs);
    throw new TypeError(`${where}: epochs must be those of the two stages, as [100, 50], got ${got}`);
  }
  return [checkInteger(where, 'epochs[0]', epochs[0], 1, 1e6), checkInteger(where, 'epochs[1]', epochs[1], 0, 1e6)];
}

function checkConvolution(
  where: string,
  { convolution = null, channels }: AutoEncoderOptions,
): Required<ConvolutionOptions> | null {
  if (convolution === null) return null;
  checkOptionNames(`${where}: convolution`, convolution, ['height', 'width', 'filters']);
  const filters = checkWidths(where, 'convolution.filters', convolution.filters ?? [16, 32]);
  checkInteger(where, 'convolution.filters.length', filters.length, 1);
  const sides = (['height', 'width'] as const).map((side) => {
    const size = checkInteger(where, `convolution.${side}`, convolution[side], 1, 16_384);
    if (size % 2 ** filters.length === 0) return size;
    throw new RangeError(
      `${where}: convolution.${side} must be a multiple of ${2 ** filters.length} for ${filters.length} convolutions, got ${size}`,
    );
  });
  if (channels % (sides[0] * sides[1]) !== 0) {
    throw new RangeError(`${where}: channels must be a multiple of ${sides.join(' x ')} pixels, got ${channels}`);
  }
  return { height: sides[0], width: sides[1], filters };
}
