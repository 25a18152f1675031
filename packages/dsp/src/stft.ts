/** Short-time Fourier transform of a real signal. */
import { checkBoolean, checkInteger, checkOptionNames, portableCos, toFinite64, toFloat64 } from '@tsad/core';
import { RealFft } from './real-fft.ts';

/** Options of {@link stft}. */
export interface StftOptions {
  /** Points per frame, at least 1; a power of two is fastest. */
  fftSize: number;
  /** Points from frame to frame, at least 1. Default floor(fftSize / 4), at least 1. */
  hop?: number;
  /** Weights of a frame: 'hann' (periodic), 'rectangular', or an array of length fftSize. Default 'hann'. */
  window?: 'hann' | 'rectangular' | ArrayLike<number>;
  /** Centre frame t on point t * hop by reflecting the signal at both ends (edge point not repeated). Default true. */
  center?: boolean;
  /** Divide by sqrt(fftSize). Default false. */
  normalized?: boolean;
}

/** Spectra of all frames. */
export interface Stft {
  /** Number of frames. */
  frames: number;
  /** Complex numbers per frame: floor(fftSize / 2) + 1. */
  bins: number;
  /** Shape [frames, bins, 2]: real and imaginary part, in units of the signal. */
  values: Float64Array;
}

/**
 * The short-time Fourier transform, with the conventions of `torch.stft` (one-sided, reflecting at the ends).
 *
 * With `center` there are floor(n / hop) + 1 frames and the first and last ones see mirrored data; without it there are
 * floor((n - fftSize) / hop) + 1 and no point is invented.
 *
 * @param signal shape [n]: finite values at equal steps, n > floor(fftSize / 2) with `center`, else n >= fftSize.
 * @param options frame size, hop, window, centring, scale.
 * @returns frames, bins and the values, frame after frame. O(frames * fftSize log fftSize).
 * @throws RangeError for a signal that is too short or not finite, or a wrong option.
 * @example
 * const { frames, bins, values } = stft([1, 2, 3, 4, 5, 6, 7, 8], { fftSize: 4, hop: 1, window: 'rectangular' });
 * console.assert(frames === 9 && bins === 3 && values.length === 54);
 * console.assert(values[2 * bins * 2] === 1 + 2 + 3 + 4); // the sum of the frame around point 2
 */
export function stft(signal: ArrayLike<number>, options: StftOptions): Stft {
  checkOptionNames('stft', options, ['fftSize', 'hop', 'window', 'center', 'normalized']);
  const size = checkInteger('stft', 'fftSize', options.fftSize, 1, 2 ** 24);
  const hop = checkInteger('stft', 'hop', options.hop ?? Math.max(1, Math.floor(size / 4)), 1);
  const center = checkBoolean('stft', 'center', options.center ?? true);
  const normalized = checkBoolean('stft', 'normalized', options.normalized ?? false);
  const window = toWindow(options.window ?? 'hann', size);
  const pad = center ? Math.floor(size / 2) : 0;
  const values = toFinite64('stft', 'signal', signal, center ? pad + 1 : size);
  const padded = center ? reflected(values, pad) : values;
  const scale = normalized ? 1 / Math.sqrt(size) : 1;
  const plan = new RealFft(size);
  const frames = Math.floor((padded.length - size) / hop) + 1;
  const out = new Float64Array(frames * plan.bins * 2);
  const frame = new Float64Array(size);
  for (let t = 0; t < frames; t++) {
    for (let i = 0; i < size; i++) frame[i] = padded[t * hop + i] * window[i] * scale;
    plan.forward(frame, out.subarray(t * plan.bins * 2, (t + 1) * plan.bins * 2));
  }
  return { frames, bins: plan.bins, values: out };
}

function toWindow(window: NonNullable<StftOptions['window']>, size: number): Float64Array {
  if (window === 'rectangular') return new Float64Array(size).fill(1);
  if (window === 'hann') {
    return Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * portableCos((2 * Math.PI * i) / size));
  }
  if (typeof window === 'string') {
    throw new RangeError(`stft: window must be "hann", "rectangular" or ${size} numbers, got "${window}"`);
  }
  const weights = toFloat64('stft', 'window', window);
  if (weights.length !== size || !weights.every(Number.isFinite)) {
    throw new RangeError(`stft: window must hold ${size} finite numbers, got ${weights.length}`);
  }
  return weights;
}

function reflected(values: Float64Array, pad: number): Float64Array {
  const n = values.length;
  const out = new Float64Array(n + 2 * pad);
  out.set(values, pad);
  for (let i = 1; i <= pad; i++) {
    out[pad - i] = values[i];
    out[pad + n - 1 + i] = values[n - 1 - i];
  }
  return out;
}
