/** One window length of the causal soft discord: every new window against the past, and how far the past is apart. */
import { SnapshotError, type Tensor } from '@tsad/core';
import { LeftStream, type StreamSpec, type StreamState } from '../left-stream.ts';
import type { ShapeScaling } from './shapes.ts';

/** What fixes a shape stream. */
export interface ShapeStreamSpec {
  window: number;
  distance: 'soft' | 'centred';
  softening: number;
  scaling: ShapeScaling;
  /** Windows of the past that start at most this many points earlier are not compared. */
  guard: number;
  /** Windows of the past that are remembered. */
  reference: number;
}

/** The state of a shape stream as data. */
export interface ShapeStreamState {
  soft: StreamState;
  shape?: StreamState;
  own: Tensor;
}

/** The newest window against the past. */
export class ShapeStream {
  readonly spec: ShapeStreamSpec;
  /** Distance of the newest window to the nearest earlier one; NaN without one. */
  distance: number = Number.NaN;
  /** Own distance of the earlier window that the scaling asks for, when that one was new; NaN where unknown. */
  local: number = Number.NaN;
  readonly #soft: LeftStream;
  readonly #shape: LeftStream | undefined;
  /** Own distances of the remembered windows, at their first point modulo the length. */
  readonly #own: Float64Array;

  constructor(spec: ShapeStreamSpec, state?: ShapeStreamState) {
    this.spec = spec;
    this.#soft = open(spec, spec.distance, state?.soft);
    this.#shape = spec.scaling === 'shape' ? open(spec, 'z', state?.shape) : undefined;
    this.#own = new Float64Array(spec.reference + 1).fill(Number.NaN);
    if (!state) return;
    if (!(state.own?.data instanceof Float64Array) || state.own.data.length !== this.#own.length) {
      throw new SnapshotError('CausalSoftDiscord.restore: the tensors of the snapshot do not fit its options');
    }
    this.#own.set(state.own.data);
  }

  /** Takes a point; `distance` and `local` are about the window that it completes. */
  push(value: number): void {
    this.distance = this.#soft.push(value);
    this.#shape?.push(value);
    const newest = this.#soft.pushed - this.spec.window;
    if (newest < 0) return;
    const nearest = (this.#shape ?? this.#soft).nearest;
    this.local = nearest < 0 ? Number.NaN : this.#own[nearest % this.#own.length];
    this.#own[newest % this.#own.length] = this.distance;
  }

  /** Everything needed to continue bit for bit. */
  state(): ShapeStreamState {
    const own = this.#own.slice();
    return { soft: this.#soft.state(), shape: this.#shape?.state(), own: { shape: [own.length], data: own } };
  }
}

function open(spec: ShapeStreamSpec, distance: StreamSpec['distance'], state?: StreamState): LeftStream {
  const { window, softening, guard, reference } = spec;
  const inner = { window, distance, softening, neighbours: 1, exclusion: guard, lags: reference, history: reference };
  return state ? LeftStream.restore(inner, state) : new LeftStream(inner);
}
