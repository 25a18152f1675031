/**
 * One direction of one GRU layer over a whole sequence, in PyTorch's convention:
 *   r = s(Wr x + Ur h), z = s(Wz x + Uz h), n = tanh(Wn x + r (Un h + c)), h' = n + z (h - n).
 *
 * Sequences are [time][batch][features]. The batch is cut into blocks of rows that run through all steps one after the
 * other, so that weights and state stay in the nearest caches. A row of gates holds [n, r, z, q], q = Un h + c, 4 hidden
 * floats: the input's product fills n, r, z, the state's product adds to r, z, q, and both ranges are contiguous. The backward
 * pass writes the gradients of the same four over them.
 */
import { sigmoids, tanhs } from './exponential';
import { gemmPacked } from './gemm';
import { loadPart, multiplyAdd, storePart } from './vector';

/**
 * Runs forward. `inputWeights` are packed [inputs][n, r, z], `stateWeights` packed [hidden][r, z, q]; `inputBias` holds n,
 * r, z, `stateBias` q. `gates` keeps [time][batch][4 hidden] where `keep`, else it is scratch for one block. `zeros` holds
 * hidden zeros, the first state. Row strides of y: `outputStride`.
 */
export function gruForward(
  x: usize, inputs: i32, inputWeights: usize, stateWeights: usize, inputBias: usize, stateBias: usize,
  gates: usize, keep: i32, y: usize, outputStride: i32, zeros: usize,
  steps: i32, batch: i32, hidden: i32, reverse: i32, blockRows: i32,
): void {
  const gateStride = 4 * hidden;
  const third = (<usize>hidden) << 2;
  for (let block = 0; block < batch; block += blockRows) {
    const rows = min(blockRows, batch - block);
    let state = zeros;
    for (let step = 0; step < steps; step++) {
      const time = reverse ? steps - 1 - step : step;
      const row = time * batch + block;
      const at = keep ? gates + ((<usize>row * <usize>gateStride) << 2) : gates;
      const from = x + ((<usize>row * <usize>inputs) << 2);
      const to = y + ((<usize>row * <usize>outputStride) << 2);
      gemmPacked(from, inputs, inputWeights, at, gateStride, rows, 3 * hidden, inputs, inputBias, 0);
      fillRows(at + 3 * third, gateStride, stateBias, rows, hidden);
      if (step) {
        const sum = at + third;
        gemmPacked(state, outputStride, stateWeights, sum, gateStride, rows, 3 * hidden, hidden, sum, gateStride);
      }
      gatesForward(at, state, step ? outputStride : 0, to, outputStride, rows, hidden);
      state = to;
    }
  }
}

function fillRows(target: usize, stride: i32, row: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    let j = 0;
    for (; j + 4 <= columns; j += 4) v128.store(target + ((<usize>j) << 2), v128.load(row + ((<usize>j) << 2)));
    for (; j < columns; j++) store<f32>(target + ((<usize>j) << 2), load<f32>(row + ((<usize>j) << 2)));
    target += (<usize>stride) << 2;
  }
}

/** Turns a block's sums into gates and writes its state. */
function gatesForward(
  gates: usize, state: usize, stateStride: i32, y: usize, outputStride: i32, rows: i32, hidden: i32,
): void {
  const third = (<usize>hidden) << 2;
  for (let i = 0; i < rows; i++) {
    const r = gates + third;
    const z = r + third;
    const q = z + third;
    sigmoids(r, r, 2 * hidden);
    for (let j = 0; j < hidden; j += 4) {
      const rest = hidden - j;
      const at = (<usize>j) << 2;
      storePart(gates + at, multiplyAdd(loadPart(r + at, rest), loadPart(q + at, rest), loadPart(gates + at, rest)), rest);
    }
    tanhs(gates, gates, hidden);
    for (let j = 0; j < hidden; j += 4) {
      const rest = hidden - j;
      const at = (<usize>j) << 2;
      const n = loadPart(gates + at, rest);
      storePart(y + at, multiplyAdd(loadPart(z + at, rest), f32x4.sub(loadPart(state + at, rest), n), n), rest);
    }
    gates += 4 * third;
    state += (<usize>stateStride) << 2;
    y += (<usize>outputStride) << 2;
  }
}

/**
 * Runs backward: turns the kept gates into their gradients and, unless `dx` is 0, writes the input's gradient or adds to it.
 * `inputWeights` are packed [n, r, z][inputs], `stateWeights` packed [r, z, q][hidden]; `carry` is scratch for one block's
 * [rows][hidden].
 */
export function gruBackward(
  gates: usize, y: usize, outputStride: i32, gradient: usize, inputWeights: usize, stateWeights: usize,
  dx: usize, add: i32, inputs: i32, carry: usize, zeros: usize,
  steps: i32, batch: i32, hidden: i32, reverse: i32, blockRows: i32,
): void {
  const gateStride = 4 * hidden;
  const third = (<usize>hidden) << 2;
  for (let block = 0; block < batch; block += blockRows) {
    const rows = min(blockRows, batch - block);
    memory.fill(carry, 0, <usize>rows * third);
    for (let step = steps - 1; step >= 0; step--) {
      const time = reverse ? steps - 1 - step : step;
      const row = time * batch + block;
      const before = row + (reverse ? batch : -batch);
      const at = gates + ((<usize>row * <usize>gateStride) << 2);
      const state = step ? y + ((<usize>before * <usize>outputStride) << 2) : zeros;
      const back = gradient + ((<usize>row * <usize>outputStride) << 2);
      gatesBackward(at, state, step ? outputStride : 0, back, outputStride, carry, rows, hidden);
      if (step) {
        gemmPacked(at + third, gateStride, stateWeights, carry, hidden, rows, hidden, 3 * hidden, carry, hidden);
      }
      if (dx) {
        const to = dx + ((<usize>row * <usize>inputs) << 2);
        gemmPacked(at, gateStride, inputWeights, to, inputs, rows, inputs, 3 * hidden, add ? to : 0, inputs);
      }
    }
  }
}

function gatesBackward(
  gates: usize, state: usize, stateStride: i32, gradient: usize, outputStride: i32, carry: usize, rows: i32, hidden: i32,
): void {
  const third = (<usize>hidden) << 2;
  for (let i = 0; i < rows; i++) {
    let j = 0;
    for (; j + 4 <= hidden; j += 4) cellBackward(gates, state, gradient, carry, third, j, 4);
    if (j < hidden) cellBackward(gates, state, gradient, carry, third, j, hidden - j);
    gates += 4 * third;
    state += (<usize>stateStride) << 2;
    gradient += (<usize>outputStride) << 2;
    carry += third;
  }
}

// @ts-ignore: decorator
@inline
function cellBackward(
  gates: usize, state: usize, gradient: usize, carry: usize, third: usize, j: i32, lanes: i32,
): void {
  const one = f32x4.splat(1);
  const offset = (<usize>j) << 2;
  const at = gates + offset;
  const n = loadPart(at, lanes);
  const r = loadPart(at + third, lanes);
  const z = loadPart(at + 2 * third, lanes);
  const q = loadPart(at + 3 * third, lanes);
  const d = f32x4.add(loadPart(carry + offset, lanes), loadPart(gradient + offset, lanes));
  const toZ = f32x4.mul(d, f32x4.sub(loadPart(state + offset, lanes), n));
  const toN = f32x4.mul(f32x4.mul(d, f32x4.sub(one, z)), f32x4.sub(one, f32x4.mul(n, n)));
  storePart(at, toN, lanes);
  storePart(at + third, f32x4.mul(f32x4.mul(toN, q), f32x4.mul(r, f32x4.sub(one, r))), lanes);
  storePart(at + 2 * third, f32x4.mul(toZ, f32x4.mul(z, f32x4.sub(one, z))), lanes);
  storePart(at + 3 * third, f32x4.mul(toN, r), lanes);
  storePart(carry + offset, f32x4.mul(d, z), lanes);
}
