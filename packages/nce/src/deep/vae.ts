/** A variational autoencoder, scored by its evidence bound. */
import { checkInteger, checkNumber, portableExp, type Snapshot } from '@tsad/core';
import { inferRows } from '../auto-encoder-net.ts';
import { denseNet } from '../dense-net.ts';
import { DeepDetector, type DeepModel, optionsOf, trainEpochs } from './deep-detector.ts';
import { type DeepOptions, resolveDeep } from './deep-options.ts';

/** Options of {@link Vae}. Defaults: hidden [64, 32], 60 epochs, batch 128, rate 0.001. */
export interface VaeOptions extends DeepOptions {
  /** Latent dimensions. Default 4. */
  latent?: number;
  /** Weight of the divergence from the prior; 1 is the evidence bound. Default 1. */
  beta?: number;
  /** Variance of a value around its reconstruction, in scaled units. Default 0.1. */
  variance?: number;
}

type Options = Required<VaeOptions>;

/** ln variances are kept in here; beyond, exp leaves what float32 can say about them. */
const LIMIT = 20;

const model: DeepModel<Options> = {
  name: 'Vae',
  kind: 'vae',
  build: (engine, { channels, hidden, latent }, random) => ({
    encoder: denseNet(engine, { widths: [channels, ...hidden, 2 * latent] }, random.fork('encoder')),
    decoder: denseNet(engine, { widths: [latent, ...[...hidden].reverse(), channels] }, random.fork('decoder')),
  }),
  async train(net, rows, run) {
    const { engine, layers, options } = net;
    const { latent, beta, variance } = options;
    const drawing = run.random.fork('latent');
    const parameters = [...layers.encoder.parameters, ...layers.decoder.parameters];
    await trainEpochs(net, rows, run, parameters, (x) => {
      const batch = x.shape[0];
      const code = layers.encoder.forward(x);
      const z = engine.empty([batch, latent]);
      const noise = Float64Array.from({ length: batch * latent }, () => drawing.normal());
      drawCodes(code.output.data, noise, latent, z.data);
      const rebuilt = layers.decoder.forward(z);
      const slope = engine.empty(x.shape);
      const [got, wanted, out] = [rebuilt.output.data, x.data, slope.data];
      for (let i = 0; i < out.length; i++) out[i] = (got[i] - wanted[i]) / (variance * batch);
      const back = rebuilt.backward(slope);
      const codeSlope = engine.empty(code.output.shape);
      codeSlopes(code.output.data, noise, back.data, latent, beta, codeSlope.data);
      code.parameterGradients(codeSlope);
    });
    return {};
  },
  sizes: () => ({}),
  measure({ engine, layers, options }, _constants, rows) {
    const { channels, latent, beta, variance } = options;
    const codes = inferRows(engine, layers.encoder, rows, channels, 2 * latent);
    const count = rows.length / channels;
    const means = new Float32Array(count * latent);
    const out = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < latent; j++) {
        const mean = codes[2 * latent * i + j];
        const wide = clipped(codes[2 * latent * i + latent + j]);
        means[latent * i + j] = mean;
        out[i] += 0.5 * beta * (mean * mean + portableExp(wide) - 1 - wide);
      }
    }
    const rebuilt = inferRows(engine, layers.decoder, means, latent, channels);
    for (let i = 0; i < rows.length; i++) out[Math.floor(i / channels)] += (rebuilt[i] - rows[i]) ** 2 / (2 * variance);
    return out;
  },
};

function clipped(logVariance: number): number {
  return Math.min(LIMIT, Math.max(-LIMIT, logVariance));
}

/**
 * Codes drawn by deviates: mean + exp(ln variance / 2) noise.
 * @param told means, then ln variances, shape [n, 2 latent].
 * @param noise standard normal deviates, shape [n, latent].
 * @param out receives shape [n, latent].
 */
export function drawCodes(told: Float32Array, noise: Float64Array, latent: number, out: Float32Array): void {
  for (let i = 0; i < noise.length; i++) {
    const at = i + latent * Math.floor(i / latent);
    out[i] = told[at] + portableExp(0.5 * clipped(told[at + latent])) * noise[i];
  }
}

/**
 * Slope by `told`, given the slope of the mean misfit by the codes drawn: through the codes, and of the mean divergence.
 * @param back slope by the codes, shape [n, latent].
 * @param out receives shape [n, 2 latent].
 */
export function codeSlopes(
  told: Float32Array,
  noise: Float64Array,
  back: Float32Array,
  latent: number,
  beta: number,
  out: Float32Array,
): void {
  const rows = noise.length / latent;
  for (let i = 0; i < noise.length; i++) {
    const at = i + latent * Math.floor(i / latent);
    const wide = clipped(told[at + latent]);
    out[at] = back[i] + (beta * told[at]) / rows;
    out[at + latent] =
      0.5 * back[i] * noise[i] * portableExp(0.5 * wide) + (0.5 * beta * (portableExp(wide) - 1)) / rows;
  }
}

/**
 * Scores a row by minus the evidence bound: the misfit of its reconstruction plus the divergence of its code from the
 * prior, in nats up to a constant.
 *
 * The bound is taken at the mean of the code instead of over draws of it, so that scores are not random; the noise of
 * the reconstruction has one fixed variance. Logarithms of the code's variances count within 20 of 0. Of little use where normal rows lie on no smooth surface.
 *
 * Cost: 6 * weights operations a row and epoch.
 * @see Kingma and Welling, "Auto-encoding variational Bayes", ICLR 2014; Higgins et al., ICLR 2017, for beta.
 * @example
 * const rows = Array.from({ length: 300 }, (_, i) => [Math.sin(i), Math.cos(i), Math.sin(i) + Math.cos(i)]).flat();
 * const detector = await new Vae({ channels: 3, latent: 2, epochs: 150 }).fit(rows);
 * const [usual, odd] = await detector.score([0.6, 0.8, 1.4, 0.6, 0.8, -1.4]);
 * console.assert(odd > usual);
 */
export class Vae extends DeepDetector<Options> {
  /**
   * @param options see {@link VaeOptions}; only `channels` is required.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: VaeOptions) {
    const where = 'Vae';
    const defaults = { hidden: [64, 32], epochs: 60, batch: 128, learningRate: 1e-3 };
    super(model, {
      ...resolveDeep(where, options, defaults, ['latent', 'beta', 'variance']),
      latent: checkInteger(where, 'latent', options.latent ?? 4, 1, 1024),
      beta: checkNumber(where, 'beta', options.beta ?? 1, 0, 1e6),
      variance: checkNumber(where, 'variance', options.variance ?? 0.1, 1e-6, 1e6),
    });
  }

  /**
   * The detector of a snapshot; it scores the same bits.
   * @throws SnapshotError for a snapshot of another kind or with parts missing.
   */
  static async restore(snapshot: Snapshot): Promise<Vae> {
    return new Vae(optionsOf(model, snapshot)).load(snapshot);
  }
}
