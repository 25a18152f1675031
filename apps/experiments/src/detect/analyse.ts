/** One detector on one series: learn, calibrate on held-out training rows, score the rest, find events. */
import { type Detector, isStreaming, type StreamingDetector } from '@tsad/core';
import { type ScoreEvent, Spot, toEvents } from '@tsad/threshold';
import { WorkError } from '../command/errors.ts';
import { advance, type DetectorEntry, type Sweep, sweep } from '../detectors.ts';
import type { EventRules } from '../report/model.ts';
import { findRhythm, type Rhythm, withoutGaps } from './window.ts';

/** What to do. */
export interface AnalyseOptions {
  entry: DetectorEntry;
  /** Rows `[0, trainEnd)` are learnt from. */
  trainEnd: number;
  /** Wanted share of alarms among normal rows. */
  alarmRate: number;
  /** Points per window; found from the series where absent. */
  window?: number;
  /** Points per period; found from the series where absent. */
  period?: number;
  signal: AbortSignal;
  onProgress?: (stage: string, fraction: number) => void;
}

/** What was found out. */
export interface Analysis extends Rhythm {
  /** One score per row; NaN in the training part. */
  scores: Float64Array;
  /** The expected value per row, where the detector has one. */
  expected?: Float64Array;
  threshold: number;
  /** Scores that the threshold was calibrated on. */
  calibratedOn: number;
  rules: EventRules;
  events: ScoreEvent[];
  /** Seconds for learning on the training part and scoring the rest, without the calibration. */
  seconds: number;
  notes: string[];
}

/** Calibration scores below which there is no tail to fit. */
const LEAST_CALIBRATION = 20;
/** Stretches that the calibration rows are cut into, and the fewest rows of one. */
const STRETCHES = 5;
const LEAST_STRETCH = 50;
const LEAST_WINDOW = 4;
/** Events whose nearest normal window is looked up. */
const MOST_EXPLAINED = 1000;
/** Points between two looks at the clock of other things: signals, progress. */
const STRIDE = 8192;

/**
 * Learns from the first half of the training part and scores the second to calibrate the threshold (SPOT), then learns
 * from the whole training part and scores the rest. For detectors that measure a series on its own scale the two runs
 * are not the same scale, yet one run for both, or one scale for both, gave seven to twenty times as many false alarms
 * on the development series of the UCR archive: rows that were learnt from are nearer to each other than to later ones.
 * @throws WorkError when the training part is too short or holds nothing to learn.
 */
export async function analyse(values: Float64Array, options: AnalyseOptions): Promise<Analysis> {
  const { entry, trainEnd, alarmRate, signal, onProgress = () => undefined } = options;
  const notes: string[] = [];
  const half = Math.floor(trainEnd / 2);
  const rhythm = chooseRhythm(values.subarray(0, trainEnd), half, options);
  const make = (): Detector => entry.create({ ...rhythm, train: trainEnd });
  let input = values;
  if (!make().capabilities.missingValues && values.some((value) => !Number.isFinite(value))) {
    input = withoutGaps(values);
    notes.push('missing values were bridged by straight lines, for this detector takes none');
  }
  const rehearsal = await run(make(), input, half, trainEnd, signal, (share) => onProgress('calibrating', share));
  const calibration = rehearsal.scores.subarray(half).filter(Number.isFinite);
  const threshold = calibrate(calibration, alarmRate);
  const began = performance.now();
  const told = await run(make(), input, trainEnd, values.length, signal, (share) => onProgress('scoring', share));
  const seconds = (performance.now() - began) / 1000;
  const rules = { mergeGap: rhythm.window, minLength: 1 };
  const { scores } = told;
  const events = toEvents(scores, threshold, rules);
  return {
    ...rhythm,
    scores,
    expected: told.expected ?? aroundEvents(events, told.expectedAround, trainEnd, values.length),
    threshold,
    calibratedOn: calibration.length,
    rules,
    events,
    seconds,
    notes,
  };
}

function chooseRhythm(train: Float64Array, half: number, { window, period }: AnalyseOptions): Rhythm {
  const found = findRhythm(train, half, period);
  const chosen: Rhythm = { ...found, window: window ?? found.window };
  const needed = 2 * Math.max(3 * Math.max(chosen.window, LEAST_WINDOW), LEAST_CALIBRATION);
  if (chosen.window < LEAST_WINDOW || train.length < needed) {
    throw new WorkError(
      `the training part has ${train.length} rows, a window of ${Math.max(chosen.window, LEAST_WINDOW)} needs ${needed}; give a longer series, a later --train-end or a smaller --window`,
    );
  }
  return chosen;
}

/** Expected values in the windows around the highest events, NaN elsewhere. */
function aroundEvents(
  events: readonly ScoreEvent[],
  expectedAround: Sweep['expectedAround'],
  from: number,
  length: number,
): Float64Array | undefined {
  if (!expectedAround) return undefined;
  const out = new Float64Array(length).fill(Number.NaN);
  const highest = [...events].sort((a, b) => b.peakScore - a.peakScore).slice(0, MOST_EXPLAINED);
  for (const { peak } of highest) {
    const { start, expected } = expectedAround(peak - from);
    out.set(expected, from + start);
  }
  return out;
}

/** Fits on rows `[0, from)` and scores rows `[from, to)`; scores and expectations are as long as `values`. */
async function run(
  detector: Detector,
  values: Float64Array,
  from: number,
  to: number,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<{ scores: Float64Array; expected?: Float64Array; expectedAround?: Sweep['expectedAround'] }> {
  await detector.fit(values.subarray(0, from), { signal });
  const scores = new Float64Array(values.length).fill(Number.NaN);
  if (!isStreaming(detector)) {
    const told = await sweep(detector, values.subarray(from, to), signal);
    scores.set(told.scores, from);
    return { scores, expectedAround: told.expectedAround };
  }
  let expected: Float64Array | undefined;
  for (let row = from; row < to; row += STRIDE) {
    const end = Math.min(to, row + STRIDE);
    const told = advance(detector as StreamingDetector, values.subarray(row, end));
    scores.set(told.scores, row);
    if (told.expected) (expected ??= new Float64Array(values.length).fill(Number.NaN)).set(told.expected, row);
    onProgress((end - from) / (to - from));
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  }
  return { scores, expected };
}

/**
 * The score that normal rows pass with probability `alarmRate`, extrapolated by SPOT: the median over stretches of the
 * calibration rows, so that an anomaly among them lifts the threshold of its own stretch only.
 */
function calibrate(scores: Float64Array, alarmRate: number): number {
  if (scores.length < LEAST_CALIBRATION) {
    throw new WorkError(
      `only ${scores.length} rows of the training part have a score, ${LEAST_CALIBRATION} are needed; give a later --train-end`,
    );
  }
  const stretches = scores.length >= STRETCHES * LEAST_STRETCH ? STRETCHES : 1;
  const thresholds = Array.from({ length: stretches }, (_, i) => {
    const from = Math.floor((i * scores.length) / stretches);
    const stretch = scores.subarray(from, Math.floor(((i + 1) * scores.length) / stretches));
    const spot = new Spot({ alarmRate, calibration: stretch.length });
    for (const score of stretch) spot.update(score);
    return spot.update(Number.NaN).threshold;
  });
  return thresholds.sort((a, b) => a - b)[stretches >> 1];
}
