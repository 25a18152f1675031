/** The density of composite features, in all the variants of the paper. */
import {
  checkFitOptions,
  checkInteger,
  createRandom,
  type FitOptions,
  type JsonObject,
  NotFittedError,
  type Snapshot,
} from '@tsad/core';
import { createEngine } from '@tsad/nn';
import { redrawOf } from './artificial.ts';
import { type CompositeFeatures, checkFeatures, compositeRows } from './composite-features.ts';
import { denseNet } from './dense-net.ts';
import { type CompositeDensityOptions, ESTIMATED, type ResolvedDensity, resolveDensity } from './density-options.ts';
import { checkDensitySnapshot, type DensityModel, packDensity, unpackDensity } from './density-snapshot.ts';
import { estimateDensity, estimatedLogDensity } from './estimate-density.ts';
import { fitGaussian, logDensities, toStandard } from './gaussian.ts';
import { checkLearner, type Learner } from './learner.ts';
import { noiseWidth } from './nce-loss.ts';
import { type EpochRecord, Ticker } from './training.ts';
import { yardstickOf } from './validation.ts';

/** Training rows per dimension below which a density cannot be learnt. */
const ROWS_PER_DIMENSION = 10;
/** A latent dimension of a lesser standard deviation is dead; batch norm makes living ones about 1. */
const LATENT_FLOOR = 1e-6;
/** The same for error and cosine, which may be small and alive. */
const REBUILT_FLOOR = 1e-12;

/** Options of the `fit` of a density. */
export interface DensityFitOptions extends FitOptions {
  /** Features of rows that are not learnt from but tell when to stop. Default: none, all epochs are run. */
  validation?: CompositeFeatures;
  /** Who computes losses and gradients, such as `tfjsLearner` of `@tsad/nce/tfjs`. Default: the engine. */
  learner?: Learner;
}

/** What a density found out about itself. */
export interface DensityDiagnostics {
  /** Columns of the feature (latents first, then error, then cosine) that do not vary and were left out; often of length 0. */
  dropped: number[];
  /** Condition number of the features' correlation matrix. */
  condition: number;
  /** Added to its diagonal. */
  jitter: number;
  /** K, one for each column in use; empty where nothing was estimated. */
  widths: number[];
  /** Estimate of the integral of the density, 1 where it is normalised; absent without estimation or validation rows. */
  partition?: number;
}

/**
 * Scores composite features by how improbable they are.
 *
 * `cance` and `cnce` learn the density against Gaussian noise N(mean, K covariance K) whose width K >= 1 is moved to
 * where T is fooled most; the score is -ln of the density (Eq. 6), so exp(-score) is one. `mahalanobis` is the Gaussian
 * alone, -ln of its density: a strong baseline that costs nothing and often comes close. `error` and `cosine` pass the
 * feature through.
 *
 * It needs ten rows per dimension. Columns that do not vary take no part, so where normal rows are rebuilt perfectly only
 * `error` sees a row that is not; when no column varies the score is the error. Far
 * from the data T is only extrapolated and the score grows like the squared Mahalanobis distance.
 *
 * Cost: 60 epochs of 5,400 rows with T 128-128 a few seconds of one core; the augmentation doubles it.
 * @see Liao and Brockmeier, arXiv 2502.01920, section 3. Open in the paper and chosen here: K over all dimensions, noise
 * as many rows as real and artificial ones together, both features redrawn independently.
 * @example
 * const rows = Array.from({ length: 400 }, (_, i) => [Math.sin(i), Math.cos(i), Math.sin(i) + Math.cos(i)]).flat();
 * const encoder = await new PcaFeatures({ channels: 3, components: 1 }).fit(rows);
 * const density = await new CompositeDensity({ epochs: 5 }).fit(await encoder.features(rows));
 * const [usual, odd] = await density.score(await encoder.features([0.6, 0.8, 1.4, 3, -3, 0]));
 * console.assert(odd > usual);
 */
export class CompositeDensity {
  /** The options with every default filled in. */
  readonly options: Readonly<ResolvedDensity> & JsonObject;
  /** What the last `fit` measured, epoch by epoch; empty where nothing was estimated. */
  history: readonly EpochRecord[] = [];
  #model: DensityModel | undefined;

  /**
   * @param options see {@link CompositeDensityOptions}; all have defaults.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: CompositeDensityOptions = {}) {
    this.options = resolveDensity('CompositeDensity', options) as Readonly<ResolvedDensity> & JsonObject;
  }

  /** What the last `fit` found out; undefined before. */
  get diagnostics(): DensityDiagnostics | undefined {
    if (!this.#model) return undefined;
    const { gaussian, estimate, partition } = this.#model;
    const { columns, kept, condition, jitter } = gaussian;
    return {
      dropped: Array.from({ length: columns }, (_, j) => j).filter((j) => !kept.includes(j)),
      condition,
      jitter,
      widths: estimate ? Array.from(noiseWidth(estimate.psi)) : [],
      partition,
    };
  }

  /**
   * Learns the density of features.
   * @param features of training rows, in evaluation mode.
   * @param how validation features, signal, progress.
   * @throws RangeError where there are fewer than ten rows per dimension or lengths that do not fit; TypeError for what are
   *   no features; the reason of an abort. The density stays as it was.
   */
  async fit(features: CompositeFeatures, how: DensityFitOptions = {}): Promise<this> {
    const { validation, learner, ...run } = checkFitOptions('CompositeDensity.fit', how);
    checkFeatures('CompositeDensity.fit', 'features', features);
    if (validation !== undefined) checkFeatures('CompositeDensity.fit', 'validation', validation, features.latentWidth);
    checkLearner('CompositeDensity.fit', learner);
    const { options } = this;
    const { variant, seed } = options;
    checkInteger('CompositeDensity.fit', 'features.rows', features.rows, 1);
    const rows = this.#rows(features);
    const columns = rows.length / features.rows;
    const gaussian = fitGaussian(rows, columns, { floors: floorsOf(features.latentWidth, columns) });
    const width = gaussian.kept.length;
    if (width === 0 || !ESTIMATED.includes(variant)) {
      this.#replace({ gaussian });
      this.history = [];
      run.onProgress?.({ stage: 'density', fraction: 1 });
      return this;
    }
    if (features.rows < ROWS_PER_DIMENSION * width) {
      throw new RangeError(
        `CompositeDensity.fit: features must hold at least ${ROWS_PER_DIMENSION} rows for each of ${width} dimensions, ` +
          `got ${features.rows}; give more rows, or take the variant "mahalanobis" or "error"`,
      );
    }
    const random = createRandom(seed);
    const engine = await createEngine();
    try {
      const net = denseNet(engine, { widths: [width, ...options.hidden, 1] }, random.fork('weights'));
      const watched = validation && validation.rows > 0 ? toStandard(gaussian, this.#rows(validation)) : undefined;
      const yardstick = watched && yardstickOf(gaussian, watched, random.fork('yardstick'));
      const data = {
        gaussian,
        rows: Float32Array.from(toStandard(gaussian, rows)),
        redraw: variant === 'cance' ? redrawOf(gaussian, features.latentWidth) : undefined,
        yardstick,
        learner,
      };
      const { psi, history } = await estimateDensity(engine, net, data, options, new Ticker(run));
      const estimate = { engine, net, psi };
      const partition = yardstick?.partition(
        estimatedLogDensity(engine, estimate, gaussian, options.noise, yardstick.points),
      );
      this.#replace({ gaussian, estimate, partition });
      this.history = history;
    } catch (problem) {
      engine.dispose();
      throw problem;
    }
    return this;
  }

  /**
   * Scores features.
   * @param features of the encoder whose features were learnt.
   * @returns one score a row; higher is more anomalous.
   * @throws NotFittedError before `fit`; RangeError for another number of latent dimensions.
   */
  async score(features: CompositeFeatures): Promise<Float64Array> {
    if (!this.#model) throw new NotFittedError('CompositeDensity');
    const { gaussian, estimate } = this.#model;
    const { variant, noise } = this.options;
    checkFeatures('CompositeDensity.score', 'features', features);
    if (variant === 'cosine') return features.cosine.slice();
    if (variant === 'error' || gaussian.kept.length === 0) return features.error.slice();
    const rows = this.#rows(features);
    if (rows.length !== features.rows * gaussian.columns) {
      throw new RangeError(
        `CompositeDensity.score: features must have ${gaussian.columns} columns, got ${rows.length / features.rows}`,
      );
    }
    const standard = toStandard(gaussian, rows);
    const density = estimate
      ? estimatedLogDensity(estimate.engine, estimate, gaussian, noise, standard)
      : logDensities(gaussian, standard);
    return density.map((value) => -value);
  }

  /** Options, moments, K and the weights of T. */
  snapshot(): Snapshot {
    return packDensity(this.#model, this.options);
  }

  /**
   * The density of a snapshot; it scores the same bits.
   * @throws SnapshotError for a snapshot of another kind or with parts missing.
   */
  static async restore(snapshot: Snapshot): Promise<CompositeDensity> {
    const where = 'CompositeDensity.restore';
    checkDensitySnapshot(where, snapshot);
    const density = new CompositeDensity(snapshot.meta.options as CompositeDensityOptions);
    density.#model = await unpackDensity(where, snapshot, density.options);
    return density;
  }

  #replace(model: DensityModel): void {
    this.#model?.estimate?.engine.dispose();
    this.#model = model;
  }

  /** The rows that this variant looks at. */
  #rows(features: CompositeFeatures): Float64Array {
    const latentOnly = this.options.variant === 'latent';
    return compositeRows(features, { error: !latentOnly, cosine: !latentOnly && this.options.cosine });
  }
}

function floorsOf(latentWidth: number, columns: number): Float64Array {
  return Float64Array.from({ length: columns }, (_, j) => (j < latentWidth ? LATENT_FLOOR : REBUILT_FLOOR));
}
