/** Products of matrices that lie anywhere in an engine's memory. */
import { type Engine, kernelsOf } from './engine.ts';
import { scratchLength } from './kernels.ts';
import type { Tensor } from './tensor.ts';

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

/** Inner indices that are summed by themselves before they join a long sum. */
const RUN = 256;

/**
 * total += a b where the inner index runs over every position of many images. One float32 sum over all of them would lose
 * digits; so each run of indices is summed by itself, and then the runs.
 * @param inner indices to sum over.
 * @param total shape [rows of a, ...], each row as long as a row of b.
 */
export function addLongProduct(engine: Engine, inner: number, a: MatrixView, b: MatrixView, total: Tensor): void {
  const rows = total.shape[0];
  const columns = total.length / rows;
  engine.scope(() => {
    const run = engine.empty(total.shape);
    for (let k = 0; k < inner; k += RUN) {
      const sizes = [rows, columns, Math.min(RUN, inner - k)] as const;
      const result = { offset: run.offset, stride: columns };
      multiplyMatrices(engine, sizes, later(a, k * a.strides[1]), later(b, k * b.strides[0]), result);
      kernelsOf(engine).add(total.offset, run.offset, total.offset, total.length);
    }
  });
}

/** A view that begins some floats later. */
function later({ offset, strides }: MatrixView, floats: number): MatrixView {
  return { offset: offset + 4 * floats, strides };
}
