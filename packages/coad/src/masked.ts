/** The ways to mask a reconstruction: by the classifier's probability, or by two complementary masks. */
import type { Random } from '@tsad/core';
import { add, type Engine, type Loss, scale, type Tensor } from '@tsad/nn';
import type { ReconstructionNet } from './reconstruction-net.ts';

/**
 * `soft`: the probability is the mask (CoAD). `random` and `grating`: half of the patches are hidden, then the other half,
 * drawn at random or every second one, and every patch is reconstructed where it was hidden (masked autoencoders).
 * `hard`: trained as `random`, also on what is shown; the prediction hides what the classifier marks.
 */
export type MaskMode = 'soft' | 'hard' | 'random' | 'grating';

/** A reconstruction, its loss and the way back. */
export interface MaskedPass {
  /** Shape [rows][points]. */
  output: Tensor;
  /** The loss, with the gradient of `output`; `hard` adds the loss of what was shown. */
  loss(clean: Tensor, of: (output: Tensor) => Loss): Loss;
  /** Takes the gradient of `output`; returns that of the probability where it was the mask. */
  backward(gradient: Tensor): Tensor | undefined;
}

interface MaskedOptions {
  engine: Engine;
  net: ReconstructionNet;
  mode: MaskMode;
  x: Tensor;
  /** Shape [patches][rows]; present for `soft`. */
  probability: Tensor | undefined;
  /** Draws masks and dropout. */
  random: Random;
  /** Only the output is wanted. */
  infer?: boolean;
}

/** Reconstructs windows under a mask. */
export function maskedReconstruction(options: MaskedOptions): MaskedPass {
  const { net, x, mode, probability, random, infer } = options;
  if (mode !== 'soft') return complementary(options);
  if (infer) return outputOnly(net.infer(x, probability!));
  const pass = net.forward(x, probability!, random);
  return {
    output: pass.output,
    loss: (_clean, of) => of(pass.output),
    backward: (gradient) => pass.backward(gradient),
  };
}

function outputOnly(output: Tensor): MaskedPass {
  const refuse = (): never => {
    throw new Error('maskedReconstruction: there is no way back from a prediction');
  };
  return { output, loss: refuse, backward: refuse };
}

/**
 * Two masks, shape [patches][rows], each of which hides what the other shows.
 * @param same every row has the same mask, so that what is said about a window does not depend on the others.
 */
export function complementaryMasks(
  mode: MaskMode,
  patches: number,
  rows: number,
  random: Random,
  same: boolean = false,
): [Float32Array, Float32Array] {
  const masks: [Float32Array, Float32Array] = [new Float32Array(patches * rows), new Float32Array(patches * rows)];
  const order = Array.from({ length: patches }, (_, p) => p);
  for (let row = 0; row < rows; row++) {
    if (mode !== 'grating' && (row === 0 || !same)) random.shuffle(order);
    for (const [i, p] of order.entries()) {
      const first = mode === 'grating' ? p % 2 === 1 : i >= Math.floor(patches / 2);
      masks[first ? 0 : 1][p * rows + row] = 1;
    }
  }
  return masks;
}

function complementary({ engine, net, mode, x, random, infer }: MaskedOptions): MaskedPass {
  const [rows, points] = x.shape;
  const patch = net.patch;
  const patches = points / patch;
  const drawn = infer ? random : random.fork('masks');
  const masks = complementaryMasks(mode, patches, rows, drawn, infer).map((mask) =>
    engine.tensor([patches, rows], mask),
  );
  const pick = (hidden: boolean, a: Tensor, b: Tensor): Tensor => {
    const out = engine.empty(x.shape);
    const [mask, to, ofA, ofB] = [masks[0].data, out.data, a.data, b.data];
    for (let row = 0; row < rows; row++) {
      for (let p = 0; p < patches; p++) {
        const from = (mask[p * rows + row] === 1) === hidden ? ofA : ofB;
        const at = row * points + p * patch;
        to.set(from.subarray(at, at + patch), at);
      }
    }
    return out;
  };
  if (infer) return outputOnly(pick(true, net.infer(x, masks[0]), net.infer(x, masks[1])));
  const passes = masks.map((mask, i) => net.forward(x, mask, random.fork(i)));
  const [a, b] = passes.map(({ output }) => output);
  const output = pick(true, a, b);
  const none = engine.tensor(x.shape);
  let shown: Tensor = none;
  return {
    output,
    loss: (_clean, of) => {
      const own = of(output);
      if (mode !== 'hard') return own;
      const other = of(pick(false, a, b));
      shown = scale(other.gradient, 0.5);
      return { value: 0.5 * (own.value + other.value), gradient: scale(own.gradient, 0.5) };
    },
    backward: (gradient) => {
      passes[0].backward(add(pick(true, gradient, none), pick(false, shown, none)));
      passes[1].backward(add(pick(true, none, gradient), pick(false, none, shown)));
      return undefined;
    },
  };
}
