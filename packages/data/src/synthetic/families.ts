/** Seeded families of series that look like measurements: seasonal loads, heart beats, web traffic. */
import { createRandom, type Random } from '@tsad/core';
import { injectAnomalies, roundValues, type Signal, type SyntheticSeries, toLabels } from './anomalies.ts';
import { checkSyntheticOptions, type FullOptions, type SyntheticOptions } from './options.ts';

/**
 * A load with a season: three harmonics of random size and phase, a slow drift, Gaussian noise.
 * @param options length, period (default 48), noise (default 0.08 of the first harmonic) and the anomalies.
 * @returns the series; its first `trainEnd` points are clean. A `shape` anomaly runs a period backwards in time.
 * @throws RangeError for wrong options. Cost: O(length log length).
 * @example
 * const series = synthetic.seasonal({ seed: 3, length: 2000, anomalies: ['point', 'shape'] });
 * console.assert(series.values.length === 2000 && series.anomalies.every(({ begin }) => begin >= series.trainEnd));
 */
export function seasonal(options: SyntheticOptions = {}): SyntheticSeries {
  const full = checkSyntheticOptions('synthetic.seasonal', options, { name: 'seasonal', period: 48, noise: 0.08 });
  const random = createRandom(full.seed);
  const harmonics = [1, 2, 3].map((order) => ({
    order,
    size: order === 1 ? 1 : 0.25 + (0.35 * random.uniform()) / order,
    phase: 2 * Math.PI * random.uniform(),
  }));
  const wave = (phase: number): number =>
    harmonics.reduce((sum, { order, size, phase: shift }) => sum + size * Math.sin(order * phase + shift), 0);
  const drift = slowDrift(full.length, full.period * 40, 0.15, random);
  const signal = emptySignal(full);
  for (let i = 0; i < full.length; i++) {
    const phase = (2 * Math.PI * i) / full.period;
    signal.values[i] = 10 + wave(phase) + drift[i];
    signal.odd[i] = 10 + wave(-phase) + drift[i];
  }
  return finish('synthetic.seasonal', full, signal, random, (value, noise) => value + full.noise * noise);
}

/**
 * Heart beats as an electrocardiogram shows them: five bumps (P, Q, R, S, T) a beat, after the picture of McSharry et
 * al., "A dynamical model for generating synthetic electrocardiogram signals" (2003); the length of a beat and its size
 * vary, the base line wanders. It is a test signal, not physiology.
 * @param options length, period (mean beat, default 80), noise (default 0.02 of the R wave) and the anomalies.
 * @returns the series; a `shape` anomaly is a wide beat without a P wave.
 * @throws RangeError for wrong options. Cost: O(length log length).
 * @example
 * const series = synthetic.ecgLike({ seed: 1, anomalies: ['shape'], strength: 0.5 });
 * console.assert(series.anomalies[0].kind === 'shape' && series.period === 80);
 */
export function ecgLike(options: SyntheticOptions = {}): SyntheticSeries {
  const full = checkSyntheticOptions('synthetic.ecgLike', options, { name: 'ecg', period: 80, noise: 0.02 });
  const random = createRandom(full.seed);
  const usual = [
    { at: 0.2, width: 0.025, size: 0.15 },
    { at: 0.36, width: 0.01, size: -0.12 },
    { at: 0.4, width: 0.012, size: 1 },
    { at: 0.44, width: 0.012, size: -0.25 },
    { at: 0.66, width: 0.04, size: 0.3 },
  ];
  const wide = [
    { at: 0.38, width: 0.05, size: 0.85 },
    { at: 0.52, width: 0.045, size: -0.35 },
    { at: 0.72, width: 0.05, size: -0.2 },
  ];
  const beat = (bumps: typeof usual, phase: number): number =>
    bumps.reduce((sum, { at, width, size }) => sum + size * Math.exp(-0.5 * ((phase - at) / width) ** 2), 0);
  const drift = slowDrift(full.length, full.period * 12, 0.05, random);
  const signal = emptySignal(full);
  let begin = 0;
  let length = full.period;
  let size = 1;
  for (let i = 0; i < full.length; i++) {
    if (i >= begin + length) {
      begin += length;
      length = full.period * (1 + 0.02 * Math.max(-2.5, Math.min(2.5, random.normal())));
      size = 1 + 0.03 * random.normal();
    }
    const phase = (i - begin) / length;
    signal.values[i] = size * beat(usual, phase) + drift[i];
    signal.odd[i] = size * beat(wide, phase) + drift[i];
  }
  return finish('synthetic.ecgLike', full, signal, random, (value, noise) => value + full.noise * noise);
}

/**
 * Requests to a web site: a day with a low night and two humps, quieter week-ends, slow growth, noise that grows with
 * the level, never below zero.
 * @param options length, period (a day, default 144 points of ten minutes), noise (default 0.05 of the level) and the
 * anomalies.
 * @returns the series; a `shape` anomaly is a day without its humps.
 * @throws RangeError for wrong options. Cost: O(length log length).
 * @example
 * const series = synthetic.webTraffic({ length: 4032, period: 288, trainEnd: 2016, anomalies: ['range'] });
 * console.assert(series.values.every((requests) => requests >= 0));
 */
export function webTraffic(options: SyntheticOptions = {}): SyntheticSeries {
  const full = checkSyntheticOptions('synthetic.webTraffic', options, { name: 'web', period: 144, noise: 0.05 });
  const random = createRandom(full.seed);
  const base = 400 + 400 * random.uniform();
  const evening = 0.7 + 0.3 * random.uniform();
  const growth = 0.05 + 0.1 * random.uniform();
  const firstDay = random.integer(7);
  const hump = (hour: number, at: number, width: number): number => Math.exp(-0.5 * ((hour - at) / width) ** 2);
  const signal = emptySignal(full);
  for (let i = 0; i < full.length; i++) {
    const day = Math.floor(i / full.period);
    const hour = (24 * (i - day * full.period)) / full.period;
    const weekday = (day + firstDay) % 7 < 5;
    const level = base * (weekday ? 1 : 0.75) * (1 + (growth * i) / full.length);
    signal.values[i] = level * (0.35 + hump(hour, 11, 2.6) + evening * hump(hour, 20, 2));
    signal.odd[i] = level * (0.35 + 0.75 * hump(hour, 15, 5));
  }
  return finish('synthetic.webTraffic', full, signal, random, (value, noise) =>
    Math.max(0, Math.round(value * Math.exp(full.noise * noise))),
  );
}

function emptySignal({ name, period, trainEnd, length }: FullOptions): Signal {
  return { name, period, trainEnd, values: new Float64Array(length), odd: new Float64Array(length) };
}

/** A smooth wander: a random walk's knots, `step` points apart, joined by cosines. */
function slowDrift(length: number, step: number, size: number, random: Random): Float64Array {
  const out = new Float64Array(length);
  let from = 0;
  let to = size * random.normal();
  for (let i = 0; i < length; i++) {
    const phase = (i % step) / step;
    if (i > 0 && phase === 0) {
      from = to;
      to = 0.7 * from + size * random.normal();
    }
    out[i] = from + (to - from) * (0.5 - 0.5 * Math.cos(Math.PI * phase));
  }
  return out;
}

function finish(
  where: string,
  { anomalies: kinds, strength }: FullOptions,
  signal: Signal,
  random: Random,
  addNoise: (value: number, noise: number) => number,
): SyntheticSeries {
  const { name, period, trainEnd, values } = signal;
  const anomalies = injectAnomalies(where, signal, kinds, strength, random.fork('anomalies'));
  const noise = random.fork('noise');
  for (let i = 0; i < values.length; i++) values[i] = addNoise(values[i], noise.normal());
  return {
    name,
    values: roundValues(values),
    labels: toLabels(values.length, strength > 0 ? anomalies : []),
    trainEnd,
    period,
    anomalies: strength > 0 ? anomalies : [],
  };
}
