/** From scaled rows, latents and scaled reconstructions to what an encoder says about rows. */
import { type CompositeFeatures, reconstructionFeatures } from './composite-features.ts';
import type { Inspection } from './encoder.ts';
import { type Scaler, unscaleRows } from './scaling.ts';

/** Rows before and after an encoder, in scaled units. */
export interface Rebuilt {
  scaled: Float32Array;
  latent: Float64Array;
  output: Float32Array;
}

/** The composite features of rows. */
export function featuresOf(
  { scaled, latent, output }: Rebuilt,
  channels: number,
  latentWidth: number,
): CompositeFeatures {
  return { rows: scaled.length / channels, latentWidth, latent, ...reconstructionFeatures(scaled, output, channels) };
}

/** Assembles an {@link Inspection}. */
export function inspectionOf(rebuilt: Rebuilt, scaler: Scaler): Inspection {
  const { scaled, latent, output } = rebuilt;
  const channels = scaler.shift.length;
  const rows = scaled.length / channels;
  return {
    features: featuresOf(rebuilt, channels, rows === 0 ? 0 : latent.length / rows),
    reconstruction: unscaleRows(scaler, output),
    errors: Float64Array.from(scaled, (value, i) => (value - output[i]) ** 2),
  };
}
