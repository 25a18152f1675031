/** The options of the detector of rows: those of its encoder and of its density, and presets. */
import { checkChoice, checkNumber, checkOptionNames } from '@tsad/core';
import {
  AUTO_ENCODER_OPTIONS,
  type AutoEncoderOptions,
  REQUIRED,
  type ResolvedAutoEncoder,
  resolveAutoEncoder,
} from './auto-encoder-options.ts';
import {
  type EstimationOptions,
  type ResolvedDensity,
  type ResolvedEstimation,
  resolveDensity,
  resolveEstimation,
  type Variant,
} from './density-options.ts';
import { checkComponents } from './pca-features.ts';

/** Options of {@link Cance}: those of the autoencoder, and these. */
export interface CanceOptions extends AutoEncoderOptions {
  /** What the score is made of. Default `cance`. */
  variant?: Variant;
  /** What makes the features. Default `autoencoder`; `pca` takes `components` and needs none of the autoencoder's options. */
  features?: 'autoencoder' | 'pca';
  /** Principal components: their number, or below 1 the share of variance explained. Default 0.9. */
  components?: number;
  /** Whether the cosine dissimilarity takes part. Default true. */
  cosine?: boolean;
  /** Share of the training rows kept out to tell when to stop, in [0, 0.5]. Default 0.1. */
  validation?: number;
  /** How the density is learnt. Default see {@link EstimationOptions}. */
  density?: EstimationOptions;
}

/** The same with every default filled in. */
export interface ResolvedCance extends ResolvedAutoEncoder {
  variant: Variant;
  features: 'autoencoder' | 'pca';
  components: number;
  cosine: boolean;
  validation: number;
  density: ResolvedEstimation;
}

/** The names, for {@link checkOptionNames}. */
export const CANCE_OPTIONS: readonly (keyof CanceOptions)[] = [
  ...AUTO_ENCODER_OPTIONS,
  'variant',
  'features',
  'components',
  'cosine',
  'validation',
  'density',
];

/** Fills in defaults and checks every option. */
export function resolveCance(where: string, options: CanceOptions): ResolvedCance {
  checkOptionNames(where, options, CANCE_OPTIONS, REQUIRED);
  const { variant, features, components, cosine, validation, density = {}, ...encoder } = options;
  const resolved = resolveAutoEncoder(where, encoder);
  const joined = resolveDensity(where, { variant, cosine });
  return {
    ...resolved,
    variant: joined.variant,
    cosine: joined.cosine,
    features: checkChoice(where, 'features', features ?? 'autoencoder', ['autoencoder', 'pca']),
    components: checkComponents(where, components ?? 0.9, resolved.channels),
    validation: checkNumber(where, 'validation', validation ?? 0.1, 0, 0.5),
    density: resolveEstimation(`${where}: density`, density),
  };
}

/** Options laid over a preset; what is undefined is left to the preset. */
export function withPreset<T extends object>(preset: Partial<CanceOptions>, options: T): T {
  const given = Object.entries(options ?? {}).filter(([, value]) => value !== undefined);
  return { ...preset, ...Object.fromEntries(given) } as T;
}

/** The options of the encoder among those of the detector. */
export function encoderOptions(options: ResolvedCance): ResolvedAutoEncoder {
  const { variant, features, components, cosine, validation, density, ...encoder } = options;
  return encoder;
}

/** The options of the density among those of the detector. */
export function densityOptions(options: ResolvedCance, variant: Variant = options.variant): ResolvedDensity {
  return { ...options.density, variant, cosine: options.cosine, seed: options.seed };
}

/** One kind of image: what reproduces the paper's MNIST table. The rate is the one of the lower validation error. */
export const IMAGE: Partial<CanceOptions> = {
  scaling: 'byte',
  hidden: [256, 64],
  latent: 6,
  batchNorm: true,
  covarianceWeight: 10,
  epochs: [40, 20],
  batch: 128,
  learningRate: 3e-3,
};

/** Many kinds of images: a sigmoid output rebuilds them better. */
export const IMAGES: Partial<CanceOptions> = {
  ...IMAGE,
  latent: 10,
  output: 'sigmoid',
  batch: 256,
};
