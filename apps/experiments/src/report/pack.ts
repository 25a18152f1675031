/** Packs a report for its page: min-max buckets keep any length of series small, the highest scores stay exact. */
import type { Report, ReportScoring, ReportSeries } from './model.ts';
import type { PackedNumbers, PackedReport, PackedScoring, PackedSeries, PackedTimes } from './packed.ts';

/** Bytes of packed numbers per page; base64 makes a third more of it. */
const BUDGET = 9_000_000;
const MAX_BUCKETS = 250_000;
/** Rows whose score is kept exactly, per scoring: at least, as a share, at most; and of all scorings together. */
const TOP = { least: 5_000, share: 0.02, most: 200_000, total: 400_000 };
/** Below so many exact rows per scoring the buckets alone must do. */
const FEW_EXACT = 1_000;

/** What decides how much room a series gets. */
export interface SeriesShape {
  rows: number;
  scorings: number;
  timed: boolean;
}

/** How much of a series a page carries. */
export interface PackPlan {
  /** Most buckets of a series. */
  buckets: number;
  /** Most rows of a scoring that are kept exactly; 0 where the buckets alone must do. */
  exact: number;
}

/** The report as its page carries it. Cost O(total rows log rows). */
export function packReport(report: Report): PackedReport {
  const plan = planPack(
    report.series.map(({ values, scorings, timestamps }) => ({
      rows: values.length,
      scorings: scorings.length,
      timed: timestamps !== undefined,
    })),
  );
  const { title, overview, details, series } = report;
  return { title, overview, details, series: series.map((entry) => packSeries(entry, plan)) };
}

/** Shares the room of a page: every series gets the same number of buckets, as far as it has rows for them. */
export function planPack(shapes: readonly SeriesShape[]): PackPlan {
  const scorings = shapes.reduce((sum, shape) => sum + shape.scorings, 0);
  const share = Math.floor(TOP.total / Math.max(1, scorings));
  const exact = share < FEW_EXACT ? 0 : Math.min(TOP.most, share);
  const bytes = (buckets: number): number =>
    shapes.reduce(
      (sum, { rows, scorings, timed }) =>
        sum + Math.min(rows, buckets) * (8 + (timed ? 8 : 0) + (exact === 0 ? 4 : 8) * scorings),
      0,
    );
  let low = 1;
  let high = MAX_BUCKETS;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (bytes(middle) <= BUDGET) low = middle;
    else high = middle - 1;
  }
  return { buckets: low, exact };
}

/** One series as the page carries it. */
export function packSeries(series: ReportSeries, { buckets, exact }: PackPlan): PackedSeries {
  const { name, description, values, timestamps, trainEnd, labels = [] } = series;
  const bucket = Math.max(1, Math.ceil(values.length / buckets));
  return {
    name,
    description,
    length: values.length,
    bucket,
    trainEnd,
    low: packNumbers(reduce(values, bucket, Math.min)),
    high: bucket === 1 ? undefined : packNumbers(reduce(values, bucket, Math.max)),
    times: timestamps && packTimes(timestamps, bucket),
    labels: labels.map(({ start, end }) => [start, end]),
    scorings: series.scorings.map((scoring) => packScoring(scoring, values, bucket, exact)),
  };
}

function packScoring(scoring: ReportScoring, values: Float64Array, bucket: number, exact: number): PackedScoring {
  const { detector, threshold, rules, facts, scores, expected } = scoring;
  const score = reduce(scores, bucket, Math.max);
  const curves = { score: packNumbers(score), expected: expected && packNumbers(means(expected, bucket)) };
  if (exact === 0) {
    return {
      detector,
      threshold,
      rules,
      facts,
      ...curves,
      scored: score.filter((value) => !Number.isNaN(value)).length,
    };
  }
  const { rows, scored } = topRows(scores, threshold, exact);
  return {
    detector,
    threshold,
    rules,
    facts,
    scored,
    ...curves,
    top: {
      rows: base64(rows),
      scores: base64(Float64Array.from(rows, (row) => scores[row])),
      seen: base64(Float32Array.from(rows, (row) => values[row])),
      expected: expected && base64(Float32Array.from(rows, (row) => expected[row])),
    },
  };
}

/** Rows of the highest scores, all that are above the threshold among them, in rising order. */
function topRows(scores: Float64Array, threshold: number, most: number): { rows: Uint32Array; scored: number } {
  const sorted = scores.filter((score) => !Number.isNaN(score)).sort();
  const scored = sorted.length;
  let above = 0;
  while (above < scored && sorted[scored - 1 - above] > threshold) above++;
  const wanted = Math.min(scored, most, Math.max(TOP.least, TOP.share * scored, 2 * above));
  const floor = scored === 0 ? Infinity : sorted[Math.ceil(scored - wanted)];
  const rows: number[] = [];
  for (let row = 0; row < scores.length; row++) if (scores[row] >= floor) rows.push(row);
  return { rows: Uint32Array.from(rows), scored };
}

/** Joins the rows of each bucket with min or max; NaN where a bucket holds no number. */
function reduce(values: Float64Array, bucket: number, pick: (a: number, b: number) => number): Float64Array {
  if (bucket === 1) return values;
  const out = new Float64Array(Math.ceil(values.length / bucket)).fill(Number.NaN);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const at = Math.floor(i / bucket);
    if (!Number.isNaN(value)) out[at] = Number.isNaN(out[at]) ? value : pick(out[at], value);
  }
  return out;
}

function means(values: Float64Array, bucket: number): Float64Array {
  if (bucket === 1) return values;
  const out = new Float64Array(Math.ceil(values.length / bucket));
  for (let at = 0; at < out.length; at++) {
    const present = values.subarray(at * bucket, (at + 1) * bucket).filter((value) => !Number.isNaN(value));
    out[at] = present.reduce((sum, value) => sum + value, 0) / present.length;
  }
  return out;
}

function packNumbers(values: Float64Array): PackedNumbers {
  let base = 0;
  for (const value of values) {
    if (Number.isFinite(value)) {
      base = value;
      break;
    }
  }
  return { base, data: base64(Float32Array.from(values, (value) => value - base)) };
}

function packTimes(timestamps: Float64Array, bucket: number): PackedTimes {
  const start = timestamps[0];
  const step = timestamps.length > 1 ? timestamps[1] - start : 0;
  if (timestamps.every((time, i) => time === start + i * step)) return { start, step };
  const firsts = new Float64Array(Math.ceil(timestamps.length / bucket));
  for (let at = 0; at < firsts.length; at++) firsts[at] = timestamps[at * bucket];
  return { data: base64(firsts) };
}

function base64(array: Uint32Array | Float32Array | Float64Array): string {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');
}
