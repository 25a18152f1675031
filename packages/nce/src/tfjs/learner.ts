/** CANCE on a backend of TensorFlow.js: who computes losses and gradients, for the options of `fit`. */
import { collect, type Layer, weightsOf } from '@tsad/nn';
import {
  differentiate,
  differentiateParameters,
  disposeWeights,
  type TfjsNamespace,
  uploadWeights,
  useTfjs,
} from '@tsad/nn/tfjs';
import type { DenseShape } from '../dense-net.ts';
import type { Learner } from '../learner.ts';
import { dense } from './dense.ts';
import { decode, encode } from './halves.ts';
import { contrastTerm, covarianceTerm, squaredError } from './loss.ts';
import type { Moments } from './pass.ts';

/** Share of a new batch in the running statistics. */
const MOMENTUM = 0.1;

/**
 * Lets a backend of TensorFlow.js compute the losses and gradients of `Cance`, `AutoEncoder` and `CompositeDensity`:
 * `fit(rows, { learner: tfjsLearner(tf) })`.
 *
 * Batches, noise, optimisers, early stop and checkpoints are the very code that runs without it, and the weights stay on the
 * engine: the result is a usual detector, which scores without TensorFlow.js and whose snapshots are the usual ones. Losses and
 * gradients agree to about 1e-4, except that a unit whose input is within rounding of 0 may take the other slope of the leaky ReLU:
 * one of 2.4 million units (28 x 28 convolutions, batches of 256) moved gradients by 2e-3 of their norm. They are not bit-equal,
 * and over many steps two trainings drift apart.
 *
 * Weights go up and gradients come back once a step, so it pays for wide nets on a GPU; on a CPU the engine is faster. Which versions of Node and CUDA are needed stands in the README of `@tsad/coad`.
 * @param tf the namespace of `@tensorflow/tfjs-node-gpu`, `tfjs-node`, or `tfjs` with the backend set.
 * @returns what `fit` takes as `learner`.
 * @throws TypeError naming a function that `tf` does not have.
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { AutoEncoder } from '@tsad/nce';
 * const rows = Array.from({ length: 64 }, (_, i) => [Math.sin(i), Math.cos(i), Math.sin(i) + Math.cos(i)]).flat();
 * const options = { channels: 3, latent: 2, hidden: [8], epochs: [2, 1] } as const;
 * const there = await new AutoEncoder(options).fit(rows, { learner: tfjsLearner(tf) });
 * const here = await new AutoEncoder(options).fit(rows);
 * console.assert(Math.abs(there.history[0].loss - here.history[0].loss) < 1e-3);
 */
export function tfjsLearner(tf: TfjsNamespace): Learner {
  const ops = useTfjs('tfjsLearner', tf);
  const contrastOf = (widths: readonly number[]): DenseShape => ({ widths });
  return {
    async whole({ encoder, decoder }, options, x) {
      const { parameters, buffers = [] } = collect({ encoder, decoder });
      const rows = x.length / options.channels;
      const names: Moments[] = [];
      const { value, also } = await differentiateParameters(ops, parameters, (weights) => {
        const input = ops.tensor(x, [rows, options.channels]);
        const pass = { training: true, moments: names };
        const latents = encode(ops, weights, options, input, pass);
        const error = squaredError(ops, decode(ops, weights, options, latents, pass), input);
        const loss = ops.add(error, ops.mul(covarianceTerm(ops, latents), options.covarianceWeight));
        return { loss, also: names.flatMap(({ mean, variance }) => [mean, variance]) };
      });
      moveBuffers(buffers, names, also);
      return value;
    },
    async decoder({ decoder }, options, latents, target) {
      const { parameters, buffers = [] } = collect({ decoder });
      const rows = target.length / options.channels;
      const names: Moments[] = [];
      const { value, also } = await differentiateParameters(ops, parameters, (weights) => {
        const input = ops.tensor(latents, [rows, options.latent]);
        const pass = { training: true, moments: names };
        const output = decode(ops, weights, options, input, pass);
        const loss = squaredError(ops, output, ops.tensor(target, [rows, options.channels]));
        return { loss, also: names.flatMap(({ mean, variance }) => [mean, variance]) };
      });
      moveBuffers(buffers, names, also);
      return value;
    },
    async contrast(net, { points, data, nu, widths }) {
      const { value } = await differentiateParameters(ops, net.parameters, (weights) => {
        const x = ops.tensor(points, [points.length / widths[0], widths[0]]);
        const outputs = dense(ops, weights, '', contrastOf(widths), x, { training: true });
        return { loss: contrastTerm(ops, outputs, data, nu) };
      });
      return value;
    },
    async contrastSlope(net, { points, data, nu, widths }) {
      const weights = uploadWeights(ops, weightsOf(net));
      const arrays = [{ name: 'x', shape: [points.length / widths[0], widths[0]], data: points }];
      const { gradients } = await differentiate(ops, arrays, ({ x }) => {
        const outputs = dense(ops, weights, '', contrastOf(widths), x, { training: true });
        return { loss: contrastTerm(ops, outputs, data, nu) };
      });
      disposeWeights(weights);
      return gradients[0];
    },
  };
}

/** Running statistics after a batch, as `BatchNorm` moves them. */
function moveBuffers(
  buffers: NonNullable<Layer['buffers']>,
  moments: readonly Moments[],
  read: readonly Float32Array[],
): void {
  const move = (name: string, batch: Float32Array, correction: number): void => {
    const running = buffers.find((buffer) => buffer.name === name)!.value.data;
    for (let j = 0; j < running.length; j++) {
      running[j] = (1 - MOMENTUM) * running[j] + MOMENTUM * correction * batch[j];
    }
  };
  for (const [i, { prefix, count }] of moments.entries()) {
    move(`${prefix}running_mean`, read[2 * i], 1);
    move(`${prefix}running_var`, read[2 * i + 1], count / (count - 1));
  }
}
