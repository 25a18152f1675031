/** DAGMM: an autoencoder and a Gaussian mixture on its code and reconstruction, trained together. */
import { checkInteger, checkNumber, type Snapshot } from '@tsad/core';
import { inferRows } from '../auto-encoder-net.ts';
import { denseNet } from '../dense-net.ts';
import { DeepDetector, type DeepModel, optionsOf, trainEpochs } from './deep-detector.ts';
import { type DeepOptions, resolveDeep } from './deep-options.ts';
import { completeMixture, energies, type Mixture, mixtureLoss, mixtureOf } from './mixture.ts';
import { softmax, softmaxSlope } from './softmax.ts';

/** Options of {@link Dagmm}. Defaults: hidden [32, 16], 100 epochs, batch 256, rate 0.001. */
export interface DagmmOptions extends DeepOptions {
  /** Dimensions of the code. Default 1. */
  latent?: number;
  /** Gaussians. Default 2. */
  components?: number;
  /** Width of the estimation net's hidden layer. Default 10. */
  estimation?: number;
  /** Weight of the mean energy beside the squared error. Default 0.1. */
  energyWeight?: number;
  /** Weight of the penalty on small variances. Default 0.005. */
  penaltyWeight?: number;
}

type Options = Required<DagmmOptions>;

/** Norms below this count as this. */
const LEAST_NORM = 1e-3;

const model: DeepModel<Options> = {
  name: 'Dagmm',
  kind: 'dagmm',
  build: (engine, { channels, hidden, latent, components, estimation }, random) => ({
    encoder: denseNet(engine, { widths: [channels, ...hidden, latent] }, random.fork('encoder')),
    decoder: denseNet(engine, { widths: [latent, ...[...hidden].reverse(), channels] }, random.fork('decoder')),
    estimator: denseNet(engine, { widths: [latent + 2, estimation, components] }, random.fork('estimator')),
  }),
  async train(net, rows, run) {
    const { engine, layers, options } = net;
    const { encoder, decoder, estimator } = layers;
    const { channels, latent, components, energyWeight, penaltyWeight } = options;
    const q = latent + 2;
    const parameters = [encoder, decoder, estimator].flatMap((layer) => layer.parameters);
    await trainEpochs(net, rows, run, parameters, (x) => {
      const batch = x.shape[0];
      const code = encoder.forward(x);
      const rebuilt = decoder.forward(code.output);
      const points = joined(x.data, code.output.data, rebuilt.output.data, channels, latent);
      const estimated = estimator.forward(engine.tensor([batch, q], points));
      const membership = softmax(estimated.output.data, components);
      const loss = mixtureLoss(points, membership, q, components, energyWeight, penaltyWeight);

      const told = engine.empty([batch, components]);
      softmaxSlope(membership, loss.membership, components, told.data);
      const through = estimated.backward(told).data;
      const slope = Float64Array.from(loss.points, (value, i) => value + through[i]);
      const back = engine.empty(x.shape);
      rebuiltSlope(x.data, rebuilt.output.data, slope, channels, q, back.data);
      const codeSlope = rebuilt.backward(back);
      const down = codeSlope.data;
      for (let i = 0; i < batch; i++) for (let j = 0; j < latent; j++) down[i * latent + j] += slope[i * q + j];
      code.parameterGradients(codeSlope);
    });
    const points = pointsOf(net, rows);
    const outputs = inferRows(engine, estimator, Float32Array.from(points), q, components);
    const { share, mean, covariance } = mixtureOf(points, softmax(outputs, components), q, components);
    return { share, mean, covariance };
  },
  sizes({ components, latent }) {
    const q = latent + 2;
    return { share: components, mean: components * q, covariance: components * q * q };
  },
  measure(net, { share, mean, covariance }, rows) {
    const q = net.options.latent + 2;
    const precision = new Float64Array(covariance.length);
    const mixture: Mixture = { share, mean, covariance, precision, height: new Float64Array(share.length) };
    completeMixture(mixture, q);
    return energies(mixture, pointsOf(net, rows), q).energy;
  },
};

/** Code, relative Euclidean distance and cosine similarity: what the mixture is about. */
export function joined(
  x: Float32Array,
  code: Float32Array,
  rebuilt: Float32Array,
  channels: number,
  latent: number,
): Float64Array {
  const q = latent + 2;
  const n = x.length / channels;
  const out = new Float64Array(n * q);
  for (let i = 0; i < n; i++) {
    const { input, output, distance, product } = norms(x, rebuilt, i, channels);
    for (let j = 0; j < latent; j++) out[i * q + j] = code[i * latent + j];
    out[i * q + latent] = distance / input;
    out[i * q + latent + 1] = product / (input * output);
  }
  return out;
}

function norms(
  x: Float32Array,
  y: Float32Array,
  row: number,
  channels: number,
): Record<'input' | 'output' | 'distance' | 'product', number> {
  let [input, output, distance, product] = [0, 0, 0, 0];
  for (let j = row * channels; j < (row + 1) * channels; j++) {
    input += x[j] * x[j];
    output += y[j] * y[j];
    distance += (x[j] - y[j]) ** 2;
    product += x[j] * y[j];
  }
  return {
    input: Math.max(Math.sqrt(input), LEAST_NORM),
    output: Math.max(Math.sqrt(output), LEAST_NORM),
    distance: Math.sqrt(distance),
    product,
  };
}

/** Slope by the reconstruction: of the mean summed squared error, and through the two features. */
export function rebuiltSlope(
  x: Float32Array,
  y: Float32Array,
  slope: Float64Array,
  channels: number,
  q: number,
  out: Float32Array,
): void {
  const n = x.length / channels;
  for (let i = 0; i < n; i++) {
    const { input, output, distance, product } = norms(x, y, i, channels);
    const byDistance = slope[i * q + q - 2] / (input * Math.max(distance, LEAST_NORM));
    const byCosine = slope[i * q + q - 1] / (input * output);
    const inward = output > LEAST_NORM ? product / (output * output) : 0;
    for (let j = i * channels; j < (i + 1) * channels; j++) {
      out[j] = (2 / n + byDistance) * (y[j] - x[j]) + byCosine * (x[j] - inward * y[j]);
    }
  }
}

function pointsOf({ engine, layers, options }: Parameters<typeof model.measure>[0], rows: Float32Array): Float64Array {
  const { channels, latent } = options;
  const code = inferRows(engine, layers.encoder, rows, channels, latent);
  return joined(rows, code, inferRows(engine, layers.decoder, code, latent, channels), channels, latent);
}

/**
 * Scores a row by its energy, -ln of the density of a Gaussian mixture on code, relative distance and cosine similarity.
 *
 * The nearest relative of CANCE: the same kind of features, a parametric density, trained jointly. Known to be unstable:
 * results vary with the seed, and components may die. Dropout in the estimation net is left out, activations are leaky
 * ReLU instead of tanh, covariances have 1e-4 added to their diagonals, norms and distances that are divided by are at least 1e-3.
 *
 * Cost: 6 * weights operations a row and epoch.
 * @see Zong et al., "Deep autoencoding Gaussian mixture model for unsupervised anomaly detection", ICLR 2018, Eq. 5 to 7.
 * @example
 * const rows = Array.from({ length: 300 }, (_, i) => [Math.sin(i), Math.cos(i), Math.sin(i) + Math.cos(i)]).flat();
 * const detector = await new Dagmm({ channels: 3, latent: 2, epochs: 40, batch: 64 }).fit(rows);
 * const [usual, odd] = await detector.score([0.6, 0.8, 1.4, 4, -4, 6]);
 * console.assert(odd > usual);
 */
export class Dagmm extends DeepDetector<Options> {
  /**
   * @param options see {@link DagmmOptions}; only `channels` is required.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: DagmmOptions) {
    const where = 'Dagmm';
    const defaults = { hidden: [32, 16], epochs: 100, batch: 256, learningRate: 1e-3 };
    const own = ['latent', 'components', 'estimation', 'energyWeight', 'penaltyWeight'];
    super(model, {
      ...resolveDeep(where, options, defaults, own),
      latent: checkInteger(where, 'latent', options.latent ?? 1, 1, 64),
      components: checkInteger(where, 'components', options.components ?? 2, 1, 64),
      estimation: checkInteger(where, 'estimation', options.estimation ?? 10, 1, 4096),
      energyWeight: checkNumber(where, 'energyWeight', options.energyWeight ?? 0.1, 0, 1e6),
      penaltyWeight: checkNumber(where, 'penaltyWeight', options.penaltyWeight ?? 0.005, 0, 1e6),
    });
  }

  /**
   * The detector of a snapshot; it scores the same bits.
   * @throws SnapshotError for a snapshot of another kind or with parts missing.
   */
  static async restore(snapshot: Snapshot): Promise<Dagmm> {
    return new Dagmm(optionsOf(model, snapshot)).load(snapshot);
  }
}
