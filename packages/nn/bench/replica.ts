/** The model of the pools' timing: the narrow GRU of the first case. */
import { createRandom } from '@tsad/core';
import { type Engine, Gru, type Replica } from '../src/index.ts';

/** Steps of a window. */
export const STEPS = 50;
/** Width of the network. */
export const WIDTH = 24;

/** Runs forward and backward over a block of time-major windows. */
export function createBenchReplica(engine: Engine): Replica {
  const net = new Gru(engine, {
    inputs: WIDTH,
    hidden: WIDTH,
    layers: 3,
    bidirectional: true,
    random: createRandom(1),
  });
  return {
    parameters: net.parameters,
    step: ({ arrays, rows }) => {
      const pass = net.forward(engine.tensor([STEPS, rows, WIDTH], arrays.x));
      pass.parameterGradients(engine.tensor(pass.output.shape).fill(1e-3));
      return [rows];
    },
  };
}
