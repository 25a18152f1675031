/** Learning rates over the steps, as plain functions. */
import { checkInteger, checkNumber, portableCos, portablePow } from '@tsad/core';

/** The learning rate for step 0, 1, 2, ... */
export type Schedule = (step: number) => number;

/** Options of {@link stepDecay}. */
export interface StepDecayOptions {
  /** Rate at first, > 0. */
  start: number;
  /** Factor, > 0. */
  factor: number;
  /** Steps between two reductions, at least 1. Default 1. */
  every?: number;
}

/** Options of {@link cosine}. */
export interface CosineOptions {
  /** Rate of step 0, > 0. */
  start: number;
  /** Rate from step `steps` on, >= 0. */
  end: number;
  /** Length of the half wave in steps, at least 1. */
  steps: number;
}

/** Options of {@link oneCycle}. */
export interface OneCycleOptions {
  /** Highest rate, > 0. */
  peak: number;
  /** Steps in all, at least 2. */
  steps: number;
  /** Share of the steps that rise, in (0, 1). Default 0.3. */
  warmup?: number;
  /** The first rate is the peak divided by this. Default 25. */
  startDivisor?: number;
  /** The last rate is the first divided by this. Default 1e4. */
  endDivisor?: number;
}

/**
 * Multiplies the rate by `factor` every `every` steps.
 * @example
 * const rate = stepDecay({ start: 1, factor: 0.5, every: 2 });
 * console.assert(rate(0) === 1 && rate(1) === 1 && rate(2) === 0.5);
 */
export function stepDecay({ start, factor, every = 1 }: StepDecayOptions): Schedule {
  checkNumber('stepDecay', 'start', start, Number.MIN_VALUE);
  checkNumber('stepDecay', 'factor', factor, Number.MIN_VALUE);
  checkInteger('stepDecay', 'every', every, 1);
  return (step) => start * portablePow(factor, Math.floor(step / every));
}

/** Half a cosine wave from `start` to `end` (Loshchilov and Hutter 2017, without restarts). */
export function cosine({ start, end, steps }: CosineOptions): Schedule {
  checkNumber('cosine', 'start', start, Number.MIN_VALUE);
  checkNumber('cosine', 'end', end, 0);
  checkInteger('cosine', 'steps', steps, 1);
  return (step) => halfWave(start, end, step / steps);
}

/** Rises to `peak` and falls far below the first rate, both on half cosine waves (Smith and Topin 2018). */
export function oneCycle(options: OneCycleOptions): Schedule {
  const { peak, steps, warmup = 0.3, startDivisor = 25, endDivisor = 1e4 } = options;
  checkNumber('oneCycle', 'peak', peak, Number.MIN_VALUE);
  checkInteger('oneCycle', 'steps', steps, 2);
  checkNumber('oneCycle', 'warmup', warmup, Number.MIN_VALUE, 1 - Number.EPSILON);
  checkNumber('oneCycle', 'startDivisor', startDivisor, 1);
  checkNumber('oneCycle', 'endDivisor', endDivisor, 1);
  const start = peak / startDivisor;
  const top = Math.max(warmup * steps - 1, Number.EPSILON);
  return (step) =>
    step <= top
      ? halfWave(start, peak, step / top)
      : halfWave(peak, start / endDivisor, (step - top) / (steps - 1 - top));
}

function halfWave(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + portableCos(Math.PI * Math.min(1, share)))) / 2;
}
