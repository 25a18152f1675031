/** The contract of every detector. `@tsad/core/testing` turns it into executable checks. */
import type { Snapshot } from './snapshot.ts';

/**
 * What a detector needs before it can score.
 * `unsupervised`: `score` works at once, `fit` is optional.
 * `semi-supervised`: `fit` on mostly normal data must come first, else {@link NotFittedError}.
 */
export type Supervision = 'unsupervised' | 'semi-supervised';

/** What a detector claims; the contract battery checks every claim that is made. */
export interface Capabilities {
  /** The score of a point depends on no point later than `delay` points after it. */
  causal: boolean;
  /** `update` exists and equals `score` on the same points, bit for bit. */
  streaming: boolean;
  /** Accepts more than one value per row. */
  multivariate: boolean;
  /** NaN marks a missing value; without this claim NaN is a RangeError. */
  missingValues: boolean;
  /** Whether `fit` must come before `score`. */
  supervision: Supervision;
  /** Same seed, same version: the same scores, bit for bit, at any number of workers. */
  deterministic: boolean;
  /** Points by which `update` lags: at time t it returns the score of point t - delay. Default 0. */
  delay?: number;
}

/** A report from a long computation. */
export interface Progress {
  /** What is being done, such as "fit" or "epoch 3". */
  stage: string;
  /** Share of the work done, in [0, 1], never falling. */
  fraction: number;
}

/** Options that every `fit` accepts. */
export interface FitOptions {
  /**
   * Aborts the work; the promise rejects with the signal's reason and the detector stays as it was.
   * Default: cannot be aborted.
   */
  signal?: AbortSignal;
  /** Called now and then with the state of the work. Default: no reports. */
  onProgress?: (progress: Progress) => void;
}

/**
 * A batch detector. Arrays are flat and row-major with `channels` values a row; a "point" is one row.
 */
export interface Detector {
  /** What this detector claims, under its present options. */
  readonly capabilities: Readonly<Capabilities>;
  /** The resolved options, plain JSON; `new X(x.options)` builds an equal detector. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Values per row. */
  readonly channels: number;
  /** Points at the start of the next `score` or `update` sequence that get NaN, in the present state. */
  readonly warmup: number;
  /**
   * Learns from `train`, replacing whatever was learnt before. Never changes its input.
   * @param train shape [rows, channels].
   */
  fit(train: ArrayLike<number>, options?: FitOptions): Promise<this>;
  /**
   * Scores every point of `series`, taken as the continuation of the training part; the detector's state does not change.
   * @param series shape [rows, channels].
   * @returns shape [rows]; higher is more anomalous, NaN in the warm-up.
   */
  score(series: ArrayLike<number>): Float64Array | Promise<Float64Array>;
}

/** A detector that also scores point by point. `Sample` is one value, or one row for several channels. */
export interface StreamingDetector<Sample = number> extends Detector {
  /** Scores one point, then learns from it. Bounded memory. */
  update(value: Sample): number;
  /** Everything needed to continue mid-stream bit for bit; the class restores it with `X.restore(snapshot)`. */
  snapshot(): Snapshot;
}

/** Whether a `detector` takes points one by one, a row of values each where it has several channels. */
export function isStreaming(detector: Detector): detector is StreamingDetector<number | ArrayLike<number>> {
  return detector.capabilities.streaming && typeof (detector as Partial<StreamingDetector>).update === 'function';
}
