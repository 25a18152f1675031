/** What is timed, each as a function that runs one pass. */
import { createRandom } from '@tsad/core';
import {
  AdamW,
  BatchNorm,
  type Engine,
  Gru,
  type Layer,
  LeakyRelu,
  Linear,
  meanSquaredError,
  Sequential,
} from '../src/index.ts';

/** The cases by the names that bench/torch-server.py knows. */
export function createCases(engine: Engine): Record<string, () => void> {
  return {
    'train-24': gru(engine, 24, 3, 128, true),
    'train-144': gru(engine, 144, 2, 256, true),
    'score-24': gru(engine, 24, 3, 128, false),
    'score-144': gru(engine, 144, 2, 256, false),
    autoencoder: autoencoder(engine),
  };
}

const STEPS = 50;

function gru(engine: Engine, hidden: number, layers: number, batch: number, train: boolean): () => void {
  const random = createRandom(1);
  const net = new Gru(engine, { inputs: hidden, hidden, layers, bidirectional: true, random });
  const values = Float32Array.from({ length: STEPS * batch * hidden }, () => random.uniform());
  const x = engine.tensor([STEPS, batch, hidden], values);
  const back = engine.tensor([STEPS, batch, 2 * hidden]).fill(1e-3);
  return () =>
    engine.scope(() => {
      if (!train) return void net.infer(x);
      for (const { gradient } of net.parameters) gradient.fill(0);
      net.forward(x).backward(back);
    });
}

function autoencoder(engine: Engine): () => void {
  const random = createRandom(1);
  const block = (inputs: number, outputs: number): Layer[] => [
    new Linear(engine, { inputs, outputs, bias: false, random }),
    new BatchNorm(engine, { features: outputs }),
    new LeakyRelu(engine),
  ];
  const net = new Sequential([
    ...block(784, 256),
    ...block(256, 64),
    new Linear(engine, { inputs: 64, outputs: 6, bias: false, random }),
    new BatchNorm(engine, { features: 6, affine: false }),
    ...block(6, 64),
    ...block(64, 256),
    new Linear(engine, { inputs: 256, outputs: 784, random }),
  ]);
  const optimiser = new AdamW(net.parameters);
  const x = engine.tensor(
    [256, 784],
    Float32Array.from({ length: 256 * 784 }, () => random.uniform()),
  );
  return () =>
    engine.scope(() => {
      const pass = net.forward(x);
      const { gradient } = meanSquaredError(pass.output, x, { reduction: 'sum', scale: 1 / 256 });
      optimiser.zeroGradients();
      pass.parameterGradients(gradient);
      optimiser.step();
    });
}
