/** The soft discord written out from its description, on joins that compare every pair point by point. */
import { type NaiveOptions, naiveJoin } from './naive.ts';

export interface NaiveSoftOptions {
  period: number;
  single?: boolean;
  factor?: number;
  withTrain?: boolean;
  drift?: boolean;
  budget?: number;
}

const sorted = (values: number[]): number[] => values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);

function quantile(values: number[], share: number): number {
  const ordered = sorted(values);
  const position = share * (ordered.length - 1);
  const low = Math.floor(position);
  const high = Math.ceil(position);
  return ordered[low] + (position - low) * (ordered[high] - ordered[low]);
}

/** The value that the highest of normal maxima is expected at: a Gumbel distribution through two of their quantiles. */
function expectedHighest(maxima: number[]): number {
  const reduced = (p: number): number => -Math.log(-Math.log(p));
  const [middle, upper] = [quantile(maxima, 0.5), quantile(maxima, 0.9)];
  const share = (reduced(1 - 1 / Math.max(2, maxima.length)) - reduced(0.5)) / (reduced(0.9) - reduced(0.5));
  return middle + share * (upper - middle);
}

const meanOf = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function blocks(values: number[], factor: number): number[] {
  return Array.from({ length: Math.floor(values.length / factor) }, (_, i) =>
    meanOf(values.slice(i * factor, (i + 1) * factor)),
  );
}

/** One value a window to one value a point: at the middle, the ends the least, then a centred moving average. */
function placed(values: number[], window: number, length: number): number[] {
  const least = Math.min(...sorted(values));
  const centred = Array.from({ length }, (_, t) => values[t - Math.floor(window / 2)] ?? least);
  return centred.map((_, t) => {
    const from = t - Math.floor(window / 2);
    return meanOf(sorted(centred.slice(Math.max(0, from), from + window)));
  });
}

/** The last term keeps exact repeats from dividing by nothing. */
function scaled(distance: number, local: number, typical: number, window: number): number {
  return distance / ((Number.isNaN(local) ? typical : local) + typical + 1e-6 * Math.sqrt(window));
}

function selfJoin(values: number[], options: NaiveOptions) {
  const exclusion = Math.max(0, Math.min(Math.ceil(options.window / 2), values.length - options.window - 1));
  return naiveJoin(values, values, options, (i, j) => Math.abs(i - j) > exclusion);
}

function roughness(values: number[], period: number, factor: number): number[] {
  const width = Math.max(3, Math.round(period / 8));
  const squares = values.map((value, t) => (values[t + 1] - 2 * value + values[t - 1]) ** 2);
  const energy = values.map((_, t) => {
    const from = t - Math.floor(width / 2);
    const near = sorted(squares.slice(Math.max(0, from), Math.max(0, from + width)));
    return near.length > 0 ? Math.sqrt(meanOf(near)) : Number.NaN;
  });
  return Array.from({ length: Math.floor(values.length / factor) }, (_, i) => {
    const block = sorted(energy.slice(i * factor, (i + 1) * factor));
    return block.length > 0 ? block[block.length - 1] : Number.NaN;
  });
}

/** Highest value more than `apart` points from the first highest one. */
function secondPeak(values: number[], apart: number): number {
  const top = Math.max(...sorted(values));
  const peak = values.indexOf(top);
  return Math.max(...sorted(values.filter((_, t) => Math.abs(t - peak) > apart)));
}

export function naiveSoftScores(
  train: readonly number[],
  test: readonly number[],
  { period, single = false, factor = 1, withTrain = false, drift = true, budget = 3e8 }: NaiveSoftOptions,
): number[] {
  const known = sorted([...train]);
  const mean = meanOf(known);
  const deviation = Math.sqrt(meanOf(known.map((value) => (value - mean) ** 2)));
  const normal = (values: readonly number[]): number[] => values.map((value) => (value - mean) / deviation);
  const [fullTrain, fullTest] = [normal(train), normal(test)];
  const [x, y] = [blocks(fullTrain, factor), blocks(fullTest, factor)];
  const windows = [0.25, 0.5, 1].map((share) => Math.max(4, Math.round((share * period) / factor)));

  const channels: { rough: boolean; values: number[]; drifting: number[] }[] = [];
  const add = (own: () => number[], other: number[], rough = false, moved = other): void => {
    const before = withTrain ? own() : [];
    channels.push({ rough, values: [...before, ...other], drifting: [...before, ...moved] });
  };
  for (const window of windows) {
    const soft: NaiveOptions = { window, distance: 'soft', softening: 0.3 };
    const z: NaiveOptions = { window, distance: 'z' };
    const { distances: r } = selfJoin(x, soft);
    const typical = quantile([...r], 0.5);
    const scale = (distances: Float64Array, neighbours: Int32Array): number[] =>
      [...distances].map((d, i) => scaled(d, r[neighbours[i]], typical, window));
    const { distances: d } = naiveJoin(y, x, soft);
    const shapes = naiveJoin(y, x, z).indices;
    const exclusion = Math.max(window, Math.round(period / factor));
    const reach = exclusion + 8 * Math.ceil(budget / (y.length - window + 1) / 8);
    const near = naiveJoin(y, y, soft, (i, j) => Math.abs(i - j) > exclusion && Math.abs(i - j) <= reach).distances;
    const nearest = d.map((distance, i) => Math.min(distance, Number.isNaN(near[i]) ? distance : near[i]));
    const other = placed(scale(d, shapes), window, y.length);
    const moved = drift && 2 * window * factor >= period ? placed(scale(nearest, shapes), window, y.length) : other;
    add(() => placed(scale(r, selfJoin(x, z).indices), window, x.length), other, false, moved);
  }
  const centred: NaiveOptions = { window: windows[2], distance: 'centred' };
  add(
    () => placed([...selfJoin(x, centred).distances], windows[2], x.length),
    placed([...naiveJoin(y, x, centred).distances], windows[2], y.length),
  );
  add(() => roughness(fullTrain, period, factor), roughness(fullTest, period, factor), true);

  const perPeriod = Math.round(period / factor);
  const contrast = (values: number[], highOf = expectedHighest): number[] => {
    const usual = quantile(values, 0.5);
    const maxima: number[] = [];
    for (let t = 0; t < values.length; t += perPeriod) {
      const part = sorted(values.slice(t, t + perPeriod));
      if (part.length > 0) maxima.push(part[part.length - 1]);
    }
    const high = single ? secondPeak(values, Math.max(period, 100) / factor) : highOf(maxima);
    return values.map((value) => Math.min(10, Math.max(0, (value - usual) / (high - usual))));
  };
  const spread = (values: number[]): number[] => {
    const point = (length: number, first: number, count: number): number[] =>
      Array.from({ length }, (_, t) => values[first + Math.min(Math.floor(t / factor), count - 1)]);
    return withTrain
      ? [...point(train.length, 0, x.length), ...point(test.length, x.length, y.length)]
      : point(test.length, 0, y.length);
  };
  const power = (exponent: number, contrasts: number[][]): number[] =>
    spread(
      contrasts[0].map((_, t) => {
        const cells = sorted(contrasts.map((one) => one[t]));
        return meanOf(cells.map((value) => value ** exponent)) ** (1 / exponent);
      }),
    );
  const sharp = power(
    3,
    channels.map(({ drifting }) => contrast(drifting)),
  );
  if (single) return sharp;
  const confidence = (scores: number[]): number => {
    const cubes = scores.map((value) => value ** 3);
    const usual = quantile(cubes, 0.5);
    return (Math.max(...sorted(cubes)) - usual) / (secondPeak(cubes, Math.max(period, 100)) - usual);
  };
  const still = power(
    3,
    channels.map(({ values }) => contrast(values)),
  );
  const smooth = channels.filter(({ rough }) => !rough);
  return confidence(sharp) > 1.1 && confidence(still) > 1.1
    ? sharp
    : power(
        1,
        smooth.map(({ values }) => contrast(values, (maxima) => quantile(maxima, 0.99))),
      );
}

/** The causal form: one left join over train and test, scales from the second half of the train part. */
export function naiveCausalScores(
  train: readonly number[],
  test: readonly number[],
  { period, guard, reference }: { period: number; guard: number; reference: number },
): number[] {
  const known = sorted([...train]);
  const mean = meanOf(known);
  const deviation = Math.sqrt(meanOf(known.map((value) => (value - mean) ** 2)));
  const all = [...train, ...test].map((value) => (value - mean) / deviation);
  const half = Math.floor(train.length / 2);
  const past = (i: number, j: number): boolean => j < i - guard && j >= i - reference;
  const covering = (values: number[], window: number, last: number): number[] =>
    Array.from({ length: last }, (_, t) => {
      const cells = sorted(values.slice(Math.max(0, t - window + 1), Math.min(t + 1, last - window + 1)));
      return cells.length > 0 ? meanOf(cells) : Number.NaN;
    });
  const sizes = [0.25, 0.5, 1].map((share) => Math.max(4, Math.round(share * period)));
  const channels: { whole: number[]; early: number[] }[] = [];
  for (const window of sizes) {
    const { distances } = naiveJoin(all, all, { window, distance: 'soft', softening: 0.3 }, past);
    const { indices } = naiveJoin(all, all, { window, distance: 'z' }, past);
    const typical = quantile([...distances.slice(half, train.length - window + 1)], 0.5);
    const values = [...distances].map((d, i) => scaled(d, distances[indices[i]], typical, window));
    channels.push({ whole: covering(values, window, all.length), early: covering(values, window, train.length) });
  }
  const centred = naiveJoin(all, all, { window: sizes[2], distance: 'centred' }, past).distances;
  channels.push({
    whole: covering([...centred], sizes[2], all.length),
    early: covering([...centred], sizes[2], train.length),
  });
  channels.push({ whole: roughness(all, period, 1), early: roughness(all.slice(0, train.length), period, 1) });
  const contrasts = channels.map(({ whole, early }) => {
    const fixed = early.slice(half);
    const usual = quantile(fixed, 0.5);
    const maxima: number[] = [];
    for (let t = 0; t < fixed.length; t += period) {
      const part = sorted(fixed.slice(t, t + period));
      if (part.length > 0) maxima.push(part[part.length - 1]);
    }
    const high = quantile(maxima, 0.99);
    return whole.map((value) => Math.min(10, Math.max(0, (value - usual) / (high - usual))));
  });
  return test.map((_, t) => {
    const cells = sorted(contrasts.map((values) => values[train.length + t]));
    return meanOf(cells.map((value) => value ** 3)) ** (1 / 3);
  });
}
