/** Slow and obvious twins of the functions of this package. */

/** Half spectrum by the definition. */
export function dft(signal: ArrayLike<number>): Float64Array {
  const n = signal.length;
  const bins = Math.floor(n / 2) + 1;
  const out = new Float64Array(2 * bins);
  for (let k = 0; k < bins; k++) {
    for (let j = 0; j < n; j++) {
      const angle = (-2 * Math.PI * ((j * k) % n)) / n;
      out[2 * k] += signal[j] * Math.cos(angle);
      out[2 * k + 1] += signal[j] * Math.sin(angle);
    }
  }
  return out;
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Biased autocorrelation by the definition. */
export function autocorrelation(signal: ArrayLike<number>, maxLag: number): number[] {
  const average = mean(signal);
  const out: number[] = [];
  for (let lag = 0; lag <= Math.min(maxLag, signal.length - 1); lag++) {
    let sum = 0;
    for (let i = 0; i + lag < signal.length; i++) sum += (signal[i] - average) * (signal[i + lag] - average);
    out.push(sum);
  }
  return out.map((value) => value / out[0]);
}

/** np.convolve(x, ones(w) / w, 'same') by the full convolution. */
export function convolveSame(signal: ArrayLike<number>, width: number): number[] {
  const n = signal.length;
  const full: number[] = [];
  for (let k = 0; k < n + width - 1; k++) {
    let sum = 0;
    for (let j = 0; j < width; j++) if (k - j >= 0 && k - j < n) sum += signal[k - j] / width;
    full.push(sum);
  }
  const start = Math.floor((Math.min(n, width) - 1) / 2);
  return full.slice(start, start + Math.max(n, width));
}

/** Every window on its own. */
export function windows<T>(signal: ArrayLike<number>, width: number, of: (window: number[]) => T): T[] {
  const values = Array.from(signal);
  return values.slice(0, Math.max(0, values.length - width + 1)).map((_, i) => of(values.slice(i, i + width)));
}

/** Population standard deviation in two passes. */
export function sd(values: number[]): number {
  const average = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - average) ** 2)));
}

/** One STFT frame: reflect, cut, weigh, transform. */
export function stftFrame(signal: number[], window: number[], start: number): Float64Array {
  const last = signal.length - 1;
  const frame = window.map((weight, i) => {
    let at = start + i;
    if (at < 0) at = -at;
    if (at > last) at = 2 * last - at;
    return weight * signal[at];
  });
  return dft(frame);
}

/** Spectral residual on the whole spectrum with plain loops, without extension. */
export function spectralResidual(signal: number[], width: number): number[] {
  const n = signal.length;
  const re: number[] = [];
  const im: number[] = [];
  for (let k = 0; k < n; k++) {
    let [a, b] = [0, 0];
    for (let j = 0; j < n; j++) {
      a += signal[j] * Math.cos((-2 * Math.PI * ((j * k) % n)) / n);
      b += signal[j] * Math.sin((-2 * Math.PI * ((j * k) % n)) / n);
    }
    re.push(a);
    im.push(b);
  }
  const log = re.map((value, k) => Math.log(Math.hypot(value, im[k])));
  const residual = log.map((value, k) => {
    let sum = 0;
    for (let d = -(width - 1) / 2; d <= (width - 1) / 2; d++) sum += log[(k + d + n) % n];
    return value - sum / width;
  });
  return Array.from({ length: n }, (_, j) => {
    let [a, b] = [0, 0];
    for (let k = 0; k < n; k++) {
      const angle = (2 * Math.PI * ((j * k) % n)) / n + Math.atan2(im[k], re[k]);
      a += Math.exp(residual[k]) * Math.cos(angle);
      b += Math.exp(residual[k]) * Math.sin(angle);
    }
    return Math.hypot(a, b) / n;
  });
}
