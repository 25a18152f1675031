/** Fits a detector to normal rows and scores others, in pieces that fit into memory. */
import type { FitOptions } from '@tsad/core';
import { rephrase } from '../command/advice.ts';
import { keepOut, type Ranking, rank } from './ranking.ts';
import { type RowModel, type RowSettings, type Rows, rowDetectors } from './row-detectors.ts';

/** What is to be done. */
export interface RowsJob extends RowSettings {
  detector: string;
  /** Rows to learn from. */
  normal: Rows;
  /** Rows to score; absent, the normal rows are scored themselves, and nothing calibrates. */
  asked?: Rows;
  alarmRate: number;
  signal: AbortSignal;
  onProgress: (stage: string, fraction: number) => void;
}

/** What came out. */
export interface RowsOutcome {
  model: RowModel;
  ranking: Ranking;
  /** Normal rows that were learnt from. */
  learnt: number;
  seconds: number;
}

const ROWS_PER_PIECE = 256;

/** Does it. */
export async function runRows(job: RowsJob): Promise<RowsOutcome> {
  const { channels, normal, asked, detector, signal, onProgress, alarmRate, seed } = job;
  const start = performance.now();
  const model = rowDetectors[detector].create(job);
  const count = normal.length / channels;
  const { learnt, keptOut } = asked ? keepOut(count, seed) : { learnt: undefined, keptOut: [] };
  const options: FitOptions = {
    signal,
    onProgress: ({ stage, fraction }) => onProgress(`${detector}: ${stage}`, 0.9 * fraction),
  };
  try {
    await model.fit(learnt ? takeRows(normal, channels, learnt) : normal, options);
  } catch (error) {
    throw rephrase(error);
  }
  const scores = asked ? await scoreInPieces(job, model, asked) : await model.score(normal, true);
  const calibration = await model.score(takeRows(normal, channels, keptOut), false);
  onProgress(`${detector}: score`, 1);
  return {
    model,
    ranking: rank(scores, calibration, alarmRate),
    learnt: learnt?.length ?? count,
    seconds: (performance.now() - start) / 1000,
  };
}

async function scoreInPieces(
  { channels, signal, onProgress, detector }: RowsJob,
  model: RowModel,
  rows: Rows,
): Promise<Float64Array> {
  const count = rows.length / channels;
  const scores = new Float64Array(count);
  for (let from = 0; from < count; from += ROWS_PER_PIECE) {
    signal.throwIfAborted();
    const to = Math.min(count, from + ROWS_PER_PIECE);
    scores.set(await model.score(rows.subarray(from * channels, to * channels), false), from);
    onProgress(`${detector}: score`, 0.9 + (0.1 * to) / count);
  }
  return scores;
}

/** The rows at `positions`. */
export function takeRows<T extends Rows>(rows: T, channels: number, positions: readonly number[]): T {
  const Type = rows.constructor as new (length: number) => T;
  const out = new Type(positions.length * channels);
  for (const [i, position] of positions.entries()) {
    out.set(rows.subarray(position * channels, (position + 1) * channels), i * channels);
  }
  return out;
}

/** Whether all rows are the same as the first. */
export function allAlike(rows: Rows, channels: number): boolean {
  for (let i = channels; i < rows.length; i++) if (rows[i] !== rows[i % channels]) return false;
  return true;
}
