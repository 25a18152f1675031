/** Ridge autoregression, fitted anew every so often on the recent past. */
import { checkInteger, checkNumber, checkOptionNames, type Snapshot } from '@tsad/core';
import { accumulateHankelGram, factorCholesky, substituteCholesky } from '@tsad/linalg';
import { damaged } from './flat-state.ts';
import { createHistory, type History, isHistory, recent, remember } from './history.ts';
import { OnlineDetector, type OnlineModel } from './online.ts';

/** Options of {@link AutoRegression}. */
export interface AutoRegressionOptions {
  /** Earlier values a value is predicted from. Default 30. */
  order?: number;
  /**
   * Pull of the coefficients towards 0, as so many additional observations of white noise of the series' variance, at
   * least 1e-9. Default 20: with 100 points of training, next to none (least squares) costs much accuracy.
   */
  ridge?: number;
  /** Points between trainings. Default 100. */
  retrainEvery?: number;
  /** Points of the past that a training uses, at least 2 `order`. Default 1000, or 10 `order` if that is more. */
  maxTrain?: number;
}

interface State extends History {
  /** Weights of the last `order` values, oldest first, after the mean is taken off. */
  coefficients: Float64Array;
  mean: number;
  trainings: number;
  /** Count of values at which the next training is due. */
  due: number;
}

type Options = Required<AutoRegressionOptions>;

const model: OnlineModel<Options, State> = {
  name: 'AutoRegression',
  kind: 'auto-regression',
  create: ({ order, maxTrain }) => ({
    ...createHistory(maxTrain),
    coefficients: new Float64Array(order),
    mean: 0,
    trainings: 0,
    due: 2 * order,
  }),
  warmup: (_options, { trainings, due, seen }) => (trainings > 0 ? 0 : due - seen),
  step(options, state, value) {
    const predicted = predict(state);
    if (!Number.isNaN(value)) remember(state, value);
    else if (state.trainings > 0) remember(state, predicted);
    else if (state.seen > 0) remember(state, state.history[state.end - 1]);
    if (state.seen >= state.due) train(options, state);
    return Math.abs(value - predicted);
  },
  finish(options, state) {
    if (state.trainings > 0) train(options, state);
  },
  check(where, { order }, state) {
    if (!isHistory(state) || (state.trainings > 0 && state.end < order)) throw damaged(where, 'end');
  },
};

/**
 * Predicts each value from the `order` values before it by a regularised linear regression and scores the size of the
 * error, in units of the data. Strong on periodic and smooth series with odd points; an outlier also spoils the `order`
 * predictions after it, and a change of shape is scored only where it surprises. Missing values are bridged by their
 * predictions, before the first training by the value before; those at the very start do not count.
 *
 * It trains itself after 2 `order` points, then every `retrainEvery` points on the last `maxTrain`. Cost of `update`:
 * O(order), and O(maxTrain order + order^3) for each training.
 * @see Rahmani, Deoras, Callot, arXiv 2205.15548, section IV: "AR". The order is theirs, the ridge is not stated there.
 * @example
 * const detector = new AutoRegression({ order: 10 });
 * let worst = 0;
 * for (let t = 0; t < 300; t++) {
 *   const score = detector.update(Math.sin(t / 4) + (t === 250 ? 1 : 0)); // NaN for the first 20 points
 *   if (score > 0.9) worst = t;
 * }
 * console.assert(worst === 250);
 */
export class AutoRegression extends OnlineDetector<Options, State> {
  /**
   * @param options see {@link AutoRegressionOptions}.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: AutoRegressionOptions = {}) {
    const where = 'AutoRegression';
    checkOptionNames(where, options, ['order', 'ridge', 'retrainEvery', 'maxTrain']);
    const order = checkInteger(where, 'order', options.order ?? 30, 1, 1000);
    const maxTrain = options.maxTrain ?? Math.max(1000, 10 * order);
    super(model, {
      order,
      ridge: checkNumber(where, 'ridge', options.ridge ?? 20, 1e-9),
      retrainEvery: checkInteger(where, 'retrainEvery', options.retrainEvery ?? 100, 1),
      maxTrain: checkInteger(where, 'maxTrain', maxTrain, 2 * order, 1e7),
    });
  }

  /**
   * Continues where `snapshot()` was taken, bit for bit.
   * @param snapshot of kind "auto-regression".
   * @throws SnapshotError when it is of another kind or version, or damaged.
   */
  static restore(snapshot: Snapshot): AutoRegression {
    const options = OnlineDetector.optionsOf<AutoRegressionOptions>('AutoRegression', model.kind, snapshot);
    return new AutoRegression(options).continueFrom(snapshot);
  }
}

/** The next value; NaN while nothing is learnt. */
function predict(state: State): number {
  const { coefficients, history, mean, end, trainings } = state;
  if (trainings === 0) return Number.NaN;
  const first = end - coefficients.length;
  let sum = mean;
  for (let i = 0; i < coefficients.length; i++) sum += coefficients[i] * (history[first + i] - mean);
  return sum;
}

/** (X^T X + ridge I) c = X^T y on standardised values; both sides stand in one Gram matrix of windows of order + 1. */
function train({ order, ridge, retrainEvery, maxTrain }: Options, state: State): void {
  const values = recent(state, maxTrain).slice();
  const origin = values[0];
  state.mean = origin + values.reduce((sum, value) => sum + (value - origin), 0) / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    values[i] -= state.mean;
    squares += values[i] * values[i];
  }
  const sd = Math.sqrt(squares / values.length);
  state.coefficients.fill(0);
  if (sd > 1e-12 * Math.abs(state.mean)) {
    for (let i = 0; i < values.length; i++) values[i] /= sd;
    const gram = new Float64Array((order + 1) ** 2);
    accumulateHankelGram(values, order + 1, gram);
    solve(gram, order, ridge, state.coefficients);
  }
  state.trainings++;
  state.due = state.seen + retrainEvery;
}

function solve(gram: Float64Array, order: number, ridge: number, out: Float64Array): void {
  const size = order + 1;
  const matrix = new Float64Array(order * order);
  // Rounding may leave a tiny ridge too small for a factorisation: then it is raised.
  for (let pull = ridge, failing = 0; failing >= 0; pull *= 10) {
    for (let i = 0; i < order; i++) {
      for (let j = 0; j < order; j++) matrix[i * order + j] = gram[i * size + j] + (i === j ? pull : 0);
    }
    failing = factorCholesky(matrix, order);
  }
  for (let i = 0; i < order; i++) out[i] = gram[i * size + order];
  substituteCholesky(matrix, order, out);
}
