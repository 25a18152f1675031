/** What a comparison allows to be said, and what it does not. */
import { formatDifference } from '../bench/tables.ts';
import type { Comparison, Pair } from './compare.ts';

/** Below so many families of series intervals and tests are rough. */
const FEW = 20;

/** Sentences, the most important first. */
export function concludeWords(comparison: Comparison): string[] {
  const { metric, alpha, series, families, left, ranking, groups, friedman, differ, pairs } = comparison;
  const [best] = ranking;
  const percent = `${Number((100 * alpha).toPrecision(3))} %`;
  const words = [
    `On ${series} series ${best.name} has the best average rank by ${metric}: ${best.averageRank.toFixed(2)} of ${ranking.length}.`,
  ];
  const overall = friedman === undefined ? '' : ` (Friedman, p ${friedman < 0.001 ? '' : '= '}${formatP(friedman)})`;
  if (!differ) {
    words.push(
      `That the detectors differ at all is not shown${overall}: the order may be chance, and no pair may be called different.`,
    );
  } else {
    const beaten = pairs.filter(({ first, pValue }) => first === best.name && pValue <= alpha);
    words.push(
      beaten.length === 0
        ? `The detectors differ somewhere${overall}, but ${best.name} is told apart from none of the others at ${percent}.`
        : `${best.name} is better than ${listOf(beaten.map(describe))}: Wilcoxon tests with Holm's correction at ${percent}.`,
    );
    for (const { first, second } of reversed(pairs, alpha)) {
      words.push(`${second} has the lower rank but the higher mean against ${first}: a few series weigh much in it.`);
    }
  }
  for (const group of groups) {
    words.push(`${listOf(group)} are not told apart; that does not show that they are equal.`);
  }
  const widest = pairs.filter(({ pValue }) => pValue > alpha || !differ).map(({ low, high }) => (high - low) / 2);
  if (widest.length > 0) {
    words.push(
      `Among pairs not told apart a mean difference below about ${median(widest).toFixed(3)} could not have been seen with these series.`,
    );
  }
  if (families < series)
    words.push(`The series are of ${families} recordings; intervals draw those together, the tests do not know of it.`);
  if (families < FEW) words.push(`${families} independent series are few: take intervals and p values as rough.`);
  if (left > 0)
    words.push(
      `${left} series are left out because some detector has no value there; failures are not counted as losses.`,
    );
  return words;
}

/** A p value for people. */
export function formatP(value: number): string {
  return value < 0.001 ? '< 0.001' : value.toFixed(3);
}

function describe({ second, difference, low, high }: Pair): string {
  return `${second} (mean ${formatDifference(difference)}, 95 % interval ${formatDifference(low)} to ${formatDifference(high)})`;
}

/** Pairs told apart whose mean speaks the other way. */
function reversed(pairs: readonly Pair[], alpha: number): Pair[] {
  return pairs.filter(({ pValue, difference }) => pValue <= alpha && difference < 0);
}

function listOf(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
