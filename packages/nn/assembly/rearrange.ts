/** Copies between layouts. Strides count floats. */

/** Copies outer x inner runs of `run` floats. */
export function copyRuns(
  target: usize, targetOuter: i32, targetInner: i32,
  source: usize, sourceOuter: i32, sourceInner: i32,
  outer: i32, inner: i32, run: i32,
): void {
  const bytes = (<usize>run) << 2;
  for (let i = 0; i < outer; i++) {
    let to = target + ((<usize>(i * targetOuter)) << 2);
    let from = source + ((<usize>(i * sourceOuter)) << 2);
    for (let j = 0; j < inner; j++) {
      if (run == 1) store<f32>(to, load<f32>(from));
      else memory.copy(to, from, bytes);
      to += (<usize>targetInner) << 2;
      from += (<usize>sourceInner) << 2;
    }
  }
}

/**
 * The patches of channels-last images as rows: [batch][down][across][channels][kernel][kernel]; 0 outside the image.
 * Patch (i, j) starts at pixel (i stride - padding, j stride - padding).
 */
export function gatherPatches(
  images: usize, rows: usize, batch: i32, height: i32, width: i32, channels: i32,
  kernel: i32, stride: i32, padding: i32, down: i32, across: i32,
): void {
  const pixel = (<usize>channels) << 2;
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < down; i++) {
      for (let j = 0; j < across; j++) {
        for (let y = 0; y < kernel; y++) {
          const line = i * stride - padding + y;
          for (let x = 0; x < kernel; x++) {
            const column = j * stride - padding + x;
            let to = rows + ((<usize>(y * kernel + x)) << 2);
            const inside = line >= 0 && line < height && column >= 0 && column < width;
            let from = images + <usize>((b * height + line) * width + column) * pixel;
            for (let c = 0; c < channels; c++) {
              store<f32>(to, inside ? load<f32>(from) : 0);
              from += 4;
              to += (<usize>(kernel * kernel)) << 2;
            }
          }
        }
        rows += <usize>(kernel * kernel) * pixel;
      }
    }
  }
}

/** Adds rows of patches to the images they were, or would be, gathered from. */
export function scatterPatches(
  images: usize, rows: usize, batch: i32, height: i32, width: i32, channels: i32,
  kernel: i32, stride: i32, padding: i32, down: i32, across: i32,
): void {
  const pixel = (<usize>channels) << 2;
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < down; i++) {
      for (let j = 0; j < across; j++) {
        for (let y = 0; y < kernel; y++) {
          const line = i * stride - padding + y;
          for (let x = 0; x < kernel; x++) {
            const column = j * stride - padding + x;
            if (line < 0 || line >= height || column < 0 || column >= width) continue;
            let from = rows + ((<usize>(y * kernel + x)) << 2);
            let to = images + <usize>((b * height + line) * width + column) * pixel;
            for (let c = 0; c < channels; c++) {
              store<f32>(to, load<f32>(to) + load<f32>(from));
              to += 4;
              from += (<usize>(kernel * kernel)) << 2;
            }
          }
        }
        rows += <usize>(kernel * kernel) * pixel;
      }
    }
  }
}
