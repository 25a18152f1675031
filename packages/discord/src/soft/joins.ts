/** The joins of one scoring: one after the other on the same workers, with one progress for all of them. */
import type { JoinResult } from '../join.ts';
import type { JoinOptions } from '../join-options.ts';
import type { ScoreOptions } from '../matrix-profile.ts';
import { type JoinRun, poolOf } from '../pool.ts';

/** Joins with everything but their data decided. */
export interface Joins {
  self(series: Float64Array, options: JoinOptions): Promise<JoinResult>;
  ab(series: Float64Array, reference: Float64Array, options: JoinOptions): Promise<JoinResult>;
}

/** @param total joins that will be asked for. */
export function joinsOf(total: number, { pool = poolOf([]), signal, onProgress }: ScoreOptions): Joins {
  let done = 0;
  const next = async (join: (run: JoinRun) => Promise<JoinResult>): Promise<JoinResult> => {
    const report = (fraction: number): void => onProgress?.({ stage: 'join', fraction: (done + fraction) / total });
    const result = await join({ signal, onProgress: report });
    done++;
    report(0);
    return result;
  };
  return {
    self: (series, options) => next((run) => pool.selfJoin(series, options, run)),
    ab: (series, reference, options) => next((run) => pool.abJoin(series, reference, options, run)),
  };
}
