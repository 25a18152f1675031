/** Products of matrices that lie anywhere in an engine's memory. */
import { type Engine, kernelsOf } from './engine.ts';
import { scratchLength } from './kernels.ts';

/** A matrix in memory: a byte offset and the strides, in floats, of its two indices; one of them must be 1. */
export interface MatrixView {
  offset: number;
  strides: readonly [number, number];
}

/** Where sums start: zeros, one row for all (a bias), or what the result holds (add to it). */
export type Start = 'zero' | 'result' | { row: number };

/**
 * result = start + a b.
 * @param sizes rows of a, columns of b, and the inner extent between them.
 * @param result offset and the stride of its rows; its columns are contiguous.
 */
export function multiplyMatrices(
  engine: Engine,
  [rows, columns, inner]: readonly [number, number, number],
  a: MatrixView,
  b: MatrixView,
  result: { offset: number; stride: number },
  start: Start = 'zero',
): void {
  const init = start === 'zero' ? 0 : start === 'result' ? result.offset : start.row;
  const initStride = start === 'result' ? result.stride : 0;
  engine.scope(() => {
    const scratch = engine.empty([scratchLength(rows, columns, inner)]);
    kernelsOf(engine).gemm(
      a.offset,
      ...a.strides,
      b.offset,
      ...b.strides,
      result.offset,
      result.stride,
      rows,
      columns,
      inner,
      init,
      initStride,
      scratch.offset,
    );
  });
}
