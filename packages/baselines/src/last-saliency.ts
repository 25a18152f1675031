/** The spectral residual saliency of the newest point only: one transform, and one inner product for the way back. */
import { portableCos, portableExp, portableLog, portableSin } from '@tsad/core';
import { RealFft } from '@tsad/dsp';

/** Amplitudes below this share of the largest are rounding, not signal. */
const FLOOR = 1e-12;

/** Work space for windows of one length. */
export interface SaliencyWork {
  plan: RealFft;
  scaled: Float64Array;
  spectrum: Float64Array;
  amplitude: Float64Array;
  log: Float64Array;
  cosine: Float64Array;
  sine: Float64Array;
}

/** Work space for windows of `size` points, a power of two, and averages over `average` bins, at most size / 2. */
export function createSaliencyWork(size: number, average: number): SaliencyWork {
  const plan = new RealFft(size);
  const angle = (2 * Math.PI) / size;
  return {
    plan,
    scaled: new Float64Array(size),
    spectrum: new Float64Array(2 * plan.bins),
    amplitude: new Float64Array(plan.bins),
    log: new Float64Array(plan.bins + average - 1),
    cosine: Float64Array.from({ length: plan.bins }, (_, k) => portableCos(angle * k)),
    sine: Float64Array.from({ length: plan.bins }, (_, k) => portableSin(angle * k)),
  };
}

/**
 * The last number of `spectralResidual(window, { average })` of @tsad/dsp. O(n log n), no allocation.
 * @param work made for the length of `window` and for `average`.
 * @param window shape [n], finite.
 * @param average bins of the average that the log amplitude loses, odd.
 */
export function lastSaliency(work: SaliencyWork, window: Float64Array, average: number): number {
  const { plan, scaled, spectrum, amplitude, log, cosine, sine } = work;
  const { size, bins } = plan;
  let scale = 0;
  let varies = false;
  for (let i = 0; i < size; i++) {
    scale = Math.max(scale, Math.abs(window[i]));
    if (window[i] !== window[0]) varies = true;
  }
  if (!varies) return 0;
  for (let i = 0; i < size; i++) scaled[i] = window[i] / scale;
  plan.forward(scaled, spectrum);
  let largest = 0;
  for (let k = 0; k < bins; k++) {
    amplitude[k] = Math.sqrt(spectrum[2 * k] ** 2 + spectrum[2 * k + 1] ** 2);
    largest = Math.max(largest, amplitude[k]);
  }
  const floor = FLOOR * largest;
  const reach = (average - 1) / 2;
  for (let k = 0; k < bins; k++) log[reach + k] = portableLog(Math.max(amplitude[k], floor));
  // The spectrum is mirrored at both ends; bins in between need no test of where a neighbour lies.
  for (let i = 1; i <= reach; i++) {
    log[reach - i] = log[reach + i];
    log[reach + bins - 1 + i] = log[reach + bins - 1 - i];
  }
  let value = 0;
  for (let k = 0; k < bins; k++) {
    if (amplitude[k] <= floor) continue;
    let sum = 0;
    for (let at = k; at <= k + 2 * reach; at++) sum += log[at];
    const twice = k === 0 || 2 * k === size ? 1 : 2;
    value += twice * portableExp(-sum / average) * (spectrum[2 * k] * cosine[k] + spectrum[2 * k + 1] * sine[k]);
  }
  return Math.abs(value) / size;
}
