/** evaluate: one record per protocol, equal to the single metrics, with null and a reason where a metric has no value. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  affiliation,
  aucPr,
  aucRoc,
  bestF1,
  COAD_METRICS,
  detectionDelay,
  evaluate,
  evaluatePrediction,
  eventF1,
  falseAlarms,
  PREDICTION_METRICS,
  pointAdjustedF1,
  rangeAuc,
  rangeF1,
  TSB_AD_METRICS,
  topKHits,
  vus,
} from '../src/index.ts';
import { smallCases } from './twins.ts';

const random = Array.from({ length: 60 }, (_, i) => ((i * 37) % 61) / 61);
const oneEvent = new Uint8Array(60).fill(1, 20, 30);

describe('the record', () => {
  it('of TSB-AD equals the single metrics in both modes', () => {
    fc.assert(
      fc.property(
        smallCases,
        fc.constantFrom('strict' as const, 'fixed' as const),
        ({ scores, labels, window }, mode) => {
          const record = evaluate(scores, labels, { protocol: 'tsb-ad', window, mode });
          const { roc, pr } = vus(scores, labels, { window });
          const near = affiliation(scores, labels, { mode }).f1;
          expect(record).toEqual({
            protocol: 'tsb-ad',
            mode,
            window,
            'AUC-PR': aucPr(scores, labels),
            'AUC-ROC': aucRoc(scores, labels),
            'VUS-PR': pr,
            'VUS-ROC': roc,
            'Standard-F1': bestF1(scores, labels, { mode }),
            'PA-F1': pointAdjustedF1(scores, labels, { mode }),
            'Event-based-F1': eventF1(scores, labels, { mode }),
            'R-based-F1': rangeF1(scores, labels, { mode }),
            ...(Number.isNaN(near)
              ? { 'Affiliation-F': null, 'Affiliation-F reason': expect.any(String) }
              : { 'Affiliation-F': near }),
          });
        },
      ),
    );
  });

  it('of CoAD equals the single metrics, at the margin that it reports', () => {
    const record = evaluate(random, oneEvent, { protocol: 'coad', period: 5 });
    const surface = vus(random, oneEvent, { window: 22, kind: 'classic' });
    const area = rangeAuc(random, oneEvent, { window: 11 });
    const hits = topKHits(random, { begin: 20, end: 30, period: 5 });
    expect(record).toEqual({
      protocol: 'coad',
      mode: 'reference',
      margin: 11,
      F1: bestF1(random, oneEvent, { protocol: 'coad' }),
      'AUC-PR': aucPr(random, oneEvent, { rule: 'trapezoid' }),
      'AUC-ROC': aucRoc(random, oneEvent),
      'R-AUC-PR': area.pr,
      'R-AUC-ROC': area.roc,
      'VUS-PR': surface.pr,
      'VUS-ROC': surface.roc,
      'UCR-top1': hits.top1,
      'UCR-top3': hits.top3,
      'UCR-top5': hits.top5,
    });
  });

  it.each([
    ['tsb-ad', TSB_AD_METRICS],
    ['coad', COAD_METRICS],
  ] as const)('of %s holds its published names in order', (protocol, names) => {
    const record = evaluate(random, oneEvent, { protocol, period: 5 });
    expect(Object.keys(record).slice(3)).toEqual([...names]);
  });

  it('of a prediction holds its published names in order', () => {
    expect(Object.keys(evaluatePrediction(oneEvent, oneEvent)).slice(2)).toEqual([...PREDICTION_METRICS]);
  });

  it('survives JSON', () => {
    const record = evaluate(new Float64Array(60), oneEvent, { protocol: 'tsb-ad' });
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  });
});

describe("CoAD's margin", () => {
  const margin = (labels: number[], mode: 'reference' | 'fixed' = 'reference') =>
    evaluate([0, 1, 2, 3, 4, 5, 6, 7], labels, { protocol: 'coad', mode }).margin;

  it('counts one point too many for an event that a normal point follows', () => {
    expect(margin([0, 1, 1, 0, 0, 0, 0, 0])).toBe(3);
    expect(margin([0, 1, 1, 0, 0, 0, 0, 0], 'fixed')).toBe(2);
  });

  it('counts an event at the begin rightly and drops one at the end', () => {
    expect(margin([1, 1, 0, 0, 0, 0, 1, 1])).toBe(2);
    expect(margin([0, 0, 1, 0, 1, 1, 1, 1], 'fixed')).toBe(2);
  });

  it('has no value where the only event reaches the end: range metrics are null with that reason', () => {
    const record = evaluate([0, 1, 2, 3], [0, 0, 1, 1], { protocol: 'coad', period: 1 });
    expect(record.margin).toBeNull();
    expect(record['VUS-PR']).toBeNull();
    expect(record['VUS-PR reason']).toBe('the only event reaches the end of the series, where CoAD drops it');
    expect(record['AUC-ROC']).toBe(1);
  });
});

describe('a metric without a value', () => {
  const bare = evaluate(random, new Uint8Array(60), { protocol: 'tsb-ad' });

  it('is null with its reason, and the others are computed', () => {
    expect(bare['AUC-ROC']).toBeNull();
    expect(bare['AUC-ROC reason']).toBe('labels must hold an anomalous point, got none');
    expect(bare['Event-based-F1']).toBeNull();
    const constant = evaluate(new Float64Array(60), oneEvent, { protocol: 'tsb-ad' });
    expect(constant['Affiliation-F']).toBeNull();
    expect(constant['Affiliation-F reason']).toBe('no threshold predicts a point, so that precision is 0 / 0');
    expect(constant['AUC-ROC']).toBe(0.5);
    expect(constant['AUC-ROC reason']).toBeUndefined();
  });

  it('keeps the number of the reference, never without the reason beside it', () => {
    expect(bare['AUC-PR']).toBe(0);
    expect(bare['AUC-PR reason']).toBe('labels must hold an anomalous point, got none');
  });

  it.each(['strict', 'fixed'] as const)('is every metric in mode %s for labels of a single class', (mode) => {
    for (const labels of [new Uint8Array(60), new Uint8Array(60).fill(1)]) {
      const record = evaluate(random, labels, { protocol: 'tsb-ad', mode });
      for (const name of TSB_AD_METRICS) {
        expect(record[name]).toBeNull();
        expect(record[`${name} reason`]).toMatch(/labels must hold/);
      }
    }
  });

  it('are the UCR hits without a period or with two events', () => {
    const unnamed = evaluate(random, oneEvent, { protocol: 'coad' });
    expect(unnamed['UCR-top1']).toBeTypeOf('number');
    expect(unnamed['UCR-top3 reason']).toBe('needs the option period');
    const two = evaluate(random, Uint8Array.from(oneEvent).fill(1, 50, 52), { protocol: 'coad', period: 5 });
    expect(two['UCR-top1 reason']).toBe('needs labels with exactly one event, got 2');
  });

  it('are affiliation and VUS precision where nothing is predicted', () => {
    const record = evaluatePrediction(new Uint8Array(60), oneEvent);
    expect(record['Affiliation-F']).toBeNull();
    expect(record['VUS-Precision']).toBeNull();
    expect(record['VUS-Recall']).toBe(0);
  });

  it('is the Standard-F1 of a prediction that with its labels holds one class only', () => {
    const none = new Uint8Array(60);
    expect(evaluatePrediction(none, none)['Standard-F1']).toBeNull();
    expect(evaluatePrediction(oneEvent, none)['Standard-F1']).toBe(0);
  });
});

describe('UCR tolerances', () => {
  const at = (index: number, begin: number, end: number, tolerance?: 'coad' | 'contest' | number) => {
    const scores = new Float64Array(1000);
    scores[index] = 1;
    return topKHits(scores, { begin, end, period: 10, tolerance }).top1;
  };

  it("CoAD's reaches 100 points before a short event and 99 behind it", () => {
    expect([at(399, 500, 520), at(400, 500, 520), at(618, 500, 520), at(619, 500, 520)]).toEqual([0, 1, 1, 0]);
  });

  it("CoAD's grows with the event: its length less one", () => {
    expect([at(200, 400, 600), at(201, 400, 600), at(797, 400, 600), at(798, 400, 600)]).toEqual([0, 1, 1, 0]);
  });

  it("the contest's reaches 100 points to both sides, or the length of a longer event", () => {
    expect([at(399, 500, 520, 'contest'), at(400, 500, 520, 'contest')]).toEqual([0, 1]);
    expect([at(619, 500, 520, 'contest'), at(620, 500, 520, 'contest')]).toEqual([1, 0]);
    expect([at(199, 400, 600, 'contest'), at(200, 400, 600, 'contest'), at(799, 400, 600, 'contest')]).toEqual([
      0, 1, 1,
    ]);
  });

  it('a number takes the place of the 100', () => {
    expect([at(479, 500, 520, 0), at(480, 500, 520, 0)]).toEqual([0, 1]);
  });
});

describe('alarms', () => {
  it('an alarm that lasts into the event has delay 0, one that ends before it does not count', () => {
    const labels = [0, 0, 1, 1, 0, 0, 1, 1, 0];
    const { delays, mean, median, detected, missed } = detectionDelay([0, 1, 1, 0, 0, 1, 0, 1, 0], labels);
    expect([...delays]).toEqual([0, 1]);
    expect([mean, median, detected, missed]).toEqual([0.5, 0.5, 2, 0]);
  });

  it('mean and median are NaN where all events are missed', () => {
    const { mean, median, missed } = detectionDelay([0, 1, 0, 0], [0, 0, 0, 1]);
    expect([mean, median, missed]).toEqual([Number.NaN, Number.NaN, 1]);
  });

  it('false alarms are runs, per 1,000 points and per day', () => {
    const predicted = new Uint8Array(2000).fill(1, 10, 20).fill(1, 100, 101).fill(1, 500, 600);
    const wanted = { alarms: 2, perThousand: 1, perDay: 2 };
    expect(falseAlarms(predicted, [{ begin: 599, end: 650 }], { secondsPerPoint: 43.2 })).toEqual(wanted);
    expect(falseAlarms(predicted, [{ begin: 600, end: 650 }]).perDay).toBeNull();
    expect(falseAlarms(predicted, [{ begin: 600, end: 650 }]).alarms).toBe(3);
  });
});
