/** From scaled rows, latents and scaled reconstructions to what an encoder says about rows. */
import { reconstructionFeatures } from './composite-features.ts';
import type { Inspection } from './encoder.ts';
import { type Scaler, unscaleRows } from './scaling.ts';

/** Rows before and after an encoder, in scaled units. */
export interface Rebuilt {
  scaled: Float32Array;
  latent: Float64Array;
  output: Float32Array;
}

/** Assembles an {@link Inspection}. */
export function inspectionOf({ scaled, latent, output }: Rebuilt, scaler: Scaler): Inspection {
  const channels = scaler.shift.length;
  const rows = scaled.length / channels;
  return {
    features: {
      rows,
      latentWidth: rows === 0 ? 0 : latent.length / rows,
      latent,
      ...reconstructionFeatures(scaled, output, channels),
    },
    reconstruction: unscaleRows(scaler, output),
    errors: Float64Array.from(scaled, (value, i) => (value - output[i]) ** 2),
  };
}
