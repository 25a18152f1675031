/** Options that the generators share. */
import { checkChoice, checkInteger, checkNumber, checkOptionNames } from '@tsad/core';
import { checkText } from '../check.ts';
import { type AnomalyKind, allKinds } from './anomalies.ts';

/** Options of {@link seasonal}, {@link ecgLike} and {@link webTraffic}. */
export interface SyntheticOptions {
  /** Name of the series. Default: the family and the seed. */
  name?: string;
  /** Any safe integer; the same seed gives the same series. Default 1. */
  seed?: number;
  /** Points. Default 4000. */
  length?: number;
  /** Points of the clean first part. Default: three eighths of the length. */
  trainEnd?: number;
  /** Points of a period, at least 8. Default: the family's. */
  period?: number;
  /** Standard deviation of the noise, relative to the signal's size. Default: the family's. */
  noise?: number;
  /** One anomaly of each listed kind, in a random order. Default: every kind once. */
  anomalies?: readonly AnomalyKind[];
  /** Size of the anomalies: 1 is clear to the eye, below 0.5 is subtle, 0 is none. Default 1. */
  strength?: number;
}

/** The options with their defaults. */
export type FullOptions = Required<SyntheticOptions>;

/** Checks the options and fills in the defaults. */
export function checkSyntheticOptions(
  where: string,
  options: SyntheticOptions,
  family: { name: string; period: number; noise: number },
): FullOptions {
  checkOptionNames(where, options, ['name', 'seed', 'length', 'trainEnd', 'period', 'noise', 'anomalies', 'strength']);
  const seed = checkInteger(where, 'seed', options.seed ?? 1);
  const length = checkInteger(where, 'length', options.length ?? 4000, 1, 1e8);
  const wanted: unknown = options.anomalies ?? allKinds;
  if (!Array.isArray(wanted)) {
    throw new TypeError(`${where}: anomalies must be a list of kinds, of ${allKinds.join(', ')}`);
  }
  const anomalies = [...wanted] as AnomalyKind[];
  for (const kind of anomalies) checkChoice(where, 'anomalies', kind, allKinds);
  return {
    name: checkText(where, 'name', options.name ?? `${family.name}-${seed}`),
    seed,
    length,
    trainEnd: checkInteger(where, 'trainEnd', options.trainEnd ?? Math.floor((length * 3) / 8), 0, length),
    period: checkInteger(where, 'period', options.period ?? family.period, 8, 1e6),
    noise: checkNumber(where, 'noise', options.noise ?? family.noise, 0, 1e6),
    anomalies,
    strength: checkNumber(where, 'strength', options.strength ?? 1, 0, 1e6),
  };
}
