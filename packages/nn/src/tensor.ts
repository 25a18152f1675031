/** Tensors: a shape at a place of an engine's memory. */
import { checkInteger } from '@tsad/core';
import type { Engine } from './engine.ts';

/** A dense row-major float32 tensor that lies in an engine's memory; it lives as long as the scope it was made in. */
export class Tensor {
  /** The engine whose memory it lies in. */
  readonly engine: Engine;
  /** Where it starts, in bytes. */
  readonly offset: number;
  /** Extents, outermost first. */
  readonly shape: readonly number[];
  /** Number of elements. */
  readonly length: number;

  /** Use `engine.tensor` or `engine.empty`. */
  constructor(engine: Engine, offset: number, shape: readonly number[]) {
    this.engine = engine;
    this.offset = offset;
    this.shape = shape;
    this.length = lengthOf(shape);
  }

  /** A live view of the elements. Fetch it anew after every allocation: growing memory detaches old views. */
  get data(): Float32Array {
    return this.engine.view(this.offset, this.length);
  }

  /**
   * Copies values in.
   * @param values exactly `length` numbers.
   * @throws RangeError for another number of values.
   */
  set(values: ArrayLike<number>): this {
    if (values?.length !== this.length) {
      throw new RangeError(
        `tensor.set: values must hold ${this.length} numbers (${name(this)}), got ${values?.length}`,
      );
    }
    this.data.set(values);
    return this;
  }

  /** Sets every element to `value`. */
  fill(value: number): this {
    this.data.fill(value);
    return this;
  }

  /** A copy that outlives the scope. */
  toArray(): Float32Array {
    return this.data.slice();
  }

  /** The same memory under another shape of the same length. */
  reshape(shape: readonly number[]): Tensor {
    checkShape('tensor.reshape', shape);
    if (lengthOf(shape) !== this.length) {
      throw new RangeError(`tensor.reshape: [${shape}] must hold ${this.length} elements, got ${lengthOf(shape)}`);
    }
    return new Tensor(this.engine, this.offset, shape);
  }

  /** The entries `from` to `to` (exclusive) of the first axis, in the same memory. */
  rows(from: number, to: number): Tensor {
    const [count, ...rest] = this.shape;
    checkInteger('tensor.rows', 'from', from, 0, count);
    checkInteger('tensor.rows', 'to', to, from, count);
    return new Tensor(this.engine, this.offset + 4 * from * lengthOf(rest), [to - from, ...rest]);
  }
}

/** Number of elements of a shape. */
export function lengthOf(shape: readonly number[]): number {
  let length = 1;
  for (const extent of shape) length *= extent;
  return length;
}

/** Asserts that a shape is a list of extents. */
export function checkShape(where: string, shape: readonly number[]): void {
  if (!Array.isArray(shape)) throw new TypeError(`${where}: shape must be an array of extents, got ${String(shape)}`);
  for (const [axis, extent] of shape.entries()) checkInteger(where, `shape[${axis}]`, extent, 0);
  checkInteger(where, 'the number of elements', lengthOf(shape), 0, 2 ** 30);
}

/** Asserts that a tensor lies in the memory of an engine. */
export function checkEngine(where: string, engine: Engine, tensor: Tensor): void {
  if (tensor.engine !== engine) throw new RangeError(`${where}: the tensor must be of the same engine, copy it first`);
}

/** Asserts that a tensor is of an engine and has `last` as its last extent, and returns how many rows that makes. */
export function checkFeatures(where: string, engine: Engine, tensor: Tensor, last: number): number {
  checkEngine(where, engine, tensor);
  if (tensor.shape.length === 0 || tensor.shape.at(-1) !== last) {
    throw new RangeError(`${where}: the last extent must be ${last}, got ${name(tensor)}`);
  }
  return tensor.length / last;
}

/** Asserts that two tensors have the same number of elements. */
export function checkSameLength(where: string, a: Tensor, b: Tensor): void {
  checkEngine(where, a.engine, b);
  if (a.length !== b.length) throw new RangeError(`${where}: shapes must agree, got ${name(a)} and ${name(b)}`);
}

/** A tensor's shape for messages. */
export function name(tensor: Tensor): string {
  return `[${tensor.shape.join(', ')}]`;
}
