/** Windows over a series as views: where they start, what stands before the series, how overlapping answers merge. */

/** Windows of one length at a fixed stride; the last one ends with the series. */
export interface WindowPlan {
  /** Points per window. */
  window: number;
  /** Points between the starts of neighbouring windows. */
  stride: number;
  /** Points put in front of the series so that the last window ends with it. */
  pad: number;
  /** Number of windows. */
  count: number;
}

/**
 * Places windows over `length` points: as few points as possible go in front so that the windows end with the series.
 * O(1).
 */
export function planWindows(length: number, window: number, stride: number): WindowPlan {
  if (length <= window) return { window, stride, pad: window - length, count: 1 };
  const rest = (length - window) % stride;
  const pad = rest === 0 ? 0 : stride - rest;
  return { window, stride, pad, count: (length + pad - window) / stride + 1 };
}

/**
 * The series with its padding in front, the only copy that is made; a window is a view into it.
 * @param values shape [n].
 * @param context what came before the series, shape [any]; its end fills the padding. Zeros fill what it does not reach.
 * @returns shape [pad + n].
 */
export function padFront(values: ArrayLike<number>, pad: number, context?: ArrayLike<number>): Float32Array {
  const padded = new Float32Array(pad + values.length);
  padded.set(values, pad);
  const known = Math.min(pad, context?.length ?? 0);
  for (let i = 1; i <= known; i++) padded[pad - i] = context![context!.length - i];
  return padded;
}

/** Averages what overlapping windows say about each point. */
export class Merge {
  readonly #plan: WindowPlan;
  readonly #sum: Float64Array;

  constructor(plan: WindowPlan) {
    this.#plan = plan;
    this.#sum = new Float64Array((plan.count - 1) * plan.stride + plan.window);
  }

  /**
   * Adds the answer of window `index`, read from `answers` at `offset`.
   * @param repeat how many points share one answer; default 1.
   */
  add(index: number, answers: Float32Array | Float64Array, offset: number, repeat: number = 1): void {
    const start = index * this.#plan.stride;
    for (let i = 0; i < this.#plan.window; i++) {
      this.#sum[start + i] += answers[offset + (repeat === 1 ? i : Math.floor(i / repeat))];
    }
  }

  /** The mean per point of the series, without the padding. */
  mean(): Float64Array {
    const { window, stride, pad, count } = this.#plan;
    const mean = this.#sum.slice(pad);
    for (let i = 0; i < mean.length; i++) {
      const at = i + pad;
      const last = Math.min(count - 1, Math.floor(at / stride));
      const first = Math.max(0, Math.ceil((at - window + 1) / stride));
      // A stride beyond the window leaves points that no window covers; they say nothing.
      if (last >= first) mean[i] /= last - first + 1;
    }
    return mean;
  }
}
