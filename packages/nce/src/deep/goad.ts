/** GOAD: which of many random maps was applied to a row? The odder the row, the harder to say. */
import { checkBoolean, checkInteger, checkNumber, portableExp, portableLog, type Snapshot } from '@tsad/core';
import { LeakyRelu, Linear, Sequential } from '@tsad/nn';
import { inferRows } from '../auto-encoder-net.ts';
import { denseNet } from '../dense-net.ts';
import { addCentreSlope, centresOf, distancesInto } from './centre-loss.ts';
import { DeepDetector, type DeepModel, type DeepNet, optionsOf, trainEpochs } from './deep-detector.ts';
import { type DeepOptions, resolveDeep } from './deep-options.ts';
import { softmax } from './softmax.ts';

/** Options of {@link Goad}. Defaults: hidden [], 1 epoch, batch 64, rate 0.001, as the released code has for small tables. */
export interface GoadOptions extends DeepOptions {
  /** Random affine maps. Default 256. */
  transforms?: number;
  /** Values that a map makes of a row. Default 32. */
  reduced?: number;
  /** Dimensions in which the maps are told apart. Default 8. */
  width?: number;
  /** Whether maps have offsets, as in the paper's text; those of its code have none. Default true. */
  offsets?: boolean;
  /** How much nearer than the nearest other centre the own one should be, in squared distance. Default 1. */
  margin?: number;
  /** Weight of the triplet loss beside the cross-entropy. Default 0.1. */
  centreWeight?: number;
  /** Added to every likelihood, so that far rows are not infinitely odd; the released code has 0. Default 0. */
  epsilon?: number;
}

type Options = Required<GoadOptions>;

/** The options that other deep baselines have not. */
const OWN = ['transforms', 'reduced', 'width', 'offsets', 'margin', 'centreWeight', 'epsilon'];

/** Rows scored at a time, so that the `transforms` images of each need little memory. */
const CHUNK = 128;

const model: DeepModel<Options> = {
  name: 'Goad',
  kind: 'goad',
  build: (engine, { reduced, hidden, width, transforms }, random) => ({
    features: denseNet(engine, { widths: [reduced, ...hidden, width], bias: false }, random.fork('features')),
    head: new Sequential([
      new LeakyRelu(engine, { slope: 0.2 }),
      new Linear(engine, { inputs: width, outputs: transforms, random: random.fork('head') }),
    ]),
  }),
  async train(net, rows, run) {
    const { engine, layers, options } = net;
    const { channels, transforms, reduced, width, offsets, margin, centreWeight } = options;
    const drawing = run.random.fork('transforms');
    const maps = Float64Array.from({ length: transforms * reduced * (channels + 1) }, () => drawing.normal());
    if (!offsets) for (let k = channels; k < maps.length; k += channels + 1) maps[k] = 0;
    const parameters = [layers.features, layers.head].flatMap((layer) => layer.parameters);
    await trainEpochs(net, rows, run, parameters, (x) => {
      const mapped = engine.empty([x.shape[0] * transforms, reduced]);
      transformInto(mapped.data, x.data, maps, options);
      const pass = layers.features.forward(mapped);
      const guess = layers.head.forward(pass.output);
      const told = engine.empty(guess.output.shape);
      guessSlope(guess.output.data, transforms, told.data);
      const slope = guess.backward(told);
      addCentreSlope(pass.output.data, { transforms, width, margin, weight: centreWeight }, slope.data);
      pass.parameterGradients(slope);
    });
    const centres = new Float64Array(transforms * width);
    for (const { features, count } of featuresOf(net, maps, rows)) {
      const share = (count * channels) / rows.length;
      for (const [k, centre] of centresOf(features, transforms, width).entries()) centres[k] += share * centre;
    }
    return { maps, centres };
  },
  sizes: ({ channels, transforms, reduced, width }) => ({
    maps: transforms * reduced * (channels + 1),
    centres: transforms * width,
  }),
  measure(net, { maps, centres }, rows) {
    const { channels, transforms, width, epsilon } = net.options;
    const out = new Float64Array(rows.length / channels);
    const distances = new Float64Array(transforms);
    for (const { features, from } of featuresOf(net, maps, rows)) {
      for (let i = 0; i < features.length / width; i++) {
        distancesInto(distances, features, i, centres, width);
        out[from + Math.floor(i / transforms)] += surprise(distances, i % transforms, epsilon);
      }
    }
    return out;
  },
};

/** Minus the ln of the probability of map `own` by squared distances, every likelihood raised by `epsilon`. */
function surprise(distances: Float64Array, own: number, epsilon: number): number {
  // Without epsilon far rows, whose likelihoods are all 0 in float64, still have probabilities.
  const least = epsilon > 0 ? 0 : Math.min(...distances);
  let total = 0;
  for (const distance of distances) total += portableExp(least - distance) + epsilon;
  if (epsilon > 0) return portableLog(total) - portableLog(portableExp(-distances[own]) + epsilon);
  return portableLog(total) + distances[own] - least;
}

/** The features of every image of rows, some rows at a time: shape [count * transforms, width], rows from `from` on. */
function* featuresOf(
  { engine, layers, options }: DeepNet<Options>,
  maps: Float64Array,
  rows: Float32Array,
): Generator<{ features: Float32Array; from: number; count: number }> {
  const { channels, transforms, reduced, width } = options;
  const total = rows.length / channels;
  for (let from = 0; from < total; from += CHUNK) {
    const count = Math.min(CHUNK, total - from);
    const mapped = new Float32Array(count * transforms * reduced);
    transformInto(mapped, rows.subarray(from * channels, (from + count) * channels), maps, options);
    yield { features: inferRows(engine, layers.features, mapped, reduced, width), from, count };
  }
}

/** Slope of the mean cross-entropy of guesses, shape [rows * transforms, transforms], the maps of a row in order. */
export function guessSlope(outputs: Float32Array, transforms: number, out: Float32Array): void {
  const probabilities = softmax(outputs, transforms);
  const count = outputs.length / transforms;
  for (let k = 0; k < out.length; k++) {
    const own = k % transforms === Math.floor(k / transforms) % transforms;
    out[k] = (probabilities[k] - (own ? 1 : 0)) / count;
  }
}

/** Rows after every map: shape [rows * transforms, reduced], the maps of one row together; a map's last column is its offset. */
function transformInto(
  out: Float32Array,
  rows: Float32Array,
  maps: Float64Array,
  { channels, transforms, reduced }: Options,
): void {
  const count = rows.length / channels;
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < transforms * reduced; k++) {
      const at = k * (channels + 1);
      let sum = maps[at + channels];
      for (let j = 0; j < channels; j++) sum += maps[at + j] * rows[i * channels + j];
      out[i * transforms * reduced + k] = sum;
    }
  }
}

/**
 * Scores a row by how unsure a net is which of many random affine maps was applied to it, summed over the maps.
 *
 * The maps have offsets: without them rows near the mean, of which every linear map makes nearly zero, could not be told apart and
 * would be the odd ones. For tables with some hundred rows or more.
 *
 * Trained as the released code trains: the triplet loss of the features and their centres in the batch, with a margin, and beside it
 * the cross-entropy of a second head. Not as there: AdamW with a rate that falls by a cosine for Adam with 0.5, uniform initial
 * weights, hidden layers (by default there are none) of slope 0.01, centres of all training rows under the final weights.
 *
 * Cost: `transforms` times that of the net, and O(transforms^2 width), a row and epoch.
 * @see Bergman and Hoshen, "Classification-based anomaly detection for general data", ICLR 2020, Eq. 5 to 8.
 * @example
 * const rows = Array.from({ length: 300 }, (_, i) => [Math.sin(i), Math.cos(i), Math.sin(i) + Math.cos(i)]).flat();
 * const detector = await new Goad({ channels: 3, transforms: 8 }).fit(rows);
 * const [usual, odd] = await detector.score([0.6, 0.8, 1.4, 3, -3, 5]);
 * console.assert(odd > usual);
 */
export class Goad extends DeepDetector<Options> {
  /**
   * @param options see {@link GoadOptions}; only `channels` is required.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: GoadOptions) {
    const where = 'Goad';
    const defaults = { hidden: [], epochs: 1, batch: 64, learningRate: 1e-3 };
    super(model, {
      ...resolveDeep(where, options, defaults, OWN),
      transforms: checkInteger(where, 'transforms', options.transforms ?? 256, 2, 4096),
      reduced: checkInteger(where, 'reduced', options.reduced ?? 32, 1, 4096),
      width: checkInteger(where, 'width', options.width ?? 8, 1, 4096),
      offsets: checkBoolean(where, 'offsets', options.offsets ?? true),
      margin: checkNumber(where, 'margin', options.margin ?? 1, 0),
      centreWeight: checkNumber(where, 'centreWeight', options.centreWeight ?? 0.1, 0),
      epsilon: checkNumber(where, 'epsilon', options.epsilon ?? 0, 0, 1),
    });
  }

  /**
   * The detector of a snapshot; it scores the same bits.
   * @throws SnapshotError for a snapshot of another kind or with parts missing.
   */
  static async restore(snapshot: Snapshot): Promise<Goad> {
    return new Goad(optionsOf(model, snapshot)).load(snapshot);
  }
}
