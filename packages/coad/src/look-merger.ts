/** Live scores: a patch is scored when so many windows, each a patch later than the one before, have seen it. */
import type { Usual } from './point-score.ts';

/** Lengths of a live score, in points of the series that the network sees. */
export interface LookOptions {
  /** Points per patch: a window ends with every patch. */
  patch: number;
  /** Points per window. */
  window: number;
  /** Windows that see a point before it is scored. */
  looks: number;
  /** Points on either side that a score is averaged with. */
  reach: number;
}

/** Points by which a score lags. */
export function lagOf({ patch, looks, reach }: LookOptions): number {
  return looks * patch - 1 + reach;
}

/** The numbers of a merger, for a snapshot. */
export interface LookState {
  /** Windows that were added. */
  windows: number;
  /** Points that were scored. */
  scored: number;
  /** Rings: sums over the looks, the values, and the scores before averaging. */
  probability: Float64Array;
  reconstruction: Float64Array;
  values: Float64Array;
  raw: Float64Array;
}

/** Merges what windows say into scores, in order. All sums are taken in one order, however many windows come at once. */
export class LookMerger {
  readonly state: LookState;
  readonly #options: LookOptions;
  readonly #usual: Usual;
  readonly #span: number;

  /** @param span errors are counted in it, as in `Scale`. */
  constructor(options: LookOptions, usual: Usual, span: number, state?: LookState) {
    this.#options = options;
    this.#usual = usual;
    this.#span = span;
    const { patch, looks, reach } = options;
    this.state = state ?? {
      windows: 0,
      scored: 0,
      probability: new Float64Array(looks),
      reconstruction: new Float64Array(looks * patch),
      values: new Float64Array(looks * patch),
      raw: new Float64Array(2 * reach + 1 + patch),
    };
  }

  /**
   * Adds the next window, which ends with the next patch.
   * @param x shape [window]; @param probability shape [window / patch]; @param reconstruction shape [window].
   * @returns scores that are final now, in order.
   */
  add(x: Float32Array, probability: Float32Array, reconstruction: Float32Array): number[] {
    const { patch, window, looks } = this.#options;
    const s = this.state;
    const newest = s.windows;
    const patches = window / patch;
    const slot = newest % looks;
    s.probability[slot] = 0;
    s.reconstruction.fill(0, slot * patch, (slot + 1) * patch);
    for (let i = 0; i < patch; i++) s.values[slot * patch + i] = x[window - patch + i];
    for (let back = 0; back < Math.min(looks, newest + 1, patches); back++) {
      const at = (newest - back) % looks;
      s.probability[at] += probability[patches - 1 - back];
      const from = window - (back + 1) * patch;
      for (let i = 0; i < patch; i++) s.reconstruction[at * patch + i] += reconstruction[from + i];
    }
    s.windows++;
    return newest - looks + 1 < 0 ? [] : this.#finish(newest - looks + 1, looks);
  }

  /**
   * What is left at the end of a series: the patches with fewer looks, then the points after the last whole patch.
   * @param x a window that ends with the series, `more` points after the last one that was added, with what the network says.
   */
  flush(more: number, x: Float32Array, probability: Float32Array, reconstruction: Float32Array): number[] {
    const { patch, window, looks, reach } = this.#options;
    const out: number[] = [];
    for (let index = Math.max(0, this.state.windows - looks + 1); index < this.state.windows; index++) {
      out.push(...this.#finish(index, this.state.windows - index));
    }
    const first = this.state.windows * patch;
    for (let i = 0; i < more; i++) {
      const at = window - more + i;
      this.#keep(first + i, this.#score(x[at] - reconstruction[at], probability[Math.floor(at / patch)]));
      if (first + i - reach >= 0) out.push(this.#average(first + i - reach, first + i));
    }
    const points = first + more;
    for (let point = Math.max(0, points - reach); point < points; point++) out.push(this.#average(point, points - 1));
    return out;
  }

  #finish(index: number, count: number): number[] {
    const { patch, looks, reach } = this.#options;
    const { values, reconstruction, probability } = this.state;
    const out: number[] = [];
    const slot = index % looks;
    for (let i = 0; i < patch; i++) {
      const at = slot * patch + i;
      const point = index * patch + i;
      this.#keep(point, this.#score(values[at] - reconstruction[at] / count, probability[slot] / count));
      if (point - reach >= 0) out.push(this.#average(point - reach, point));
    }
    return out;
  }

  #score(difference: number, probability: number): number {
    const { error, probability: usual } = this.#usual;
    return (Math.abs(Math.abs(difference) / this.#span - error) + Math.abs(probability - usual)) / 2;
  }

  #keep(point: number, score: number): void {
    this.state.raw[point % this.state.raw.length] = score;
  }

  /** The mean over the neighbours of a point, of which the last is known. */
  #average(point: number, last: number): number {
    const { reach } = this.#options;
    const first = Math.max(0, point - reach);
    let sum = 0;
    for (let i = first; i <= last; i++) sum += this.state.raw[i % this.state.raw.length];
    this.state.scored = point + 1;
    return sum / (last - first + 1);
  }
}
