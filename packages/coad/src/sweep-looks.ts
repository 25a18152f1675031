/** A whole series seen as a stream sees it: every window that ends with a patch, in order. */
import { throwIfAborted } from '@tsad/core';
import { breather } from './breathe.ts';
import type { CoADScoreOptions } from './coad.ts';
import type { LookOptions } from './look-merger.ts';
import { applyScale, averageNeighbours, holdGaps } from './prepare.ts';
import type { Fitted } from './state.ts';

/** Windows that a batch asks the network about at once. */
const TOGETHER = 32;

/** Asks the network about windows of equal length: probabilities [patches, windows], reconstructions [windows, points]. */
export type AskNetwork = (windows: readonly Float32Array[]) => {
  probability: Float32Array;
  reconstruction: Float32Array;
};

/** One window and what the network says of it: a probability per patch, a reconstruction per point. */
export interface Look {
  x: Float32Array;
  probability: Float32Array;
  reconstruction: Float32Array;
}

/**
 * Gives `take` every window that ends with a patch, in order, then (`more` points later) the one that ends with the series.
 * @param scaled the series, shape [n].
 * @param context what came before it; zeros in front where it is shorter than a window.
 */
export async function sweepLooks(
  ask: AskNetwork,
  { patch, window }: Pick<LookOptions, 'patch' | 'window'>,
  scaled: Float64Array,
  context: Float64Array,
  take: (look: Look, more?: number) => void,
  { signal, onProgress }: CoADScoreOptions,
): Promise<void> {
  if (scaled.length === 0) return;
  const padded = new Float32Array(window + scaled.length);
  const known = context.subarray(Math.max(0, context.length - window));
  padded.set(known, window - known.length);
  padded.set(scaled, window);
  const count = Math.floor(scaled.length / patch);
  const breathe = breather();
  const ends = Array.from({ length: count + 1 }, (_, k) => (k < count ? (k + 1) * patch : scaled.length));
  for (let first = 0; first < ends.length; first += TOGETHER) {
    throwIfAborted(signal);
    const windows = ends.slice(first, first + TOGETHER).map((end) => padded.subarray(end, end + window));
    const { probability, reconstruction } = ask(windows);
    for (const [row, x] of windows.entries()) {
      const look = {
        x,
        probability: Float32Array.from({ length: window / patch }, (_, i) => probability[i * windows.length + row]),
        reconstruction: reconstruction.subarray(row * window, (row + 1) * window),
      };
      take(look, first + row === count ? scaled.length - count * patch : undefined);
    }
    onProgress?.({ stage: 'score', fraction: (first + windows.length) / ends.length });
    await breathe();
  }
}

/** What is usual on the train part when it is seen as a stream. */
export async function measureUsual(
  ask: AskNetwork,
  { scale, geometry }: Pick<Fitted, 'scale' | 'geometry'>,
  { looks, patch, window }: LookOptions,
  raw: Float64Array,
  signal?: AbortSignal,
): Promise<Fitted['usual']> {
  const filled = holdGaps(raw, raw.find((value) => !Number.isNaN(value)) ?? 0);
  const whole = filled.subarray(filled.length % geometry.factor);
  const scaled = applyScale(averageNeighbours(whole, geometry.factor), scale);
  const first = scaled.length >= 2 * window ? window : 0;
  const sums = { error: 0, probability: 0, count: 0 };
  // The patch in the middle of its looks stands for all of them.
  const back = Math.floor(looks / 2);
  await sweepLooks(
    ask,
    { patch, window },
    scaled.subarray(first),
    scaled.subarray(0, first),
    ({ x, probability, reconstruction }, more) => {
      if (more !== undefined) return;
      const from = x.length - (back + 1) * patch;
      for (let i = from; i < from + patch; i++) sums.error += Math.abs(x[i] - reconstruction[i]) / patch;
      sums.probability += probability[probability.length - 1 - back];
      sums.count++;
    },
    { signal },
  );
  const count = Math.max(1, sums.count);
  return { error: sums.error / count / scale.span, probability: sums.probability / count };
}
