/** CoAD on a backend of TensorFlow.js: who computes gradients and answers for windows, for the options of `fit` and `score`. */
import { createRandom, type Random } from '@tsad/core';
import { Dropout, type Engine } from '@tsad/nn';
import {
  differentiateParameters,
  disposeWeights,
  readAndDispose,
  type TfjsNamespace,
  uploadWeights,
  useTfjs,
} from '@tsad/nn/tfjs';
import type { Batch } from '../batches.ts';
import type { CoADFitOptions } from '../coad.ts';
import { CoadNetwork } from '../network.ts';
import type { ResolvedCoAD } from '../options.ts';
import type { DrawMask } from './detection.ts';
import { TfCoadNetwork } from './network.ts';

/** What {@link tfjsBackend} puts into the options of `fit`, `adopt`, `score` and `analyse`. */
export type TfjsBackend = Required<Pick<CoADFitOptions, 'pool' | 'predictor'>>;

/**
 * Lets a backend of TensorFlow.js do the work of {@link CoAD}: `fit(train, tfjsBackend(tf))`, `score(series, tfjsBackend(tf))`.
 *
 * TensorFlow.js computes losses, gradients and predictions; batches, optimiser, schedule, early stop, checkpoints and the
 * score are the very code that runs without it. So a fit on a GPU leaves a usual detector: it scores without TensorFlow.js, its
 * snapshots and weights are the usual ones, and each of the two can go on with what the other left. Results agree to about
 * 1e-4; they are not bit-equal, and which bits come out depends on the backend. Dropout's masks equal those of the engine for
 * batches of up to 32 rows, clean and distorted; in larger batches they are drawn for the whole, not for blocks of 32.
 *
 * A gated unit is about ten ops a step, layer and direction pair, and none is fused: small widths wait for their launch, so the
 * engine is faster than any CPU backend here and, at width 24, may well be faster than a GPU. It is for wide networks on a
 * GPU, and for checking. What was measured, and which versions of Node and CUDA are needed, stands in the README.
 * @param tf the namespace of `@tensorflow/tfjs-node-gpu`, `tfjs-node`, or `tfjs` with the backend set.
 * @throws TypeError naming a function that `tf` does not have.
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { CoAD } from '@tsad/coad';
 * const train = Float64Array.from({ length: 300 }, (_, t) => Math.sin(t / 5));
 * const options = { period: 32, hidden: 3, steps: 2, batch: 4 } as const;
 * const there = await (await new CoAD(options).fit(train, tfjsBackend(tf))).score(train);
 * const here = await (await new CoAD(options).fit(train)).score(train);
 * console.assert(there.every((score, t) => Math.abs(score - here[t]) < 1e-4));
 */
export function tfjsBackend(tf: TfjsNamespace): TfjsBackend {
  const ops = useTfjs('tfjsBackend', tf);
  return {
    pool: async (engine, config) => {
      const options = config as unknown as ResolvedCoAD;
      const replica = new CoadNetwork(engine, options);
      const draw = options.dropout > 0 ? dropoutOf(engine, options.dropout) : undefined;
      const dropout =
        draw &&
        ((random: Random): DrawMask =>
          (shape) =>
            ops.tensor(draw(random, shape), [...shape]));
      return {
        size: 0,
        engine,
        replica,
        step: async (given) => {
          const batch = given as unknown as Batch;
          const random = createRandom(given.seed ?? 0).fork(0);
          const { value, also } = await differentiateParameters(ops, replica.parameters, (weights) => {
            const loss = new TfCoadNetwork(ops, options, weights).loss(batch, random, dropout);
            return { loss: loss.total, also: [loss.classification, loss.reconstruction] };
          });
          return [value, also[0][0], also[1][0]];
        },
        close: async () => {},
      };
    },
    predictor: async (options, weights) => {
      const uploaded = uploadWeights(ops, weights);
      const net = new TfCoadNetwork(ops, options, uploaded);
      return {
        predict: async (x, rows, how) => {
          const said = ops.tidy(() => {
            const { probability, reconstruction } = net.predict(ops.tensor(x, [rows, x.length / rows]), how);
            return [probability, reconstruction];
          });
          const [probability, reconstruction] = await readAndDispose(said);
          return { probability, reconstruction };
        },
        close: () => disposeWeights(uploaded),
      };
    },
  };
}

/** Draws the masks that the engine would draw. */
function dropoutOf(engine: Engine, rate: number): (random: Random, shape: readonly number[]) => Float32Array {
  const layer = new Dropout(engine, { rate });
  return (random, shape) =>
    engine.scope(() => layer.forward(engine.tensor(shape).fill(1), { random }).output.toArray());
}
