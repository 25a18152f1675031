/** The geometry that both convolutions share: images, and the patches a kernel sees of them. */
import { checkInteger } from '@tsad/core';
import { type Engine, kernelsOf } from './engine.ts';

/** Most floats of patches that are laid out at a time. */
const ROOM = 2 ** 20;

/** Channels-last images and the grid of patches on them. */
export interface PatchGrid {
  height: number;
  width: number;
  channels: number;
  kernel: number;
  stride: number;
  padding: number;
  down: number;
  across: number;
}

/** Options that both convolutions share, checked. */
export interface ConvSizes {
  inputs: number;
  outputs: number;
  kernel: number;
  stride: number;
  padding: number;
}

/** Checks the sizes of a convolution. */
export function checkConvSizes(where: string, sizes: ConvSizes): ConvSizes {
  const { inputs, outputs, kernel, stride, padding } = sizes;
  checkInteger(where, 'inputs', inputs, 1);
  checkInteger(where, 'outputs', outputs, 1);
  checkInteger(where, 'kernel', kernel, 1);
  checkInteger(where, 'stride', stride, 1);
  checkInteger(where, 'padding', padding, 0, kernel - 1);
  return { inputs, outputs, kernel, stride, padding };
}

/** Floats of one patch. */
export function patchLength({ channels, kernel }: PatchGrid): number {
  return channels * kernel * kernel;
}

/** Lays the patches of `images` images at `from` out as rows at `rows`. */
export function gather(engine: Engine, grid: PatchGrid, from: number, rows: number, images: number): void {
  kernelsOf(engine).gatherPatches(from, rows, images, ...extents(grid));
}

/** Adds rows of patches to images. */
export function scatter(engine: Engine, grid: PatchGrid, to: number, rows: number, images: number): void {
  kernelsOf(engine).scatterPatches(to, rows, images, ...extents(grid));
}

/**
 * Runs `work` for one group of images after the other, with room for the group's patches. The groups depend on the shapes alone.
 * @param work gets the first image, how many there are, and the byte offset of the room.
 */
export function forGroups(
  engine: Engine,
  grid: PatchGrid,
  batch: number,
  work: (first: number, images: number, room: number) => void,
): void {
  const length = grid.down * grid.across * patchLength(grid);
  const images = Math.max(1, Math.floor(ROOM / length));
  engine.scope(() => {
    const room = engine.empty([Math.min(images, batch) * length]).offset;
    for (let first = 0; first < batch; first += images) work(first, Math.min(images, batch - first), room);
  });
}

function extents(grid: PatchGrid): [number, number, number, number, number, number, number, number] {
  const { height, width, channels, kernel, stride, padding, down, across } = grid;
  return [height, width, channels, kernel, stride, padding, down, across];
}
