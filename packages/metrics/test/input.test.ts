/** What goes in: forms of scores and labels that mean the same, and one clear error for each fault. */
import { describe, expect, it } from 'vitest';
import {
  affiliation,
  affiliationAtPrediction,
  aucPr,
  aucRoc,
  bestF1,
  bestThreshold,
  detectionDelay,
  evaluate,
  evaluatePrediction,
  eventAtPrediction,
  eventF1,
  f1AtPrediction,
  falseAlarms,
  type Labels,
  paK,
  paKArea,
  pate,
  pateAtPrediction,
  pointAdjustedAtPrediction,
  pointAdjustedF1,
  rangeAtPrediction,
  rangeAuc,
  rangeF1,
  type Scores,
  topKHits,
  vus,
  vusAtPrediction,
} from '../src/index.ts';

const ofScores: Record<string, (scores: Scores, labels: Labels) => unknown> = {
  aucRoc,
  aucPr,
  bestF1,
  bestThreshold,
  vus,
  rangeAuc,
  pointAdjustedF1,
  eventF1,
  rangeF1,
  affiliation,
  pate,
  paK,
  paKArea,
};

const ofPredictions: Record<string, (predictions: Labels, labels: Labels) => unknown> = {
  f1AtPrediction,
  pointAdjustedAtPrediction,
  eventAtPrediction,
  rangeAtPrediction,
  affiliationAtPrediction,
  vusAtPrediction,
  pateAtPrediction,
};

const scores = [0.25, 0.5, 0.125, 0.75, 1, 0.5, 0.25, 0];
const labels = [0, 0, 0, 1, 1, 0, 1, 0];
const predictions = [0, 1, 0, 1, 0, 0, 1, 0];
const events = [
  { begin: 3, end: 5 },
  { begin: 6, end: 7 },
];

describe.each(Object.keys(ofScores))('%s', (name) => {
  const metric = ofScores[name];

  it('takes float64, float32 and plain scores alike', () => {
    const wanted = metric(scores, labels);
    expect(metric(Float64Array.from(scores), labels)).toEqual(wanted);
    expect(metric(Float32Array.from(scores), labels)).toEqual(wanted);
  });

  it('takes labels as numbers, bytes, booleans and events alike', () => {
    const wanted = metric(scores, labels);
    expect(metric(scores, Uint8Array.from(labels))).toEqual(wanted);
    expect(metric(scores, labels.map(Boolean))).toEqual(wanted);
    expect(metric(scores, events)).toEqual(wanted);
  });

  it('changes neither scores nor labels', () => {
    const givenScores = Float64Array.from(scores);
    const givenLabels = Uint8Array.from(labels);
    metric(givenScores, givenLabels);
    expect([...givenScores]).toEqual(scores);
    expect([...givenLabels]).toEqual(labels);
  });

  it.each([Number.NaN, Infinity, -Infinity])('names the index of the score %s', (bad) => {
    const faulty = scores.with(5, bad);
    expect(() => metric(faulty, labels)).toThrow(RangeError);
    expect(() => metric(faulty, labels)).toThrow(`${name}: scores must be finite, got ${bad} at index 5`);
  });

  it('says that the lengths differ, and both lengths', () => {
    expect(() => metric(scores, labels.slice(1))).toThrow(RangeError);
    expect(() => metric(scores, labels.slice(1))).toThrow(`${name}: labels must have one entry per point (8), got 7`);
  });

  it('says that there is no anomalous point, or no normal one', () => {
    expect(() => metric(scores, new Uint8Array(8))).toThrow(RangeError);
    expect(() => metric(scores, new Uint8Array(8))).toThrow(`${name}: labels must hold an anomalous point, got none`);
    expect(() => metric(scores, [])).toThrow(`${name}: labels must hold an anomalous point, got none`);
    const all = new Uint8Array(8).fill(1);
    expect(() => metric(scores, all)).toThrow(RangeError);
    expect(() => metric(scores, all)).toThrow(`${name}: labels must hold a normal point, got only anomalous ones`);
  });

  it('says that there is no score, and names a score or a label of another kind', () => {
    expect(() => metric([], [])).toThrow(`${name}: scores must hold at least one point, got none`);
    expect(() => metric(scores, labels.with(2, 2))).toThrow(`${name}: labels must be 0 or 1, got 2 at index 2`);
    expect(() => metric(scores, Uint8Array.from(labels).with(2, 7))).toThrow('labels must be 0 or 1, got 7 at index 2');
    expect(() => metric([...scores.slice(1), '1' as unknown as number], labels)).toThrow(TypeError);
    expect(() => metric(scores, null as unknown as Labels)).toThrow(TypeError);
  });
});

describe.each(Object.keys(ofPredictions))('%s', (name) => {
  const metric = ofPredictions[name];

  it('takes predictions and labels as numbers, bytes, booleans and events alike', () => {
    const wanted = metric(predictions, labels);
    expect(metric(Uint8Array.from(predictions), labels.map(Boolean))).toEqual(wanted);
    expect(metric(predictions.map(Boolean), events)).toEqual(wanted);
    const runs = [
      { begin: 1, end: 2 },
      { begin: 3, end: 4 },
      { begin: 6, end: 7 },
    ];
    expect(metric(runs, labels)).toEqual(wanted);
  });

  it('needs the number of points from one of the two', () => {
    expect(() => metric(events, events)).toThrow(TypeError);
  });

  it('names a fault of the predictions and of the labels', () => {
    expect(() => metric(predictions.with(3, 0.5), labels)).toThrow(
      `${name}: predictions must be 0 or 1, got 0.5 at index 3`,
    );
    expect(() => metric(predictions, labels.slice(1))).toThrow(
      `${name}: labels must have one entry per point (8), got 7`,
    );
    expect(() => metric(new Uint8Array(0), new Uint8Array(0))).toThrow(RangeError);
    expect(() => metric(predictions, new Uint8Array(8))).toThrow('labels must hold an anomalous point, got none');
    expect(() => metric(predictions, new Uint8Array(8).fill(1))).toThrow('labels must hold a normal point');
  });
});

describe('events', () => {
  it('that touch are one event, as in 0/1 labels', () => {
    const touching = [
      { begin: 3, end: 4 },
      { begin: 4, end: 5 },
      { begin: 6, end: 7 },
    ];
    expect(vus(scores, touching, { window: 4 })).toEqual(vus(scores, events, { window: 4 }));
  });

  it.each([
    [[{ begin: 3, end: 9 }], 'labels[0].end must be an integer in [4, 8], got 9'],
    [[{ begin: -1, end: 2 }], 'labels[0].begin must be an integer in [0, 7], got -1'],
    [[{ begin: 3, end: 3 }], 'labels[0].end must be an integer in [4, 8], got 3'],
    [[events[1], events[0]], 'labels[1].begin must be 7, got 3'],
  ])('out of bounds, empty or out of order are named: %j', (wrong, message) => {
    expect(() => aucRoc(scores, wrong)).toThrow(RangeError);
    expect(() => aucRoc(scores, wrong)).toThrow(message);
  });
});

describe('options', () => {
  it.each<[string, () => unknown]>([
    ['a negative window', () => vus(scores, labels, { window: -1 })],
    ['a window beyond 100,000', () => vus(scores, labels, { window: 1e9 })],
    ['half a window', () => rangeAuc(scores, labels, { window: 1.5 })],
    ['one threshold', () => vus(scores, labels, { thresholds: 1 })],
    ['an unknown kind', () => vus(scores, labels, { kind: 'new' as 'current' })],
    ['an unknown rule', () => aucPr(scores, labels, { rule: 'spline' as 'step' })],
    ['an unknown mode', () => eventF1(scores, labels, { mode: 'loose' as 'fixed' })],
    ['an unknown protocol', () => evaluate(scores, labels, { protocol: 'ucr' as 'coad' })],
    ['more than 100 percent', () => paK(scores, labels, { percent: 101 })],
    ['falling percentages', () => paKArea(scores, labels, { percents: [50, 20] })],
    ['no percentage', () => paKArea(scores, labels, { percents: [] })],
    ['no splits', () => pate(scores, labels, { splits: 0 })],
    ['an event out of bounds', () => topKHits(scores, { begin: 3, end: 9, period: 2 })],
    ['a negative tolerance', () => topKHits(scores, { begin: 3, end: 5, period: 2, tolerance: -1 })],
    ['no period', () => topKHits(scores, { begin: 3, end: 5, period: 0 })],
    ['a sampling interval of 0', () => falseAlarms(predictions, labels, { secondsPerPoint: 0 })],
    ['a range of scores beyond a float64', () => rangeF1([-1e308, 1e308, 0], [0, 1, 0])],
  ])('%s: a RangeError', (_, call) => {
    expect(call).toThrow(RangeError);
  });

  it('a misspelt option is a TypeError that lists the known ones', () => {
    const wrong = { windw: 3 } as object;
    expect(() => vus(scores, labels, wrong)).toThrow(TypeError);
    expect(() => vus(scores, labels, wrong)).toThrow(
      'unknown option "windw"; known are window, kind, thresholds, mode',
    );
  });
});

it('scores as far apart as a float64 allows are ranked all the same', () => {
  const far = [-1.7e308, 1.7e308, -1e-320, 1e-320, 0, 5e-324];
  const [ranks, flags] = [
    [0, 5, 1, 4, 2, 3],
    [0, 1, 0, 1, 0, 1],
  ];
  expect(aucRoc(far, flags)).toBe(aucRoc(ranks, flags));
  expect(vus(far, flags, { window: 2 })).toEqual(vus(ranks, flags, { window: 2 }));
  const close = [0, 5e-324, 1e-323, 5e-324, 1.5e-323, 0];
  expect(aucPr(close, flags)).toBe(aucPr([0, 1, 2, 1, 3, 0], flags));
});

it('without a mode, delays need an event and false alarms do not', () => {
  expect(() => detectionDelay(predictions, new Uint8Array(8))).toThrow(RangeError);
  expect(falseAlarms(predictions, new Uint8Array(8)).alarms).toBe(3);
  expect(evaluatePrediction(predictions, labels, { window: 2 })['Standard-F1']).toBe(
    f1AtPrediction(predictions, labels).f1,
  );
});

it('a prediction whose length is a lie is refused before anything is allocated', () => {
  expect(() => detectionDelay({ length: 2 ** 40 }, [{ begin: 1, end: 2 }])).toThrow(
    'detectionDelay: predictions must be 0 or 1, got undefined at index 0',
  );
});
