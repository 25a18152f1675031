/** Joining, cutting and turning tensors; all copy. */
import { checkInteger } from '@tsad/core';
import { kernelsOf } from './engine.ts';
import { lengthOf, name, type Tensor } from './tensor.ts';

/**
 * Tensors one after the other along an axis; all other extents must agree.
 * @param tensors at least one.
 * @param axis for example 1 to stack the batches of two [time][batch][features] sequences.
 */
export function concatenate(tensors: readonly Tensor[], axis: number): Tensor {
  if (tensors.length === 0) throw new RangeError('concatenate: tensors must hold at least one tensor');
  const [first] = tensors;
  checkInteger('concatenate', 'axis', axis, 0, first.shape.length - 1);
  const around = first.shape.toSpliced(axis, 1).join();
  for (const tensor of tensors) {
    if (tensor.shape.length !== first.shape.length || tensor.shape.toSpliced(axis, 1).join() !== around) {
      throw new RangeError(
        `concatenate: shapes must agree but for axis ${axis}, got ${name(first)} and ${name(tensor)}`,
      );
    }
  }
  const total = tensors.reduce((sum, tensor) => sum + tensor.shape[axis], 0);
  const out = first.engine.empty(first.shape.with(axis, total));
  const outer = lengthOf(first.shape.slice(0, axis));
  const inner = lengthOf(first.shape.slice(axis + 1));
  let at = 0;
  for (const tensor of tensors) {
    const run = tensor.shape[axis] * inner;
    copy(tensor, out.offset + 4 * at, [total * inner, 0], [run, 0], [outer, 1, run]);
    at += run;
  }
  return out;
}

/**
 * Cuts a tensor along an axis; undoes {@link concatenate}.
 * @param tensor any tensor with that axis.
 * @param sizes shape [parts]: extents of the parts along the axis; their sum must be the tensor's extent.
 */
export function split(tensor: Tensor, sizes: readonly number[], axis: number): Tensor[] {
  checkInteger('split', 'axis', axis, 0, tensor.shape.length - 1);
  const total = tensor.shape[axis];
  if (sizes.reduce((sum, size) => sum + size, 0) !== total) {
    throw new RangeError(`split: sizes must add up to ${total}, got ${sizes.join(' + ')}`);
  }
  const outer = lengthOf(tensor.shape.slice(0, axis));
  const inner = lengthOf(tensor.shape.slice(axis + 1));
  let at = 0;
  return sizes.map((size, part) => {
    checkInteger('split', `sizes[${part}]`, size, 0);
    const out = tensor.engine.empty(tensor.shape.with(axis, size));
    const run = size * inner;
    copy(tensor, out.offset, [run, 0], [total * inner, 0], [outer, 1, run], at);
    at += run;
    return out;
  });
}

/**
 * [a][b][...] to [b][a][...]: windows that lie batch-major become time-major, and back.
 * @param tensor with at least two axes.
 */
export function swapAxes(tensor: Tensor): Tensor {
  if (tensor.shape.length < 2) throw new RangeError(`swapAxes: the tensor must have two axes, got ${name(tensor)}`);
  const [a, b, ...rest] = tensor.shape;
  const run = lengthOf(rest);
  const out = tensor.engine.empty([b, a, ...rest]);
  copy(tensor, out.offset, [a * run, run], [run, b * run], [b, a, run]);
  return out;
}

/** Copies outer x inner runs of floats; `from` is the first float of the source. */
function copy(
  source: Tensor,
  target: number,
  targetStrides: readonly [number, number],
  sourceStrides: readonly [number, number],
  extents: readonly [number, number, number],
  from = 0,
): void {
  kernelsOf(source.engine).copyRuns(target, ...targetStrides, source.offset + 4 * from, ...sourceStrides, ...extents);
}
