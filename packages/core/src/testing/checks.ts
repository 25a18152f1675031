/** Which rules apply to a detector, by what it claims. Each title states the rule that must hold. */
import type { Bench, DetectorFactory } from './bench.ts';
import { exampleSeries } from './example.ts';
import {
  aborted,
  capabilitiesConsistent,
  fitTwice,
  noArguments,
  optionsRoundTrip,
  progressRises,
  unknownOption,
} from './fit-rules.ts';
import {
  allMissing,
  constantSeries,
  emptySeries,
  largeOffset,
  missingRefused,
  missingValues,
  shortSeries,
  wrongType,
} from './input-rules.ts';
import {
  anomalyScoresHigh,
  causal,
  deterministic,
  inputUntouched,
  notFitted,
  scoreLength,
  scoreTwice,
  warmupIsNaN,
} from './score-rules.ts';
import { snapshotContinues, snapshotKind, updateEqualsScore } from './stream-rules.ts';

/** What the battery may be told. */
export interface CheckOptions {
  /** Training rows, flat; default a noisy seasonal series of 400 rows. */
  train?: Float64Array;
  /** Rows to score, flat; default its continuation of 300 rows with a spike. */
  test?: Float64Array;
  /** Row of `test` that holds the default's spike; scored above 95 % of the rows. Default 200; -1 skips that check. */
  anomaly?: number;
  /** Rows around `anomaly` that count as found. Default 0. */
  tolerance?: number;
  /** Titles, or parts of titles, of checks to leave out; each deserves a reason at the call site. Default none. */
  skip?: readonly string[];
}

/** One executable rule. */
export interface Check {
  /** The rule, as a sentence. */
  title: string;
  /** Rejects when the rule is broken. */
  run: () => Promise<void>;
}

/**
 * The checks that apply to a detector, one `{ title, run }` each, for `it(title, run)`.
 * @param factory makes a fresh, unfitted detector.
 * @param options the series to check on and the checks to leave out.
 */
export function detectorChecks(factory: DetectorFactory, options: CheckOptions = {}): Check[] {
  const probe = factory();
  const { capabilities, channels } = probe;
  const example = exampleSeries(channels);
  const bench: Bench = {
    make: factory,
    fitted: () => factory().fit(options.train ?? example.train),
    train: options.train ?? example.train,
    test: options.test ?? example.test,
    channels,
    anomaly: options.anomaly ?? (options.test ? -1 : example.anomaly),
    tolerance: options.tolerance ?? 0,
  };
  const checks: [string, (bench: Bench) => Promise<void>][] = [
    ['options are plain JSON and build an equal detector', optionsRoundTrip],
    ['an unknown option is a TypeError that names it', unknownOption],
    ['score returns one number per point', scoreLength],
    ['only the warm-up is NaN', warmupIsNaN],
    ['an empty series has an empty score', emptySeries],
    ['input is never changed', inputUntouched],
    ['fitting twice equals fitting once', fitTwice],
    ['scoring leaves the state alone', scoreTwice],
    ['a constant series gives numbers', constantSeries],
    ['a large offset gives numbers', largeOffset],
    ['short series are scored or refused with a RangeError', shortSeries],
    ['a wrong type is a TypeError with the index', wrongType],
    ['options and values that are none are a TypeError that says where', noArguments],
    ['an aborted signal rejects and leaves the detector as it was', aborted],
    ['progress rises to at most 1', progressRises],
    ['capabilities are consistent', capabilitiesConsistent],
  ];
  if (bench.anomaly >= 0) checks.push(['a gross anomaly scores high', anomalyScoresHigh]);
  if (capabilities.deterministic) checks.push(['two runs give the same bits', deterministic]);
  if (capabilities.supervision === 'semi-supervised') checks.push(['scoring unfitted is a NotFittedError', notFitted]);
  if (capabilities.causal) checks.push(['the future does not change a score', causal]);
  if (capabilities.missingValues) {
    checks.push(['a missing value spoils no other score', missingValues]);
    checks.push(['a series of missing values only is survived', allMissing]);
  } else {
    checks.push(['NaN is a RangeError with the index', missingRefused]);
  }
  if (capabilities.streaming) {
    checks.push(['update equals score bit for bit', updateEqualsScore]);
    checks.push(['a snapshot continues mid-stream bit for bit', snapshotContinues]);
    checks.push(['a snapshot of another kind is refused', snapshotKind]);
  }
  const skip = options.skip ?? [];
  return checks
    .filter(([title]) => !skip.some((part) => title.includes(part)))
    .map(([title, run]) => ({ title, run: () => run(bench) }));
}
