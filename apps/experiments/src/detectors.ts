/** The detectors of `tsad`, by name. A new one is one entry. */
import { AutoRegression, Iid, LocalLevel, RandomCutForest, SpectralResidual } from '@tsad/baselines';
import { CoAD } from '@tsad/coad';
import type { Detector, Snapshot, StreamingDetector } from '@tsad/core';
import { SoftDiscord } from '@tsad/discord';
import { WindowCance } from '@tsad/nce';
import { Rpe, type RpeOptions } from '@tsad/rpe';

/** What is known when a detector is made. */
export interface DetectorSettings {
  /** Points in a window. */
  window: number;
  /** Points in a period; absent where the series shows none. */
  period?: number;
  /** Points of the training part, where there is one. */
  train?: number;
  /** Points of the whole series, where it is known. */
  length?: number;
}

const LONGEST_HISTORY = 4000;
/** Periods that a training part must hold for shapes to be compared: half of it calibrates the threshold. */
const LEAST_PERIODS = 8;
/** Points up to which comparing all shapes takes seconds, not minutes. */
const MOST_TO_COMPARE = 300_000;

/** The calibrating and the scoring run must fuse alike, and anomalies may repeat in what is scored. */
const FIXED_FUSION = { power: 3, drift: false };

/** A detector that can be asked for by name. */
export interface DetectorEntry {
  /** What it is good for, for help and tables. */
  summary: string;
  /** It trains for seconds to minutes: the demo leaves it out. */
  trains?: boolean;
  create(settings: DetectorSettings): Detector;
  /** Continues from a snapshot; present where the detector takes points one by one. */
  restore?(snapshot: Snapshot): StreamingDetector;
}

/** In the order of the help. */
export const detectors: Readonly<Record<string, DetectorEntry>> = {
  discord: {
    summary: 'stretches of a shape never seen before',
    create: ({ period }) =>
      new SoftDiscord({ ...FIXED_FUSION, period: period === undefined || period < 4 ? 'auto' : period }),
  },
  rpe: { summary: 'single odd points and short runs', create: (s) => new Rpe(rpe(s)), restore: Rpe.restore },
  spe: {
    summary: 'the same, without leaving points out',
    create: (s) => new Rpe({ ...rpe(s), excluded: 0 }),
    restore: Rpe.restore,
  },
  energy: {
    summary: 'changes of shape',
    create: (s) => new Rpe({ ...rpe(s), excluded: 0, scoring: 'energy' }),
    restore: Rpe.restore,
  },
  level: { summary: 'odd points on a wandering level', create: () => new LocalLevel(), restore: LocalLevel.restore },
  ar: { summary: 'errors of a linear forecast', create: () => new AutoRegression(), restore: AutoRegression.restore },
  sr: { summary: 'spikes, at once', create: () => new SpectralResidual(), restore: SpectralResidual.restore },
  forest: { summary: 'odd points, any kind', create: () => new RandomCutForest(), restore: RandomCutForest.restore },
  coad: {
    summary: 'odd shapes, by a network that trains for seconds to minutes',
    trains: true,
    create: ({ period }) => new CoAD({ period: period === undefined || period < 4 ? 'auto' : period }),
  },
  cance: {
    summary: 'windows that are improbable beside the training part, by a network that trains for seconds to minutes',
    trains: true,
    create: ({ window, period }) =>
      new WindowCance({ window: Math.min(256, Math.max(8, Math.round(period ?? window))) }),
  },
  iid: { summary: 'distance to the mean, to compare with', create: () => new Iid(), restore: Iid.restore },
};

/**
 * The detector that suits a series: the discord where there is a period, enough of them to compare with, and not too
 * much to compare; else RPE, which needs no period and one pass.
 */
export function defaultDetector({ train = 0, length = 0, period }: DetectorSettings): string {
  return period !== undefined && train >= LEAST_PERIODS * period && length <= MOST_TO_COMPARE ? 'discord' : 'rpe';
}

/** The names, in order. */
export const detectorNames: readonly string[] = Object.keys(detectors);

/** Those that the demo runs: all that need no training of minutes. */
export const quickNames: readonly string[] = detectorNames.filter((name) => !detectors[name].trains);

/** Names of those that take points one by one. */
export const streamingNames: readonly string[] = detectorNames.filter((name) => detectors[name].restore);

/** What taking in some points told. */
export interface Advance {
  /** One score per point. */
  scores: Float64Array;
  /** What the detector expected at each point, where it is one that expects. */
  expected?: Float64Array;
}

/** Updates a detector with the next points, one by one. */
export function advance(detector: StreamingDetector, values: Float64Array): Advance {
  const scores = new Float64Array(values.length);
  const expected = detector instanceof Rpe ? new Float64Array(values.length) : undefined;
  for (let i = 0; i < values.length; i++) {
    scores[i] = detector.update(values[i]);
    if (expected) expected[i] = values[i] - (detector as Rpe).residual;
  }
  return { scores, expected };
}

/** What scoring a stretch at once told. */
export interface Sweep {
  /** One score per point. */
  scores: Float64Array;
  /** The normal window that stands nearest around a point, where the detector compares windows. */
  expectedAround?: (point: number) => { start: number; expected: Float64Array };
}

/** Scores a stretch at once with a detector that does not stream. */
export async function sweep(detector: Detector, values: Float64Array, signal: AbortSignal): Promise<Sweep> {
  if (!(detector instanceof SoftDiscord)) {
    // Batch detectors may take a signal; the contract does not ask for it.
    const scorer: { score(series: Float64Array, options: object): Float64Array | Promise<Float64Array> } = detector;
    return { scores: await scorer.score(values, { signal }) };
  }
  const analysis = await detector.analyse(values, { signal });
  return { scores: analysis.scores, expectedAround: (point) => analysis.explain(point) };
}

/** A history of twenty windows or four periods, or of the training part: a short one knows no slow movement. */
function rpe({ window, period = 0, train = 0 }: DetectorSettings): RpeOptions {
  return { window, maxTrain: Math.min(LONGEST_HISTORY, Math.max(20 * window, 4 * period, train)) };
}
