/** The gradients of one direction's weights: sums over all steps and rows, as products with the gates' gradients. */
import { blocks, turn } from './gemm';
import { CHUNK, packChunk, packedLength } from './pack';

/**
 * `gates` holds the gradients of [n, r, z, q], `x` the input, `y` the states with a row stride of `outputStride`. Writes `toInput` [n, r,
 * z][inputs] and adds to `toState` [r, z, q][hidden]. Each chunk of rows is turned once for both products and read once from
 * far memory. `scratch` takes a chunk of the gates, and the wider of the other two factors packed.
 */
export function gruWeights(
  gates: usize, x: usize, inputs: i32, y: usize, outputStride: i32, toInput: usize, toState: usize,
  steps: i32, batch: i32, hidden: i32, reverse: i32, scratch: usize,
): void {
  const total = steps * batch;
  const columns = 4 * hidden;
  const third = (<usize>hidden) << 2;
  const packed = scratch + ((<usize>(columns * min(CHUNK, total))) << 2);
  // The state before a step lies one step earlier in the output, later for the reverse direction.
  const first = reverse ? 0 : batch;
  const last = reverse ? total - batch : total;
  const shift = reverse ? batch : -batch;
  for (let row = 0; row < total; row += CHUNK) {
    const count = min(CHUNK, total - row);
    turn(scratch, gates + ((<usize>row * <usize>columns) << 2), count, columns, 4 * third);
    packChunk(packed, x + ((<usize>row * <usize>inputs) << 2), count, inputs, inputs, 1);
    blocks(scratch, count, 1, packed, toInput, inputs, 3 * hidden, inputs, count, row ? toInput : 0, inputs, 0);
    const from = max(row, first);
    const inner = min(row + count, last) - from;
    if (inner <= 0) continue;
    const state = y + ((<usize>(from + shift) * <usize>outputStride) << 2);
    const turned = scratch + ((<usize>(hidden * count + from - row)) << 2);
    packChunk(packed, state, inner, hidden, outputStride, 1);
    blocks(turned, count, 1, packed, toState, hidden, 3 * hidden, hidden, inner, toState, hidden, 0);
  }
}
