/** The detectors of a benchmark: those of the command, those that only a benchmark asks for, and a user's own. */
import { pathToFileURL } from 'node:url';
import { IsolationForest, KMeansAD, KShapeAD, Sand, Series2Graph, SubKnn, SubLof, SubPca } from '@tsad/baselines';
import type { Detector } from '@tsad/core';
import { Damp, MatrixProfile, SoftDiscord } from '@tsad/discord';
import { findPeriod } from '@tsad/dsp';
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
  discord: {
    summary: 'stretches of a shape never seen before; its defaults, not the fixed fusion of tsad detect',
    create: ({ period }) => new SoftDiscord({ period: period < 4 ? 'auto' : period }),
  },
  'matrix-profile': {
    summary: 'distance of a window to its nearest neighbour; window = period',
    create: ({ period }) => new MatrixProfile({ window: Math.max(3, period) }),
  },
  damp: {
    summary: 'left discords: distance to the past; window = period',
    create: ({ period }) => new Damp({ window: Math.max(3, period) }),
  },
  'sub-pca': {
    summary: 'distance of a window from the principal axes; window = period',
    create: ({ period }) => new SubPca({ window: Math.max(2, period) }),
  },
  'k-means': {
    summary: 'distance of a window from its cluster, the better of 2 draws; settings of the benchmark',
    create: ({ period, protocol, seed, values }) => {
      const { options } = protocol === 'coad' ? KMeansAD.coad(Math.max(2, period)) : KMeansAD.tsbAd(second(values));
      return new KMeansAD({ ...options, restarts: 2, seed });
    },
  },
  'k-shape': {
    summary: 'distance of a window from the usual shapes; window = period',
    create: ({ period, seed }) => new KShapeAD({ window: Math.max(4, period), seed }),
  },
  sand: {
    summary: 'the same, shapes kept up to date batch by batch; settings of the benchmark',
    create: ({ period, protocol, train = 0, seed, values }) => {
      const window = Math.max(4, period);
      const { options } = protocol === 'coad' ? Sand.coad(window) : Sand.tsbAd(window, train, values.length);
      return new Sand({ ...options, seed });
    },
  },
  series2graph: {
    summary: 'how rarely a walk through the graph of patterns is walked; pattern = period, query = 2 periods',
    create: ({ period }) => new Series2Graph({ window: Math.max(5, period) }),
  },
  'sub-knn': {
    summary: 'distance to the 50th nearest window; window = period of rank 2',
    create: ({ values }) => SubKnn.tsbAd(second(values)),
  },
  'sub-lof': {
    summary: 'local outlier factor by 30 windows; window = period of rank 2',
    create: ({ values }) => SubLof.tsbAd(second(values)),
  },
  'sub-forest': {
    summary: 'isolation forest of 150 trees on windows; window = period',
    create: ({ period, seed }) => new IsolationForest({ window: period, trees: 150, seed }),
  },
};

/** The second period, by the rule of TSB-AD. */
function second(values: Float64Array): number {
  return Math.max(2, findPeriod(values, { rank: 2 }));
}

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
