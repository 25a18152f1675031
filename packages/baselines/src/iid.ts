/** Independent values: the distance to the recent mean. */
import { checkInteger, checkOptionNames, type Snapshot } from '@tsad/core';
import { damaged } from './flat-state.ts';
import { createHistory, type History, isHistory, recent, remember } from './history.ts';
import { OnlineDetector, type OnlineModel } from './online.ts';
import { standardised } from './standardise.ts';

/** Options of {@link Iid}. */
export interface IidOptions {
  /** Points before the present one that give its mean and standard deviation, at least 2. Default 100. */
  window?: number;
}

const model: OnlineModel<Required<IidOptions>, History> = {
  name: 'Iid',
  kind: 'iid',
  create: ({ window }) => createHistory(window),
  warmup: ({ window }, { seen }) => Math.max(0, window - seen),
  step({ window }, state, value) {
    const score = state.seen < window ? Number.NaN : distance(recent(state, window), value);
    remember(state, value);
    return score;
  },
  check(where, _options, state) {
    if (!isHistory(state)) throw damaged(where, 'end');
  },
};

/**
 * Takes the values as independent and normal: |value - mean| / sd over the window before it. The baseline that every
 * detector of points should beat, and the right one for series without memory. Blind to anything that stays within the
 * usual range: season, order, shape. A large outlier widens the window's deviation and hides the next one.
 *
 * Missing values are left out of the mean; with fewer than two others in the window the score is NaN. Where the window
 * does not vary, any change scores enormously. Cost of `update`: O(window); nothing accumulates, so nothing drifts.
 * @see Rahmani, Deoras, Callot, arXiv 2205.15548, section IV, for its place among the rivals of RPE.
 * @example
 * const detector = new Iid({ window: 20 });
 * let score = 0;
 * for (let t = 0; t < 60; t++) score = detector.update(Math.sin(t * t) + (t === 59 ? 10 : 0));
 * console.assert(score > 5);
 */
export class Iid extends OnlineDetector<Required<IidOptions>, History> {
  /**
   * @param options see {@link IidOptions}.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: IidOptions = {}) {
    checkOptionNames('Iid', options, ['window']);
    super(model, { window: checkInteger('Iid', 'window', options.window ?? 100, 2, 1e6) });
  }

  /**
   * Continues where `snapshot()` was taken, bit for bit.
   * @param snapshot of kind "iid".
   * @throws SnapshotError when it is of another kind or version, or damaged.
   */
  static restore(snapshot: Snapshot): Iid {
    return new Iid(OnlineDetector.optionsOf<IidOptions>('Iid', model.kind, snapshot)).continueFrom(snapshot);
  }
}

/** Two passes around one of the values, exact for a constant window at any level. */
function distance(window: Float64Array, value: number): number {
  let origin = Number.NaN;
  let count = 0;
  let sum = 0;
  for (let i = 0; i < window.length; i++) {
    const other = window[i];
    if (Number.isNaN(other)) continue;
    if (count++ === 0) origin = other;
    else sum += other - origin;
  }
  if (count < 2 || Number.isNaN(value)) return Number.NaN;
  const mean = origin + sum / count;
  let squares = 0;
  for (let i = 0; i < window.length; i++) {
    const other = window[i] - mean;
    if (!Number.isNaN(other)) squares += other * other;
  }
  return standardised(value - mean, Math.sqrt(squares / count), mean);
}
