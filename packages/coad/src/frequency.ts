/**
 * The frequency view of a window: a short-time Fourier transform of 4 points, hop 1, Hann window, reflected ends, scaled by
 * 1/2. With these settings it is a fixed linear map of three neighbouring points, and so is its transpose.
 */

/** Values per point: real and imaginary parts of the bins 0, 1/4 and 1/2; two of them are always 0. */
export const FREQUENCY_VALUES = 6;

/**
 * The transform of one window.
 * @param x window, read at `xAt`, shape [T], T >= 3.
 * @param out shape [T, 6], written at `outAt`: Re0, Im0, Re1, Im1, Re2, Im2 of every point.
 */
export function frequencyOf(x: Float32Array, xAt: number, length: number, out: Float32Array, outAt: number): void {
  for (let t = 0, o = outAt; t < length; t++, o += FREQUENCY_VALUES) {
    const before = 0.25 * x[xAt + (t === 0 ? 1 : t - 1)];
    const here = 0.5 * x[xAt + t];
    const after = 0.25 * x[xAt + (t === length - 1 ? length - 2 : t + 1)];
    out[o] = before + here + after;
    out[o + 1] = 0;
    out[o + 2] = -here;
    out[o + 3] = after - before;
    out[o + 4] = here - before - after;
    out[o + 5] = 0;
  }
}

/**
 * The transpose of {@link frequencyOf}: adds to the gradient of the window what the gradient of its transform implies.
 * @param gradient shape [T, 6], read at `gradientAt`.
 * @param out shape [T], added to at `outAt`.
 */
export function addFrequencyGradient(
  gradient: Float32Array,
  gradientAt: number,
  length: number,
  out: Float32Array,
  outAt: number,
): void {
  for (let t = 0, g = gradientAt; t < length; t++, g += FREQUENCY_VALUES) {
    const sum = gradient[g];
    const middle = gradient[g + 2];
    const side = gradient[g + 3];
    const fast = gradient[g + 4];
    out[outAt + (t === 0 ? 1 : t - 1)] += 0.25 * (sum - side - fast);
    out[outAt + t] += 0.5 * (sum - middle + fast);
    out[outAt + (t === length - 1 ? length - 2 : t + 1)] += 0.25 * (sum + side - fast);
  }
}
