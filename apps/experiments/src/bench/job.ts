/** What travels to a worker and back: plain data, so that any executor can carry it. */
import type { ProtocolName } from './protocols/protocol.ts';
import type { DatasetSpec } from './source.ts';

/** One detector on one series with one seed. */
export interface Job {
  /** See `jobKey`. */
  key: string;
  dataset: DatasetSpec;
  /** Name of the series. */
  series: string;
  /** Part of the data set that the series is from, where it has parts. */
  subset?: string;
  protocol: ProtocolName;
  detector: string;
  seed: number;
  version: string;
  /** Rows of the series. */
  rows: number;
  /** A module that brings detectors of its own; an absolute path. */
  plugin?: string;
  /** Where the scores go; an absolute path. */
  scoresPath?: string;
}

/** Why a job has no result. */
export interface Failure {
  /** `threw`: an error of the detector or its data; `timeout`; `memory`; `died`: its worker ended without a word. */
  kind: 'threw' | 'timeout' | 'memory' | 'died';
  message: string;
}

/** What a worker measured. */
export interface Measured {
  /** Metric by its published name; null where it has no value. */
  metrics: Record<string, number | null>;
  /** Why a metric has no value, or is one to distrust. */
  reasons?: Record<string, string>;
  /** The resolved options of the detector. */
  options: object;
  /** Seconds of wall-clock time for learning, scoring and computing the metrics. */
  seconds: { fit: number; score: number; metrics: number };
  /** Megabytes that the worker's heap and arrays held when the scores were there. */
  megabytes: number;
  /** Rows `[from, to)` of the series that were scored, in steps of `step`. */
  scored: { from: number; to: number; step: number };
  /** Points of a period, as the protocol found it. */
  period: number;
}

/** How a job ended. */
export type Outcome = { job: Job } & ({ measured: Measured } | { failure: Failure });
