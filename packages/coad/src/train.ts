/** The training loop: batches, Adam, rates, early stop, checkpoints. */
import { createRandom, type FitOptions, type Progress, portablePow, throwIfAborted } from '@tsad/core';
import { type Adam, oneCycle, type ReplicaPool, type Schedule } from '@tsad/nn';
import { Batches } from './batches.ts';
import { breather } from './breathe.ts';
import type { Geometry } from './geometry.ts';
import { LOSS_TERMS } from './network.ts';
import type { ResolvedCoAD } from './options.ts';

/** Mean losses over some steps. */
export interface Losses {
  /** Classification plus weighted reconstruction. */
  total: number;
  /** Cross-entropy of the decisions. */
  classification: number;
  /** Squared error of the reconstruction, before its weight. */
  reconstruction: number;
}

/** What a fit reports. */
export interface CoADProgress extends Progress {
  /** Epochs that are complete. */
  epoch: number;
  /** Optimiser steps that are done. */
  step: number;
  /** Optimiser steps there will be at most. */
  steps: number;
  /** Means over the steps of the present epoch, or of the last report. */
  losses: Losses;
  /** Windows per second of wall-clock time, clean and distorted. */
  windowsPerSecond: number;
  /** Seconds of training left at this rate, before any early stop. */
  secondsLeft: number;
}

/** Mean losses of one epoch. */
export interface EpochLosses extends Losses {
  /** From 1 on. */
  epoch: number;
}

/** A moment of training. */
export interface TrainingState {
  /** Steps that are done. */
  step: number;
  /** Sums of {@link LOSS_TERMS} over the steps of the present epoch. */
  sums: number[];
  /** What the finished epochs lost. */
  history: EpochLosses[];
}

interface TrainOptions extends Omit<FitOptions, 'onProgress'> {
  options: ResolvedCoAD;
  geometry: Geometry;
  /** Scaled train part. */
  train: Float64Array;
  pool: ReplicaPool;
  optimiser: Adam;
  state: TrainingState;
  /** Called after every epoch, or every `checkpointEvery` steps. */
  onCheckpoint?: () => Promise<void> | void;
  checkpointEvery: number;
  onProgress?: (progress: CoADProgress) => void;
}

/** Where the released code stops on the UCR archive. */
const ENOUGH = { total: 0.05, classification: 0.03, reconstruction: 0.003 };

/** Steps in all, unless training stops early. */
export function stepsOf({ steps, epochs }: ResolvedCoAD, stepsPerEpoch: number): number {
  return steps > 0 ? steps : epochs * stepsPerEpoch;
}

/** Trains until the last step or the early stop; `state` and the parameters advance in place. */
export async function train(run: TrainOptions): Promise<void> {
  const { options, pool, optimiser, state, signal } = run;
  const random = createRandom(options.seed).fork('training');
  const batches = new Batches(run.train, run.geometry, options, random.fork('batches'));
  const { stepsPerEpoch } = batches;
  const steps = stepsOf(options, stepsPerEpoch);
  const rate = scheduleOf(options, steps, stepsPerEpoch);
  const breathe = breather();
  const began = performance.now();
  let windows = 0;
  for (let step = state.step; step < steps; step++) {
    throwIfAborted(signal);
    const { rows, arrays, values } = batches.at(step);
    const seed = random
      .fork('dropout')
      .fork(step)
      .integer(2 ** 31);
    const terms = await pool.step({ rows, seed, arrays, values });
    optimiser.learningRate = rate(step);
    optimiser.step();
    windows += rows;
    state.step = step + 1;
    for (let i = 0; i < terms.length; i++) state.sums[i] += terms[i];
    const inEpoch = (step % stepsPerEpoch) + 1;
    const losses = lossesOf(state.sums, inEpoch);
    const seconds = (performance.now() - began) / 1000;
    run.onProgress?.({
      stage: `epoch ${Math.floor(step / stepsPerEpoch) + 1} of ${Math.ceil(steps / stepsPerEpoch)}`,
      fraction: state.step / steps,
      epoch: Math.floor(state.step / stepsPerEpoch),
      step: state.step,
      steps,
      losses,
      windowsPerSecond: windows / seconds,
      secondsLeft: ((steps - state.step) * rows * seconds) / windows,
    });
    const ended = inEpoch === stepsPerEpoch;
    if (ended) {
      state.history.push({ epoch: state.history.length + 1, ...losses });
      state.sums.fill(0);
    }
    if (run.checkpointEvery > 0 ? state.step % run.checkpointEvery === 0 : ended) await run.onCheckpoint?.();
    if (ended && options.earlyStop && isEnough(losses)) break;
    await breathe();
  }
}

/** A state before the first step. */
export function freshState(): TrainingState {
  return { step: 0, sums: LOSS_TERMS.map(() => 0), history: [] };
}

function scheduleOf(options: ResolvedCoAD, steps: number, stepsPerEpoch: number): Schedule {
  const { schedule, learningRate, decay } = options;
  if (schedule === 'one-cycle') return oneCycle({ peak: learningRate, steps });
  return (step) => learningRate * portablePow(decay, Math.floor(step / stepsPerEpoch));
}

function lossesOf(sums: readonly number[], count: number): Losses {
  const [total, classification, reconstruction] = sums.map((sum) => sum / count);
  return { total, classification, reconstruction };
}

function isEnough({ total, classification, reconstruction }: Losses): boolean {
  return total < ENOUGH.total || (classification < ENOUGH.classification && reconstruction < ENOUGH.reconstruction);
}
