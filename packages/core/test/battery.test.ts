import { describe, expect, it } from 'vitest';
import {
  type Capabilities,
  checkFitOptions,
  checkOptionNames,
  checkSnapshot,
  createRandom,
  type FitOptions,
  NotFittedError,
  type Snapshot,
  type StreamingDetector,
  toFloat64,
} from '../src/index.ts';
import { checkDetector, detectorChecks } from '../src/testing.ts';

/** A correct detector: running |z| against the mean and spread of the training part, then of everything seen. */
class RunningZ implements StreamingDetector {
  readonly options: { floor: number };
  readonly channels = 1;
  protected count = 0;
  protected mean = 0;
  protected square = 0;

  constructor(options: { floor?: number } = {}) {
    checkOptionNames('RunningZ', options, ['floor']);
    this.options = { floor: 1e-9, ...options };
  }

  get capabilities(): Capabilities {
    return {
      causal: true,
      streaming: true,
      multivariate: false,
      missingValues: false,
      supervision: 'semi-supervised',
      deterministic: true,
    };
  }

  get warmup(): number {
    return 0;
  }

  async fit(train: ArrayLike<number>, options: FitOptions = {}): Promise<this> {
    const { onProgress } = checkFitOptions('RunningZ.fit', options);
    const values = this.finite('fit', train);
    this.count = this.mean = this.square = 0;
    for (const value of values) this.learn(value);
    onProgress?.({ stage: 'fit', fraction: 1 });
    return this;
  }

  score(series: ArrayLike<number>): Float64Array {
    const values = this.finite('score', series);
    const saved = [this.count, this.mean, this.square];
    const scores = values.map((value) => this.update(value));
    [this.count, this.mean, this.square] = saved;
    return scores;
  }

  update(value: number): number {
    if (this.count === 0) throw new NotFittedError('RunningZ');
    const spread = Math.sqrt(this.square / this.count);
    const score = Math.abs(value - this.mean) / (spread + this.options.floor);
    this.learn(value);
    return score;
  }

  snapshot(): Snapshot {
    const state = Float64Array.of(this.count, this.mean, this.square);
    return {
      kind: 'running-z',
      version: 1,
      meta: { ...this.options },
      tensors: { state: { shape: [3], data: state } },
    };
  }

  static restore(snapshot: Snapshot): RunningZ {
    checkSnapshot('RunningZ.restore', snapshot, 'running-z', 1);
    const detector = new this(snapshot.meta as { floor: number });
    [detector.count, detector.mean, detector.square] = snapshot.tensors.state.data as Float64Array;
    return detector;
  }

  protected finite(where: string, series: ArrayLike<number>): Float64Array {
    const values = toFloat64(`RunningZ.${where}`, 'series', series);
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new RangeError(`RunningZ.${where}: series[${bad}] must be finite, got ${values[bad]}`);
    return values;
  }

  protected learn(value: number): void {
    this.count++;
    const delta = value - this.mean;
    this.mean += delta / this.count;
    this.square += delta * (value - this.mean);
  }
}

describe('the battery passes a correct detector', () => {
  for (const { title, run } of detectorChecks(() => new RunningZ())) it(title, run);

  it('and reports the titles it ran', async () => {
    const titles = await checkDetector(() => new RunningZ(), { skip: ['gross'] });
    expect(titles).toContain('update equals score bit for bit');
    expect(titles).not.toContain('a gross anomaly scores high');
  });
});

/** Each fault breaks one rule; the battery must name that rule. */
const faults: [string, () => RunningZ][] = [
  [
    'options are plain JSON and build an equal detector',
    () =>
      new (class extends RunningZ {
        constructor({ floor = 1e-9 }: { floor?: number } = {}) {
          super({ floor: 2 * floor });
        }
      })(),
  ],
  [
    'an unknown option is a TypeError that names it',
    () =>
      new (class extends RunningZ {
        constructor({ floor = 1e-9 }: { floor?: number } = {}) {
          super({ floor });
        }
      })(),
  ],
  [
    'score returns one number per point',
    () =>
      new (class extends RunningZ {
        override score(series: ArrayLike<number>): Float64Array {
          return super.score(series).slice(1);
        }
      })(),
  ],
  [
    'only the warm-up is NaN',
    () =>
      new (class extends RunningZ {
        override get warmup(): number {
          return 3;
        }
      })(),
  ],
  [
    'input is never changed',
    () =>
      new (class extends RunningZ {
        override score(series: ArrayLike<number>): Float64Array {
          if (series instanceof Float64Array) series[0] += 1;
          return super.score(series);
        }
      })(),
  ],
  [
    'fitting twice equals fitting once',
    () =>
      new (class extends RunningZ {
        override async fit(train: ArrayLike<number>, options: FitOptions = {}): Promise<this> {
          checkFitOptions('RunningZ.fit', options);
          for (const value of this.finite('fit', train)) this.learn(value);
          return this;
        }
      })(),
  ],
  [
    'options and values that are none are a TypeError that says where',
    () =>
      new (class extends RunningZ {
        override async fit(train: ArrayLike<number>, { onProgress }: FitOptions = {}): Promise<this> {
          return super.fit(train, { onProgress });
        }
      })(),
  ],
  [
    'scoring leaves the state alone',
    () =>
      new (class extends RunningZ {
        override score(series: ArrayLike<number>): Float64Array {
          return this.finite('score', series).map((value) => this.update(value));
        }
      })(),
  ],
  [
    'a constant series gives numbers',
    () =>
      new (class extends RunningZ {
        override update(value: number): number {
          const score = super.update(value);
          return this.square === 0 ? Number.NaN : score;
        }
      })(),
  ],
  [
    'an aborted signal rejects and leaves the detector as it was',
    () =>
      new (class extends RunningZ {
        override fit(train: ArrayLike<number>): Promise<this> {
          return super.fit(train);
        }
      })(),
  ],
  [
    'progress rises to at most 1',
    () =>
      new (class extends RunningZ {
        override async fit(train: ArrayLike<number>, options: FitOptions = {}): Promise<this> {
          await super.fit(train, { signal: options.signal });
          options.onProgress?.({ stage: 'fit', fraction: 2 });
          return this;
        }
      })(),
  ],
  [
    'a gross anomaly scores high',
    () =>
      new (class extends RunningZ {
        override update(value: number): number {
          return -super.update(value);
        }
      })(),
  ],
  [
    'two runs give the same bits',
    () => {
      const noise = createRandom(runs++);
      return new (class extends RunningZ {
        override update(value: number): number {
          return super.update(value) + 1e-9 * noise.uniform();
        }
      })();
    },
  ],
  [
    'scoring unfitted is a NotFittedError',
    () =>
      new (class extends RunningZ {
        override update(value: number): number {
          return this.count === 0 ? 0 : super.update(value);
        }
      })(),
  ],
  [
    'the future does not change a score',
    () =>
      new (class extends RunningZ {
        override score(series: ArrayLike<number>): Float64Array {
          const last = series.length > 0 ? series[series.length - 1] : 0;
          return super.score(series).map((score) => score + last);
        }
      })(),
  ],
  [
    'NaN is a RangeError with the index',
    () =>
      new (class extends RunningZ {
        protected override finite(where: string, series: ArrayLike<number>): Float64Array {
          return toFloat64(where, 'series', series);
        }
      })(),
  ],
  [
    'update equals score bit for bit',
    () =>
      new (class extends RunningZ {
        override score(series: ArrayLike<number>): Float64Array {
          return super.score(series).map((score) => score * (1 + 1e-15));
        }
      })(),
  ],
  [
    'a snapshot continues mid-stream bit for bit',
    () =>
      new (class extends RunningZ {
        override snapshot(): Snapshot {
          const snapshot = super.snapshot();
          (snapshot.tensors.state.data as Float64Array)[0] -= 1;
          return snapshot;
        }
      })(),
  ],
  [
    'a snapshot of another kind is refused',
    () =>
      new (class extends RunningZ {
        static override restore(snapshot: Snapshot): RunningZ {
          return RunningZ.restore({ ...snapshot, kind: 'running-z' });
        }
      })(),
  ],
];
let runs = 0;

describe('the battery catches a fault and names the broken rule', () => {
  it.each(faults)('%s', async (title, make) => {
    await expect(checkDetector(make)).rejects.toThrow(title);
  });
});
