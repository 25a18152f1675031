/** The options of the density, their defaults and their checks. */
import { checkBoolean, checkChoice, checkInteger, checkNumber, checkOptionNames } from '@tsad/core';
import { checkWidths } from './auto-encoder-options.ts';

/**
 * What a score is made of.
 * `error`, `cosine`: that reconstruction feature alone. `mahalanobis`: one Gaussian on the composite feature.
 * `latent`: noise-contrastive density of the latent code (the paper's LatNCE). `cnce`: of the composite feature.
 * `cance`: the same with artificial reconstructions better than the usual one among the data, the paper's method.
 */
export type Variant = 'error' | 'cosine' | 'mahalanobis' | 'latent' | 'cnce' | 'cance';

/** All variants, from plain to elaborate. */
export const VARIANTS: readonly Variant[] = ['error', 'cosine', 'mahalanobis', 'latent', 'cnce', 'cance'];

/** The variants that learn T and K. */
export const ESTIMATED: readonly Variant[] = ['latent', 'cnce', 'cance'];

/** How the density is learnt. */
export interface EstimationOptions {
  /** Widths of the hidden layers of T. Default [128, 128]; [64, 64] with 30 epochs costs a third and loses about 0.2 AUROC. */
  hidden?: readonly number[];
  /** Epochs at most. Default 60. */
  epochs?: number;
  /** Real rows a step; all of them where there are fewer. Default 256. */
  batch?: number;
  /** Nu: noise rows per row of data. Default 1. */
  noise?: number;
  /** Start of the rate of T, which falls to 1 % by a cosine. Default 0.001. */
  learningRate?: number;
  /** Start of the rate of K; 0 keeps K as it starts. Default 0.01. */
  widthRate?: number;
  /** Decoupled weight decay of T. Default 1e-4. */
  weightDecay?: number;
  /** Start of psi; K = 1 + softplus(psi). Default 0. */
  psi?: number;
  /** Epochs without a gain of 0.1 % of the validation criterion after which to stop. Default 10. */
  patience?: number;
}

/** Options of {@link CompositeDensity}. */
export interface CompositeDensityOptions extends EstimationOptions {
  /** What the score is made of. Default `cance`. */
  variant?: Variant;
  /** Whether the cosine dissimilarity takes part in the composite feature; for tables the error alone may do. Default true. */
  cosine?: boolean;
  /** Seed of weights, noise, artificial values and order. Default 0. */
  seed?: number;
}

/** The same with every default filled in. */
export type ResolvedEstimation = Required<EstimationOptions>;
/** The same with every default filled in. */
export type ResolvedDensity = Required<CompositeDensityOptions>;

const ESTIMATION_OPTIONS: readonly (keyof EstimationOptions)[] = [
  'hidden',
  'epochs',
  'batch',
  'noise',
  'learningRate',
  'widthRate',
  'weightDecay',
  'psi',
  'patience',
];

/** Fills in defaults and checks the options of the estimation alone. */
export function resolveEstimation(where: string, options: EstimationOptions): ResolvedEstimation {
  checkOptionNames(where, options, ESTIMATION_OPTIONS);
  return {
    hidden: checkWidths(where, 'hidden', options.hidden ?? [128, 128]),
    epochs: checkInteger(where, 'epochs', options.epochs ?? 60, 1, 1e6),
    batch: checkInteger(where, 'batch', options.batch ?? 256, 2, 65_536),
    noise: checkNumber(where, 'noise', options.noise ?? 1, 0.01, 100),
    learningRate: checkNumber(where, 'learningRate', options.learningRate ?? 1e-3, Number.MIN_VALUE, 1),
    widthRate: checkNumber(where, 'widthRate', options.widthRate ?? 1e-2, 0, 1),
    weightDecay: checkNumber(where, 'weightDecay', options.weightDecay ?? 1e-4, 0, 1),
    psi: checkNumber(where, 'psi', options.psi ?? 0, -100, 100),
    patience: checkInteger(where, 'patience', options.patience ?? 10, 1),
  };
}

/** Fills in defaults and checks every option. */
export function resolveDensity(where: string, options: CompositeDensityOptions): ResolvedDensity {
  checkOptionNames(where, options, ['variant', 'cosine', 'seed', ...ESTIMATION_OPTIONS]);
  const { variant = 'cance', cosine = true, seed = 0, ...estimation } = options;
  return {
    variant: checkChoice(where, 'variant', variant, VARIANTS),
    cosine: checkBoolean(where, 'cosine', cosine),
    seed: checkInteger(where, 'seed', seed),
    ...resolveEstimation(where, estimation),
  };
}
