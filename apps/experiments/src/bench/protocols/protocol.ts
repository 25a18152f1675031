/** What a protocol is: which part is learnt from, which is scored, which metrics count. */
import type { Capabilities, Series } from '@tsad/core';

/** The protocols by name. */
export type ProtocolName = 'tsb-ad' | 'coad' | 'holdout';

/** A series as a protocol hands it to a detector. */
export interface Task {
  /** Flat, row-major; possibly empty. */
  train: Float64Array;
  /** What is scored; flat, row-major. */
  test: Float64Array;
  /** One label per row of `test`. */
  labels: Uint8Array;
  /** Values per row. */
  channels: number;
  /** Points of a period of `test`. */
  period: number;
  /** Rows `[from, to)` of the series that `test` holds, in steps of `step`. */
  scored: { from: number; to: number; step: number };
}

/**
 * How a detector takes its data. `online`: it learns while it scores. `mining`: it compares a series with itself and
 * needs no training part. `trained`: it needs one.
 */
export type Role = 'online' | 'mining' | 'trained';

/** What is learnt from before scoring. */
export type FitPart = 'train' | 'test' | 'nothing';

/** The record of metrics, with reasons under `<name> reason`. */
export type EvaluationRecord = Record<string, number | string | null | undefined>;

/** A protocol. */
export interface Protocol {
  name: ProtocolName;
  /** One line for the help. */
  summary: string;
  /** The metrics in the order of the tables; the first is the one that ranks. */
  metrics: readonly string[];
  /** @throws RangeError for a series that the protocol cannot use. */
  prepare(series: Series, dataset: string): Task;
  fitOn(role: Role): FitPart;
  /** @param scores one finite number per row of `task.test`. */
  evaluate(scores: Float64Array, task: Task): EvaluationRecord;
}

/** The role that a detector's claims give it. */
export function roleOf({ streaming, causal, supervision }: Readonly<Capabilities>): Role {
  if (supervision === 'semi-supervised') return 'trained';
  return streaming && causal ? 'online' : 'mining';
}
