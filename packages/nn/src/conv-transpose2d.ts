/** Transposed convolution: the map that takes a convolution's output shape back to its input shape. */
import { checkBoolean, checkChoice, checkInteger, checkOptionNames } from '@tsad/core';
import { type Conv2dOptions, checkImages, imageOffset } from './conv2d.ts';
import { type Engine, kernelsOf } from './engine.ts';
import { checkRandom, drawWeights, inits } from './init.ts';
import { type Buffer, createParameter, type Layer, type Parameter, Pass, type Wanted } from './layer.ts';
import { type ConvSizes, checkConvSizes, forGroups, gather, type PatchGrid, patchLength, scatter } from './patches.ts';
import { addLongProduct, multiplyMatrices } from './product.ts';
import { name, type Tensor } from './tensor.ts';

/** Options of {@link ConvTranspose2d}. */
export interface ConvTranspose2dOptions extends Conv2dOptions {
  /** Rows and columns appended to the output, below `stride`. Default 0. */
  outputPadding?: number;
}

/**
 * Transposed convolution of channels-last images: [batch][height][width][inputs] to [batch][down][across][outputs], with down
 * = (height - 1) stride - 2 padding + kernel + outputPadding. Parameters as PyTorch's: `weight` [inputs][outputs][kernel][kernel],
 * `bias` [outputs].
 */
export class ConvTranspose2d implements Layer {
  readonly parameters: readonly Parameter[];
  readonly buffers: readonly Buffer[] = [];
  readonly #engine: Engine;
  readonly #sizes: ConvSizes;
  readonly #outputPadding: number;
  readonly #weight: Parameter;
  readonly #bias: Parameter | undefined;

  /**
   * @param engine where its parameters live.
   * @param options sizes, bias and initial weights.
   * @throws RangeError or TypeError for bad options.
   */
  constructor(engine: Engine, options: ConvTranspose2dOptions) {
    const known = ['inputs', 'outputs', 'kernel', 'stride', 'padding', 'outputPadding', 'bias', 'init', 'random'];
    checkOptionNames('ConvTranspose2d', options, known);
    const { stride = 1, padding = 0, outputPadding = 0, bias = true, init = 'torch', random } = options;
    this.#engine = engine;
    this.#sizes = checkConvSizes('ConvTranspose2d', { ...options, stride, padding });
    this.#outputPadding = checkInteger('ConvTranspose2d', 'outputPadding', outputPadding, 0, stride - 1);
    checkBoolean('ConvTranspose2d', 'bias', bias);
    checkChoice('ConvTranspose2d', 'init', init, inits);
    const { inputs, outputs, kernel } = this.#sizes;
    const shape = [inputs, outputs, kernel, kernel];
    const area = kernel * kernel;
    // PyTorch counts the fan of the transposed weight by its second axis.
    const drawn = drawWeights(
      init,
      checkRandom('ConvTranspose2d', random),
      shape,
      outputs * area,
      inputs * area,
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
    const [batch, inputs, length] = [input.shape[0], this.#sizes.inputs, patchLength(grid)];
    const positions = grid.down * grid.across;
    const output = this.#engine.tensor([batch, grid.height, grid.width, grid.channels]);
    if (this.#bias) fillRows(output, this.#bias.value);
    forGroups(this.#engine, grid, batch, (first, images, room) => {
      multiplyMatrices(
        this.#engine,
        [images * positions, length, inputs],
        { offset: imageOffset(input, first), strides: [inputs, 1] },
        { offset: this.#weight.value.offset, strides: [length, 1] },
        { offset: room, stride: length },
      );
      scatter(this.#engine, grid, imageOffset(output, first), room, images);
    });
    return output;
  }

  #back(input: Tensor, gradient: Tensor, wanted: Wanted): Tensor | undefined {
    const grid = this.#grid(input);
    const [batch, inputs, length] = [input.shape[0], this.#sizes.inputs, patchLength(grid)];
    const positions = grid.down * grid.across;
    const pixels = grid.height * grid.width;
    const result = wanted.input ? this.#engine.empty(input.shape) : undefined;
    forGroups(this.#engine, grid, batch, (first, images, room) => {
      gather(this.#engine, grid, gradient.offset + 4 * first * pixels * grid.channels, room, images);
      if (wanted.parameters) {
        addLongProduct(
          this.#engine,
          images * positions,
          { offset: imageOffset(input, first), strides: [1, inputs] },
          { offset: room, strides: [length, 1] },
          this.#weight.gradient,
        );
      }
      if (!result) return;
      multiplyMatrices(
        this.#engine,
        [images * positions, inputs, length],
        { offset: room, strides: [length, 1] },
        { offset: this.#weight.value.offset, strides: [1, length] },
        { offset: imageOffset(result, first), stride: inputs },
      );
    });
    if (wanted.parameters && this.#bias) {
      const sums = this.#bias.gradient.offset;
      kernelsOf(this.#engine).columnSums(gradient.offset, grid.channels, batch * pixels, grid.channels, sums);
    }
    return result;
  }

  /** The grid of the convolution that this one turns around: its images are our outputs. */
  #grid(input: Tensor): PatchGrid {
    const { inputs, outputs: channels, kernel, stride, padding } = this.#sizes;
    const [, down, across] = checkImages('ConvTranspose2d', this.#engine, input, inputs);
    const along = (extent: number): number => (extent - 1) * stride - 2 * padding + kernel + this.#outputPadding;
    const [height, width] = [along(down), along(across)];
    if (height < 1 || width < 1) {
      throw new RangeError(`ConvTranspose2d: padding ${padding} leaves nothing of images of shape ${name(input)}`);
    }
    return { height, width, channels, kernel, stride, padding, down, across };
  }
}

function fillRows(target: Tensor, row: Tensor): void {
  const [to, from] = [target.data, row.data];
  for (let at = 0; at < to.length; at += from.length) to.set(from, at);
}
