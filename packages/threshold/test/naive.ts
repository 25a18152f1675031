/** Slow and obvious twins of the functions of this package. */
import type { EventOptions, ScoreEvent } from '../src/index.ts';

/** (1 + #{calibration >= score}) / (n + 1) by counting. */
export function conformal(calibration: number[], score: number): number {
  return (1 + calibration.filter((value) => value >= score).length) / (calibration.length + 1);
}

/** Negative log-likelihood of a generalized Pareto distribution. */
export function negativeLogLikelihood(excesses: number[], shape: number, scale: number): number {
  let sum = 0;
  for (const y of excesses) {
    const base = 1 + (shape * y) / scale;
    if (base <= 0) return Number.POSITIVE_INFINITY;
    sum += Math.log(scale) + (Math.abs(shape) < 1e-12 ? y / scale : (1 + 1 / shape) * Math.log(base));
  }
  return sum;
}

/** Events by marking points: raise flags, fill small gaps, cut runs, then filter. */
export function events(
  scores: number[],
  threshold: number,
  { mergeGap = 0, minLength = 1, coolDown = 0, silence = 0 }: EventOptions,
): ScoreEvent[] {
  const above = scores.map((score) => score > threshold);
  const filled = above.map((flag, i) => {
    if (flag) return true;
    const before = above.lastIndexOf(true, i);
    const after = above.indexOf(true, i);
    return before >= 0 && before < i && after > i && after - before - 1 <= mergeGap;
  });
  const anomalies = runs(filled)
    .map(([start, end]) => {
      const peakScore = Math.max(...scores.slice(start, end).filter((score) => score > threshold));
      return { kind: 'anomaly' as const, start, end, peak: scores.indexOf(peakScore, start), peakScore };
    })
    .filter(({ start, end }) => end - start >= minLength);
  const told: ScoreEvent[] = [];
  for (const event of anomalies) {
    const last = told.at(-1);
    if (!last || event.start - last.end >= coolDown) told.push(event);
  }
  const first = scores.findIndex((score) => !Number.isNaN(score));
  if (silence > 0 && first >= 0) {
    for (const [start, end] of runs(scores.map((score, i) => i > first && Number.isNaN(score)))) {
      if (end - start >= silence) told.push({ kind: 'silence', start, end, peak: start, peakScore: Number.NaN });
    }
  }
  return told.sort((a, b) => a.start - b.start);
}

function runs(flags: boolean[]): [number, number][] {
  const out: [number, number][] = [];
  flags.forEach((flag, i) => {
    if (!flag) return;
    if (i > 0 && flags[i - 1]) out[out.length - 1][1] = i + 1;
    else out.push([i, i + 1]);
  });
  return out;
}
