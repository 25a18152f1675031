/** The buffers of a robust projection. */

/** Basis, buffers and results of {@link robustProjectionInto}; made once, used for every window. */
export interface RobustWorkspace {
  /** Length of a window in rows. */
  readonly rows: number;
  /** Consecutive rows that are excluded together (the channels of one time stamp). */
  readonly group: number;
  /** Columns of the basis in use. */
  rank: number;
  /** U: the first `rows * rank` entries, row-major, shape [rows * maxRank]; {@link setBasis} writes it. */
  readonly basis: Float64Array;
  /** Another object for every basis set: tells whether a copy is that of this basis. */
  edition: object;
  /** Result a: the first `rank` entries, shape [maxRank]. */
  readonly coefficients: Float64Array;
  /** Result e = x - U a, shape [rows], valid while `fresh`; {@link residualsInto} makes it so. */
  readonly residuals: Float64Array;
  /** Result c: the first `count` entries, shape [rows]; missing rows, then forced ones, then by falling residual. */
  readonly excluded: Int32Array;
  /** Rows in `excluded`. */
  count: number;
  /** Leading entries of `excluded` that are missing values. */
  missing: number;
  /** Concentration steps that changed the excluded rows. */
  steps: number;
  /** Whether `residuals` belong to `coefficients`. */
  fresh: boolean;
  /** Which matrix `factor` is the Cholesky factor of: G (`count` rows), or A (`rank` rows). */
  small: boolean;
  /** Whether `factor` belongs to `excluded`. */
  factored: boolean;
  /** Packed lower triangle, length rows (rows + 1) / 2; the diagonal holds reciprocals. */
  readonly factor: Float64Array;
  /** The window with its excluded rows at 0, shape [rows]. */
  readonly kept: Float64Array;
  /** Right-hand sides of triangular solves, shape [rows]. */
  readonly scratch: Float64Array;
  /** Size of the residual of every group, shape [rows / group]; negative where nothing is observed or it is chosen. */
  readonly sizes: Float64Array;
  /** The largest of `sizes`, falling, shape [rows / group]. */
  readonly weights: Float64Array;
  /** Their groups, shape [rows / group]; the next selection looks at them first. */
  readonly chosen: Int32Array;
  /** Entries of `chosen` that the last selection made. */
  held: number;
}

/**
 * Allocates the buffers for windows of `rows` rows; the basis is empty, of rank 0.
 * @param rows window length, at least 1.
 * @param maxRank largest rank that will be used, at most `rows`.
 * @param group consecutive rows excluded together, a divisor of `rows`. Default 1.
 * @returns about rows^2 / 2 + rows maxRank numbers.
 * @example
 * const workspace = createRobustWorkspace(30, 10);
 * console.assert(workspace.residuals.length === 30);
 */
export function createRobustWorkspace(rows: number, maxRank: number, group: number = 1): RobustWorkspace {
  return {
    rows,
    group,
    rank: 0,
    basis: new Float64Array(rows * maxRank),
    edition: {},
    coefficients: new Float64Array(maxRank),
    residuals: new Float64Array(rows),
    excluded: new Int32Array(rows),
    count: 0,
    missing: 0,
    steps: 0,
    fresh: false,
    small: false,
    factored: false,
    factor: new Float64Array((rows * (rows + 1)) / 2),
    kept: new Float64Array(rows),
    scratch: new Float64Array(Math.max(rows, maxRank)),
    sizes: new Float64Array(rows / group),
    weights: new Float64Array(rows / group),
    chosen: new Int32Array(rows / group),
    held: 0,
  };
}

/**
 * Gives a workspace the basis that windows are fitted with from now on. Checks nothing.
 * @param workspace made for this window length and at least this rank.
 * @param basis shape [rows, rank], orthonormal columns; copied.
 * @param rank columns of the basis.
 *
 * Cost O(rows rank).
 */
export function setBasis(workspace: RobustWorkspace, basis: Float64Array, rank: number): void {
  workspace.basis.set(basis.subarray(0, workspace.rows * rank));
  workspace.rank = rank;
  workspace.edition = {};
}
