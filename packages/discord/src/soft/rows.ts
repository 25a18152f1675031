/** Rows in, variables out: the checks that both soft discords share. */
import { toFloat64 } from '@tsad/core';
import { LEAST_WINDOW } from './channels.ts';
import { type LearntVariable, learnVariable, pickVariable } from './variable.ts';

/** The values of whole rows. */
export function rowsOf(where: string, name: string, rows: ArrayLike<number>, channels: number): Float64Array {
  const values = toFloat64(where, name, rows);
  if (values.length % channels !== 0) {
    throw new RangeError(`${where}: ${name} must hold rows of ${channels} values, got ${values.length} values`);
  }
  return values;
}

/** Learns every variable of a train part that holds at least two of the longest windows. */
export function checkTrain(
  where: string,
  values: Float64Array,
  channels: number,
  period: number | 'auto',
  windows: readonly number[],
): LearntVariable[] {
  const rows = values.length / channels;
  if (rows === 0) throw new RangeError(`${where}: train must hold rows, got none`);
  const learnt = Array.from({ length: channels }, (_, v) => {
    const variable = pickVariable(values, v, channels);
    if (!variable.some(Number.isFinite)) throw new RangeError(`${where}: variable ${v} of train has no finite value`);
    return learnVariable(variable, period);
  });
  const longest = longestWindow(windows, learnt);
  if (rows < 2 * longest) {
    throw new RangeError(
      `${where}: train must hold two windows, ${2 * longest} rows, got ${rows}; give a longer train part or a smaller period`,
    );
  }
  return learnt;
}

/** Rows that the longest window covers. */
export function longestWindow(windows: readonly number[], learnt: readonly LearntVariable[]): number {
  const period = Math.max(...learnt.map((one) => one.period));
  return Math.max(LEAST_WINDOW, Math.round(Math.max(...windows) * period));
}
