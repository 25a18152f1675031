/** The golden cases: how a file describes its scores and labels, and how a value is compared. */
import { goldenFiles, lcg, readGolden } from '@tsad/test-kit';
import { expect } from 'vitest';

export type Wanted = number | string | { error: string };
export type Values = Record<string, Wanted>;

interface Bump {
  c: number;
  r: number;
  h: number;
}

type ScoreRecipe =
  | { kind: 'inline'; values: (number | string)[] }
  | { kind: 'u16le-base64'; data: string; base64?: string }
  | {
      kind: 'lcg';
      n: number;
      seed: number;
      noise?: number;
      offset?: number;
      scale?: number;
      levels?: number;
      walk?: boolean;
      bumps?: Bump[];
    };

export interface GoldenCase {
  id: string;
  n: number;
  score: ScoreRecipe;
  scoreCheck?: { first: number | string; last: number | string; sum: number | null };
  labels: { runs: [number, number][] };
  slidingWindow: number;
  thresholds: number;
  expected: {
    tsbad: Values;
    tsbadGetMetrics?: Values | { error: string };
    tsbadOptMem?: Values | { error: string };
    tsbadPerWindow?: { roc: Wanted[]; pr: Wanted[] };
    pred?: { runs: [number, number][] };
    tsbadPred?: Values;
    affiliationAtPred?: Values | { error: string };
    rangeAtPred?: Values;
    coad?: {
      pointWise?: Values | { error: string };
      vus?: Values | { error: string };
      classicAtSlidingWindow?: Values | { error: string };
      classicPerWindow?: { roc: Wanted[]; pr: Wanted[] };
      ucr?: Values & { topPeaks: number[] };
    };
    pate?: Values & { e_buffer: number; d_buffer: number };
  };
}

export interface LoadedCase extends GoldenCase {
  scores: Float64Array;
  labelArray: Uint8Array;
}

/** All golden cases beside the tests, smallest first by name; those with more than `maxPoints` are left out. */
export function loadCases(testUrl: string, maxPoints: number = Infinity): LoadedCase[] {
  return goldenFiles(testUrl)
    .filter((name) => /^(s\d|perf)/.test(name))
    .map((name) => readGolden<GoldenCase>(testUrl, name))
    .filter((golden) => golden.n <= maxPoints)
    .map((golden) => ({ ...golden, scores: makeScores(golden), labelArray: flags(golden.labels.runs, golden.n) }));
}

/** 0/1 per point from inclusive index pairs. */
export function flags(runs: readonly (readonly [number, number])[], n: number): Uint8Array {
  const out = new Uint8Array(n);
  for (const [first, last] of runs) out.fill(1, first, last + 1);
  return out;
}

export function makeScores({ score, n }: GoldenCase): Float64Array {
  if (score.kind === 'inline') return Float64Array.from(score.values, Number);
  if (score.kind === 'u16le-base64') {
    const bytes = Buffer.from(score.data ?? score.base64 ?? '', 'base64');
    return Float64Array.from({ length: n }, (_, i) => bytes.readUInt16LE(2 * i) / 65535);
  }
  const { seed, noise = 1, offset = 0, scale = 1, levels, walk, bumps = [] } = score;
  const next = lcg(seed);
  let level = 0;
  return Float64Array.from({ length: n }, (_, k) => {
    const u = next() / 4294967296;
    let v = u * noise;
    if (walk) {
      level += (u - 0.5) * noise;
      v = level;
    }
    for (const { c, r, h } of bumps) {
      const t = 1 - Math.abs(k - c) / r;
      if (t > 0) v += h * t;
    }
    if (levels) v = Math.floor(v * levels) / levels;
    return offset + scale * v;
  });
}

/** Is this a finite expected value? ("NaN" and "Infinity" are strings in the files, errors are objects.) */
export function isNumber(wanted: Wanted | undefined): wanted is number {
  return typeof wanted === 'number';
}

/** |got - wanted| <= 1e-12 max(1, |wanted|). */
export function expectGolden(got: number, wanted: number, what: string): void {
  const error = Math.abs(got - wanted);
  expect(error <= 1e-12 * Math.max(1, Math.abs(wanted)), `${what}: got ${got}, expected ${wanted}`).toBe(true);
}
