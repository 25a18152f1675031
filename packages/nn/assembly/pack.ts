/** Packing the right factor of a product: chunks of the inner index, cut into panels of 12 columns; see gemm.ts. */

export const CHUNK: i32 = 256;
export const PANEL: i32 = 12;

/** Floats that B packed takes. */
export function packedLength(inner: i32, columns: i32): i32 {
  return inner * ((columns + PANEL - 1) / PANEL) * PANEL;
}

/** Packs B, element (k, n) at source + 4 (k innerStride + n columnStride); one of the strides must be 1. */
export function pack(
  target: usize,
  source: usize,
  inner: i32,
  columns: i32,
  innerStride: i32,
  columnStride: i32,
): void {
  for (let k = 0; k < inner; k += CHUNK) {
    const count = min(CHUNK, inner - k);
    packChunk(target, source + ((<usize>(k * innerStride)) << 2), count, columns, innerStride, columnStride);
    target += (<usize>packedLength(count, columns)) << 2;
  }
}

export function packChunk(target: usize, source: usize, inner: i32, columns: i32, innerStride: i32, columnStride: i32): void {
  for (let n = 0; n < columns; n += PANEL) {
    const width = min(PANEL, columns - n);
    const from = source + ((<usize>(n * columnStride)) << 2);
    if (width < PANEL) memory.fill(target, 0, (<usize>(inner * PANEL)) << 2);
    if (columnStride == 1) packRows(target, from, inner, width, (<usize>innerStride) << 2);
    else packColumns(target, from, inner, width, (<usize>columnStride) << 2);
    target += (<usize>(inner * PANEL)) << 2;
  }
}

function packRows(target: usize, source: usize, inner: i32, width: i32, step: usize): void {
  for (let k = 0; k < inner; k++) {
    if (width == PANEL) {
      v128.store(target, v128.load(source));
      v128.store(target, v128.load(source, 16), 16);
      v128.store(target, v128.load(source, 32), 32);
    } else {
      for (let n = 0; n < width; n++) {
        store<f32>(target + ((<usize>n) << 2), load<f32>(source + ((<usize>n) << 2)));
      }
    }
    source += step;
    target += 48;
  }
}

function packColumns(target: usize, source: usize, inner: i32, width: i32, step: usize): void {
  let n = 0;
  for (; n + 4 <= width; n += 4) {
    const from = source + <usize>n * step;
    let to = target + ((<usize>n) << 2);
    let k = 0;
    for (; k + 4 <= inner; k += 4) {
      const at = from + ((<usize>k) << 2);
      const a = v128.load(at);
      const b = v128.load(at + step);
      const c = v128.load(at + 2 * step);
      const d = v128.load(at + 3 * step);
      const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
      const cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<f32>(ab0, cd0, 0, 1, 4, 5));
      v128.store(to, v128.shuffle<f32>(ab0, cd0, 2, 3, 6, 7), 48);
      v128.store(to, v128.shuffle<f32>(ab1, cd1, 0, 1, 4, 5), 96);
      v128.store(to, v128.shuffle<f32>(ab1, cd1, 2, 3, 6, 7), 144);
      to += 192;
    }
    for (; k < inner; k++) {
      for (let lane: usize = 0; lane < 4; lane++) {
        store<f32>(to + (lane << 2), load<f32>(from + lane * step + ((<usize>k) << 2)));
      }
      to += 48;
    }
  }
  for (; n < width; n++) {
    const from = source + <usize>n * step;
    const to = target + ((<usize>n) << 2);
    for (let k = 0; k < inner; k++) store<f32>(to + <usize>(k * 48), load<f32>(from + ((<usize>k) << 2)));
  }
}
