/** Who answers for windows when scoring: the network on an engine, or whoever is put in its place. */
import type { Tensor } from '@tsad/core';
import { createEngine, type Engine, loadWeights } from '@tsad/nn';
import { CoadNetwork, type PredictOptions } from './network.ts';
import type { ResolvedCoAD } from './options.ts';

/** What is said about windows. */
export interface WindowAnswers {
  /** Anomaly probability, shape [rows][patches]. */
  probability: Float32Array;
  /** The values without anomalies, shape [rows][points]. */
  reconstruction: Float32Array;
}

/** Answers for windows; holds weights until it is closed. */
export interface Predictor {
  /**
   * Answers for a batch.
   * @param x windows, shape [rows][points].
   * @param rows how many windows there are.
   * @param options how often the reconstruction is made.
   */
  predict(x: Float32Array, rows: number, options: PredictOptions): WindowAnswers | Promise<WindowAnswers>;
  /** Frees the weights. */
  close(): void;
}

/** Makes a predictor of weights by the names of the released code. */
export type PredictorFactory = (options: ResolvedCoAD, weights: Readonly<Record<string, Tensor>>) => Promise<Predictor>;

/** The predictor on an engine of its own. */
export const enginePredictor: PredictorFactory = async (options, weights) => {
  const engine = await createEngine();
  try {
    const net = new CoadNetwork(engine, options);
    loadWeights({ parameters: net.parameters, buffers: [] }, weights);
    return {
      predict: (x, rows, how) => predictOn(engine, net, x, rows, how),
      close: () => engine.dispose(),
    };
  } catch (problem) {
    engine.dispose();
    throw problem;
  }
};

function predictOn(
  engine: Engine,
  net: CoadNetwork,
  x: Float32Array,
  rows: number,
  options: PredictOptions,
): WindowAnswers {
  return engine.scope(() => {
    const said = net.predict(engine.tensor([rows, x.length / rows], x), options);
    const from = said.probability.data;
    const patches = from.length / rows;
    const probability = new Float32Array(from.length);
    for (let row = 0; row < rows; row++) {
      for (let p = 0; p < patches; p++) probability[row * patches + p] = from[p * rows + row];
    }
    return { probability, reconstruction: said.reconstruction.toArray() };
  });
}
