/** DAMP: left discords of a stream, with most of the search left out (Lu et al., "DAMP", DMKD 2023). */
import {
  type Capabilities,
  checkChoice,
  checkFitOptions,
  checkInteger,
  checkNumber,
  checkOptionNames,
  checkSnapshot,
  type FitOptions,
  type JsonObject,
  NotFittedError,
  type Snapshot,
  SnapshotError,
  type StreamingDetector,
  toFloat64,
} from '@tsad/core';
import { LeftStream, type StreamSpec, type StreamState } from './left-stream.ts';
import type { JoinDistance } from './windows.ts';

/** Options of {@link Damp}. */
export interface DampOptions {
  /** Points per window, at least 3; the period of the series is a good choice. Default 100. */
  window?: number;
  /** Default `z`. */
  distance?: JoinDistance;
  /** Added to a window's standard deviation, in the unit of the series; only for `soft`. Default 0.3. */
  softening?: number;
  /** Windows at most this far apart are not compared. Default window - 1: neighbours do not overlap. */
  exclusion?: number;
  /** Lags beyond the exclusion that every point is compared with. Default 8 window. */
  near?: number;
  /** Past windows that are remembered, at least `exclusion + near`. Default 100,000. */
  history?: number;
}

/** What {@link Damp.profile} returns, one entry a point. */
export interface DampProfile {
  /** Shape [points]: distance of the window that ends at the point to the nearest one found. */
  distances: Float64Array;
  /** Shape [points]: first point of that neighbour, counted from the start of the train part; -1 where there is none. */
  neighbours: Int32Array;
  /** Shape [points]: 1 where the whole past was searched: the distance is the exact left profile; 0 where it is an upper bound. */
  exact: Uint8Array;
}

/** The window that is farthest from its past. */
export interface Discord {
  /** First point, counted from the start of the train part. */
  start: number;
  /** Distance to its nearest neighbour in the past. */
  distance: number;
  /** First point of that neighbour. */
  neighbour: number;
}

const KIND = 'damp';
const VERSION = 1;
const NAMES = ['window', 'distance', 'softening', 'exclusion', 'near', 'history'];

/**
 * Finds left discords: windows farther from everything before them than any window so far.
 * Each point is compared with the recent past; only while that leaves it a candidate for the largest distance so far
 * is the search carried further back, in chunks that double. So the record-setting distances are exact, all others are
 * upper bounds that lie below the record, which is all that top-1 detection needs. It does not rank anomalies below the
 * largest: use {@link MatrixProfile} with `join: 'left'` for the exact profile. NaN marks a missing value.
 * The recent past is carried along by running inner products, where the published algorithm transforms each chunk anew;
 * its look-ahead pruning is left out, as it saves what is cheap here and would make the score wait for the future.
 * Cost a point: O(near) as a rule, O(history window) for a new record.
 * @example
 * const series = Float64Array.from({ length: 2000 }, (_, t) => Math.sin(t / 8) + (t >= 1500 && t < 1510 ? 1 : 0));
 * const detector = await new Damp({ window: 50 }).fit(series.subarray(0, 500));
 * for (const value of series.subarray(500)) detector.update(value);
 * console.assert(detector.discord.start > 1440 && detector.discord.start < 1515);
 * @see https://doi.org/10.1007/s10618-022-00911-7
 */
export class Damp implements StreamingDetector {
  readonly options: Readonly<Required<DampOptions>> & JsonObject;
  readonly capabilities: Readonly<Capabilities> = {
    causal: true,
    streaming: true,
    multivariate: false,
    missingValues: true,
    supervision: 'semi-supervised',
    deterministic: true,
  };
  readonly channels: number = 1;
  readonly warmup: number = 0;
  #search: Search | undefined;

  /**
   * @param options see {@link DampOptions}; all of them have defaults.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: DampOptions = {}) {
    const where = 'Damp';
    checkOptionNames(where, options, NAMES);
    const window = checkInteger(where, 'window', options.window ?? 100, 3, 1 << 20);
    const exclusion = checkInteger(where, 'exclusion', options.exclusion ?? window - 1, 0, 1 << 24);
    const near = checkInteger(where, 'near', options.near ?? 8 * window, 1, 1 << 24);
    const history = Math.max(options.history ?? 100_000, options.history === undefined ? exclusion + near : 0);
    this.options = {
      window,
      distance: checkChoice(where, 'distance', options.distance ?? 'z', ['z', 'soft', 'centred', 'raw']),
      softening: checkNumber(where, 'softening', options.softening ?? 0.3, 0),
      exclusion,
      near,
      history: checkInteger(where, 'history', history, exclusion + near, 1 << 26),
    };
  }

  /** The largest exact distance so far, since `fit`; undefined before the first. */
  get discord(): Discord | undefined {
    return this.#search?.discord && { ...this.#search.discord };
  }

  /**
   * Takes the train part as the past; O(history window).
   * @param train one value a point, at least window + exclusion of them.
   * @throws RangeError when it is shorter.
   */
  async fit(train: ArrayLike<number>, options: FitOptions = {}): Promise<this> {
    checkFitOptions('Damp.fit', options);
    const values = toFloat64('Damp.fit', 'train', train);
    const least = this.options.window + this.options.exclusion;
    if (values.length < least) {
      throw new RangeError(
        `Damp.fit: train must hold at least window + exclusion = ${least} points, got ${values.length}`,
      );
    }
    const search = new Search(this.#spec());
    search.stream.load(values);
    this.#search = search;
    return this;
  }

  /**
   * Scores a series as the continuation of what was learnt.
   * @param series one value a point.
   * @returns one distance a point; see {@link Damp.profile} for which of them are exact.
   * @throws NotFittedError before `fit`.
   */
  score(series: ArrayLike<number>): Float64Array {
    return this.profile(series).distances;
  }

  /**
   * The scores of a series with their neighbours, and whether each is exact.
   * @param series one value a point.
   * @throws NotFittedError before `fit`.
   */
  profile(series: ArrayLike<number>): DampProfile {
    const values = toFloat64('Damp.profile', 'series', series);
    const search = this.#fitted().copy();
    const distances = new Float64Array(values.length);
    const neighbours = new Int32Array(values.length);
    const exact = new Uint8Array(values.length);
    for (let t = 0; t < values.length; t++) {
      distances[t] = search.push(values[t]);
      neighbours[t] = search.stream.nearest;
      exact[t] = search.exact ? 1 : 0;
    }
    return { distances, neighbours, exact };
  }

  /**
   * Scores the window that the value completes, then adds it to the past.
   * @param value the next point; NaN when it is missing.
   * @returns distance to the nearest window found; NaN while the window touches a missing value.
   * @throws NotFittedError before `fit`, TypeError when the value is no number.
   */
  update(value: number): number {
    const search = this.#fitted();
    if (typeof value !== 'number') throw new TypeError(`Damp.update: value must be a number, got ${typeof value}`);
    return search.push(value);
  }

  /**
   * The whole state, O(history).
   * @throws NotFittedError before `fit`.
   */
  snapshot(): Snapshot {
    const { stream, discord } = this.#fitted();
    const { numbers, tensors } = stream.state();
    const record = Float64Array.of(discord?.start ?? -1, discord?.distance ?? 0, discord?.neighbour ?? -1);
    return {
      kind: KIND,
      version: VERSION,
      meta: { options: this.options, stream: numbers },
      tensors: { ...tensors, record: { shape: [3], data: record } },
    };
  }

  /**
   * A detector in the state of a snapshot.
   * @throws SnapshotError for a snapshot of another kind or with parts missing.
   */
  static restore(snapshot: Snapshot): Damp {
    checkSnapshot('Damp.restore', snapshot, KIND, VERSION);
    const { meta, tensors } = snapshot;
    const detector = new Damp(meta.options as DampOptions);
    const state = { numbers: meta.stream, tensors } as unknown as StreamState;
    const search = new Search(detector.#spec(), LeftStream.restore(detector.#spec(), state));
    const record = tensors.record?.data;
    if (!(record instanceof Float64Array) || record.length !== 3) {
      throw new SnapshotError('Damp.restore: the record of the snapshot is missing');
    }
    const [start, distance, neighbour] = record;
    if (start >= 0) search.discord = { start, distance, neighbour };
    detector.#search = search;
    return detector;
  }

  #fitted(): Search {
    if (!this.#search) throw new NotFittedError('Damp');
    return this.#search;
  }

  #spec(): StreamSpec {
    const { window, distance, softening, exclusion, near, history } = this.options;
    return { window, distance, softening, neighbours: 1, exclusion, lags: exclusion + near, history };
  }
}

/** The past and the record. */
class Search {
  readonly stream: LeftStream;
  discord: Discord | undefined;
  /** Whether the last distance is that of the whole past. */
  exact = false;

  constructor(spec: StreamSpec, stream: LeftStream = new LeftStream(spec)) {
    this.stream = stream;
  }

  copy(): Search {
    const { spec } = this.stream;
    const search = new Search(spec, LeftStream.restore(spec, this.stream.state()));
    search.discord = this.discord;
    return search;
  }

  push(value: number): number {
    const { stream } = this;
    const { lags, window } = stream.spec;
    const record = this.discord?.distance ?? 0;
    let distance = stream.push(value);
    this.exact = false;
    if (!stream.complete) return distance;
    const start = stream.pushed - window;
    const { oldest } = stream;
    let to = Math.max(oldest, start - lags);
    for (let chunk = lags; to > oldest && !(distance < record); chunk *= 2) {
      const from = Math.max(oldest, to - chunk);
      stream.search(from, to);
      distance = stream.distance();
      to = from;
    }
    this.exact = to <= oldest;
    if (this.exact && distance > record) this.discord = { start, distance, neighbour: stream.nearest };
    return distance;
  }
}
