/** How often the thresholds fire on clean scores, and what they catch: the study behind the README's tables. */
import { createRandom, type Random } from '@tsad/core';
import { Dspot, type DspotOptions, Spot, type SpotOptions } from '../src/index.ts';

/** Points before the first decision, for every family. */
export const WARM_UP = 1000;

/** Clean scores of one kind, `length` of them; the seed decides everything. */
export type Family = (random: Random, length: number) => Float64Array;

function gaussian(random: Random, length: number): Float64Array {
  return Float64Array.from({ length }, () => Math.abs(random.normal()));
}

/** |t| with four degrees of freedom. */
function studentT4(random: Random, length: number): Float64Array {
  return Float64Array.from({ length }, () => {
    const numerator = random.normal();
    let square = 0;
    for (let k = 0; k < 4; k++) square += random.normal() ** 2;
    return Math.abs(numerator / Math.sqrt(square / 4));
  });
}

/** |one-step residuals| of an autoregression of order 2 whose coefficients are estimated on the warm-up. */
function autoregressive(random: Random, length: number): Float64Array {
  const x = new Float64Array(length + 2);
  for (let i = 2; i < x.length; i++) x[i] = 1.2 * x[i - 1] - 0.5 * x[i - 2] + random.normal();
  let [aa, ab, bb, ay, by] = [0, 0, 0, 0, 0];
  for (let i = 2; i < WARM_UP; i++) {
    aa += x[i - 1] * x[i - 1];
    ab += x[i - 1] * x[i - 2];
    bb += x[i - 2] * x[i - 2];
    ay += x[i - 1] * x[i];
    by += x[i - 2] * x[i];
  }
  const determinant = aa * bb - ab * ab;
  const first = (ay * bb - by * ab) / determinant;
  const second = (by * aa - ay * ab) / determinant;
  return Float64Array.from({ length }, (_, i) => Math.abs(x[i + 2] - first * x[i + 1] - second * x[i]));
}

/** The families of the study by name. */
export const families: Record<string, Family> = {
  Gaussian: gaussian,
  't, 4 degrees': studentT4,
  'AR(2) residuals': autoregressive,
};

/** The series of a study, one per seed from `firstSeed` on; each family draws from a stream of its own. */
export function makeSeries(family: string, count: number, points: number, firstSeed: number): Float64Array[] {
  return Array.from({ length: count }, (_, i) =>
    families[family](createRandom(firstSeed + i).fork(family), WARM_UP + points),
  );
}

/** A rate with the standard error of its mean over series. */
export interface Rate {
  value: number;
  error: number;
}

/** The share of alarms after the warm-up, over all series. */
export function falseAlarmRate(series: Float64Array[], make: () => Spot | Dspot): Rate {
  const rates = series.map((scores) => {
    const model = make();
    const skip = model.warmup;
    let alarms = 0;
    for (const score of scores) if (model.update(score).alarm) alarms++;
    return alarms / (scores.length - skip);
  });
  const value = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const variance = rates.reduce((sum, rate) => sum + (rate - value) ** 2, 0) / (rates.length - 1);
  return { value, error: Math.sqrt(variance / rates.length) };
}

/** Scores with a slow season and a slope, for the thresholds that follow a level. */
export function drifting(series: Float64Array[]): Float64Array[] {
  return series.map((scores) => scores.map((score, i) => score + i / 1000 + 2 * Math.sin((2 * Math.PI * i) / 5000)));
}

/** Share of the spikes after the warm-up that are caught, when a share of the points from `first` on is raised. */
export function caught(
  series: Float64Array[],
  spikes: { share: number; height: number; first: number },
  options: SpotOptions,
): number {
  let raised = 0;
  let hits = 0;
  for (const [index, scores] of series.entries()) {
    const random = createRandom(index).fork('spikes');
    const model = new Spot(options);
    scores.forEach((score, i) => {
      const spike = i >= spikes.first && random.uniform() < spikes.share;
      const { alarm } = model.update(spike ? score + spikes.height : score);
      if (!spike || i < WARM_UP) return;
      raised++;
      if (alarm) hits++;
    });
  }
  return hits / raised;
}

/** The variants of the study: a name and the options of the threshold. */
export const variants: [string, (alarmRate: number) => Spot | Dspot][] = [
  ['Spot', (alarmRate) => new Spot({ alarmRate })],
  ['Spot, boundedAfter 0', (alarmRate) => new Spot({ alarmRate, boundedAfter: 0 })],
  ['Spot, alarmBudget 0', (alarmRate) => new Spot({ alarmRate, alarmBudget: 0 })],
];

/** The variant for drifting scores. */
export function makeDspot(alarmRate: number): Dspot {
  const options: DspotOptions = { alarmRate, driftWindow: 100, calibration: WARM_UP - 100 };
  return new Dspot(options);
}
