/** Two-dimensional convolution by products with laid-out patches. */
import { checkBoolean, checkChoice, checkOptionNames, type Random } from '@tsad/core';
import { type Engine, kernelsOf } from './engine.ts';
import { checkRandom, drawWeights, type Init, inits } from './init.ts';
import { type Buffer, createParameter, type Layer, type Parameter, Pass, type Wanted } from './layer.ts';
import { type ConvSizes, checkConvSizes, forGroups, gather, type PatchGrid, patchLength, scatter } from './patches.ts';
import { addLongProduct, multiplyMatrices } from './product.ts';
import { checkEngine, name, type Tensor } from './tensor.ts';

/** Options of {@link Conv2d}. */
export interface Conv2dOptions {
  /** Channels of the input. */
  inputs: number;
  /** Channels of the output. */
  outputs: number;
  /** Extent of the square kernel. */
  kernel: number;
  /** Step of the kernel. Default 1. */
  stride?: number;
  /** Zeros around the image, below `kernel`. Default 0. */
  padding?: number;
  /** Whether there is a bias. Default true. */
  bias?: boolean;
  /** How weights start. Default 'torch'. */
  init?: Init;
  /** Where the initial weights are drawn from: weight first, then bias. */
  random: Random;
}

/**
 * Convolution of channels-last images: [batch][height][width][inputs] to [batch][down][across][outputs], with down =
 * floor((height + 2 padding - kernel) / stride) + 1. Parameters as PyTorch's: `weight` [outputs][inputs][kernel][kernel],
 * `bias` [outputs]; note that PyTorch's images are channels-first.
 */
export class Conv2d implements Layer {
  readonly parameters: readonly Parameter[];
  readonly buffers: readonly Buffer[] = [];
  readonly #engine: Engine;
  readonly #sizes: ConvSizes;
  readonly #weight: Parameter;
  readonly #bias: Parameter | undefined;

  /**
   * @param engine where its parameters live.
   * @param options sizes, bias and initial weights.
   * @throws RangeError or TypeError for bad options.
   */
  constructor(engine: Engine, options: Conv2dOptions) {
    const known = ['inputs', 'outputs', 'kernel', 'stride', 'padding', 'bias', 'init', 'random'];
    checkOptionNames('Conv2d', options, known);
    const { stride = 1, padding = 0, bias = true, init = 'torch', random } = options;
    this.#engine = engine;
    this.#sizes = checkConvSizes('Conv2d', { ...options, stride, padding });
    checkBoolean('Conv2d', 'bias', bias);
    checkChoice('Conv2d', 'init', init, inits);
    const { inputs, outputs, kernel } = this.#sizes;
    const shape = [outputs, inputs, kernel, kernel];
    const area = kernel * kernel;
    const drawn = drawWeights(
      init,
      checkRandom('Conv2d', random),
      shape,
      inputs * area,
      outputs * area,
      bias ? outputs : 0,
    );
    this.#weight = createParameter(engine, 'weight', shape, drawn.weight);
    this.#bias = bias ? createParameter(engine, 'bias', [outputs], drawn.bias) : undefined;
    this.parameters = this.#bias ? [this.#weight, this.#bias] : [this.#weight];
  }

  forward(input: Tensor): Pass {
    return new Pass(this.infer(input), (gradient, wanted) => this.#back(input, gradient, wanted));
  }

  infer(input: Tensor): Tensor {
    const grid = this.#grid(input);
    const [batch, outputs, length] = [input.shape[0], this.#sizes.outputs, patchLength(grid)];
    const positions = grid.down * grid.across;
    const output = this.#engine.empty([batch, grid.down, grid.across, outputs]);
    forGroups(this.#engine, grid, batch, (first, images, room) => {
      gather(this.#engine, grid, imageOffset(input, first), room, images);
      multiplyMatrices(
        this.#engine,
        [images * positions, outputs, length],
        { offset: room, strides: [length, 1] },
        { offset: this.#weight.value.offset, strides: [1, length] },
        { offset: imageOffset(output, first), stride: outputs },
        this.#bias ? { row: this.#bias.value.offset } : 'zero',
      );
    });
    return output;
  }

  #back(input: Tensor, gradient: Tensor, wanted: Wanted): Tensor | undefined {
    const grid = this.#grid(input);
    const [batch, outputs, length] = [input.shape[0], this.#sizes.outputs, patchLength(grid)];
    const positions = grid.down * grid.across;
    const result = wanted.input ? this.#engine.tensor(input.shape) : undefined;
    forGroups(this.#engine, grid, batch, (first, images, room) => {
      const back = gradient.offset + 4 * first * positions * outputs;
      if (wanted.parameters) {
        gather(this.#engine, grid, imageOffset(input, first), room, images);
        addLongProduct(
          this.#engine,
          images * positions,
          { offset: back, strides: [1, outputs] },
          { offset: room, strides: [length, 1] },
          this.#weight.gradient,
        );
      }
      if (!result) return;
      multiplyMatrices(
        this.#engine,
        [images * positions, length, outputs],
        { offset: back, strides: [outputs, 1] },
        { offset: this.#weight.value.offset, strides: [length, 1] },
        { offset: room, stride: length },
      );
      scatter(this.#engine, grid, imageOffset(result, first), room, images);
    });
    if (wanted.parameters && this.#bias) {
      const sums = this.#bias.gradient.offset;
      kernelsOf(this.#engine).columnSums(gradient.offset, outputs, batch * positions, outputs, sums);
    }
    return result;
  }

  #grid(input: Tensor): PatchGrid {
    const { inputs: channels, kernel, stride, padding } = this.#sizes;
    const [, height, width] = checkImages('Conv2d', this.#engine, input, channels);
    const along = (extent: number): number => Math.floor((extent + 2 * padding - kernel) / stride) + 1;
    const [down, across] = [along(height), along(width)];
    if (down < 1 || across < 1) {
      throw new RangeError(`Conv2d: images must be at least as large as the kernel, ${kernel}, got ${name(input)}`);
    }
    return { height, width, channels, kernel, stride, padding, down, across };
  }
}

/** Asserts that a tensor holds channels-last images. */
export function checkImages(where: string, engine: Engine, input: Tensor, channels: number): readonly number[] {
  checkEngine(where, engine, input);
  const { shape } = input;
  if (shape.length !== 4 || shape[3] !== channels) {
    throw new RangeError(
      `${where}: the input must have shape [batch, height, width, ${channels}], channels last, got ${name(input)}`,
    );
  }
  return shape;
}

/** Byte offset of an image of a batch. */
export function imageOffset(batch: Tensor, image: number): number {
  return batch.offset + 4 * image * (batch.length / batch.shape[0]);
}
