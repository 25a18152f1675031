/** Point-wise metrics as their definitions read: one prediction after another, one point after another. */

export interface Confusion {
  tp: number;
  fp: number;
  fn: number;
}

export interface Run {
  first: number;
  last: number;
}

/** Runs of ones, inclusive. */
export function runsOfOnes(flags: ArrayLike<number>): Run[] {
  const runs: Run[] = [];
  for (let i = 0; i < flags.length; i++) {
    if (!flags[i]) continue;
    if (i === 0 || !flags[i - 1]) runs.push({ first: i, last: i });
    else runs[runs.length - 1].last = i;
  }
  return runs;
}

export function confusion(predicted: ArrayLike<number>, labels: ArrayLike<number>): Confusion {
  let [tp, fp, fn] = [0, 0, 0];
  for (let i = 0; i < labels.length; i++) {
    if (predicted[i] && labels[i]) tp++;
    else if (predicted[i]) fp++;
    else if (labels[i]) fn++;
  }
  return { tp, fp, fn };
}

export function f1Of({ tp, fp, fn }: Confusion): number {
  return tp === 0 ? 0 : (2 * tp) / (2 * tp + fp + fn);
}

export function distinctDescending(scores: readonly number[]): number[] {
  return [...new Set(scores.map((score) => score + 0))].sort((a, b) => b - a);
}

export function atLeast(scores: readonly number[], threshold: number): number[] {
  return scores.map((score) => (score >= threshold ? 1 : 0));
}

export function above(scores: readonly number[], threshold: number): number[] {
  return scores.map((score) => (score > threshold ? 1 : 0));
}

/** Chance that an anomalous point beats a normal one, by all pairs. */
export function naiveAucRoc(scores: readonly number[], labels: readonly number[]): number {
  let wins = 0;
  let pairs = 0;
  for (let i = 0; i < scores.length; i++) {
    for (let j = 0; j < scores.length; j++) {
      if (!labels[i] || labels[j]) continue;
      pairs++;
      if (scores[i] > scores[j]) wins++;
      else if (scores[i] === scores[j]) wins += 0.5;
    }
  }
  return wins / pairs;
}

/** The curve from (recall 0, precision 1) down all distinct scores. */
function prCurve(scores: readonly number[], labels: readonly number[]): { recall: number; precision: number }[] {
  const points = distinctDescending(scores).map((threshold) => {
    const { tp, fp, fn } = confusion(atLeast(scores, threshold), labels);
    return { recall: tp / (tp + fn), precision: tp / (tp + fp) };
  });
  return [{ recall: 0, precision: 1 }, ...points];
}

export function naiveAucPr(scores: readonly number[], labels: readonly number[], rule: 'step' | 'trapezoid'): number {
  const curve = prCurve(scores, labels);
  let area = 0;
  for (let k = 1; k < curve.length; k++) {
    const width = curve[k].recall - curve[k - 1].recall;
    area += width * (rule === 'step' ? curve[k].precision : (curve[k].precision + curve[k - 1].precision) / 2);
  }
  return area;
}

export function naiveBestF1(scores: readonly number[], labels: readonly number[], guard: number): number {
  return Math.max(
    ...prCurve(scores, labels).map(({ recall, precision }) =>
      recall === 0 ? 0 : (2 * precision * recall) / (precision + recall + guard),
    ),
  );
}

/** Fills each run of which more than `percent` percent is predicted. */
export function fillRuns(predicted: readonly number[], labels: readonly number[], percent: number): number[] {
  const out = [...predicted];
  for (const { first, last } of runsOfOnes(labels)) {
    const size = last - first + 1;
    let hits = 0;
    for (let i = first; i <= last; i++) hits += predicted[i];
    if (hits > (percent / 100) * size) out.fill(1, first, last + 1);
  }
  return out;
}

/** The distinct scores that the reference tries, ascending. */
export function naivePaKThresholds(scores: readonly number[]): number[] {
  const ascending = distinctDescending(scores).reverse();
  let interval = Math.floor((10 * ascending.length) / 1000);
  if (interval === 0) interval = 10;
  if (ascending.length < 10) interval = 1;
  const out: number[] = [];
  for (let i = 0; i < Math.floor(ascending.length / interval); i++) out.push(ascending[interval * i]);
  return out;
}

export function naivePaK(scores: readonly number[], labels: readonly number[], percent: number): number {
  const values = naivePaKThresholds(scores).map((threshold) =>
    f1Of(confusion(fillRuns(above(scores, threshold), labels, percent), labels)),
  );
  return Math.max(...values);
}

/** All thresholds, the one that predicts every point included. */
export function naivePaKFixed(scores: readonly number[], labels: readonly number[], percent: number): number {
  const values = distinctDescending(scores).map((threshold) =>
    f1Of(confusion(fillRuns(atLeast(scores, threshold), labels, percent), labels)),
  );
  return Math.max(...values);
}

/** Peaks in SciPy's order of conditions: local maxima, height, then distance by falling height. */
export function naivePeaks(scores: readonly number[], distance: number): number[] {
  const mean = scores.reduce((a, b) => a + b) / scores.length;
  let peaks: number[] = [];
  for (let i = 1; i < scores.length - 1; i++) {
    let j = i;
    while (j + 1 < scores.length && scores[j + 1] === scores[i]) j++;
    if (scores[i - 1] < scores[i] && j + 1 < scores.length && scores[j + 1] < scores[i])
      peaks.push(Math.floor((i + j) / 2));
  }
  peaks = peaks.filter((i) => scores[i] >= mean);
  const removed = new Set<number>();
  const byHeight = [...peaks].sort((a, b) => scores[b] - scores[a] || b - a);
  for (const peak of byHeight) {
    if (removed.has(peak)) continue;
    for (const other of peaks) if (other !== peak && Math.abs(other - peak) < distance) removed.add(other);
  }
  return byHeight.filter((peak) => !removed.has(peak));
}

/** For each run the delay of its first predicted point, or NaN. */
export function naiveDelays(predicted: readonly number[], labels: readonly number[]): number[] {
  return runsOfOnes(labels).map(({ first, last }) => {
    for (let i = first; i <= last; i++) if (predicted[i]) return i - first;
    return Number.NaN;
  });
}

/** Predicted runs without an anomalous point. */
export function naiveFalseAlarms(predicted: readonly number[], labels: readonly number[]): number {
  return runsOfOnes(predicted).filter(({ first, last }) => !labels.slice(first, last + 1).includes(1)).length;
}
