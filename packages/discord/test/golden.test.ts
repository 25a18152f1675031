import { readGolden } from '@tsad/test-kit';
import { describe, expect, it } from 'vitest';
import { abJoin, type JoinDistance, selfJoin } from '../src/index.ts';
import { naiveDistance } from './naive.ts';

interface Case {
  join: 'self' | 'ab';
  distance?: JoinDistance;
  series: string;
  reference?: string;
  window: number;
  k: number;
  distances: (number | null)[];
  indices: number[];
  left: number[];
  right: number[];
}

const golden = readGolden<{ series: Record<string, (number | null)[]>; cases: Case[] }>(import.meta.url, 'stumpy.json');
const seriesOf = (name: string): Float64Array => Float64Array.from(golden.series[name], (value) => value ?? Number.NaN);

describe('joins equal stumpy', () => {
  it.each(golden.cases)('$join-join of $series, window $window, k $k', (wanted) => {
    const { window, k } = wanted;
    const distance = wanted.distance ?? 'z';
    const series = seriesOf(wanted.series);
    const reference = wanted.reference ? seriesOf(wanted.reference) : series;
    const self = wanted.join === 'self' ? selfJoin(series, { window, neighbours: k, distance }) : undefined;
    const got = self ?? abJoin(series, reference, { window, neighbours: k, distance });
    const distances = wanted.distances.map((value) => value ?? Number.NaN);
    // stumpy subtracts where windows are equal, which leaves up to 1e-6 of a distance of 0.
    expect(got.distances).toBeAllclose(distances, { rtol: 1e-7, atol: 1e-6 });
    const sameOrTied = (gotIndex: number, wantedIndex: number, i: number): boolean =>
      gotIndex === wantedIndex ||
      (gotIndex >= 0 &&
        wantedIndex >= 0 &&
        Math.abs(
          naiveDistance(series, i, reference, gotIndex, { window, distance }) -
            naiveDistance(series, i, reference, wantedIndex, { window, distance }),
        ) < 1e-6);
    for (const [slot, index] of wanted.indices.entries()) {
      // A window with a gap has no neighbour here; stumpy names one at an infinite distance.
      if (wanted.distances[slot] === null) expect(got.indices[slot]).toBe(-1);
      else expect(sameOrTied(got.indices[slot], index, Math.floor(slot / k))).toBe(true);
    }
    for (const [i, index] of (self ? wanted.left : []).entries()) {
      if (wanted.distances[i * k] === null) continue;
      expect(sameOrTied(self!.left.indices[i * k], index, i)).toBe(true);
      expect(sameOrTied(self!.right.indices[i * k], wanted.right[i], i)).toBe(true);
    }
  });
});
