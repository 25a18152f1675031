/** The options of the model, their defaults, and the settings of the paper. */
import { checkBoolean, checkChoice, checkInteger, checkNumber, checkOptionNames } from '@tsad/core';
import type { RankRule, SubspaceMethod } from '@tsad/linalg';

/** Which level is subtracted before anything else. */
export type Centring = 'refreshed' | 'frozen' | 'none';

/** What the score of a point measures. */
export type Scoring = 'residual' | 'standardised' | 'energy';

/** Options of {@link Rpe} and of every channel of {@link MultiRpe}; all are optional and plain JSON. */
export interface RpeOptions {
  /** Points in a window (M1), at least 3. Default 50: 40 to 60 beat the paper's 30. Shorter when history is short. */
  window?: number;
  /**
   * Stamps of a window left out of the fit (n_s), 0 to `window - 2`; 0 is the plain projection, "SPE".
   * Default ceil(0.16 window): enough for a run of corrupted stamps, which a smaller set lets mask itself.
   */
  excluded?: number;
  /**
   * Dimensions of the subspace: all eigenvalues of the Gram matrix above `ratio` times the first, at most `cap`; or a
   * forced number. Always at most window / 3 (by the rule), `window - excluded - 1` and the number of training windows.
   * Default `{ ratio: 1 / 30, cap: 10 }`: the paper's 1/100 lets anomalies of the training part into the subspace.
   */
  rank?: RankRule;
  /** How outliers of the training part are kept out of the subspace. Default `simple` (Algorithm 4). */
  method?: SubspaceMethod;
  /** Percent of the training values (or entries, or windows) treated so (beta). Default 1, for `column` 20. */
  trim?: number;
  /**
   * Subtract the median of the training part: anew at each training (`refreshed`), the first one for ever (`frozen`),
   * or nothing (`none`, the paper: on a series of offset 20 it loses all but one dimension). Default `refreshed`.
   */
  centring?: Centring;
  /**
   * Always leave the newest point out of its own fit: its residual is a forecast error, so that all points are on one
   * scale, as a threshold wants. Default true, false when nothing is excluded.
   */
  predictive?: boolean;
  /** Most concentration steps, for errors of very different sizes in one window. Default 2; 0 is the paper. */
  refine?: number;
  /** Points between trainings (q). Default 100. */
  retrainEvery?: number;
  /** From so many points on, trainings follow `refreshEvery`; null never changes the pace. Default 10 windows. */
  retrainUntil?: number | null;
  /** Points between trainings after `retrainUntil`, against drift; null trains no more (the paper). Default 10 windows. */
  refreshEvery?: number | null;
  /** Points of history that a training uses (t_max), more than `window`. Default 300, or 3 windows if that is more. */
  maxTrain?: number;
  /** Points over which the weight of the past falls by e, at least `window`; null weighs all alike. Default null. */
  forgetting?: number | null;
  /**
   * `residual`: |value - expected|. `standardised`: that divided by its standard deviation under unit white noise.
   * `energy`: root mean square of the residuals of the whole window, for changes of shape; wants `excluded: 0`.
   * Default `residual`.
   */
  scoring?: Scoring;
}

/** Options with every default filled in. */
export type ResolvedOptions = Required<RpeOptions>;

const NAMES = [
  'window',
  'excluded',
  'rank',
  'method',
  'trim',
  'centring',
  'predictive',
  'refine',
  'retrainEvery',
  'retrainUntil',
  'refreshEvery',
  'maxTrain',
  'forgetting',
  'scoring',
] as const;

const MAX_WINDOW = 2000;

/** The settings that the paper states, where it states them; the rest as in the defaults. */
export function paperOptions(options: RpeOptions = {}): RpeOptions {
  checkOptionNames('Rpe.paper', options, NAMES);
  const { window = 30, ...overrides } = options;
  checkInteger('Rpe.paper', 'window', window, 3, MAX_WINDOW);
  return {
    window,
    excluded: Math.min(5, window - 2),
    rank: { ratio: 1 / 100, cap: Math.min(10, window) },
    method: 'simple',
    centring: 'none',
    predictive: false,
    refine: 0,
    retrainEvery: 100,
    retrainUntil: 10 * window,
    refreshEvery: null,
    maxTrain: 300,
    ...overrides,
  };
}

/**
 * Checks options and fills in the defaults.
 * @param where class, for messages.
 * @param names further option names that the class knows.
 * @param required what those of them are that have no default; default none.
 */
export function resolveOptions(
  where: string,
  options: RpeOptions,
  names: readonly string[] = [],
  required: Readonly<Record<string, string>> = {},
): ResolvedOptions {
  checkOptionNames(where, options, [...NAMES, ...names], required);
  const window = checkInteger(where, 'window', options.window ?? 50, 3, MAX_WINDOW);
  const excluded = checkInteger(where, 'excluded', options.excluded ?? Math.ceil(0.16 * window), 0, window - 2);
  const method = checkChoice(where, 'method', options.method ?? 'simple', ['simple', 'element', 'column']);
  const forgetting = options.forgetting ?? null;
  if (forgetting !== null) {
    checkNumber(where, 'forgetting', forgetting, window);
    if (method !== 'simple') throw new RangeError(`${where}: forgetting needs method "simple", got "${method}"`);
  }
  const { retrainUntil = 10 * window, refreshEvery = 10 * window } = options;
  if (retrainUntil !== null) checkInteger(where, 'retrainUntil', retrainUntil, 0);
  if (refreshEvery !== null) checkInteger(where, 'refreshEvery', refreshEvery, 1);
  return {
    window,
    excluded,
    rank: checkRank(where, options.rank ?? { ratio: 1 / 30, cap: Math.min(10, window) }, window),
    method,
    trim: checkNumber(where, 'trim', options.trim ?? (method === 'column' ? 20 : 1), 0, 99),
    centring: checkChoice(where, 'centring', options.centring ?? 'refreshed', ['refreshed', 'frozen', 'none']),
    predictive: checkBoolean(where, 'predictive', options.predictive ?? true) && excluded > 0,
    refine: checkInteger(where, 'refine', options.refine ?? 2, 0, 100),
    retrainEvery: checkInteger(where, 'retrainEvery', options.retrainEvery ?? 100, 1),
    retrainUntil,
    refreshEvery,
    maxTrain: checkInteger(where, 'maxTrain', options.maxTrain ?? Math.max(300, 3 * window), window + 1, 1e7),
    forgetting,
    scoring: checkChoice(where, 'scoring', options.scoring ?? 'residual', ['residual', 'standardised', 'energy']),
  };
}

function checkRank(where: string, rank: RankRule, window: number): RankRule {
  if (typeof rank === 'number') return checkInteger(where, 'rank', rank, 1, window);
  checkOptionNames(`${where}: rank`, rank, ['ratio', 'cap']);
  return {
    ratio: checkNumber(where, 'rank.ratio', rank.ratio, 0, 1),
    cap: checkInteger(where, 'rank.cap', rank.cap, 1, window),
  };
}
