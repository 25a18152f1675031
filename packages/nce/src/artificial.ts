/**
 * The augmentation: rows that are rebuilt better than usual belong to the normal ones too (Eq. 10).
 *
 * The draws have the scale of the training rows, as in Appendix C, whatever K is. Proposition 3.1 (between perfect and the mode the
 * augmented density stays above that of the noise) holds then only where K = 1 on the reconstruction features; a scale of K sd
 * would restore it.
 */
import type { Random } from '@tsad/core';
import type { Gaussian } from './gaussian.ts';
import { drawBelowMode, logNormalMode } from './log-normal.ts';

/** Means below this are perfect reconstructions: there is nothing better to draw. */
const LEAST_MEAN = 1e-12;

/** A reconstruction feature in standard coordinates: which one, and what to draw for it. */
interface Redrawn {
  at: number;
  mean: number;
  sd: number;
  mode: number;
}

/** Overwrites the reconstruction features of rows in standard coordinates. */
export type Redraw = (rows: Float32Array, count: number, random: Random) => void;

/**
 * The function that redraws the reconstruction features, those at columns `from` and after; latents stay.
 * Mean, sd and mode are those of the training rows, in float64, computed once.
 */
export function redrawOf({ kept, mean, sd }: Gaussian, from: number): Redraw {
  const width = kept.length;
  const features: Redrawn[] = [];
  for (const [at, column] of kept.entries()) {
    if (column < from || mean[at] <= LEAST_MEAN) continue;
    features.push({ at, mean: mean[at], sd: sd[at], mode: logNormalMode(mean[at], sd[at]) });
  }
  return (rows, count, random) => {
    for (let i = 0; i < count; i++) {
      for (const { at, mean, sd, mode } of features) {
        rows[i * width + at] = (drawBelowMode(mode, sd, random) - mean) / sd;
      }
    }
  };
}
