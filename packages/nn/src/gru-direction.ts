/** One direction of one GRU layer: its parameters, their packed forms, and its kernels' calls. */
import type { Random } from '@tsad/core';
import { type Engine, kernelsOf } from './engine.ts';
import { uniform } from './init.ts';
import { gruScratchLength, packedLength } from './kernels.ts';
import { createParameter, type Parameter, type Wanted } from './layer.ts';
import type { Tensor } from './tensor.ts';

/** What a backward pass needs of a forward pass of one direction. */
export interface DirectionTrace {
  /** [time][batch][inputs] */
  input: Tensor;
  /** [time][batch][hidden of all directions] */
  output: Tensor;
  /** [time][batch][4 hidden]: n, r, z, q */
  gates: Tensor;
}

/** Rows of a block for a hidden size: small ones keep everything in the first cache, large ones use weights longer. */
function blockRows(hidden: number): number {
  return hidden <= 64 ? 24 : 48;
}

/** The gates r, z, n of PyTorch's weights and the order n, r, z of the kernels. */
export class GruDirection {
  readonly parameters: readonly Parameter[];
  readonly #engine: Engine;
  readonly #inputs: number;
  readonly #hidden: number;
  readonly #reverse: boolean;
  readonly #column: number;

  /** @param column first of the output's columns that this direction writes. */
  constructor(
    engine: Engine,
    sizes: { inputs: number; hidden: number },
    suffix: string,
    reverse: boolean,
    column: number,
    random: Random,
  ) {
    this.#engine = engine;
    this.#inputs = sizes.inputs;
    this.#hidden = sizes.hidden;
    this.#reverse = reverse;
    this.#column = column;
    const { inputs, hidden } = sizes;
    const draw = (name: string, shape: number[]): Parameter =>
      createParameter(engine, name + suffix, shape, uniform(random, shape[0] * (shape[1] ?? 1), 1 / Math.sqrt(hidden)));
    this.parameters = [
      draw('weight_ih', [3 * hidden, inputs]),
      draw('weight_hh', [3 * hidden, hidden]),
      draw('bias_ih', [3 * hidden]),
      draw('bias_hh', [3 * hidden]),
    ];
  }

  /** Fills this direction's columns of `output`; returns the gates where they are kept. */
  run(input: Tensor, output: Tensor, keep: true): Tensor;
  run(input: Tensor, output: Tensor, keep: boolean): Tensor | undefined;
  run(input: Tensor, output: Tensor, keep: boolean): Tensor | undefined {
    const [engine, inputs, hidden] = [this.#engine, this.#inputs, this.#hidden];
    const [steps, batch, width] = output.shape;
    const rows = blockRows(hidden);
    const gates = keep ? engine.empty([steps, batch, 4 * hidden]) : undefined;
    engine.scope(() => {
      const [, state, inputBias, stateBias] = this.parameters.map(({ value }) => value);
      const bias = engine.tensor([3 * hidden], this.#inputBias(inputBias.data, stateBias.data));
      const inputWeights = this.#pack(this.#rotated(), inputs, 3 * hidden, 1, inputs);
      const stateWeights = this.#pack(state, hidden, 3 * hidden, 1, hidden);
      const zeros = engine.tensor([hidden]);
      const place = gates ?? engine.empty([Math.min(rows, batch), 4 * hidden]);
      kernelsOf(engine).gruForward(
        input.offset,
        inputs,
        inputWeights.offset,
        stateWeights.offset,
        bias.offset,
        stateBias.offset + 8 * hidden,
        place.offset,
        keep ? 1 : 0,
        output.offset + 4 * this.#column,
        width,
        zeros.offset,
        steps,
        batch,
        hidden,
        this.#reverse ? 1 : 0,
        rows,
      );
    });
    return gates;
  }

  /**
   * Turns the trace's gates into gradients and adds up the parameters' gradients.
   * @param result where the input's gradient goes; undefined: nowhere.
   * @param add whether it is added to what `result` holds.
   */
  back(trace: DirectionTrace, gradient: Tensor, result: Tensor | undefined, add: boolean, wanted: Wanted): void {
    const [engine, inputs, hidden] = [this.#engine, this.#inputs, this.#hidden];
    const [steps, batch, width] = trace.output.shape;
    const rows = blockRows(hidden);
    engine.scope(() => {
      const inputWeights = result ? this.#pack(this.#rotated(), 3 * hidden, inputs, inputs, 1).offset : 0;
      const stateWeights = this.#pack(this.parameters[1].value, 3 * hidden, hidden, hidden, 1);
      const carry = engine.empty([Math.min(rows, batch), hidden]);
      const zeros = engine.tensor([hidden]);
      kernelsOf(engine).gruBackward(
        trace.gates.offset,
        trace.output.offset + 4 * this.#column,
        width,
        gradient.offset + 4 * this.#column,
        inputWeights,
        stateWeights.offset,
        result?.offset ?? 0,
        add ? 1 : 0,
        inputs,
        carry.offset,
        zeros.offset,
        steps,
        batch,
        hidden,
        this.#reverse ? 1 : 0,
        rows,
      );
    });
    if (wanted.parameters) engine.scope(() => this.#addGradients(trace));
  }

  /** All steps at once: the sums over time and batch are products with the gates' gradients. */
  #addGradients({ input, output, gates }: DirectionTrace): void {
    const [engine, inputs, hidden] = [this.#engine, this.#inputs, this.#hidden];
    const [steps, batch, width] = output.shape;
    const [inputSum, stateSum, inputBias, stateBias] = this.parameters.map(({ gradient }) => gradient);
    const rotated = engine.empty([3 * hidden, inputs]);
    const scratch = engine.empty([gruScratchLength(steps * batch, inputs, hidden)]);
    kernelsOf(engine).gruWeights(
      gates.offset,
      input.offset,
      inputs,
      output.offset + 4 * this.#column,
      width,
      rotated.offset,
      stateSum.offset,
      steps,
      batch,
      hidden,
      this.#reverse ? 1 : 0,
      scratch.offset,
    );
    const { addScaled } = kernelsOf(engine);
    const addRows = (to: number, from: number, rows: number): void => {
      const place = inputSum.offset + 4 * to * inputs;
      addScaled(place, rotated.offset + 4 * from * inputs, place, rows * inputs, 1);
    };
    addRows(2 * hidden, 0, hidden);
    addRows(0, hidden, 2 * hidden);
    const sums = engine.tensor([4 * hidden]);
    kernelsOf(engine).columnSums(gates.offset, 4 * hidden, steps * batch, 4 * hidden, sums.offset);
    const [sum, toInput, toState] = [sums.data, inputBias.data, stateBias.data];
    for (let j = 0; j < hidden; j++) {
      for (const gate of [0, 1]) {
        toInput[gate * hidden + j] += sum[(gate + 1) * hidden + j];
        toState[gate * hidden + j] += sum[(gate + 1) * hidden + j];
      }
      toInput[2 * hidden + j] += sum[j];
      toState[2 * hidden + j] += sum[3 * hidden + j];
    }
  }

  /** The input's weights in the order n, r, z. */
  #rotated(): Tensor {
    const weights = this.parameters[0].value;
    const rotated = this.#engine.empty(weights.shape);
    const [from, to] = [weights.data, rotated.data];
    const third = from.length / 3;
    to.set(from.subarray(2 * third));
    to.set(from.subarray(0, 2 * third), third);
    return rotated;
  }

  /** Both biases where they only add, in the order n, r, z. */
  #inputBias(input: Float32Array, state: Float32Array): Float32Array {
    const hidden = this.#hidden;
    return Float32Array.from({ length: 3 * hidden }, (_, at) =>
      at < hidden ? input[2 * hidden + at] : input[at - hidden] + state[at - hidden],
    );
  }

  #pack(weights: Tensor, inner: number, columns: number, innerStride: number, columnStride: number): Tensor {
    const packed = this.#engine.empty([packedLength(inner, columns)]);
    kernelsOf(this.#engine).pack(packed.offset, weights.offset, inner, columns, innerStride, columnStride);
    return packed;
  }
}
