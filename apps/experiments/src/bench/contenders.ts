/** The detectors of a benchmark: those of the command, those that only a benchmark asks for, and a user's own. */
import { pathToFileURL } from 'node:url';
import type { Detector } from '@tsad/core';
import { Damp, MatrixProfile } from '@tsad/discord';
import { UsageError } from '../command/errors.ts';
import { type DetectorSettings, detectors } from '../detectors.ts';
import type { ProtocolName } from './protocols/protocol.ts';

/** What is known when a contender is made. */
export interface ContenderSettings extends DetectorSettings {
  /** By the rule of the protocol. */
  period: number;
  protocol: ProtocolName;
  seed: number;
  /** Values per row. */
  channels: number;
  /** What will be scored, for rules that look at it; not to be changed. */
  values: Float64Array;
}

/** A detector of a benchmark. Settings are by rule, never by looking at labels. */
export interface Contender {
  /** What it is. */
  summary: string;
  create(settings: ContenderSettings): Detector;
}

/** Contenders by name. */
export type Contenders = Readonly<Record<string, Contender>>;

/** Those that are built in. */
export const contenders: Contenders = {
  ...detectors,
  'matrix-profile': {
    summary: 'distance of a window to its nearest neighbour; window = period',
    create: ({ period }) => new MatrixProfile({ window: Math.max(3, period) }),
  },
  damp: {
    summary: 'left discords: distance to the past; window = period',
    create: ({ period }) => new Damp({ window: Math.max(3, period) }),
  },
};

/**
 * The built-in contenders and those of a module whose default export is a table of {@link Contenders}.
 * @param plugin absolute path of the module.
 */
export async function loadContenders(plugin?: string): Promise<Contenders> {
  if (plugin === undefined) return contenders;
  const { default: own } = (await import(pathToFileURL(plugin).href)) as { default?: Contenders };
  const entries = Object.entries(own ?? {});
  if (entries.length === 0 || !entries.every(([, entry]) => typeof entry?.create === 'function')) {
    throw new UsageError(`--plugin ${plugin}: its default export must be a table of { summary, create }`);
  }
  return { ...contenders, ...own };
}
