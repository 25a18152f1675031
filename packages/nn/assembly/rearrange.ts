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
