/** Flat records of metrics: a value or null under each name, and the reason of a null beside it. */
import { type Mode, NO_POSITIVE, ONLY_POSITIVES } from './input.ts';
import type { Runs } from './runs.ts';

/** Values by name, null where undefined, with the reason under `<name> reason`. */
export type MetricRecord<Name extends string> = { [name in Name]: number | null } & {
  [reason in `${Name} reason`]?: string;
};

/**
 * Calls each metric; a RangeError or NaN becomes null with its reason. Labels of a single class leave every metric null,
 * save in mode `'reference'`, where values that exist stay, with the reason beside them.
 */
export function collectMetrics<Name extends string>(
  runs: Runs,
  mode: Mode,
  metrics: Record<Name, () => number>,
): MetricRecord<Name> {
  const record: Record<string, number | string | null> = {};
  const single = runs.positives === 0 ? NO_POSITIVE : runs.positives === runs.length ? ONLY_POSITIVES : '';
  for (const name of Object.keys(metrics) as Name[]) {
    let value = Number.NaN;
    let reason = single || 'no threshold predicts a point, so that precision is 0 / 0';
    if (!single || mode === 'reference') {
      try {
        value = metrics[name]();
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        reason = error.message.replace(/^\w+: /, '');
      }
    }
    record[name] = Number.isNaN(value) ? null : value;
    if (record[name] === null || single) record[`${name} reason`] = reason;
  }
  return record as MetricRecord<Name>;
}
