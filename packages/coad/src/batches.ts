/** Training batches: clean windows and their distorted copies. Every draw depends on the seed and the step alone. */
import type { Random } from '@tsad/core';
import { distortSegment, drawDistortion, labelPatches, segmentLength } from './distort.ts';
import { type Geometry, officialStride } from './geometry.ts';
import type { ResolvedCoAD } from './options.ts';
import { padFront, planWindows } from './windows.ts';

/** One batch, ready for the network. */
export interface Batch {
  /** Windows: the clean ones, then the distorted ones. */
  rows: number;
  /**
   * `x` and `clean` of shape [rows][points], `labels` of shape [rows][patches * values]: what the classifier should say;
   * `marks` of shape [rows][patches]: distorted patches.
   */
  arrays: { x: Float32Array; clean: Float32Array; labels: Float32Array; marks: Float32Array };
  /** Points in labelled patches and in the others. */
  values: { labelled: number; unlabelled: number };
}

/** Draws batches from a scaled train part. */
export class Batches {
  /** Steps until every window was used once. */
  readonly stepsPerEpoch: number;
  readonly #options: ResolvedCoAD;
  readonly #geometry: Geometry;
  readonly #series: Float32Array;
  readonly #random: Random;
  readonly #stride: number;
  readonly #count: number;
  #epoch = -1;
  #order = new Int32Array(0);

  /** @param train scaled, shape [n]. */
  constructor(train: Float64Array, geometry: Geometry, options: ResolvedCoAD, random: Random) {
    const { trainStride, patch, batch } = options;
    this.#options = options;
    this.#geometry = geometry;
    this.#random = random;
    const official = officialStride(train.length, patch, geometry.period);
    this.#stride = typeof trainStride === 'number' ? trainStride : official;
    const plan = planWindows(train.length, geometry.trainWindow, this.#stride);
    this.#series = padFront(train, trainStride === 'random' ? 0 : plan.pad);
    this.#count = plan.count;
    this.stepsPerEpoch = Math.ceil(plan.count / batch);
  }

  /** The batch of a step; any step may be asked for at any time. */
  at(step: number): Batch {
    const random = this.#random.fork(step);
    const starts = this.#starts(step, random);
    const { trainWindow: points } = this.#geometry;
    const { patch, granularity } = this.#options;
    const kept = Math.max(1, Math.round(starts.length * this.#options.cleanShare));
    const rows = kept + starts.length;
    const clean = new Float32Array(rows * points);
    for (const [i, start] of starts.entries()) {
      const window = this.#series.subarray(start, start + points);
      if (i < kept) clean.set(window, i * points);
      clean.set(window, (kept + i) * points);
    }
    const x = clean.slice();
    const patches = points / patch;
    const perPatch = granularity === 'step' ? patch : 1;
    const labels = new Float32Array(rows * patches * perPatch);
    const marks = new Float32Array(rows * patches);
    const labelled = this.#distort({ x, labels, marks }, kept, points, random);
    return { rows, arrays: { x, clean, labels, marks }, values: { labelled, unlabelled: rows * points - labelled } };
  }

  /** Distorts the rows from `first` on and labels them; returns the points in labelled patches. */
  #distort(into: Omit<Batch['arrays'], 'clean'>, first: number, points: number, random: Random): number {
    const { x, labels, marks } = into;
    const { distortions, distortionPer, patch, granularity } = this.#options;
    const { period } = this.#geometry;
    const patches = points / patch;
    const shared = drawDistortion(random, distortions, period);
    const flags = new Uint8Array(points);
    const perPatch = labels.length / marks.length;
    let labelled = 0;
    for (let row = first; row < x.length / points; row++) {
      const distortion = distortionPer === 'batch' ? shared : drawDistortion(random, distortions, period);
      const start = random.integer(points - segmentLength(distortion, points));
      flags.fill(0);
      const window = x.subarray(row * points, (row + 1) * points);
      distortSegment(window, flags, distortion, start, () => random.normal());
      const ownMarks = marks.subarray(row * patches, (row + 1) * patches);
      labelPatches(flags, patch, ownMarks, 0);
      for (const mark of ownMarks) labelled += mark * patch;
      const own = labels.subarray(row * patches * perPatch, (row + 1) * patches * perPatch);
      if (granularity === 'step') own.set(flags);
      else if (granularity === 'patch') own.set(ownMarks);
      else own.fill(Number(ownMarks.includes(1)));
    }
    return labelled;
  }

  #starts(step: number, random: Random): number[] {
    const { batch, trainStride } = this.#options;
    const { trainWindow } = this.#geometry;
    if (trainStride === 'random') {
      return Array.from({ length: batch }, () => random.integer(this.#series.length - trainWindow + 1));
    }
    const epoch = Math.floor(step / this.stepsPerEpoch);
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#order = this.#random.fork(`epoch ${epoch}`).shuffle(Int32Array.from({ length: this.#count }, (_, i) => i));
    }
    const first = (step - epoch * this.stepsPerEpoch) * batch;
    return Array.from(this.#order.subarray(first, first + batch), (index) => index * this.#stride);
  }
}
