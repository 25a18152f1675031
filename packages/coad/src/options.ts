/** Options of CoAD, their checks and the presets. */
import { checkBoolean, checkChoice, checkInteger, checkNumber, checkOptionNames } from '@tsad/core';
import { DISTORTIONS, type DistortionKind } from './distort.ts';
import type { FusionKind } from './fusion.ts';
import type { MaskMode } from './masked.ts';
import type { ScoreParts, Scoring } from './point-score.ts';

/**
 * Where the defaults come from: `compact` is ours, found for a laptop; `official` is the released code (snapshot 3286813);
 * `paper` is `official` with the readings of the paper's text that run as written.
 */
export type Preset = 'compact' | 'official' | 'paper';

/** What a network looks like, and its loss. */
export interface NetworkOptions {
  /** Seed of everything random. Default 0. */
  seed: number;
  /** Points per patch, the paper's P. Default 8. */
  patch: number;
  /** Which networks there are: both, the classifier alone (OE in Table 2), the masked autoencoder alone (MAE). */
  networks: 'both' | 'detection' | 'reconstruction';
  /** Width of the classifier per direction, the paper's H. */
  hidden: number;
  /** Layers of the classifier's GRU. */
  layers: number;
  /** Width of the reconstruction net per direction. */
  reconstructionHidden: number;
  /** Layers of the reconstruction net's GRU. */
  reconstructionLayers: number;
  /** Dropout between the layers of a GRU. */
  dropout: number;
  /** Views the classifier has. */
  domains: 'both' | 'time' | 'frequency';
  /** One GRU for both views, or one each as the paper draws it. */
  encoders: 'shared' | 'separate';
  /** A second decision on the difference between input and reconstruction. Needs both networks and patches. */
  residual: boolean;
  /** How the views become one decision. */
  fusion: FusionKind;
  /** What is classified: patches, single steps, or whole windows. */
  granularity: 'patch' | 'step' | 'window';
  /** How the reconstruction is masked. */
  mask: MaskMode;
  /** Training reuses the features of the input for the residual, where the released code computes them again with another dropout. */
  sharedPass: boolean;
  /** Weight of anomalous patches in the classification loss. */
  positiveWeight: number;
  /** Weight of the reconstruction loss, the paper's lambda. */
  reconstructionWeight: number;
}

/** Options of {@link CoAD} with every default filled in. */
export interface ResolvedCoAD extends NetworkOptions {
  /** Where what is not given came from. */
  preset: Preset;
  /** Points per period, 4 or more; `'auto'` finds it in the train part. */
  period: number | 'auto';
  /** How values are scaled by the train part: its least and greatest value become 0 and 1, or its mean and deviation 0 and 1. */
  scaling: 'range' | 'standard';
  /** Averages neighbouring points so that a period has about this many; 0 never. */
  pointsPerPeriod: number;
  /** Periods in a window when scoring. */
  windowMultiple: number;
  /** Periods in a window when training; 0 as when scoring. */
  trainMultiple: number;
  /** Points between training windows: `'official'` by the length of the train part, or `'random'` positions. */
  trainStride: 'official' | 'random' | number;
  /** Share of a period between windows when scoring. */
  scoreStride: number;
  /** What stands before the scored series where a window begins earlier: zeros, or the end of the train part. */
  padding: 'zeros' | 'train';
  /** Passes over the windows; with random positions see `steps`. */
  epochs: number;
  /** Optimiser steps instead of epochs; 0 counts epochs. */
  steps: number;
  /** Windows per step; each is used distorted, and as far as `cleanShare` goes clean. */
  batch: number;
  /** Share of a batch's windows that is used clean as well: a distorted window is clean apart from its segment. */
  cleanShare: number;
  /** Rate of Adam at its start (`decay`) or peak (`one-cycle`). */
  learningRate: number;
  /** How the rate changes: a factor per epoch, or up and down once. */
  schedule: 'decay' | 'one-cycle';
  /** Factor per epoch. */
  decay: number;
  /** Whether training stops when the losses of an epoch are below the released code's limits. */
  earlyStop: boolean;
  /** Distortions that stand for anomalies in training. */
  distortions: readonly DistortionKind[];
  /** One distortion for all windows of a batch, or one for each. */
  distortionPer: 'batch' | 'window';
  /** 2 reconstructs again with the combined probability as the mask. */
  passes: 1 | 2;
  /** How the score is made. */
  scoring: Scoring;
  /** Which parts make the score. */
  parts: ScoreParts;
}

/** Options of {@link CoAD}; what is left out comes from the preset. */
export type CoADOptions = Partial<ResolvedCoAD>;

const OFFICIAL: ResolvedCoAD = {
  preset: 'official',
  seed: 0,
  period: 'auto',
  scaling: 'range',
  pointsPerPeriod: 0,
  patch: 8,
  windowMultiple: 4,
  trainMultiple: 0,
  trainStride: 'official',
  scoreStride: 1,
  padding: 'zeros',
  networks: 'both',
  hidden: 144,
  layers: 2,
  reconstructionHidden: 24,
  reconstructionLayers: 2,
  dropout: 0.1,
  domains: 'both',
  encoders: 'shared',
  residual: true,
  fusion: 'max',
  granularity: 'patch',
  mask: 'soft',
  sharedPass: false,
  positiveWeight: 2,
  reconstructionWeight: 10,
  epochs: 300,
  steps: 0,
  batch: 64,
  cleanShare: 1,
  learningRate: 2e-3,
  schedule: 'decay',
  decay: 0.99,
  earlyStop: true,
  distortions: DISTORTIONS,
  distortionPer: 'batch',
  passes: 2,
  scoring: 'centred-scaled',
  parts: 'both',
};

/** The presets as data. */
export const PRESETS: Readonly<Record<Preset, Readonly<ResolvedCoAD>>> = {
  official: OFFICIAL,
  paper: {
    ...OFFICIAL,
    preset: 'paper',
    hidden: 24,
    layers: 3,
    reconstructionLayers: 3,
    encoders: 'separate',
    batch: 128,
    earlyStop: false,
    positiveWeight: 1,
    passes: 1,
    scoring: 'equation-11-smoothed',
  },
  compact: {
    ...OFFICIAL,
    preset: 'compact',
    scaling: 'standard',
    pointsPerPeriod: 64,
    trainStride: 'random',
    scoreStride: 0.5,
    padding: 'train',
    hidden: 16,
    layers: 1,
    reconstructionHidden: 16,
    reconstructionLayers: 1,
    dropout: 0,
    sharedPass: true,
    reconstructionWeight: 1,
    epochs: 0,
    steps: 1000,
    batch: 8,
    learningRate: 1e-2,
    schedule: 'one-cycle',
    earlyStop: false,
    distortionPer: 'window',
    scoring: 'centred',
  },
};

const NAMES: readonly string[] = Object.keys(OFFICIAL);

/**
 * Fills in what is left out and checks what is given.
 * @throws RangeError or TypeError that names the option.
 */
export function resolveCoAD(where: string, options: CoADOptions): ResolvedCoAD {
  checkOptionNames(where, options, NAMES);
  const preset = checkChoice(where, 'preset', options.preset ?? 'compact', ['compact', 'official', 'paper']);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const o: ResolvedCoAD = { ...PRESETS[preset], ...given };
  const integer = (name: keyof ResolvedCoAD, least: number, most: number): number =>
    checkInteger(where, name, o[name], least, most);
  const number = (name: keyof ResolvedCoAD, least: number, most: number): number =>
    checkNumber(where, name, o[name], least, most);
  const choice = (name: keyof ResolvedCoAD, choices: readonly string[]): string =>
    checkChoice(where, name, o[name], choices);
  integer('seed', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  if (o.period !== 'auto') integer('period', 4, 100_000);
  choice('scaling', ['range', 'standard']);
  integer('pointsPerPeriod', 0, 10_000);
  integer('patch', 1, 256);
  integer('windowMultiple', 1, 64);
  integer('trainMultiple', 0, 64);
  if (o.trainStride !== 'official' && o.trainStride !== 'random') integer('trainStride', 1, 100_000);
  number('scoreStride', 0.01, 64);
  choice('padding', ['zeros', 'train']);
  choice('networks', ['both', 'detection', 'reconstruction']);
  for (const name of ['hidden', 'reconstructionHidden'] as const) integer(name, 1, 1024);
  for (const name of ['layers', 'reconstructionLayers'] as const) integer(name, 1, 8);
  number('dropout', 0, 0.9);
  choice('domains', ['both', 'time', 'frequency']);
  choice('encoders', ['shared', 'separate']);
  choice('fusion', ['max', 'mean', 'add', 'gate']);
  choice('granularity', ['patch', 'step', 'window']);
  choice('mask', ['soft', 'hard', 'random', 'grating']);
  for (const name of ['residual', 'sharedPass', 'earlyStop'] as const) checkBoolean(where, name, o[name]);
  number('positiveWeight', 0, 1000);
  number('reconstructionWeight', 0, 1e6);
  integer('epochs', 0, 1_000_000);
  integer('steps', 0, 100_000_000);
  if (o.epochs === 0 && o.steps === 0)
    throw new RangeError(`${where}: epochs or steps must be at least 1, got 0 and 0`);
  integer('batch', 1, 4096);
  number('cleanShare', 0, 1);
  number('learningRate', 1e-9, 10);
  choice('schedule', ['decay', 'one-cycle']);
  number('decay', 0.01, 1);
  checkKinds(where, o.distortions);
  choice('distortionPer', ['batch', 'window']);
  integer('passes', 1, 2);
  choice('scoring', ['centred', 'centred-scaled', 'equation-11', 'equation-11-smoothed']);
  choice('parts', ['both', 'reconstruction', 'classification']);
  return dependent(where, o, options);
}

/** What one option implies for others, unless they are given; contradictions are errors. */
function dependent(where: string, o: ResolvedCoAD, given: CoADOptions): ResolvedCoAD {
  const cannot = o.networks !== 'both' || o.granularity !== 'patch';
  const only = { both: 'both', detection: 'classification', reconstruction: 'reconstruction' }[
    o.networks
  ] as ScoreParts;
  const mask = o.networks === 'reconstruction' && given.mask === undefined ? 'random' : o.mask;
  if (given.residual && cannot) {
    throw new RangeError(`${where}: residual must be false without both networks or patches, got true`);
  }
  if (given.parts !== undefined && only !== 'both' && given.parts !== only) {
    throw new RangeError(`${where}: parts must be "${only}" with networks "${o.networks}", got "${given.parts}"`);
  }
  if (o.networks === 'reconstruction' && mask !== 'random' && mask !== 'grating') {
    throw new RangeError(`${where}: mask must be "random" or "grating" without a classifier, got "${mask}"`);
  }
  const resolved = { ...o, mask, residual: o.residual && !cannot, parts: only === 'both' ? o.parts : only };
  return { ...resolved, distortions: [...o.distortions] };
}

function checkKinds(where: string, kinds: unknown): void {
  if (!Array.isArray(kinds) || kinds.length === 0) {
    throw new TypeError(`${where}: distortions must be a list of at least one kind, got ${JSON.stringify(kinds)}`);
  }
  for (const [i, kind] of kinds.entries()) checkChoice(where, `distortions[${i}]`, kind, DISTORTIONS);
}
