/** From reconstruction and anomaly probability to one score a point (released code; paper, Eq. 11). */
import { movingAverage } from '@tsad/dsp';

/** Which rule makes the score: see {@link pointScores}. */
export type Scoring = 'centred' | 'centred-scaled' | 'equation-11' | 'equation-11-smoothed';

/** Which of the two parts the score is made of. */
export type ScoreParts = 'both' | 'reconstruction' | 'classification';

/** What the network said about every point. */
export interface PointParts {
  /** Shape [n]: distance between value and reconstruction, >= 0. */
  error: Float64Array;
  /** Shape [n]: anomaly probability. */
  probability: Float64Array;
}

/** What is usual on the train part. */
export interface Usual {
  error: number;
  probability: number;
}

/** How {@link pointScores} works. */
export interface PointScoreOptions {
  scoring: Scoring;
  parts: ScoreParts;
  /** Width of the moving average in points. */
  smoothing: number;
  /** Points at the start that score 0. */
  cut: number;
}

/**
 * Scores of all points, higher is more anomalous.
 *
 * `centred`: both parts become their distance to the train mean (two-sided: unusually small counts too), are averaged over
 * `smoothing` points, set to 0 on the first `cut` points, and averaged. `centred-scaled` scales both parts to [0, 1] over the
 * scored series first, which is meaningful within one call only. `equation-11`: probability plus error, as the paper
 * writes, and the same smoothed.
 * @param parts shape [n] each.
 * @param usual means over the train part.
 * @returns shape [n]. O(n).
 */
export function pointScores(parts: PointParts, usual: Usual, options: PointScoreOptions): Float64Array {
  const { scoring, smoothing, cut } = options;
  const literal = scoring === 'equation-11' || scoring === 'equation-11-smoothed';
  const part = (values: Float64Array, centre: number): Float64Array => {
    if (literal) return scoring === 'equation-11' ? values : smooth(values, smoothing);
    const centred = smooth(
      values.map((value) => Math.abs(value - centre)),
      smoothing,
    );
    centred.fill(0, 0, cut);
    return scoring === 'centred' ? centred : scaled(centred);
  };
  const weight = literal || options.parts !== 'both' ? 1 : 0.5;
  const out = new Float64Array(parts.error.length);
  for (const name of ['error', 'probability'] as const) {
    if (options.parts === (name === 'error' ? 'classification' : 'reconstruction')) continue;
    const values = part(parts[name], usual[name]);
    for (let i = 0; i < out.length; i++) out[i] += weight * values[i];
  }
  return out;
}

/** The centred moving average, over the whole series where that is shorter than the width. */
function smooth(values: Float64Array, width: number): Float64Array {
  return values.length === 0 ? values : movingAverage(values, Math.min(width, values.length));
}

/** To [0, 1]; a constant becomes 0, where the reference divides by 0. */
function scaled(values: Float64Array): Float64Array {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const range = high - low;
  return values.map((value) => (range > 0 ? (value - low) / range : 0));
}
