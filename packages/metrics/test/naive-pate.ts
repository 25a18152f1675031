/** PATE as its definition reads: zones point by point, weights as sums of distances. */
import { atLeast, confusion, distinctDescending, runsOfOnes } from './naive-points.ts';

/** Weighted precision and recall of one prediction with one pair of buffers. */
export function naivePateCounts(
  predicted: readonly number[],
  labels: readonly number[],
  early: number,
  late: number,
): { precision: number; recall: number } {
  const n = labels.length;
  const runs = runsOfOnes(labels);
  let [tp, fp, fn] = [0, 0, 0];
  const outside = predicted.map((flag) => flag === 1);
  let lateEndBefore = -1;
  runs.forEach(({ first, last }, j) => {
    const indices = Array.from({ length: last - first + 1 }, (_, k) => first + k);
    const distance = (x: number): number => indices.reduce((total, y) => total + Math.abs(x - y), 0);
    const hit = indices.some((i) => predicted[i]);
    const next = j + 1 < runs.length ? runs[j + 1].first : n;
    const lateEnd = Math.min(last + late, next - 1);
    const earlyBegin = Math.max(0, first - early, lateEndBefore + 1);
    lateEndBefore = lateEnd;
    for (const i of indices) {
      outside[i] = false;
      if (predicted[i]) tp++;
    }
    for (let i = earlyBegin; i < first; i++) {
      if (!predicted[i]) continue;
      outside[i] = false;
      const weight = hit ? 1 - distance(i) / distance(earlyBegin) : 0;
      tp += weight;
      fp += 1 - weight;
    }
    for (let i = last + 1; i <= lateEnd; i++) {
      if (!predicted[i]) continue;
      outside[i] = false;
      const weight = 1 - distance(i) / distance(lateEnd);
      tp += weight;
      fp += 1 - weight;
    }
    if (!hit) {
      fn += indices.length;
      return;
    }
    const pieceBegin = indices.find((i) => predicted[i])!;
    let pieceEnd = pieceBegin;
    while (pieceEnd + 1 <= last && predicted[pieceEnd + 1]) pieceEnd++;
    const grace = first + (pieceEnd - pieceBegin + 1);
    const most = indices.reduce((total, y) => total + (last - y), 0);
    for (const i of indices) {
      if (predicted[i]) continue;
      if (i <= grace) fn++;
      else {
        let d = 0;
        for (let y = first; y <= grace; y++) d += i - y;
        fn += 1 - d / most;
      }
    }
  });
  fp += outside.filter(Boolean).length;
  return { precision: tp + fp > 0 ? tp / (tp + fp) : 0, recall: tp + fn > 0 ? tp / (tp + fn) : 0 };
}

export function naiveBuffers(largest: number, splits: number, includeZero: boolean): number[] {
  const sizes: number[] = [];
  for (let k = includeZero ? 0 : 1; k <= splits; k++) sizes.push(Math.floor((k * largest) / splits));
  return sizes;
}

/** Thresholds: distinct scores, thinned, then their percentiles unless `count` is 'all'. */
export function naivePateThresholds(
  scores: readonly number[],
  labels: readonly number[],
  count: number | 'all',
  thin: boolean,
): number[] {
  let values = distinctDescending(scores);
  if (thin && values.length > 2) {
    const hits = values.map((threshold) => confusion(atLeast(scores, threshold), labels).tp);
    values = values.filter(
      (_, k) => k === 0 || k === values.length - 1 || hits[k] !== hits[k - 1] || hits[k] !== hits[k + 1],
    );
  }
  if (count === 'all') return values;
  const ascending = [...values].reverse();
  const step = -100 / (count - 1);
  return Array.from({ length: count }, (_, k) => {
    const percent = k === count - 1 ? 0 : k * step + 100;
    const at = (ascending.length - 1) * (percent / 100);
    const low = Math.floor(at);
    if (low + 1 >= ascending.length) return ascending[ascending.length - 1];
    const [a, b, t] = [ascending[low], ascending[low + 1], at - low];
    return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
  });
}

export function naivePate(
  scores: readonly number[],
  labels: readonly number[],
  thresholds: readonly number[],
  early: readonly number[],
  late: readonly number[],
): number {
  const areas: number[] = [];
  for (const e of early) {
    for (const l of late) {
      let area = 0;
      let last = { precision: 1, recall: 0 };
      for (const threshold of thresholds) {
        const point = naivePateCounts(atLeast(scores, threshold), labels, e, l);
        if (point.recall < last.recall) continue;
        area += ((point.recall - last.recall) * (point.precision + last.precision)) / 2;
        last = point;
      }
      areas.push(area);
    }
  }
  return areas.reduce((a, b) => a + b) / areas.length;
}
