import { createRandom } from '@tsad/core';
import { toEvents } from '@tsad/threshold';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSeries } from '../src/report/client/decode.ts';
import { findEvents } from '../src/report/client/events.ts';
import { formatTime, formatValue, ticks, timeTicks } from '../src/report/client/scale.ts';
import { around, between, pan, whole, zoom } from '../src/report/client/view.ts';
import type { Report, ReportSeries } from '../src/report/model.ts';
import { packReport, packSeries, planPack } from '../src/report/pack.ts';
import { renderReport } from '../src/report/page.ts';

/** A series of noise with scores that follow it; row 0 of the scores is missing. */
function noise(length: number, seed = 3): ReportSeries {
  const random = createRandom(seed);
  const values = Float64Array.from({ length }, () => 1e6 + random.normal());
  const scores = values.map((value) => Math.abs(value - 1e6));
  scores[0] = Number.NaN;
  return {
    name: 'noise',
    values,
    trainEnd: Math.floor(length / 4),
    scorings: [
      {
        detector: 'd',
        scores,
        threshold: 2.5,
        rules: { mergeGap: 3, minLength: 1 },
        expected: new Float64Array(length).fill(1e6),
        facts: [],
      },
    ],
  };
}

const reportOf = (series: ReportSeries, title = 'A title'): Report => ({ title, lead: 'A lead.', series: [series] });
const unpack = (series: ReportSeries) =>
  decodeSeries(JSON.parse(JSON.stringify(packReport(reportOf(series)).series[0])));

describe('renderReport', () => {
  const { values } = noise(9);
  const scoring = noise(9).scorings[0];
  it.each<[string, unknown, string]>([
    ['nothing', null, 'title must be a string, got undefined'],
    ['no series', { title: 't', lead: 'l', series: [] }, 'series must be a list of at least one series'],
    ['plain arrays', reportOf({ ...noise(9), values: [1] as never }), 'series[0].values must be a Float64Array'],
    ['a late end', reportOf({ ...noise(9), trainEnd: 10 }), 'series[0].trainEnd must be an integer in [0, 9], got 10'],
    [
      'a label out of bounds',
      reportOf({ ...noise(9), labels: [{ start: 3, end: 12 }] }),
      'series[0].labels[0].end must be an integer in [4, 9], got 12',
    ],
    [
      'scores of another length',
      reportOf({ ...noise(9), scorings: [{ ...scoring, scores: values.slice(1) }] }),
      'series[0].scorings[0].scores must hold a number per row (9), got 8',
    ],
    [
      'no threshold',
      reportOf({ ...noise(9), scorings: [{ ...scoring, threshold: Number.NaN }] }),
      'series[0].scorings[0].threshold must be a number, not NaN, got NaN',
    ],
    [
      'no rules',
      reportOf({ ...noise(9), scorings: [{ ...scoring, rules: undefined as never }] }),
      'series[0].scorings[0].rules.mergeGap must be an integer of at least 0, got undefined',
    ],
  ])('refuses %s and names the part', (_title, report, message) => {
    expect(() => renderReport(report as Report)).toThrow(`renderReport: ${message}`);
  });
});

describe('a packed report', () => {
  it('gives short series back: small changes on a large offset survive', () => {
    const series = noise(500);
    const { low, high, scorings } = unpack(series);
    expect(high).toBe(low);
    // Numbers travel as float32 differences to one base.
    expect(low).toBeAllclose(series.values, { rtol: 0, atol: 1e-6 });
    expect(scorings[0].score[0]).toBeNaN();
    expect(scorings[0].expected).toBeAllclose(series.scorings[0].expected!, { rtol: 0, atol: 1e-6 });
  });

  it('counts events as toEvents does on all scores, for any threshold the page can reach (law)', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 30_000 }),
        fc.integer(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (length, seed, level) => {
          const series = noise(length, seed);
          const { scores, rules } = series.scorings[0];
          const [scoring] = unpack(series).scorings;
          const lowest = scoring.ranked.at(-1)!;
          const threshold = lowest + level * (scoring.ranked[0] - lowest);
          const wanted = toEvents(scores, threshold, rules);
          const found = findEvents(scoring, length, threshold);
          expect(found.map(({ start, end, peak, score }) => [start, end, peak, score])).toEqual(
            wanted.map(({ start, end, peak, peakScore }) => [start, end, peak, peakScore]),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reaches the calibrated threshold even where a fifth of all points is above it', () => {
    const series = noise(100_000);
    series.scorings[0].threshold = 1.3;
    const [scoring] = unpack(series).scorings;
    expect(scoring.ranked.at(-1)).toBeLessThan(1.3);
  });

  it('keeps extremes of long series within their bucket, and the page of a million points under 15 MB', () => {
    const series = noise(1_000_000);
    series.values[654_321] += 50;
    series.timestamps = Float64Array.from({ length: 1_000_000 }, (_, i) => i * 1000 + (i % 3));
    const { low, high, bucket, timeOf } = unpack(series);
    const at = Math.floor(654_321 / bucket);
    expect(bucket).toBeGreaterThan(1);
    expect(high[at] - 1e6).toBeGreaterThan(45);
    expect(low[at] - 1e6).toBeLessThan(10);
    expect(timeOf!(654_320)).toBeCloseTo(654_320_000, -2);
    expect(renderReport(reportOf(series)).length).toBeLessThan(15e6);
  });

  it('stores evenly spaced times as a start and a step', () => {
    const series = noise(100);
    series.timestamps = Float64Array.from({ length: 100 }, (_, i) => 5 + 10 * i);
    expect(packReport(reportOf(series)).series[0].times).toEqual({ start: 5, step: 10 });
  });

  it('of very many scorings stays under 15 MB: every series gets its share, events are those of the buckets', () => {
    const one = noise(20_000);
    const [scoring] = one.scorings;
    const { expected, ...plain } = scoring;
    const scorings = Array.from({ length: 20 }, (_, i) => ({ ...plain, detector: `detector ${i}` }));
    const plan = planPack(Array.from({ length: 250 }, () => ({ rows: 20_000, scorings: 20, timed: false })));
    expect(plan.exact).toBe(0);
    const packed = packSeries({ ...one, scorings }, plan);
    expect(250 * JSON.stringify(packed).length).toBeLessThan(14e6);
    const { bucket, scorings: decoded } = decodeSeries(JSON.parse(JSON.stringify(packed)));
    expect(20_000 / bucket).toBeGreaterThan(250);
    const highest = scoring.scores.reduce((most, score, row) => (score > scoring.scores[most] ? row : most), 1);
    const [event] = findEvents(decoded[0], 20_000, scoring.scores[highest] - 1e-4);
    expect([event.start, event.end]).toEqual([
      Math.floor(highest / bucket) * bucket,
      (Math.floor(highest / bucket) + 1) * bucket,
    ]);
  });

  it('shares room so that short series stay whole beside long ones', () => {
    const shapes = [
      { rows: 3_000_000, scorings: 3, timed: false },
      { rows: 1_000, scorings: 3, timed: false },
    ];
    const { buckets, exact } = planPack(shapes);
    expect(buckets).toBeGreaterThan(100_000);
    expect(exact).toBeGreaterThan(60_000);
  });

  it('survives nothing: no scores, missing values, infinities', () => {
    const series = noise(20);
    series.values.fill(Number.NaN, 0, 10);
    series.values[12] = Number.POSITIVE_INFINITY;
    series.scorings[0].scores.fill(Number.NaN);
    const { scorings, low } = unpack(series);
    expect(low[3]).toBeNaN();
    expect(low[12]).toBe(Number.POSITIVE_INFINITY);
    expect(findEvents(scorings[0], 20, 0)).toEqual([]);
  });
});

describe('the page', () => {
  const evil = `</script><img src=x onerror="alert(1)">'<!--\u2028`;

  it('escapes every name: markup of the data never becomes markup of the page', () => {
    const series = { ...noise(50), name: evil, description: evil };
    series.scorings[0].detector = evil;
    const page = renderReport({
      title: evil,
      lead: evil,
      series: [series],
      details: { caption: evil, columns: [{ title: evil }], rows: [{ cells: [evil] }] },
    });
    expect(page).not.toContain('<img');
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    expect(page).not.toContain('<!--');
  });

  it('names no address and lets the browser load nothing', () => {
    const page = renderReport(reportOf(noise(50)));
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|\/\//);
    expect(page).toContain(`default-src 'none'`);
  });
});

describe('axes and views', () => {
  it('ticks are round and within the bounds (law)', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
        (low, span) => {
          const marks = ticks(low, low + span, 5);
          expect(marks.length).toBeLessThanOrEqual(12);
          for (const mark of marks) expect(mark >= low - 1e-9 * span && mark <= low + span + 1e-9 * span).toBe(true);
        },
      ),
    );
  });

  it('times are cut to what the step can tell apart', () => {
    const day = Date.UTC(2024, 1, 29);
    expect(timeTicks(day, day + 86_400_000, 5).at.map((time) => formatTime(time, 21_600_000))).toEqual([
      '02-29 00:00',
      '02-29 06:00',
      '02-29 12:00',
      '02-29 18:00',
      '03-01 00:00',
    ]);
    expect(formatTime(day)).toBe('2024-02-29 00:00:00');
    expect(formatTime(Number.NaN)).toBe('');
  });

  it.each([
    [1234.5678, 1, '1234.57'],
    [0.00001, 0.00001, '1.00e−5'],
    [-3, 10, '−3'],
    [Number.NaN, 1, 'missing'],
  ])('%d on a span of %d reads %s', (value, span, text) => {
    expect(formatValue(value, span)).toBe(text);
  });

  it('a view never leaves the series and never vanishes, whatever is done to it (law)', () => {
    const move = fc.oneof(
      fc.record({ kind: fc.constant('zoom'), by: fc.double({ min: 0.01, max: 100, noNaN: true }) }),
      fc.record({ kind: fc.constant('pan'), by: fc.double({ min: -1e7, max: 1e7, noNaN: true }) }),
      fc.record({ kind: fc.constant('between'), by: fc.double({ min: -100, max: 2000, noNaN: true }) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1000 }), fc.array(move, { maxLength: 20 }), (length, moves) => {
        let view = whole(length);
        for (const { kind, by } of moves) {
          if (kind === 'zoom') view = zoom(view, length, by, (view.from + view.to) / 2);
          else if (kind === 'pan') view = pan(view, length, by);
          else view = between(by, by / 2, length);
          expect(view.from).toBeGreaterThanOrEqual(0);
          expect(view.to).toBeLessThanOrEqual(length + 1e-9);
          expect(view.to - view.from).toBeGreaterThanOrEqual(Math.min(8, length) - 1e-9);
        }
      }),
    );
    expect(around(995, 1000, 1000)).toEqual({ from: 840, to: 1000 });
  });
});
