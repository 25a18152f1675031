/** The detectors of rows (images, table rows) by name. A new one is one entry. */
import { IsolationForest, KernelDensity, Mahalanobis, NearestNeighbour, OneClassSvm } from '@tsad/baselines';
import type { Detector, FitOptions } from '@tsad/core';
import { Cance } from '@tsad/nce';

/** Rows, flat and row-major; pixels may stay bytes. */
export type Rows = Float64Array | Uint8Array;

/** Why rows have their scores. */
export interface Explanation {
  /** Shape [rows, channels]: what each value adds to the score; below zero where it makes the row less odd. */
  parts: Float64Array;
  /** Shape [rows, channels]: what the detector would have put there, in the units of the input. */
  expected: Float64Array;
}

/** A detector of rows that can say why. */
export interface RowModel {
  fit(rows: Rows, options: FitOptions): Promise<void>;
  /** `own` tells that the rows are the very ones that were learnt. */
  score(rows: Rows, own: boolean): Promise<Float64Array>;
  explain(rows: Rows): Promise<Explanation>;
}

/** What is known when a detector is made. */
export interface RowSettings {
  /** Values per row. */
  channels: number;
  /** Pixels are bytes on one scale; columns of a table have scales of their own. */
  kind: 'image' | 'table';
  seed: number;
}

/** A detector that can be asked for by name. */
export interface RowDetectorEntry {
  /** What the score is, for help and pages. */
  summary: string;
  /** What its parts are, a heading. */
  partsAre: string;
  /** What its expectation is, a heading. */
  expectedIs: string;
  /** Whether it does not look at values that are the same in all rows it learnt from. */
  blindToConstants?: boolean;
  create(settings: RowSettings): RowModel;
}

const rebuilt = { partsAre: 'error', expectedIs: 'rebuilt' };
const fromMean = { partsAre: 'deviation', expectedIs: 'mean' };

/** In the order of the help. */
export const rowDetectors: Readonly<Record<string, RowDetectorEntry>> = {
  cance: {
    summary: 'density of an autoencoder’s code and of how well it rebuilds',
    ...rebuilt,
    create: ({ channels, kind, seed }) =>
      new CanceRows(kind === 'image' ? Cance.image(channels, { seed }) : new Cance({ channels, seed })),
  },
  error: {
    summary: 'how badly the autoencoder rebuilds a row',
    ...rebuilt,
    create: ({ channels, kind, seed }) => {
      const options = { seed, variant: 'error' } as const;
      return new CanceRows(kind === 'image' ? Cance.image(channels, options) : new Cance({ channels, ...options }));
    },
  },
  pca: {
    summary: 'how badly principal components rebuild a row; for few rows',
    ...rebuilt,
    create: ({ channels, kind, seed }) => {
      const scaling = kind === 'image' ? 'byte' : 'standardise';
      return new CanceRows(new Cance({ channels, seed, scaling, features: 'pca', variant: 'error', validation: 0 }));
    },
  },
  mahalanobis: {
    summary: 'distance from one Gaussian',
    ...fromMean,
    partsAre: 'share of the distance',
    blindToConstants: true,
    create: ({ channels }) => new GaussianRows(channels),
  },
  neighbour: {
    summary: 'distance from the nearest row',
    ...fromMean,
    create: ({ channels, kind }) =>
      new PlainRows(channels, () => new NearestNeighbour({ channels, standardise: kind === 'table' })),
  },
  density: {
    summary: 'kernel density on whitened principal components',
    ...fromMean,
    blindToConstants: true,
    create: ({ channels }) => new PlainRows(channels, () => new KernelDensity({ channels, whiten: 0.95 })),
  },
  svm: {
    summary: 'distance outside the support of the normal rows',
    ...fromMean,
    create: ({ channels, kind }) =>
      new PlainRows(channels, () => new OneClassSvm({ channels, standardise: kind === 'table' })),
  },
  forest: {
    summary: 'how few random cuts isolate a row',
    ...fromMean,
    create: ({ channels, seed }) => new PlainRows(channels, () => new IsolationForest({ channels, seed })),
  },
};

/** The names, in order. */
export const rowDetectorNames: readonly string[] = Object.keys(rowDetectors);

class CanceRows implements RowModel {
  readonly #detector: Cance;

  constructor(detector: Cance) {
    this.#detector = detector;
  }

  async fit(rows: Rows, options: FitOptions): Promise<void> {
    await this.#detector.fit(rows, options);
  }

  score(rows: Rows): Promise<Float64Array> {
    return this.#detector.score(rows);
  }

  async explain(rows: Rows): Promise<Explanation> {
    const { errors, reconstruction } = await this.#detector.analyse(rows);
    return { parts: errors, expected: reconstruction };
  }
}

/** A detector that knows distances alone; its parts are squared deviations from the mean, in standard deviations. */
class PlainRows implements RowModel {
  readonly #channels: number;
  readonly #make: () => Detector;
  #detector: Detector | undefined;
  #mean = new Float64Array(0);
  #weight = new Float64Array(0);

  constructor(channels: number, make: () => Detector) {
    this.#channels = channels;
    this.#make = make;
  }

  async fit(rows: Rows, options: FitOptions): Promise<void> {
    this.#detector = await this.#make().fit(rows, options);
    const count = rows.length / this.#channels;
    this.#mean = new Float64Array(this.#channels);
    this.#weight = new Float64Array(this.#channels);
    for (let c = 0; c < this.#channels; c++) {
      for (let i = c; i < rows.length; i += this.#channels) this.#mean[c] += rows[i] / count;
      let square = 0;
      for (let i = c; i < rows.length; i += this.#channels) square += (rows[i] - this.#mean[c]) ** 2 / count;
      this.#weight[c] = square > 0 ? 1 / square : 0;
    }
  }

  async score(rows: Rows, own: boolean): Promise<Float64Array> {
    // A fresh one leaves each row out of what it is compared with.
    return (own ? this.#make() : this.#detector!).score(rows);
  }

  async explain(rows: Rows): Promise<Explanation> {
    const channels = this.#channels;
    const expected = Float64Array.from(rows, (_, i) => this.#mean[i % channels]);
    const parts = Float64Array.from(rows, (value, i) => (value - expected[i]) ** 2 * this.#weight[i % channels]);
    return { parts, expected };
  }
}

/** The Gaussian knows what each value adds, given the others. */
class GaussianRows extends PlainRows {
  readonly #gaussian: Mahalanobis;

  constructor(channels: number) {
    const gaussian = new Mahalanobis({ channels });
    super(channels, () => gaussian);
    this.#gaussian = gaussian;
  }

  override async explain(rows: Rows): Promise<Explanation> {
    return { ...(await super.explain(rows)), parts: this.#gaussian.contributions(rows) };
  }
}
