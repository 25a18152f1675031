/** A small recurrent model with dropout and batch norm, for the pools. */
import { createRandom, type JsonObject } from '@tsad/core';
import {
  BatchNorm,
  type Block,
  collect,
  type Engine,
  Gru,
  Linear,
  meanSquaredError,
  type Replica,
  swapAxes,
} from '../src/index.ts';

/** Predicts a window's values from themselves; `config.fail` names the block that throws, `config.exit` the one that kills. */
export function createTestReplica(
  engine: Engine,
  config: JsonObject,
  data: Readonly<Record<string, unknown>>,
): Replica {
  const random = createRandom(config.seed as number);
  const gru = new Gru(engine, { inputs: 1, hidden: 5, layers: 2, bidirectional: true, dropout: 0.2, random });
  const norm = new BatchNorm(engine, { features: 10 });
  const head = new Linear(engine, { inputs: 10, outputs: 1, random });
  const bias = (data.bias as Float32Array | undefined)?.[0] ?? 0;

  const step = (block: Block): number[] => {
    if (config.fail === block.index) throw new RangeError('this block is bad');
    if (config.exit === block.index) process.exit(3);
    const { rows, totalRows, arrays, seed, index } = block;
    const windows = engine.tensor(
      [rows, arrays.x.length / rows, 1],
      arrays.x.map((value) => value + bias),
    );
    const x = swapAxes(windows);
    const options = { random: createRandom(seed).fork(index) };
    const states = gru.forward(x, options);
    const normed = norm.forward(states.output, options);
    const output = head.forward(normed.output);
    const scale = 1 / (totalRows * (arrays.x.length / rows));
    const { value, gradient } = meanSquaredError(output.output, x, { reduction: 'sum', scale });
    states.parameterGradients(normed.backward(output.backward(gradient)));
    return [value, rows];
  };
  return { ...collect({ gru, norm, head }), step };
}
