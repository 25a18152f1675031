/** Spectral residual, one point at a time. */
import { checkInteger, checkOptionNames, type Snapshot } from '@tsad/core';
import { damaged } from './flat-state.ts';
import { createHistory, type History, isHistory, recent, remember } from './history.ts';
import { createSaliencyWork, lastSaliency } from './last-saliency.ts';
import { OnlineDetector, type OnlineModel } from './online.ts';

/** Options of {@link SpectralResidual}. */
export interface SpectralResidualDetectorOptions {
  /** Points transformed, the scored one last; a power of two, at least 8. Default 128. */
  window?: number;
  /** Bins of the average that the log-amplitude spectrum loses; odd. Default 3. */
  average?: number;
}

type Options = Required<SpectralResidualDetectorOptions>;

const KIND = 'spectral-residual';

function createModel({ window, average }: Options): OnlineModel<Options, History> {
  const work = createSaliencyWork(window, average);
  return {
    name: 'SpectralResidual',
    kind: KIND,
    create: () => createHistory(window),
    warmup: (_options, { seen }) => Math.max(0, window - 1 - seen),
    step(_options, state, value) {
      if (!Number.isNaN(value)) remember(state, value);
      else if (state.seen > 0) remember(state, state.history[state.end - 1]);
      if (Number.isNaN(value) || state.seen < window) return Number.NaN;
      return lastSaliency(work, recent(state, window), average);
    },
    check(where, _options, state) {
      if (!isHistory(state)) throw damaged(where, 'end');
    },
  };
}

/**
 * What is odd about the newest point once the spectrum of the last `window` points has lost what is usual in it. Quick
 * to deploy: no training, no scale. It sees spikes under a seasonal pattern and sharp edges; not slow changes, odd
 * shapes, nor the later points of a run. A spike inside the window dulls the scores until it has left.
 *
 * The score is the raw saliency, without the extrapolated points of Ren et al., whose slope includes the scored point
 * and so continues a spike by itself, and without their division by a local average. Missing values are bridged by the
 * value before; those at the very start do not count. Cost of `update`: O(window log window).
 * @see H. Ren et al., "Time-series anomaly detection service at Microsoft", KDD 2019, section 4.1.
 * @example
 * const detector = new SpectralResidual({ window: 64 });
 * const scores = detector.score(Array.from({ length: 200 }, (_, t) => Math.sin(t / 5) + (t === 150 ? 3 : 0)));
 * const known = scores.map((score) => (score > 0 ? score : 0)); // NaN for the first 63 points
 * console.assert(known.indexOf(Math.max(...known)) === 150);
 */
export class SpectralResidual extends OnlineDetector<Options, History> {
  /**
   * @param options see {@link SpectralResidualDetectorOptions}.
   * @throws RangeError or TypeError that names the option.
   */
  constructor(options: SpectralResidualDetectorOptions = {}) {
    const where = 'SpectralResidual';
    checkOptionNames(where, options, ['window', 'average']);
    const window = checkInteger(where, 'window', options.window ?? 128, 8, 1 << 20);
    if ((window & (window - 1)) !== 0) {
      throw new RangeError(`${where}: window must be a power of two, got ${window}; try ${1 << Math.log2(window)}`);
    }
    const average = checkInteger(where, 'average', options.average ?? 3, 1, window / 2);
    if (average % 2 === 0) throw new RangeError(`${where}: average must be odd, got ${average}`);
    super(createModel({ window, average }), { window, average });
  }

  /**
   * Continues where `snapshot()` was taken, bit for bit.
   * @param snapshot of kind "spectral-residual".
   * @throws SnapshotError when it is of another kind or version, or damaged.
   */
  static restore(snapshot: Snapshot): SpectralResidual {
    const options = OnlineDetector.optionsOf<SpectralResidualDetectorOptions>('SpectralResidual', KIND, snapshot);
    return new SpectralResidual(options).continueFrom(snapshot);
  }
}
