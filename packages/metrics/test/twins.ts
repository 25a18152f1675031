/** Fast against naive: random small cases, and for each metric the comparison with its literal twin. */
import fc from 'fast-check';
import { expect } from 'vitest';
import {
  affiliation,
  affiliationAtPrediction,
  aucPr,
  aucRoc,
  bestF1,
  detectionDelay,
  eventAtPrediction,
  eventF1,
  f1AtPrediction,
  falseAlarms,
  paK,
  pate,
  pateAtPrediction,
  pointAdjustedAtPrediction,
  pointAdjustedF1,
  rangeAtPrediction,
  rangeAuc,
  rangeF1,
  topKHits,
  vus,
  vusAtPrediction,
} from '../src/index.ts';
import { naiveBuffers, naivePate, naivePateCounts, naivePateThresholds } from './naive-pate.ts';
import {
  confusion,
  f1Of,
  naiveAucPr,
  naiveAucRoc,
  naiveBestF1,
  naiveDelays,
  naiveFalseAlarms,
  naivePaK,
  naivePaKFixed,
  naivePeaks,
} from './naive-points.ts';
import {
  best,
  naiveAffiliation,
  naiveAffiliationF1,
  naiveEvent,
  naivePointAdjusted,
  naivePredictions,
  naiveRange,
} from './naive-ranges.ts';
import { naiveVus, naiveVusAtPrediction, naiveWindow } from './naive-vus.ts';

/** A small case: scores and labels of both classes, a prediction, a window, a number of thresholds. */
export interface SmallCase {
  scores: number[];
  labels: number[];
  predicted: number[];
  window: number;
  thresholds: number;
  splits: number;
  includeZero: boolean;
}

/** 0/1 sequences of a given length made of runs, so that borders, touching and one-point events are common. */
function flagsOf(n: number): fc.Arbitrary<number[]> {
  return fc
    .tuple(fc.boolean(), fc.array(fc.integer({ min: 1, max: 7 }), { minLength: n, maxLength: n }))
    .map(([first, sizes]) => {
      const out: number[] = [];
      let flag = first ? 1 : 0;
      for (const size of sizes) {
        for (let k = 0; k < size && out.length < n; k++) out.push(flag);
        flag = 1 - flag;
      }
      return out;
    });
}

function scoresOf(n: number): fc.Arbitrary<number[]> {
  const few = fc.integer({ min: 1, max: 5 }).chain((levels) => fc.integer({ min: 0, max: levels }));
  const array = (value: fc.Arbitrary<number>) => fc.array(value, { minLength: n, maxLength: n });
  return fc.oneof(
    array(fc.double({ min: -2, max: 2, noNaN: true })),
    array(fc.integer({ min: 0, max: 30 }).map((k) => k / 7)),
    fc.integer({ min: 1, max: 4 }).chain((levels) => array(fc.integer({ min: 0, max: levels }))),
    few.map((value) => new Array<number>(n).fill(value)),
  );
}

export const smallCases: fc.Arbitrary<SmallCase> = fc.integer({ min: 2, max: 28 }).chain((n) =>
  fc
    .record({
      scores: scoresOf(n),
      labels: flagsOf(n),
      predicted: fc.oneof(
        flagsOf(n),
        fc.constantFrom(0, 1).map((flag) => new Array<number>(n).fill(flag)),
      ),
      window: fc.integer({ min: 0, max: 14 }),
      thresholds: fc.constantFrom(2, 3, 7, 20),
      splits: fc.integer({ min: 1, max: 3 }),
      includeZero: fc.boolean(),
    })
    .filter(({ labels }) => labels.includes(0) && labels.includes(1)),
);

/** Equal to 1e-12; NaN equals NaN. */
function same(got: number, wanted: number, what: string): void {
  if (Number.isNaN(wanted)) expect(got, what).toBeNaN();
  else expect(Math.abs(got - wanted), `${what}: got ${got}, expected ${wanted}`).toBeLessThanOrEqual(1e-12);
}

const KINDS = ['current', 'classic'] as const;
const MODES = ['strict', 'fixed'] as const;

/** For each metric: assert that the fast form equals the naive one on a case. */
export const twins: Record<string, (sample: SmallCase) => void> = {
  'AUC-ROC, AUC-PR and best F1': ({ scores, labels }) => {
    same(aucRoc(scores, labels), naiveAucRoc(scores, labels), 'aucRoc');
    same(aucPr(scores, labels), naiveAucPr(scores, labels, 'step'), 'step');
    same(aucPr(scores, labels, { rule: 'trapezoid' }), naiveAucPr(scores, labels, 'trapezoid'), 'trapezoid');
    same(bestF1(scores, labels), naiveBestF1(scores, labels, 1e-5), 'tsb-ad');
    same(bestF1(scores, labels, { protocol: 'coad' }), naiveBestF1(scores, labels, 1e-12), 'coad');
    same(bestF1(scores, labels, { mode: 'fixed' }), naiveBestF1(scores, labels, 0), 'fixed');
  },
  'VUS of both kinds': ({ scores, labels, window, thresholds }) => {
    for (const kind of KINDS) {
      const got = vus(scores, labels, { window, kind, thresholds });
      const wanted = naiveVus(scores, labels, window, kind, thresholds);
      same(got.roc, wanted.roc, `${kind} roc`);
      same(got.pr, wanted.pr, `${kind} pr`);
    }
  },
  'Range-AUC': ({ scores, labels, window, thresholds }) => {
    const got = rangeAuc(scores, labels, { window, thresholds });
    const wanted = naiveWindow(scores, labels, window, 'classic', thresholds, true);
    same(got.roc, wanted.roc, 'roc');
    same(got.pr, wanted.pr, 'pr');
  },
  'point-adjusted, event, range and affiliation F1': ({ scores, labels }) => {
    for (const mode of MODES) {
      const fixed = mode === 'fixed';
      const all = naivePredictions(scores, fixed);
      const wanted = (f: (predicted: number[], labels: number[], fixed: boolean) => number): number =>
        best(all.map((predicted) => f(predicted, labels, fixed)));
      same(pointAdjustedF1(scores, labels, { mode }), wanted(naivePointAdjusted), `${mode} point-adjusted`);
      same(eventF1(scores, labels, { mode }), wanted(naiveEvent), `${mode} event`);
      same(
        rangeF1(scores, labels, { mode }),
        wanted((p, l, f) => naiveRange(p, l, f).f1),
        `${mode} range`,
      );
      same(affiliation(scores, labels, { mode }).f1, wanted(naiveAffiliationF1), `${mode} affiliation`);
    }
  },
  'the metrics of a prediction': ({ predicted, labels, window }) => {
    const counts = confusion(predicted, labels);
    same(f1AtPrediction(predicted, labels).f1, f1Of(counts), 'f1');
    for (const mode of MODES) {
      const fixed = mode === 'fixed';
      const adjusted = pointAdjustedAtPrediction(predicted, labels, { mode }).f1;
      same(adjusted, naivePointAdjusted(predicted, labels, fixed), `${mode} point-adjusted`);
      same(eventAtPrediction(predicted, labels, { mode }).f1, naiveEvent(predicted, labels, fixed), `${mode} event`);
      const range = rangeAtPrediction(predicted, labels, { mode });
      const naive = naiveRange(predicted, labels, fixed);
      for (const name of ['precision', 'recall', 'existence', 'overlap', 'f1'] as const) {
        same(range[name], naive[name], `${mode} range ${name}`);
      }
      const near = affiliationAtPrediction(predicted, labels, { mode });
      const wanted = naiveAffiliation(predicted, labels);
      same(near.precision, wanted.precision, 'affiliation precision');
      same(near.recall, wanted.recall, 'affiliation recall');
      const surface = vusAtPrediction(predicted, labels, { window, mode });
      const volume = naiveVusAtPrediction(predicted, labels, window, !fixed);
      for (const name of ['precision', 'recall', 'f1'] as const)
        same(surface[name], volume[name], `${mode} vus ${name}`);
    }
  },
  PATE: ({ scores, labels, predicted, window, thresholds, splits, includeZero }) => {
    const late = 14 - window;
    const buffers = [naiveBuffers(window, splits, includeZero), naiveBuffers(late, splits, includeZero)] as const;
    const options = { early: window, late, splits, includeZero };
    for (const count of [thresholds, 'all'] as const) {
      for (const dropIntermediate of [true, false]) {
        const list = naivePateThresholds(scores, labels, count, dropIntermediate);
        const got = pate(scores, labels, { ...options, thresholds: count, dropIntermediate });
        same(got, naivePate(scores, labels, list, ...buffers), `${count} ${dropIntermediate}`);
      }
    }
    const f1s = buffers[0].flatMap((early) =>
      buffers[1].map((l) => {
        const { precision, recall } = naivePateCounts(predicted, labels, early, l);
        return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
      }),
    );
    const mean = f1s.reduce((a, b) => a + b) / f1s.length;
    same(pateAtPrediction(predicted, labels, options), mean, 'prediction');
  },
  'PA%K': ({ scores, labels, window }) => {
    const percent = Math.min(window * 10, 100);
    same(paK(scores, labels, { percent }), naivePaK(scores, labels, percent), 'strict');
    same(paK(scores, labels, { percent, mode: 'fixed' }), naivePaKFixed(scores, labels, percent), 'fixed');
  },
  'UCR hits': ({ scores, labels, window }) => {
    const begin = labels.indexOf(1);
    let end = begin;
    while (labels[end]) end++;
    const last = end - 1;
    const size = end - begin;
    const period = window + 1;
    // Small tolerances: with those of the rules every point of so short a series is a hit.
    for (const tolerance of [0, 2]) {
      const margin = Math.max(tolerance, size);
      const isHit = (i: number): boolean => i >= begin - margin && i <= last + margin;
      const peaks = naivePeaks(scores, period);
      expect(topKHits(scores, { begin, end, period, tolerance })).toEqual({
        top1: Number(isHit(scores.indexOf(Math.max(...scores)))),
        top3: Number(peaks.slice(0, 3).some(isHit)),
        top5: Number(peaks.slice(0, 5).some(isHit)),
      });
    }
  },
  'detection delay and false alarms': ({ predicted, labels }) => {
    const delays = naiveDelays(predicted, labels);
    const got = detectionDelay(predicted, labels);
    expect([...got.delays]).toEqual(delays);
    expect(got.missed).toBe(delays.filter(Number.isNaN).length);
    expect(falseAlarms(predicted, labels).alarms).toBe(naiveFalseAlarms(predicted, labels));
  },
};
