/** Images of one brightness and one contrast. */

/** What images are brought to: mean, and mean absolute deviation from it, over all values of an image. */
export interface Look {
  brightness: number;
  contrast: number;
}

/** The averages of images, shape [n, values]. */
export function averageLook(images: ArrayLike<number>, values: number): Look {
  const count = images.length / values;
  const sum = { brightness: 0, contrast: 0 };
  for (let i = 0; i < count; i++) {
    const { brightness, contrast } = lookOf(images, i * values, values);
    sum.brightness += brightness;
    sum.contrast += contrast;
  }
  return { brightness: sum.brightness / count, contrast: sum.contrast / count };
}

/**
 * Every image shifted and stretched to `look`; what is the same all over becomes its brightness. This is the global
 * contrast normalisation of Ruff et al. (ICML 2018; by mean absolute deviation), but in the range of pixels.
 */
export function equalise(images: ArrayLike<number>, values: number, look: Look): Float32Array {
  const out = new Float32Array(images.length);
  for (let from = 0; from < images.length; from += values) {
    const { brightness, contrast } = lookOf(images, from, values);
    const factor = contrast > 0 ? look.contrast / contrast : 0;
    for (let j = from; j < from + values; j++) out[j] = look.brightness + (images[j] - brightness) * factor;
  }
  return out;
}

function lookOf(images: ArrayLike<number>, from: number, values: number): Look {
  let sum = 0;
  for (let j = from; j < from + values; j++) sum += images[j];
  const brightness = sum / values;
  let deviation = 0;
  for (let j = from; j < from + values; j++) deviation += Math.abs(images[j] - brightness);
  return { brightness, contrast: deviation / values };
}
