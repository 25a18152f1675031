/** Options of the soft discord. */
import { checkBoolean, checkChoice, checkInteger, checkNumber, checkOptionNames } from '@tsad/core';
import type { ShapeScaling } from './shapes.ts';

/**
 * Options of {@link SoftDiscord}. Effects were measured on the 103 development series of the UCR archive under `power: 3`,
 * where 88 anomalies are found and the mean AUC-PR is 0.69; two or three series more or less are chance.
 */
export interface SoftDiscordOptions {
  /** Values per row. Default 1. */
  channels?: number;
  /** Points per period, at least 4; `auto` (default) takes it from the autocorrelation of the train part. */
  period?: number | 'auto';
  /**
   * Lengths of the windows that are compared, in periods. Default [0.25, 0.5, 1]; without the quarter 83 are found, without
   * the whole 83 (AUC-PR 0.65), with the half alone 81, with the whole alone 78.
   */
  windows?: readonly number[];
  /**
   * Added to every window's standard deviation, in standard deviations of the train part. Default 0.3; an earlier study
   * on 100 series found 0.2 to 0.8 alike and 10 to 15 fewer anomalies at 0, the plain z-normalisation.
   */
  softening?: number;
  /**
   * What a distance is divided by, next to the median: the own distance of the train window that is nearest in shape
   * (`shape`, default) or by the soft distance itself (`soft`: 85 found), or nothing (`none`: 85, AUC-PR 0.67).
   */
  scaling?: ShapeScaling;
  /** Length of the moving average over the distances, in windows; 0 for none (74 found, AUC-PR 0.57). Default 1. */
  averaging?: number;
  /**
   * Whether the distance up to level, at the longest window, is one more channel. Default true; without it 87 are found.
   * Where anomalies are many it is worth more: 0.03 VUS-PR on 24 development series of TSB-AD-U.
   */
  amplitude?: boolean;
  /** Whether the energy of the second difference is one more channel. Default true; without it 88 are found. */
  roughness?: boolean;
  /**
   * Whether windows of half a period and more are also compared with the scored series itself, more than a period away,
   * and the smaller distance counts: normal behaviour may move on. Only where one place stands out, as anomalies that
   * repeat are each other's neighbours. Default true; without it 83 are found, AUC-PR 0.66
   * (on the held-out series VUS-PR rose with it, hits did not).
   */
  drift?: boolean;
  /** The series has at most one anomaly: measure by the runner-up, not by what most periods show. Default false. */
  single?: boolean;
  /**
   * Exponent of the power mean over the channels. `auto` (default): 3 where one place stands out, else 1 and without
   * the roughness; with `single` always 3.
   */
  power?: number | 'auto';
  /** Points that a window keeps at least where neighbouring points are averaged to save time. Default 64. */
  resolution?: number;
  /** Pairs of windows per join above which more neighbouring points are averaged. Default 3e8. */
  budget?: number;
}

/** The options with every default filled in. */
export type ResolvedSoftDiscord = {
  channels: number;
  period: number | 'auto';
  windows: number[];
  softening: number;
  scaling: ShapeScaling;
  averaging: number;
  amplitude: boolean;
  roughness: boolean;
  drift: boolean;
  single: boolean;
  power: number | 'auto';
  resolution: number;
  budget: number;
};

const NAMES: readonly (keyof ResolvedSoftDiscord)[] = [
  'channels',
  'period',
  'windows',
  'softening',
  'scaling',
  'averaging',
  'amplitude',
  'roughness',
  'drift',
  'single',
  'power',
  'resolution',
  'budget',
];

/** Checks the options and fills in the defaults. */
export function resolveSoftDiscord(where: string, options: SoftDiscordOptions): ResolvedSoftDiscord {
  checkOptionNames(where, options, NAMES);
  const windows = options.windows ?? [0.25, 0.5, 1];
  if (!Array.isArray(windows) || windows.length === 0) {
    const got = Array.isArray(windows) ? 'none' : windows === null ? 'null' : typeof windows;
    throw new TypeError(`${where}: windows must be a list of at least one length in periods, got ${got}`);
  }
  return {
    channels: checkInteger(where, 'channels', options.channels ?? 1, 1, 4096),
    period:
      options.period === undefined || options.period === 'auto'
        ? 'auto'
        : checkInteger(where, 'period', options.period, 4, 1 << 24),
    windows: windows.map((share, i) => checkNumber(where, `windows[${i}]`, share, 0.01, 16)),
    softening: checkNumber(where, 'softening', options.softening ?? 0.3, 0),
    scaling: checkChoice(where, 'scaling', options.scaling ?? 'shape', ['shape', 'soft', 'none']),
    averaging: checkNumber(where, 'averaging', options.averaging ?? 1, 0, 16),
    amplitude: checkBoolean(where, 'amplitude', options.amplitude ?? true),
    roughness: checkBoolean(where, 'roughness', options.roughness ?? true),
    drift: checkBoolean(where, 'drift', options.drift ?? true),
    single: checkBoolean(where, 'single', options.single ?? false),
    power:
      options.power === undefined || options.power === 'auto'
        ? 'auto'
        : checkNumber(where, 'power', options.power, 0.1, 20),
    resolution: checkNumber(where, 'resolution', options.resolution ?? 64, 4),
    budget: checkNumber(where, 'budget', options.budget ?? 3e8, 1e4),
  };
}
