/** Unpacks what the page carries into typed arrays. */
import type { PackedNumbers, PackedScoring, PackedSeries } from '../packed.ts';

/** A scoring, ready to draw. */
export interface Scoring extends Omit<PackedScoring, 'score' | 'expected' | 'top'> {
  score: Float64Array;
  expected?: Float64Array;
  top: {
    rows: Uint32Array;
    scores: Float64Array;
    seen: Float32Array | Float64Array;
    expected?: Float32Array | Float64Array;
    /** Rows that an entry stands for. */
    span: number;
  };
  /** The kept scores from high to low, for the slider. */
  ranked: Float64Array;
}

/** A series, ready to draw. */
export interface Series extends Omit<PackedSeries, 'low' | 'high' | 'times' | 'scorings'> {
  low: Float64Array;
  high: Float64Array;
  /** Milliseconds since the Unix epoch of a row, where the data has times. */
  timeOf?: (row: number) => number;
  scorings: Scoring[];
}

/** Decodes one series. */
export function decodeSeries(packed: PackedSeries): Series {
  const low = numbers(packed.low);
  const high = packed.high ? numbers(packed.high) : low;
  return {
    ...packed,
    low,
    high,
    timeOf: timeReader(packed),
    scorings: packed.scorings.map((scoring) => decodeScoring(scoring, high, packed.bucket)),
  };
}

function decodeScoring(packed: PackedScoring, seen: Float64Array, bucket: number): Scoring {
  const score = numbers(packed.score);
  const expected = packed.expected && numbers(packed.expected);
  const top = packed.top ? decodeTop(packed.top) : topOfBuckets(score, expected, seen, bucket);
  return { ...packed, score, expected, top, ranked: top.scores.slice().sort().reverse() };
}

function decodeTop(top: NonNullable<PackedScoring['top']>): Scoring['top'] {
  return {
    rows: new Uint32Array(bytes(top.rows)),
    scores: new Float64Array(bytes(top.scores)),
    seen: new Float32Array(bytes(top.seen)),
    expected: top.expected === undefined ? undefined : new Float32Array(bytes(top.expected)),
    span: 1,
  };
}

/** Every bucket with a score, as if all of its rows had it. */
function topOfBuckets(
  score: Float64Array,
  expected: Float64Array | undefined,
  seen: Float64Array,
  bucket: number,
): Scoring['top'] {
  const kept = Uint32Array.from(score.keys()).filter((at) => !Number.isNaN(score[at]));
  return {
    rows: kept.map((at) => at * bucket),
    scores: Float64Array.from(kept, (at) => score[at]),
    seen: Float64Array.from(kept, (at) => seen[at]),
    expected: expected && Float64Array.from(kept, (at) => expected[at]),
    span: bucket,
  };
}

function timeReader({ times, bucket }: PackedSeries): ((row: number) => number) | undefined {
  if (!times) return undefined;
  if ('step' in times) return (row) => times.start + row * times.step;
  const firsts = new Float64Array(bytes(times.data));
  return (row) => {
    const at = Math.min(firsts.length - 1, Math.max(0, row / bucket));
    const left = Math.floor(at);
    const right = Math.min(firsts.length - 1, left + 1);
    return firsts[left] + (firsts[right] - firsts[left]) * (at - left);
  };
}

function numbers({ base, data }: PackedNumbers): Float64Array {
  return Float64Array.from(new Float32Array(bytes(data)), (difference) => base + difference);
}

function bytes(base64: string): ArrayBuffer {
  const text = atob(base64);
  const out = new Uint8Array(text.length);
  for (let i = 0; i < out.length; i++) out[i] = text.charCodeAt(i);
  return out.buffer;
}
