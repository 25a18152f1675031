/** DROCC: a classifier that learns from normal rows and from points it finds itself around them. */
import { checkInteger, checkNumber, type Random, type Snapshot } from '@tsad/core';
import type { Tensor } from '@tsad/nn';
import { inferRows } from '../auto-encoder-net.ts';
import { denseNet } from '../dense-net.ts';
import { sigmoid } from '../nce-loss.ts';
import { DeepDetector, type DeepModel, type DeepNet, optionsOf, trainEpochs } from './deep-detector.ts';
import { type DeepOptions, resolveDeep } from './deep-options.ts';

/** Options of {@link Drocc}. Defaults: hidden [128], 50 epochs, batch 128, rate 0.001. */
export interface DroccOptions extends DeepOptions {
  /**
   * Least distance of the points to learn against, in scaled units; 0 stands for half the square root of `channels`.
   * Default 0.
   */
  radius?: number;
  /** Farthest distance, in radii. Default 2. */
  gamma?: number;
  /** Weight of the points found. Default 1. */
  weight?: number;
  /** Steps of the search. Default 10. */
  steps?: number;
  /** Length of a step, in scaled units. Default 0.1. */
  stepSize?: number;
  /** Epochs before the search begins, at most. Default 5. */
  warmUp?: number;
}

type Options = Required<DroccOptions>;

const model: DeepModel<Options> = {
  name: 'Drocc',
  kind: 'drocc',
  build: (engine, { channels, hidden }, random) => ({
    classifier: denseNet(engine, { widths: [channels, ...hidden, 1] }, random),
  }),
  async train(net, rows, run) {
    const { engine, layers, options } = net;
    const { classifier } = layers;
    const searching = run.random.fork('search');
    await trainEpochs(net, rows, run, classifier.parameters, (x, epoch) => {
      const pass = classifier.forward(x);
      pass.parameterGradients(logisticSlope(net, pass.output, 1, 1));
      if (epoch < Math.min(options.warmUp, options.epochs - 1)) return;
      const found = engine.empty(x.shape);
      search(net, x, found, searching);
      const against = classifier.forward(found);
      against.parameterGradients(logisticSlope(net, against.output, 0, options.weight));
    });
    return {};
  },
  sizes: () => ({}),
  measure: ({ engine, layers, options }, _constants, rows) =>
    Float64Array.from(inferRows(engine, layers.classifier, rows, options.channels, 1), (value) => -value),
};

/** Slope of the mean logistic loss by the outputs, for rows of one `label`, times `weight`. */
function logisticSlope({ engine }: DeepNet<Options>, outputs: Tensor, label: number, weight: number): Tensor {
  const slope = engine.empty(outputs.shape);
  const [from, to] = [outputs.data, slope.data];
  for (let i = 0; i < to.length; i++) to[i] = (weight * (sigmoid(from[i]) - label)) / to.length;
  return slope;
}

/**
 * Climbs from random points around `x` to where the classifier errs most, within radius and gamma radius of `x`.
 * What is climbed is the loss of the label "not normal", each row by steps of equal length.
 */
export function search({ engine, layers, options }: DeepNet<Options>, x: Tensor, found: Tensor, random: Random): void {
  const { channels, gamma, steps, stepSize } = options;
  const radius = radiusOf(options);
  const offset = Float64Array.from({ length: x.length }, () => random.normal());
  const place = (): void => {
    const [from, to] = [x.data, found.data];
    for (let i = 0; i < offset.length; i += channels) {
      const length = Math.max(norm(offset, i, channels), 1e-12);
      const factor = Math.min(gamma * radius, Math.max(radius, length)) / length;
      for (let j = i; j < i + channels; j++) {
        offset[j] *= factor;
        to[j] = from[j] + offset[j];
      }
    }
  };
  place();
  for (let step = 0; step < steps; step++) {
    engine.scope(() => {
      const pass = layers.classifier.forward(found);
      // The loss softplus(f) rises with f: its slope is a positive multiple of that of f.
      const slope = pass.inputGradient(engine.empty(pass.output.shape).fill(1)).data;
      for (let i = 0; i < offset.length; i += channels) {
        const length = norm(slope, i, channels);
        if (length === 0) continue;
        for (let j = i; j < i + channels; j++) offset[j] += (stepSize * slope[j]) / length;
      }
    });
    place();
  }
}

function norm(values: ArrayLike<number>, from: number, count: number): number {
  let sum = 0;
  for (let j = from; j < from + count; j++) sum += values[j] * values[j];
  return Math.sqrt(sum);
}

function radiusOf({ radius, channels }: Options): number {
  return radius > 0 ? radius : 0.5 * Math.sqrt(channels);
}

/**
 * Scores a row by minus the output of a classifier that was trained on normal rows against points on a shell around
 * them, found by gradient ascent.
 *
 * Its assumption is that nothing normal lies farther than `radius` from all normal rows and nothing odd nearer; the
 * result hangs on that radius, which papers tune per data set. No tuning is done here. The search uses a sphere, not the
 * diagonal metric of the paper's DROCC-LF, and is brought back to the shell at its start and after every step, not only at
 * its end.
 *
 * Cost: about `steps` / 2 + 2 times that of a classifier, 6 * weights operations a row and epoch.
 * @see Goyal et al., "DROCC: deep robust one-class classification", ICML 2020, Algorithm 1.
 * @example
 * const rows = Array.from({ length: 300 }, (_, i) => [Math.sin(i), Math.cos(i), Math.sin(i) + Math.cos(i)]).flat();
 * const detector = await new Drocc({ channels: 3, epochs: 30 }).fit(rows);
 * const [usual, odd] = await detector.score([0.6, 0.8, 1.4, 3, 3, 6]);
 * console.assert(odd > usual);
 */
export class Drocc extends DeepDetector<Options> {
  /**
   * @param options see {@link DroccOptions}; only `channels` is required.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: DroccOptions) {
    const where = 'Drocc';
    const defaults = { hidden: [128], epochs: 50, batch: 128, learningRate: 1e-3 };
    const own = ['radius', 'gamma', 'weight', 'steps', 'stepSize', 'warmUp'];
    super(model, {
      ...resolveDeep(where, options, defaults, own),
      radius: checkNumber(where, 'radius', options.radius ?? 0, 0, 1e6),
      gamma: checkNumber(where, 'gamma', options.gamma ?? 2, 1, 1e3),
      weight: checkNumber(where, 'weight', options.weight ?? 1, 0, 1e3),
      steps: checkInteger(where, 'steps', options.steps ?? 10, 0, 1000),
      stepSize: checkNumber(where, 'stepSize', options.stepSize ?? 0.1, 0, 1e3),
      warmUp: checkInteger(where, 'warmUp', options.warmUp ?? 5, 0, 1e6),
    });
  }

  /**
   * The detector of a snapshot; it scores the same bits.
   * @throws SnapshotError for a snapshot of another kind or with parts missing.
   */
  static async restore(snapshot: Snapshot): Promise<Drocc> {
    return new Drocc(optionsOf(model, snapshot)).load(snapshot);
  }
}
