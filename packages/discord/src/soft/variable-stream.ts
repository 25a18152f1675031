/** One variable of the causal soft discord: its channels point by point, on scales fixed by the train part. */
import { portablePow, SnapshotError, type Tensor } from '@tsad/core';
import { spreadToPoints } from '../point-score.ts';
import { windowsOf } from './channels.ts';
import { type ContrastScale, contrastLevels, contrastOf, contrastScale, quantile } from './contrast.ts';
import { energyWindow, secondDifferenceEnergy } from './energy.ts';
import { ShapeStream, type ShapeStreamSpec, type ShapeStreamState } from './shape-stream.ts';
import { type ShapeScaling, scaledDistance } from './shapes.ts';
import type { LearntVariable } from './variable.ts';

/** What fixes the stream of a variable. */
export interface VariableStreamOptions {
  windows: readonly number[];
  softening: number;
  scaling: ShapeScaling;
  amplitude: boolean;
  roughness: boolean;
  power: number;
  /** Periods between a window and the past that it is compared with. */
  guard: number;
  /** Windows of the past that are remembered. */
  reference: number;
}

/** A channel that looks at shapes. */
interface ShapeChannel {
  stream: ShapeStream;
  typical: number;
  scale: ContrastScale;
  /** Scaled distances of the latest windows, at their first point modulo the length. */
  recent: Float64Array;
}

/** The state of a variable as data. */
export interface VariableStreamState {
  numbers: { period: number; pushed: number; delay: number };
  /** Centre, scale, usual and high of the roughness, then typical, usual and high of every window length. */
  scalars: Tensor;
  points: Tensor;
  shapes: { stream: ShapeStreamState; recent: Tensor }[];
}

/** Points between two pauses of the learning. */
const SLICE = 1024;

/** Adds a point, then tells the channels of the point `delay` points ago. */
export class VariableStream {
  readonly period: number;
  /** Points between a point and its score. */
  readonly delay: number;
  readonly #options: VariableStreamOptions;
  readonly #centre: number;
  readonly #scale: number;
  readonly #shapes: ShapeChannel[];
  readonly #energyWindow: number;
  #roughScale: ContrastScale = { usual: 0, high: 0 };
  /** The latest points, standardised, at their position modulo the length. */
  readonly #points: Float64Array;
  #pushed = 0;

  /**
   * A stream that knows nothing yet; see {@link learn}.
   * @param delay at least {@link delayOf} its period; that of the slowest variable.
   */
  constructor({ centre, scale, period }: Omit<LearntVariable, 'train'>, options: VariableStreamOptions, delay: number) {
    this.period = period;
    this.delay = delay;
    this.#options = options;
    this.#centre = centre;
    this.#scale = scale;
    const { softening, scaling, guard, reference } = options;
    const sizes = windowsOf(options.windows, period);
    const longest = sizes[sizes.length - 1];
    this.#energyWindow = energyWindow(period);
    this.#points = new Float64Array(this.delay + this.#energyWindow + 2).fill(Number.NaN);
    const shared = { softening, guard: Math.round(guard * period), reference };
    const specs: ShapeStreamSpec[] = sizes.map((window) => ({ ...shared, window, distance: 'soft', scaling }));
    if (options.amplitude) specs.push({ ...shared, window: longest, distance: 'centred', scaling: 'none' });
    this.#shapes = specs.map((spec) => ({
      stream: new ShapeStream(spec),
      typical: 0,
      scale: { usual: 0, high: 0 },
      recent: new Float64Array(this.delay + spec.window).fill(Number.NaN),
    }));
  }

  /** Takes a point, in the unit of the series. */
  push(value: number): void {
    this.#push((value - this.#centre) / this.#scale);
    for (const { stream, typical, recent } of this.#shapes) {
      const newest = this.#pushed - stream.spec.window;
      if (newest >= 0) recent[newest % recent.length] = scaled(stream, stream.distance, stream.local, typical);
    }
  }

  /** Powers of the contrasts of the point `back` points before the latest one: their sum, and how many there are. */
  contrasts(back: number): { sum: number; count: number } {
    const point = this.#pushed - 1 - back;
    let sum = 0;
    let count = 0;
    const add = (value: number, scale: ContrastScale): void => {
      const contrast = contrastOf(value, scale);
      if (Number.isNaN(contrast)) return;
      sum += portablePow(contrast, this.#options.power);
      count++;
    };
    for (const channel of this.#shapes) add(this.#covering(point, channel), channel.scale);
    if (this.#options.roughness) add(this.#roughness(point), this.#roughScale);
    return { sum, count };
  }

  /**
   * Passes the train part through and fixes the scales of all channels on its second half.
   * @param train standardised.
   * @param pause awaited now and then with the share that is done; may throw.
   */
  async learn(train: Float64Array, pause: (fraction: number) => Promise<void>): Promise<void> {
    const blank = (): Float64Array => new Float64Array(train.length).fill(Number.NaN);
    const seen = this.#shapes.map((channel) => ({ channel, distances: blank(), locals: blank() }));
    for (const [t, point] of train.entries()) {
      if (t % SLICE === SLICE - 1) await pause(t / train.length);
      this.#push(point);
      for (const { channel, distances, locals } of seen) {
        const newest = this.#pushed - channel.stream.spec.window;
        if (newest < 0) continue;
        distances[newest] = channel.stream.distance;
        locals[newest] = channel.stream.local;
      }
    }
    const half = train.length >> 1;
    for (const { channel, distances, locals } of seen) {
      const { stream, recent } = channel;
      const windows = train.length - stream.spec.window + 1;
      const known = distances
        .slice(half, windows)
        .filter((value) => !Number.isNaN(value))
        .sort();
      channel.typical = known.length > 0 ? quantile(known, 0.5) : 0;
      const values = distances.map((distance, i) => scaled(stream, distance, locals[i], channel.typical));
      const points = spreadToPoints(values.subarray(0, windows), stream.spec.window, 1, train.length, 'average');
      channel.scale = contrastScale(contrastLevels(points.subarray(half), this.period), 'quantile');
      for (let i = Math.max(0, windows - recent.length); i < windows; i++) recent[i % recent.length] = values[i];
    }
    const energy = secondDifferenceEnergy(train, this.#energyWindow, 1);
    this.#roughScale = contrastScale(contrastLevels(energy.subarray(half), this.period), 'quantile');
  }

  /** Everything needed to continue bit for bit. */
  state(): VariableStreamState {
    const scales = [...this.#shapes.map(({ typical, scale }) => [typical, scale.usual, scale.high])].flat();
    const { usual, high } = this.#roughScale;
    return {
      numbers: { period: this.period, pushed: this.#pushed, delay: this.delay },
      scalars: tensor(Float64Array.of(this.#centre, this.#scale, usual, high, ...scales)),
      points: tensor(this.#points.slice()),
      shapes: this.#shapes.map(({ stream, recent }) => ({ stream: stream.state(), recent: tensor(recent.slice()) })),
    };
  }

  /** A stream in a saved state. */
  static restore(
    { numbers, scalars, points, shapes }: VariableStreamState,
    options: VariableStreamOptions,
  ): VariableStream {
    const read = (saved: Tensor | undefined, length: number): Float64Array => {
      if (saved?.data instanceof Float64Array && saved.data.length === length) return saved.data;
      throw new SnapshotError('CausalSoftDiscord.restore: the tensors of the snapshot do not fit its options');
    };
    const [centre, scale, usual, high, ...scales] = read(scalars, scalars?.data.length);
    const out = new VariableStream({ centre, scale, period: numbers.period }, options, numbers.delay);
    if (out.#shapes.length !== shapes.length) read(undefined, 0);
    read(scalars, 4 + 3 * shapes.length);
    out.#pushed = numbers.pushed;
    out.#roughScale = { usual, high };
    out.#points.set(read(points, out.#points.length));
    for (const [i, channel] of out.#shapes.entries()) {
      channel.stream = new ShapeStream(channel.stream.spec, shapes[i].stream);
      channel.typical = scales[3 * i];
      channel.scale = { usual: scales[3 * i + 1], high: scales[3 * i + 2] };
      channel.recent.set(read(shapes[i].recent, channel.recent.length));
    }
    return out;
  }

  #push(point: number): void {
    this.#points[this.#pushed % this.#points.length] = point;
    this.#pushed++;
    for (const { stream } of this.#shapes) stream.push(point);
  }

  /** Mean over the windows that cover a point and have a value. */
  #covering(point: number, { stream, recent }: ShapeChannel): number {
    const { window } = stream.spec;
    const last = Math.min(point, this.#pushed - window);
    let sum = 0;
    let count = 0;
    for (let start = Math.max(0, point - window + 1); start <= last; start++) {
      const value = recent[start % recent.length];
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    return sum / count;
  }

  /** Root mean square of the second difference around a point. */
  #roughness(point: number): number {
    const points = this.#points;
    const at = (t: number): number => points[t % points.length];
    const from = Math.max(1, point - (this.#energyWindow >> 1));
    const to = Math.min(this.#pushed - 1, point - (this.#energyWindow >> 1) + this.#energyWindow);
    let sum = 0;
    let count = 0;
    for (let t = from; t < to; t++) {
      const bend = at(t + 1) - 2 * at(t) + at(t - 1);
      if (!Number.isFinite(bend)) continue;
      sum += bend * bend;
      count++;
    }
    return Math.sqrt(sum / count);
  }
}

/** Points until every window over a point is complete, its roughness included. */
export function delayOf(windows: readonly number[], period: number): number {
  return Math.max(...windowsOf(windows, period), energyWindow(period) + 1) - 1;
}

function scaled({ spec }: ShapeStream, distance: number, local: number, typical: number): number {
  return spec.scaling === 'none' ? distance : scaledDistance(distance, local, typical, spec.window);
}

function tensor(data: Float64Array): Tensor {
  return { shape: [data.length], data };
}
