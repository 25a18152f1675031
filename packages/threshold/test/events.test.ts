import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSilences, toEvents } from '../src/index.ts';
import * as naive from './naive.ts';

const scores = fc.array(fc.constantFrom(0, 0, 0, 1, 2, 3, Number.NaN), { maxLength: 60 });
const options = fc.record({
  mergeGap: fc.integer({ min: 0, max: 5 }),
  minLength: fc.integer({ min: 1, max: 4 }),
  coolDown: fc.integer({ min: 0, max: 8 }),
  silence: fc.integer({ min: 0, max: 3 }),
});

describe('toEvents', () => {
  it('equals the naive twin', () => {
    fc.assert(
      fc.property(scores, options, (values, settings) => {
        expect(toEvents(values, 0.5, settings)).toEqual(naive.events(values, 0.5, settings));
      }),
      { numRuns: 1000 },
    );
  });

  it('covers exactly the points above the threshold by default', () => {
    fc.assert(
      fc.property(scores, (values) => {
        const covered = new Array(values.length).fill(false);
        for (const { start, end } of toEvents(values, 0.5)) covered.fill(true, start, end);
        expect(covered).toEqual(values.map((value) => value > 0.5));
      }),
    );
  });

  it('does not see an increasing map of scores and threshold', () => {
    fc.assert(
      fc.property(scores, options, (values, settings) => {
        const places = (list: ReturnType<typeof toEvents>) =>
          list.map(({ kind, start, end, peak }) => [kind, start, end, peak]);
        const mapped = values.map((value) => Math.exp(3 * value) - 7);
        expect(places(toEvents(mapped, Math.exp(1.5) - 7, settings))).toEqual(places(toEvents(values, 0.5, settings)));
      }),
    );
  });

  it('merges before it measures the length', () => {
    const events = toEvents([0, 4, 0, 5, 0, 0, 9], 1, { mergeGap: 1, minLength: 3 });
    expect(events).toEqual([{ kind: 'anomaly', start: 1, end: 4, peak: 3, peakScore: 5 }]);
  });

  it('is quiet for coolDown points after an event that was told, not after one that was dropped', () => {
    const starts = toEvents([9, 0, 9, 0, 9, 0, 9], 1, { coolDown: 3 }).map(({ start }) => start);
    expect(starts).toEqual([0, 4]);
  });

  it('calls a run of missing scores a silence, but not the warm-up', () => {
    const nan = Number.NaN;
    const events = toEvents([nan, nan, nan, 1, nan, nan, 1, nan, nan, nan], 2, { silence: 3 });
    expect(events).toEqual([{ kind: 'silence', start: 7, end: 10, peak: 7, peakScore: nan }]);
    expect(toEvents([nan, nan, nan], 2, { silence: 1 })).toEqual([]);
  });

  it('takes one threshold per point, and NaN as no decision', () => {
    const events = toEvents([5, 5, 5, Infinity], [6, 4, Number.NaN, 1e300]);
    expect(events.map(({ start, end }) => [start, end])).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('names what is wrong', () => {
    expect(toEvents([], 1)).toEqual([]);
    expect(() => toEvents([1], Number.NaN)).toThrow('threshold');
    expect(() => toEvents([1, 2], [1])).toThrow('one number per score (2), got 1');
    expect(() => toEvents([1], 1, { minLength: 0 })).toThrow('minLength must be an integer of at least 1, got 0');
    expect(() => toEvents([1], 1, { mergeGap: 1.5 })).toThrow('mergeGap');
    expect(() => toEvents([1], 1, { gap: 1 } as never)).toThrow('unknown option "gap"');
    expect(() => toEvents(['a'] as unknown as number[], 1)).toThrow('scores[0]');
  });
});

describe('findSilences', () => {
  it('finds every step longer than the limit, and nothing else', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 30 });
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 20 }), (gaps, longerThan) => {
        let time = 0;
        const times = [0, ...gaps.map((gap) => (time += gap))];
        const found = findSilences(times, { longerThan });
        expect(found.map(({ after }) => after)).toEqual(gaps.flatMap((gap, i) => (gap > longerThan ? [i] : [])));
        for (const { after, from, to } of found) expect([from, to]).toEqual([times[after], times[after + 1]]);
      }),
    );
  });

  it('reports a stream that stopped', () => {
    expect(findSilences([0, 10], { longerThan: 15, now: 25 })).toEqual([]);
    expect(findSilences([0, 10], { longerThan: 15, now: 26 })).toEqual([{ after: 1, from: 10, to: 26 }]);
    expect(findSilences([], { longerThan: 15, now: 26 })).toEqual([]);
  });

  it('names what is wrong', () => {
    expect(() => findSilences([2, 1], { longerThan: 1 })).toThrow(
      'timestamps[1] must be a number of at least 2, got 1',
    );
    expect(() => findSilences([1, Number.NaN], { longerThan: 1 })).toThrow('timestamps[1]');
    expect(() => findSilences([1], { longerThan: -1 })).toThrow('longerThan');
    expect(() => findSilences([5], { longerThan: 1, now: 4 })).toThrow('now');
  });
});
