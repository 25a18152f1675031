/** The local level model, with a filter that does not learn from odd values. */
import { checkInteger, checkNumber, checkOptionNames, type Snapshot } from '@tsad/core';
import { damaged } from './flat-state.ts';
import { createHistory, type History, isHistory, recent, remember } from './history.ts';
import { estimateVariances, type LevelVariances } from './level-variances.ts';
import { OnlineDetector, type OnlineModel } from './online.ts';
import { standardised } from './standardise.ts';

/** Options of {@link LocalLevel}. */
export interface LocalLevelOptions {
  /** A value whose score exceeds this share of the former scores does not move the level; 1 masks none. Default 0.95. */
  mask?: number;
  /** Former scores that this share is taken of, at least 20. Default 500. */
  memory?: number;
  /** Points collected before the first estimate of the variances, at least 10. Default 100. */
  trainAfter?: number;
  /** Points between estimates. Default 1000. */
  retrainEvery?: number;
  /** Points of the past that an estimate uses, at least `trainAfter`. Default 1000, or `trainAfter` if that is more. */
  maxTrain?: number;
}

interface State extends History, LevelVariances {
  level: number;
  /** Variance of the level, given the values so far. */
  spread: number;
  /** Ring of former scores. */
  scores: Float64Array;
  scored: number;
  trainings: number;
  due: number;
}

type Options = Required<LocalLevelOptions>;

/** With fewer former scores nothing is masked. */
const FEWEST = 20;

const model: OnlineModel<Options, State> = {
  name: 'LocalLevel',
  kind: 'local-level',
  create: ({ memory, trainAfter, maxTrain }) => ({
    ...createHistory(maxTrain),
    noise: 0,
    drift: 0,
    level: 0,
    spread: 0,
    scores: new Float64Array(memory),
    scored: 0,
    trainings: 0,
    due: trainAfter,
  }),
  warmup: (_options, { trainings, due, seen }) => (trainings > 0 ? 0 : due - seen),
  step(options, state, value) {
    if (state.seen > 0 || !Number.isNaN(value)) remember(state, value);
    const score = state.trainings > 0 ? filter(options, state, value) : Number.NaN;
    if (state.seen >= state.due) train(options, state);
    return score;
  },
  finish(options, state) {
    if (state.trainings > 0) train(options, state);
  },
  check(where, _options, state) {
    if (!isHistory(state)) throw damaged(where, 'end');
    if (!(state.noise >= 0) || !(state.drift >= 0) || !(state.spread >= 0)) throw damaged(where, 'variances');
    if (!Number.isSafeInteger(state.scored) || state.scored < 0) throw damaged(where, 'scored');
  },
};

/**
 * Takes the series as a level that wanders, seen through noise, and scores how many standard deviations a value lies
 * from the level expected (Kalman filter, variances by maximum likelihood). Robust: a value that scores above nearly
 * all former ones does not move the level. Good on slowly wandering series with odd points and short runs; a season
 * is noise or wandering to it, so deseasonalise first, or feed it the residuals of a model (of RPE: "LRPE").
 *
 * It estimates the variances after `trainAfter` points, then every `retrainEvery` points on the last `maxTrain`. A
 * lasting shift is taken over once enough high scores are among the former ones and the level has grown uncertain.
 * Missing values leave the level and widen its uncertainty; those at the very start do not count. Cost of `update`:
 * O(memory); an estimate costs O(maxTrain (memory + 50)).
 * @see J. Durbin, S. J. Koopman, "Time Series Analysis by State Space Methods", 2012, chapter 2; Rahmani, Deoras,
 *   Callot, arXiv 2205.15548, section IV: "LSSM", with the masking by rank of the former scores.
 * @example
 * const detector = new LocalLevel();
 * let worst = 0;
 * for (let t = 0; t < 400; t++) {
 *   const score = detector.update(t / 100 + Math.sin(t * t) + (t === 300 ? 9 : 0)); // NaN for the first 100 points
 *   if (score > 5) worst = t;
 * }
 * console.assert(worst === 300);
 */
export class LocalLevel extends OnlineDetector<Options, State> {
  /**
   * @param options see {@link LocalLevelOptions}.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: LocalLevelOptions = {}) {
    const where = 'LocalLevel';
    checkOptionNames(where, options, ['mask', 'memory', 'trainAfter', 'retrainEvery', 'maxTrain']);
    const trainAfter = checkInteger(where, 'trainAfter', options.trainAfter ?? 100, 10, 1e6);
    super(model, {
      mask: checkNumber(where, 'mask', options.mask ?? 0.95, 0, 1),
      memory: checkInteger(where, 'memory', options.memory ?? 500, FEWEST, 1e6),
      trainAfter,
      retrainEvery: checkInteger(where, 'retrainEvery', options.retrainEvery ?? 1000, 1),
      maxTrain: checkInteger(where, 'maxTrain', options.maxTrain ?? Math.max(1000, trainAfter), trainAfter, 1e7),
    });
  }

  /**
   * Continues where `snapshot()` was taken, bit for bit.
   * @param snapshot of kind "local-level".
   * @throws SnapshotError when it is of another kind or version, or damaged.
   */
  static restore(snapshot: Snapshot): LocalLevel {
    const options = OnlineDetector.optionsOf<LocalLevelOptions>('LocalLevel', model.kind, snapshot);
    return new LocalLevel(options).continueFrom(snapshot);
  }
}

/** One step of the masked Kalman filter; the score is |innovation| over its standard deviation. */
function filter({ mask }: Options, state: State, value: number): number {
  const expected = state.level;
  state.spread += state.drift;
  if (Number.isNaN(value)) return Number.NaN;
  const variance = state.spread + state.noise;
  const score = standardised(value - expected, Math.sqrt(variance), expected);
  const odd = state.scored >= FEWEST && shareBelow(state, score) > mask;
  state.scores[state.scored++ % state.scores.length] = score;
  if (!odd && variance > 0) {
    const gain = state.spread / variance;
    state.level += gain * (value - expected);
    state.spread *= 1 - gain;
  }
  return score;
}

/** The share of the former scores that do not exceed `score`. */
function shareBelow({ scores, scored }: State, score: number): number {
  const count = Math.min(scored, scores.length);
  let below = 0;
  for (let i = 0; i < count; i++) below += scores[i] <= score ? 1 : 0;
  return below / count;
}

/** Estimates the variances and runs the filter over the same stretch, so that level and former scores agree with them. */
function train(options: Options, state: State): void {
  const values = recent(state, options.maxTrain);
  state.due = state.seen + options.retrainEvery;
  const first = values.findIndex((value) => !Number.isNaN(value));
  if (first < 0) return;
  Object.assign(state, estimateVariances(values.subarray(first)));
  state.level = values[first];
  state.spread = state.noise;
  state.scored = 0;
  for (let i = first + 1; i < values.length; i++) filter(options, state, values[i]);
  state.trainings++;
}
