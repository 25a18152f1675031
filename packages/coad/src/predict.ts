/** Both networks over a whole series: overlapping windows, averaged. */
import { throwIfAborted } from '@tsad/core';
import { breather } from './breathe.ts';
import type { PredictOptions } from './network.ts';
import type { Predictor } from './predictor.ts';
import { Merge, padFront, planWindows } from './windows.ts';

/** What the network says about every point. */
export interface SeriesPrediction {
  /** Shape [n]: anomaly probability. */
  probability: Float64Array;
  /** Shape [n]: the value without anomalies, in scaled units. */
  reconstruction: Float64Array;
}

/** Where windows stand, what stands before the series, and the way the network is asked. */
export interface PredictSeriesOptions extends PredictOptions {
  window: number;
  stride: number;
  patch: number;
  /** What came before the series; zeros where it is absent. */
  context?: Float64Array;
  signal?: AbortSignal;
  /** Told the share that is done. */
  onFraction?: (fraction: number) => void;
}

/** Points in one batch of windows: keeps the engine's memory small. */
const BATCH_POINTS = 16_384;

/**
 * Predicts every point of a scaled series.
 * @param values shape [n].
 */
export async function predictSeries(
  predictor: Predictor,
  values: Float64Array,
  options: PredictSeriesOptions,
): Promise<SeriesPrediction> {
  const { window, stride, patch, context, signal, onFraction } = options;
  const plan = planWindows(values.length, window, stride);
  const padded = padFront(values, plan.pad, context);
  const probability = new Merge(plan);
  const reconstruction = new Merge(plan);
  const most = Math.max(1, Math.floor(BATCH_POINTS / window));
  const patches = window / patch;
  const breathe = breather();
  for (let first = 0; first < plan.count; first += most) {
    throwIfAborted(signal);
    const rows = Math.min(most, plan.count - first);
    const x = new Float32Array(rows * window);
    for (let row = 0; row < rows; row++) {
      const start = (first + row) * stride;
      x.set(padded.subarray(start, start + window), row * window);
    }
    const said = await predictor.predict(x, rows, options);
    for (let row = 0; row < rows; row++) {
      probability.add(first + row, said.probability, row * patches, patch);
      reconstruction.add(first + row, said.reconstruction, row * window);
    }
    onFraction?.((first + rows) / plan.count);
    await breathe();
  }
  return { probability: probability.mean(), reconstruction: reconstruction.mean() };
}
