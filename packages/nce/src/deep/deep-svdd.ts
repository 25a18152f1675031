/** Deep support vector data description: a net that maps normal rows near one point. */
import { checkInteger, checkNumber, type Snapshot } from '@tsad/core';
import { inferRows } from '../auto-encoder-net.ts';
import { denseNet } from '../dense-net.ts';
import { DeepDetector, type DeepModel, optionsOf, trainEpochs } from './deep-detector.ts';
import { type DeepOptions, resolveDeep } from './deep-options.ts';

/** Options of {@link DeepSvdd}. Defaults: hidden [64, 32], 50 epochs, batch 128, rate 0.001. */
export interface DeepSvddOptions extends DeepOptions {
  /** Dimensions of the map's range. Default 16. */
  width?: number;
  /** Decoupled weight decay. Default 1e-6. */
  weightDecay?: number;
}

type Options = Required<DeepSvddOptions>;

/** A centre closer to zero than this could be reached by zero weights. */
const LEAST_CENTRE = 0.1;

const model: DeepModel<Options> = {
  name: 'DeepSvdd',
  kind: 'deep-svdd',
  // No biases: with one the net could map everything to the centre.
  build: (engine, { channels, hidden, width }, random) => ({
    map: denseNet(engine, { widths: [channels, ...hidden, width], bias: false }, random),
  }),
  async train(net, rows, run) {
    const { engine, layers, options } = net;
    const { channels, width } = options;
    const first = inferRows(engine, layers.map, rows, channels, width);
    const centre = new Float64Array(width);
    for (let i = 0; i < first.length; i++) centre[i % width] += (first[i] * width) / first.length;
    for (let j = 0; j < width; j++) {
      if (Math.abs(centre[j]) < LEAST_CENTRE) centre[j] = centre[j] < 0 ? -LEAST_CENTRE : LEAST_CENTRE;
    }
    await trainEpochs(
      net,
      rows,
      run,
      layers.map.parameters,
      (x) => {
        const pass = layers.map.forward(x);
        const slope = engine.empty(pass.output.shape);
        const [mapped, out] = [pass.output.data, slope.data];
        const factor = 2 / (mapped.length / width);
        for (let i = 0; i < out.length; i++) out[i] = factor * (mapped[i] - centre[i % width]);
        pass.parameterGradients(slope);
      },
      options.weightDecay,
    );
    return { centre };
  },
  sizes: ({ width }) => ({ centre: width }),
  measure({ engine, layers, options: { channels, width } }, { centre }, rows) {
    const mapped = inferRows(engine, layers.map, rows, channels, width);
    const out = new Float64Array(rows.length / channels);
    for (let i = 0; i < mapped.length; i++) out[Math.floor(i / width)] += (mapped[i] - centre[i % width]) ** 2;
    return out;
  },
};

/**
 * Scores a row by the squared distance of its image under a learnt map from the centre that normal rows are pulled to.
 *
 * The soft-boundary form, the pretraining and the batch norm of the paper are left out; the net has no biases, so that it cannot map
 * everything to the centre. On tables it is often beaten by plain distances; results depend on the seed.
 *
 * Cost: 6 * weights operations a row and epoch.
 * @see Ruff et al., "Deep one-class classification", ICML 2018, Eq. 4 (One-Class Deep SVDD).
 * @example
 * const rows = Array.from({ length: 300 }, (_, i) => [Math.sin(i), Math.cos(i), Math.sin(i) + Math.cos(i)]).flat();
 * const detector = await new DeepSvdd({ channels: 3, epochs: 20 }).fit(rows);
 * const [usual, odd] = await detector.score([0.6, 0.8, 1.4, 4, -4, 9]);
 * console.assert(odd > usual);
 */
export class DeepSvdd extends DeepDetector<Options> {
  /**
   * @param options see {@link DeepSvddOptions}; only `channels` is required.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: DeepSvddOptions) {
    const where = 'DeepSvdd';
    const defaults = { hidden: [64, 32], epochs: 50, batch: 128, learningRate: 1e-3 };
    super(model, {
      ...resolveDeep(where, options, defaults, ['width', 'weightDecay']),
      width: checkInteger(where, 'width', options.width ?? 16, 1, 4096),
      weightDecay: checkNumber(where, 'weightDecay', options.weightDecay ?? 1e-6, 0, 1),
    });
  }

  /**
   * The detector of a snapshot; it scores the same bits.
   * @throws SnapshotError for a snapshot of another kind or with parts missing.
   */
  static async restore(snapshot: Snapshot): Promise<DeepSvdd> {
    return new DeepSvdd(optionsOf(model, snapshot)).load(snapshot);
  }
}
