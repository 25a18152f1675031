/** `find_length_rank` in plain steps on the naive autocorrelation. */
import { autocorrelation } from './naive.ts';

export function findLengthRank(signal: number[], rank: number): number {
  if (rank === 0) return 1;
  const acf = autocorrelation(signal.slice(0, 20_000), 400).slice(3);
  const maxima = acf.map((_, i) => i).filter((i) => acf[i] > acf[i - 1] && acf[i] > acf[i + 1]);
  const order = maxima.map((at, ordinal) => ({ height: acf[at], ordinal }));
  order.sort((a, b) => a.height - b.height || a.ordinal - b.ordinal);
  const sorted = order.reverse().map(({ ordinal }) => ordinal);
  if (sorted.length === 0) return 125;
  let best = sorted[0];
  if (rank >= 2) {
    let second = -1;
    for (const ordinal of sorted.slice(1)) if (second < 0 && ordinal > sorted[0]) second = ordinal;
    if (rank === 2 && second >= 0) best = second;
    if (rank === 3) {
      if (second < 0) return 125;
      for (const ordinal of sorted.slice(second)) {
        if (ordinal > sorted[second]) {
          best = ordinal;
          break;
        }
      }
    }
  }
  const index = maxima[best];
  return index < 3 || index > 300 ? 125 : index + 3;
}
