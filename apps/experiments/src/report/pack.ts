/** Packs a report for its page: min-max buckets keep any length of series small, the highest scores stay exact. */
import type { Report, ReportScoring, ReportSeries } from './model.ts';
import type { PackedNumbers, PackedReport, PackedScoring, PackedSeries, PackedTimes } from './packed.ts';

/** Bytes of packed numbers per page; base64 makes a third more of it. */
const BUDGET = 9_000_000;
const MAX_BUCKETS = 250_000;
/** Rows whose score is kept exactly, per scoring: at least, as a share, at most. */
const TOP = { least: 5_000, share: 0.02, most: 200_000 };

/** The report as its page carries it. Cost O(total rows log rows). */
export function packReport(report: Report): PackedReport {
  const bytesPerRow = report.series.reduce(
    (sum, series) => sum + series.values.length * (8 + (series.timestamps ? 8 : 0) + 8 * series.scorings.length),
    0,
  );
  const shrink = Math.max(1, bytesPerRow / BUDGET);
  return {
    title: report.title,
    overview: report.overview,
    details: report.details,
    series: report.series.map((series) =>
      packSeries(series, Math.ceil(Math.max(shrink, series.values.length / MAX_BUCKETS))),
    ),
  };
}

function packSeries(series: ReportSeries, bucket: number): PackedSeries {
  const { name, description, values, timestamps, trainEnd, labels = [] } = series;
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
    scorings: series.scorings.map((scoring) => packScoring(scoring, values, bucket)),
  };
}

function packScoring(scoring: ReportScoring, values: Float64Array, bucket: number): PackedScoring {
  const { detector, threshold, rules, facts, scores, expected } = scoring;
  const { rows, scored } = topRows(scores, threshold);
  return {
    detector,
    threshold,
    rules,
    facts,
    scored,
    score: packNumbers(reduce(scores, bucket, Math.max)),
    expected: expected && packNumbers(means(expected, bucket)),
    top: {
      rows: base64(rows),
      scores: base64(Float64Array.from(rows, (row) => scores[row])),
      seen: base64(Float32Array.from(rows, (row) => values[row])),
      expected: expected && base64(Float32Array.from(rows, (row) => expected[row])),
    },
  };
}

/** Rows of the highest scores, all that are above the threshold among them, in rising order. */
function topRows(scores: Float64Array, threshold: number): { rows: Uint32Array; scored: number } {
  const sorted = scores.filter((score) => !Number.isNaN(score)).sort();
  const scored = sorted.length;
  let above = 0;
  while (above < scored && sorted[scored - 1 - above] > threshold) above++;
  const wanted = Math.min(scored, TOP.most, Math.max(TOP.least, TOP.share * scored, 2 * above));
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
