/** The state of several channels: one stacked model, or one model each with the tail of its scores. */
import { type Combination, combineSurprises } from './combine.ts';
import { diagnose, type RpeDiagnostics, residualInData } from './diagnostics.ts';
import type { ResolvedOptions } from './options.ts';
import { cloneState, createState, type State } from './state.ts';
import { learn, step } from './step.ts';
import { createTail, fillTail, learnScore, limitOf, surprise, type Tail } from './tail.ts';
import { train, trainingIsDue, trainingScores } from './train.ts';

/** Everything that {@link MultiRpe} knows. */
export interface MultiState {
  readonly channels: number;
  readonly combine: Combination;
  /** One model of all channels, or one a channel. */
  readonly models: State[];
  /** One a channel, none when stacked. */
  readonly tails: Tail[];
  /** Scores of the newest row, shape [channels]. */
  readonly scores: Float64Array;
  readonly scratch: Float64Array;
}

/** A state that has seen nothing. */
export function createMulti(
  options: ResolvedOptions,
  channels: number,
  stacked: boolean,
  combine: Combination,
  calibration: number,
): MultiState {
  return {
    channels,
    combine,
    models: Array.from({ length: stacked ? 1 : channels }, () => createState(options, stacked ? channels : 1)),
    tails: Array.from({ length: stacked ? 0 : channels }, () => createTail(calibration)),
    scores: new Float64Array(channels).fill(Number.NaN),
    scratch: new Float64Array(channels),
  };
}

/** An independent copy. */
export function cloneMulti(state: MultiState): MultiState {
  return {
    channels: state.channels,
    combine: state.combine,
    models: state.models.map(cloneState),
    tails: state.tails.map(({ recent, sorted, count, next }) => ({
      recent: recent.slice(),
      sorted: sorted.slice(),
      count,
      next,
    })),
    scores: state.scores.slice(),
    scratch: new Float64Array(state.channels),
  };
}

/** Trains fresh models on rows, flat. */
export function learnMulti(where: string, state: MultiState, values: Float64Array): void {
  const { channels, models, tails } = state;
  if (tails.length === 0) {
    learn(where, models[0], values);
    return;
  }
  for (let p = 0; p < channels; p++) {
    learn(
      `${where}, channel ${p}`,
      models[p],
      Float64Array.from({ length: values.length / channels }, (_, i) => values[i * channels + p]),
    );
    calibrate(models[p], tails[p]);
  }
}

/** Scores one row, then learns from it. */
export function stepMulti(state: MultiState, sample: Float64Array, at: number): number {
  const { channels, models, tails, scores, scratch, combine } = state;
  if (tails.length === 0) {
    step(models[0], sample, at);
    for (let p = 0; p < channels; p++) scores[p] = Math.abs(residualInData(models[0], p));
    return models[0].output[0];
  }
  let known = 0;
  for (let p = 0; p < channels; p++) {
    const model = models[p];
    if (model.trainings === 0 && trainingIsDue(model) && train(model)) calibrate(model, tails[p]);
    step(model, sample, at + p);
    const score = model.output[0];
    scores[p] = score;
    if (Number.isNaN(score)) continue;
    scratch[known++] = surprise(tails[p], score);
    learnScore(tails[p], Math.min(score, limitOf(tails[p])));
  }
  return Math.min(Number.MAX_VALUE, combineSurprises(scratch, known, combine));
}

/** Explains the newest row, one entry a channel. */
export function diagnoseMulti(state: MultiState, origin: number): RpeDiagnostics[] {
  return state.models.flatMap((model) => diagnose(model, origin));
}

function calibrate(model: State, tail: Tail): void {
  fillTail(tail, trainingScores(model, tail.recent.length));
}
