/** Every value that the reference implementations give for the golden cases, and every error. */
import { readGolden } from '@tsad/test-kit';
import { describe, expect, it } from 'vitest';
import {
  affiliation,
  affiliationAtPrediction,
  aucPr,
  aucRoc,
  bestF1,
  bestThreshold,
  evaluate,
  evaluatePrediction,
  eventF1,
  type Labels,
  type Mode,
  pate,
  pateAtPrediction,
  pointAdjustedF1,
  rangeAtPrediction,
  rangeAuc,
  rangeF1,
  type Scores,
  topKHits,
  vus,
  vusAtPrediction,
} from '../src/index.ts';
import { rangeAreas } from '../src/vus-kernel.ts';
import { Work } from '../src/work.ts';
import { expectGolden, flags, isNumber, type LoadedCase, loadCases, type Values, type Wanted } from './cases.ts';

const mode: Mode = 'reference';
const cases = loadCases(import.meta.url);

/** A finite expected value is met; an expected NaN is NaN; an expected error is a RangeError. */
function expectOutcome(compute: () => number, wanted: Wanted, what: string): void {
  if (isNumber(wanted)) expectGolden(compute(), wanted, what);
  else if (typeof wanted === 'object') expect(compute, what).toThrow(RangeError);
  else expect(compute(), what).toBeNaN();
}

/** In a record, NaN and errors are null with a reason. */
function expectRecord(record: object, names: Record<string, string>, wanted: Values | { error: string }): void {
  for (const [ours, theirs] of Object.entries(names)) {
    const got = (record as Record<string, unknown>)[ours];
    const want = isError(wanted) ? wanted : wanted[theirs];
    if (isNumber(want)) expectGolden(got as number, want, ours);
    else {
      expect(got, ours).toBeNull();
      expect((record as Record<string, unknown>)[`${ours} reason`], ours).toBeTypeOf('string');
    }
  }
}

function isError(wanted: Values | { error: string }): wanted is { error: string } {
  return 'error' in wanted;
}

const same = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, name]));

const singles: Record<string, (scores: Scores, labels: Labels, window: number) => number> = {
  'AUC-PR': (scores, labels) => aucPr(scores, labels, { mode }),
  'AUC-ROC': (scores, labels) => aucRoc(scores, labels),
  'VUS-PR': (scores, labels, window) => vus(scores, labels, { window, mode }).pr,
  'VUS-ROC': (scores, labels, window) => vus(scores, labels, { window, mode }).roc,
  'Standard-F1': (scores, labels) => bestF1(scores, labels, { mode }),
  'PA-F1': (scores, labels) => pointAdjustedF1(scores, labels, { mode }),
  'Event-based-F1': (scores, labels) => eventF1(scores, labels, { mode }),
  'R-based-F1': (scores, labels) => rangeF1(scores, labels, { mode }),
  'Affiliation-F': (scores, labels) => affiliation(scores, labels, { mode }).f1,
};

const faultless = cases.filter((golden) => golden.scores.every(Number.isFinite));

it.each(cases)('$id: the scores are made as the file says', ({ scores, scoreCheck, n }) => {
  expect(scores.length).toBe(n);
  if (!scoreCheck) return;
  expect(scores[0]).toBe(Number(scoreCheck.first));
  expect(scores[n - 1]).toBe(Number(scoreCheck.last));
  if (scoreCheck.sum !== null) expect(scores.reduce((a, b) => a + b)).toBeAllclose(scoreCheck.sum, { rtol: 1e-9 });
});

describe.each(faultless)('$id', (golden: LoadedCase) => {
  const { scores, labelArray: labels, slidingWindow: window, expected, n } = golden;
  const bothClasses = golden.labels.runs.length > 0 && labels.includes(0);

  it.each(Object.keys(singles))('%s alone equals the reference', (name) => {
    expectOutcome(() => singles[name](scores, labels, window), expected.tsbad[name], name);
  });

  it('without a mode the numbers are the same where labels hold both classes, else an error', () => {
    const strict = [
      () => aucPr(scores, labels),
      () => bestF1(scores, labels),
      () => pointAdjustedF1(scores, labels),
      () => eventF1(scores, labels),
      () => rangeF1(scores, labels),
      () => vus(scores, labels, { window }).pr,
    ];
    const names = ['AUC-PR', 'Standard-F1', 'PA-F1', 'Event-based-F1', 'R-based-F1', 'VUS-PR'];
    for (const [k, compute] of strict.entries()) {
      expectOutcome(compute, bothClasses ? expected.tsbad[names[k]] : { error: 'RangeError' }, names[k]);
    }
  });

  it('evaluate returns the nine of TSB-AD, null with a reason where the reference fails', () => {
    const record = evaluate(scores, labels, { protocol: 'tsb-ad', window });
    expectRecord(record, same(Object.keys(expected.tsbad)), expected.tsbad);
  });

  const { pred } = expected;
  it.runIf(pred && expected.tsbadPred)('the eight metrics of the given prediction equal the reference', () => {
    const record = evaluatePrediction(flags(pred!.runs, n), labels, { window });
    expectRecord(record, same(Object.keys(expected.tsbadPred!)), expected.tsbadPred!);
    const wanted = expected.tsbadPred!;
    if (isNumber(wanted['VUS-F'])) {
      const { precision, recall, f1 } = vusAtPrediction(flags(pred!.runs, n), labels, { window });
      expectOutcome(() => precision, wanted['VUS-Precision'], 'VUS-Precision');
      expectOutcome(() => recall, wanted['VUS-Recall'], 'VUS-Recall');
      expectOutcome(() => f1, wanted['VUS-F'], 'VUS-F');
    }
  });

  it.runIf(expected.affiliationAtPred)('affiliation at the given prediction equals the reference', () => {
    const wanted = expected.affiliationAtPred!;
    const compute = () => affiliationAtPrediction(flags(pred!.runs, n), labels, { mode });
    if (isError(wanted)) expect(compute).toThrow(RangeError);
    else {
      expectOutcome(() => compute().precision, wanted.precision, 'precision');
      expectOutcome(() => compute().recall, wanted.recall, 'recall');
    }
  });

  it.runIf(expected.rangeAtPred)('range scores at the given prediction equal the reference', () => {
    const got = rangeAtPrediction(flags(pred!.runs, n), labels, { mode });
    for (const name of ['recall', 'existence', 'overlap', 'precision'] as const) {
      expectOutcome(() => got[name], expected.rangeAtPred![name], name);
    }
  });

  it.runIf(expected.tsbadOptMem)('VUS equals the memory-hungry version of the reference', () => {
    const wanted = expected.tsbadOptMem!;
    expectOutcome(() => vus(scores, labels, { window }).pr, isError(wanted) ? wanted : wanted['VUS-PR'], 'pr');
    expectOutcome(() => vus(scores, labels, { window }).roc, isError(wanted) ? wanted : wanted['VUS-ROC'], 'roc');
  });

  it.runIf(expected.tsbadPerWindow || expected.coad?.classicPerWindow)(
    'VUS equals the reference in each window',
    () => {
      const work = new Work('test', scores, labels, mode, true);
      const kinds = [
        ['current', expected.tsbadPerWindow],
        ['classic', expected.coad?.classicPerWindow],
      ] as const;
      for (const [kind, wanted] of kinds) {
        if (!wanted) continue;
        const options = { kind, from: 0, to: window, joinAdjacent: false };
        const got = rangeAreas(work.scores, work.buckets, work.runs, work.quantiles(250), options);
        for (let w = 0; w <= window; w++) {
          expectOutcome(() => got.roc[w], wanted.roc[w], `${kind} roc ${w}`);
          expectOutcome(() => got.pr[w], wanted.pr[w], `${kind} pr ${w}`);
        }
      }
    },
  );

  const coad = expected.coad;
  it.runIf(coad)("evaluate returns CoAD's set, null with a reason where the reference fails", () => {
    const period = coad!.ucr?.subsequence as number | undefined;
    const record = evaluate(scores, labels, { protocol: 'coad', period });
    const pointWise = { F1: 'f1_score', 'AUC-PR': 'auc_prc', 'AUC-ROC': 'auc_roc' };
    if (coad!.pointWise) expectRecord(record, pointWise, coad!.pointWise);
    const volumes = { 'R-AUC-PR': 'R_AUC_PR', 'R-AUC-ROC': 'R_AUC_ROC', 'VUS-PR': 'VUS_PR', 'VUS-ROC': 'VUS_ROC' };
    if (coad!.vus) expectRecord(record, volumes, coad!.vus);
    if (coad!.ucr) {
      // With tied peaks the order of the reference is that of an unstable sort.
      const heights = coad!.ucr.topPeaks.map((i) => scores[i]);
      const tied = new Set(heights).size < heights.length;
      const hits: Record<string, string> = { 'UCR-top1': 'ucr_01', 'UCR-top3': 'ucr_03', 'UCR-top5': 'ucr_05' };
      expectRecord(record, tied ? { 'UCR-top1': 'ucr_01' } : hits, coad!.ucr);
      const [begin, last] = golden.labels.runs[0];
      const { top1 } = topKHits(scores, { begin, end: last + 1, period: period! });
      expect(top1).toBe(coad!.ucr.ucr_01);
    }
  });

  it.runIf(coad?.pointWise && !isError(coad.pointWise))("the best F1 by CoAD's guard has its threshold", () => {
    const wanted = coad!.pointWise as Values;
    const best = bestThreshold(scores, labels, { protocol: 'coad' });
    expectGolden(best.f1, wanted.f1_score as number, 'f1');
    for (const name of ['precision', 'recall', 'threshold'] as const) {
      expectGolden(best[name], wanted[name] as number, name);
    }
  });

  it.runIf(coad?.classicAtSlidingWindow && !isError(coad.classicAtSlidingWindow))(
    'classic areas and volumes at the window equal the reference',
    () => {
      const wanted = coad!.classicAtSlidingWindow as Values;
      const area = rangeAuc(scores, labels, { window, mode });
      const surface = vus(scores, labels, { window, kind: 'classic', mode });
      if ('R_AUC_PR' in wanted) {
        expectOutcome(() => area.pr, wanted.R_AUC_PR, 'R_AUC_PR');
        expectOutcome(() => area.roc, wanted.R_AUC_ROC, 'R_AUC_ROC');
      }
      expectOutcome(() => surface.pr, wanted.VUS_PR, 'VUS_PR');
      expectOutcome(() => surface.roc, wanted.VUS_ROC, 'VUS_ROC');
    },
  );

  it.runIf(expected.pate)('PATE equals the reference in all modes', () => {
    const { e_buffer: early, d_buffer: late, ...wanted } = expected.pate!;
    const compute: Record<string, () => number> = {
      thresholds250: () => pate(scores, labels, { early, late, mode }),
      thresholds100: () => pate(scores, labels, { early, late, thresholds: 100, mode }),
      allThresholdsSplits3: () => pate(scores, labels, { early, late, thresholds: 'all', splits: 3, mode }),
      binaryAtPred: () => pateAtPrediction(flags(pred!.runs, n), labels, { early, late, mode }),
    };
    for (const [name, value] of Object.entries(compute)) {
      if (wanted[name] !== undefined) expectOutcome(value, wanted[name], name);
    }
  });
});

describe.each(cases.filter((golden) => !faultless.includes(golden)))(
  '$id',
  ({ scores, labelArray: labels, expected }) => {
    it('a NaN score is an error of every metric, also where the reference returns a number', () => {
      for (const [name, compute] of Object.entries(singles)) {
        expect(() => compute(scores, labels, 2), name).toThrow(/must be finite, got NaN at index 2/);
      }
      for (const protocol of ['tsb-ad', 'coad'] as const) {
        expect(() => evaluate(scores, labels, { protocol })).toThrow(/must be finite, got NaN at index 2/);
      }
      expect(() => pate(scores, labels)).toThrow(RangeError);
      expect(expected.tsbad['AUC-ROC']).toEqual({ error: 'ValueError' });
    });
  },
);

interface CoadFile {
  cases: {
    label: number[];
    score: number[];
    subsequence: number;
    F1: number;
    AUC_PR: number;
    AUC_ROC: number;
    best: Values;
    ucr: Values | null;
    vus: Values;
  }[];
  acc_at_k: { n: number; label_range: [number, number]; score: number[]; subsequence: number; ucr: Values };
}

describe("CoAD's own vectors", () => {
  const file = readGolden<CoadFile>(import.meta.url, 'coad-metrics.json');

  it.each(file.cases)('areas, F1 and volumes of a series of 200 points', (wanted) => {
    const record = evaluate(wanted.score, wanted.label, { protocol: 'coad', period: wanted.subsequence });
    expectGolden(record.F1!, wanted.F1, 'F1');
    expectGolden(record['AUC-PR']!, wanted.AUC_PR, 'AUC-PR');
    expectGolden(record['AUC-ROC']!, wanted.AUC_ROC, 'AUC-ROC');
    expectGolden(record['R-AUC-PR']!, wanted.vus.R_AUC_PR as number, 'R-AUC-PR');
    expectGolden(record['R-AUC-ROC']!, wanted.vus.R_AUC_ROC as number, 'R-AUC-ROC');
    expectGolden(record['VUS-PR']!, wanted.vus.VUS_PR as number, 'VUS-PR');
    expectGolden(record['VUS-ROC']!, wanted.vus.VUS_ROC as number, 'VUS-ROC');
    const best = bestThreshold(wanted.score, wanted.label, { protocol: 'coad' });
    for (const name of ['precision', 'recall', 'threshold'] as const) {
      expectGolden(best[name], wanted.best[name] as number, name);
    }
    for (const [ours, theirs] of [
      ['UCR-top1', 'ucr_01'],
      ['UCR-top3', 'ucr_03'],
      ['UCR-top5', 'ucr_05'],
    ] as const) {
      expect(record[ours]).toBe(wanted.ucr ? wanted.ucr[theirs] : null);
    }
  });

  it('hits among the five peaks of a series of 3,000 points', () => {
    const { label_range, score, subsequence, ucr } = file.acc_at_k;
    const [begin, end] = label_range;
    expect(topKHits(score, { begin, end, period: subsequence })).toEqual({
      top1: ucr.ucr_01,
      top3: ucr.ucr_03,
      top5: ucr.ucr_05,
    });
  });
});
