/** GOAD: which of many random maps was applied to a row? The odder the row, the harder to say. */
import { checkInteger, checkNumber, portableExp, portableLog, type Snapshot } from '@tsad/core';
import { inferRows } from '../auto-encoder-net.ts';
import { denseNet } from '../dense-net.ts';
import { DeepDetector, type DeepModel, optionsOf, trainEpochs } from './deep-detector.ts';
import { type DeepOptions, resolveDeep } from './deep-options.ts';

/** Options of {@link Goad}. Defaults: hidden [32], 20 epochs, batch 64, rate 0.001. */
export interface GoadOptions extends DeepOptions {
  /** Random affine maps. Default 32. */
  transforms?: number;
  /** Values that a map makes of a row. Default 16. */
  reduced?: number;
  /** Dimensions in which the maps are told apart. Default 16. */
  width?: number;
  /** Added to every likelihood, so that far rows are not infinitely odd. Default 1e-6. */
  epsilon?: number;
}

type Options = Required<GoadOptions>;

const model: DeepModel<Options> = {
  name: 'Goad',
  kind: 'goad',
  build: (engine, { reduced, hidden, width }, random) => ({
    features: denseNet(engine, { widths: [reduced, ...hidden, width] }, random),
  }),
  async train(net, rows, run) {
    const { engine, layers, options } = net;
    const { channels, transforms, reduced, width } = options;
    const drawing = run.random.fork('transforms');
    const maps = Float64Array.from({ length: transforms * reduced * (channels + 1) }, () => drawing.normal());
    await trainEpochs(net, rows, run, layers.features.parameters, (x) => {
      const mapped = engine.empty([x.shape[0] * transforms, reduced]);
      transformInto(mapped.data, x.data, maps, options);
      const pass = layers.features.forward(mapped);
      const slope = engine.empty(pass.output.shape);
      contrastSlope(pass.output.data, slope.data, transforms, width);
      pass.parameterGradients(slope);
    });
    const told = inferRows(engine, layers.features, transformed(rows, maps, options), reduced, width);
    return { maps, centres: centresOf(told, transforms, width) };
  },
  sizes: ({ channels, transforms, reduced, width }) => ({
    maps: transforms * reduced * (channels + 1),
    centres: transforms * width,
  }),
  measure({ engine, layers, options }, { maps, centres }, rows) {
    const { channels, transforms, reduced, width, epsilon } = options;
    const told = inferRows(engine, layers.features, transformed(rows, maps, options), reduced, width);
    const out = new Float64Array(rows.length / channels);
    const distances = new Float64Array(transforms);
    for (let row = 0; row < told.length / width; row++) {
      distancesInto(distances, told, row, centres, width);
      const total = distances.reduce((sum, distance) => sum + portableExp(-distance), 0);
      const own = portableExp(-distances[row % transforms]);
      out[Math.floor(row / transforms)] -= portableLog((own + epsilon) / (total + transforms * epsilon));
    }
    return out;
  },
};

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

function transformed(rows: Float32Array, maps: Float64Array, options: Options): Float32Array {
  const out = new Float32Array((rows.length / options.channels) * options.transforms * options.reduced);
  transformInto(out, rows, maps, options);
  return out;
}

/** Mean feature of every map. */
function centresOf(told: Float32Array, transforms: number, width: number): Float64Array {
  const centres = new Float64Array(transforms * width);
  for (let i = 0; i < told.length; i++) centres[i % centres.length] += told[i];
  return centres.map((sum) => (sum * centres.length) / told.length);
}

function distancesInto(out: Float64Array, told: Float32Array, row: number, centres: Float64Array, width: number): void {
  for (let m = 0; m < out.length; m++) {
    let sum = 0;
    for (let j = 0; j < width; j++) sum += (told[row * width + j] - centres[m * width + j]) ** 2;
    out[m] = sum;
  }
}

/** Slope of the mean cross-entropy of softmax(-squared distance to the centres of this batch, held constant). */
export function contrastSlope(told: Float32Array, out: Float32Array, transforms: number, width: number): void {
  const centres = centresOf(told, transforms, width);
  const rows = told.length / width;
  const distances = new Float64Array(transforms);
  for (let row = 0; row < rows; row++) {
    distancesInto(distances, told, row, centres, width);
    const least = Math.min(...distances);
    const weights = distances.map((distance) => portableExp(least - distance));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (let j = 0; j < width; j++) {
      // The parts of the row itself cancel, as the weights sum to one.
      let sum = -centres[(row % transforms) * width + j];
      for (let m = 0; m < transforms; m++) sum += (weights[m] / total) * centres[m * width + j];
      out[row * width + j] = (2 * sum) / rows;
    }
  }
}

/**
 * Scores a row by how unsure a net is which of many random affine maps was applied to it, summed over the maps.
 *
 * The maps have offsets: without them rows near the mean, of which every linear map makes nearly zero, could not be told apart and
 * would be the odd ones. For tables with some hundred rows or more.
 *
 * Two things are not the paper's. It trains by the triplet centre loss with a margin (its code adds cross-entropy through a second
 * head); here the net learns by the cross-entropy of the very probabilities that score, the centres of the batch held
 * constant. And its code takes the ln of probabilities without `epsilon`, which the paper's text has: with it a row far from all
 * centres scores no more than a guess, M ln M. What it reaches on a table says little about the paper's GOAD.
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
    const defaults = { hidden: [32], epochs: 20, batch: 64, learningRate: 1e-3 };
    super(model, {
      ...resolveDeep(where, options, defaults, ['transforms', 'reduced', 'width', 'epsilon']),
      transforms: checkInteger(where, 'transforms', options.transforms ?? 32, 2, 4096),
      reduced: checkInteger(where, 'reduced', options.reduced ?? 16, 1, 4096),
      width: checkInteger(where, 'width', options.width ?? 16, 1, 4096),
      epsilon: checkNumber(where, 'epsilon', options.epsilon ?? 1e-6, Number.MIN_VALUE, 1),
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
