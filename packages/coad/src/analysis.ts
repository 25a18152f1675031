/** Scores of a series and what they were made of. */
import type { FitOptions } from '@tsad/core';
import type { ResolvedCoAD } from './options.ts';
import { pointScores } from './point-score.ts';
import { predictSeries } from './predict.ts';
import type { Predictor } from './predictor.ts';
import { applyScale, averageNeighbours, fillGaps, repeatNeighbours } from './prepare.ts';
import type { Fitted } from './state.ts';

/** What a series was scored by. Where points were averaged, all that an average stands for share its values. */
export interface CoADAnalysis {
  /** Shape [n]: higher is more anomalous; NaN where the value is missing. */
  scores: Float64Array;
  /** Shape [n]: probability that a point is anomalous, in [0, 1]. */
  probability: Float64Array;
  /** Shape [n]: the value that should stand there, in units of the series. */
  reconstruction: Float64Array;
  /** Shape [n]: distance between value and reconstruction, in units of the train part's range. */
  error: Float64Array;
}

interface AnalyseOptions extends FitOptions {
  predictor: Predictor;
  options: ResolvedCoAD;
  fitted: Fitted;
  /** Raw values, NaN where missing. */
  values: Float64Array;
}

/** Analyses a series with a fitted network. */
export async function analyseSeries(where: string, run: AnalyseOptions): Promise<CoADAnalysis> {
  const { predictor, options, fitted, values, signal, onProgress } = run;
  checkFinite(where, 'series', values);
  const { factor, window, stride, period } = fitted.geometry;
  const length = values.length;
  const filled = fillGaps(values);
  if (filled === undefined || length === 0) {
    const nothing = (): Float64Array => new Float64Array(length).fill(Number.NaN);
    return { scores: nothing(), probability: nothing(), reconstruction: nothing(), error: nothing() };
  }
  const scaled = applyScale(averageNeighbours(filled, factor), fitted.scale);
  const { probability, reconstruction } = await predictSeries(predictor, scaled, {
    window,
    stride,
    patch: options.patch,
    passes: options.passes,
    threshold: fitted.threshold,
    context: options.padding === 'train' ? fitted.context : undefined,
    signal,
    onFraction: onProgress && ((fraction) => onProgress({ stage: 'score', fraction })),
  });
  const error = scaled.map((value, i) => Math.abs(value - reconstruction[i]) / fitted.scale.span);
  const scores = pointScores({ error, probability }, fitted.usual, {
    scoring: options.scoring,
    parts: options.parts,
    smoothing: period,
    cut: options.padding === 'zeros' ? period : 0,
  });
  const { low, range } = fitted.scale;
  const whole = (part: Float64Array): Float64Array => repeatNeighbours(part, factor, length);
  return {
    scores: whole(scores).map((score, i) => (Number.isNaN(values[i]) ? Number.NaN : score)),
    probability: whole(probability),
    reconstruction: whole(reconstruction.map((value) => low + range * value)),
    error: whole(error),
  };
}

/** Refuses infinities; NaN is a missing value. */
export function checkFinite(where: string, name: string, values: Float64Array): void {
  for (let i = 0; i < values.length; i++) {
    if (values[i] === Infinity || values[i] === -Infinity) {
      throw new RangeError(
        `${where}: ${name}[${i}] must be finite or NaN, got ${values[i]}; leave such values out first`,
      );
    }
  }
}
