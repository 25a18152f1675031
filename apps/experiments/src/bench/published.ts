/** Published values that a run may be held against, each under the protocol it was computed with. */
import type { ProtocolName } from './protocols/protocol.ts';
import type { SourceFilter } from './source.ts';

/** Published means of one metric over one set of series. */
interface PublishedColumn {
  dataset: string;
  protocol: ProtocolName;
  metric: string;
  /** Part of the data set; absent for all of what `when` names. */
  subset?: string;
  /** Which series of the data set a run must have chosen for the value over all of them. */
  when?: 'eva' | 'paper-64' | 'whole';
  /** Series behind each value. */
  n: number;
  source: string;
  /** By the name that the source uses. */
  values: Readonly<Record<string, number>>;
}

/** A value found for a detector. */
export interface PublishedValue {
  value: number;
  n: number;
  source: string;
}

const TSB_AD = 'means of the per-series values that TSB-AD publishes';
const COAD = 'CoAD, KDD 2026';
const METHODS = ['KShapeAD', 'SAND', 'Sub-KNN', 'Series2Graph', 'MatrixProfile', 'Sub-PCA', 'KMeansAD', 'Sub-LOF'];

/** VUS-PR in percent, columns in the order of METHODS. */
function leaderboard(
  subset: string | undefined,
  n: number,
  percents: readonly number[],
  when?: 'eva' | 'paper-64',
): PublishedColumn {
  const values = Object.fromEntries(METHODS.map((name, i) => [name, percents[i] / 100]));
  return { dataset: 'tsb-ad-u', protocol: 'tsb-ad', metric: 'VUS-PR', subset, when, n, source: TSB_AD, values };
}

// biome-ignore format: rows of a table
const columns: readonly PublishedColumn[] = [
  leaderboard('MGAB', 8, [1.5, 0.7, 24.4, 0.4, 28.9, 0.5, 0.8, 44.0]),
  leaderboard('SED', 2, [89.2, 75.2, 87.1, 14.7, 72.4, 3.1, 86.9, 21.6]),
  leaderboard('SVDB', 18, [82.1, 72.2, 56.3, 54.7, 36.0, 52.2, 44.3, 18.3]),
  leaderboard('IOPS', 15, [9.0, 5.6, 9.6, 21.5, 10.4, 22.7, 6.0, 11.3]),
  leaderboard('TODS', 13, [75.3, 70.3, 64.8, 72.9, 76.1, 54.0, 64.6, 53.4]),
  leaderboard('UCR', 70, [37.6, 33.8, 36.6, 25.1, 34.0, 12.4, 38.1, 29.3]),
  leaderboard(undefined, 56, [49.7, 43.8, 42.3, 40.9, 38.7, 35.6, 34.1, 28.4], 'paper-64'),
  leaderboard(undefined, 350, [40.1, 34.4, 35.0, 38.8, 35.0, 42.3, 36.6, 25.3], 'eva'),
  {
    dataset: 'ucr', protocol: 'coad', metric: 'UCR-top1', when: 'whole', n: 250, source: COAD,
    values: { CoAD: 0.616, MatrixProfile: 0.568, SAND: 0.472, KShapeAD: 0.46, KMeansAD: 0.4, DAMP: 0.384, Series2Graph: 0.364, 'Sub-PCA': 0.217 },
  },
  { dataset: 'ucr', protocol: 'coad', metric: 'UCR-top3', when: 'whole', n: 250, source: COAD, values: { CoAD: 0.768 } },
  { dataset: 'ucr', protocol: 'coad', metric: 'UCR-top5', when: 'whole', n: 250, source: COAD, values: { CoAD: 0.808 } },
  {
    dataset: 'ucr', protocol: 'coad', metric: 'VUS-PR', when: 'whole', n: 250, source: COAD,
    values: { KShapeAD: 0.39, KMeansAD: 0.332, SAND: 0.338, Series2Graph: 0.248, 'Sub-PCA': 0.132, MatrixProfile: 0.241 },
  },
  {
    dataset: 'tsb-ad-u', protocol: 'coad', metric: 'VUS-PR', when: 'paper-64', n: 64, source: COAD,
    values: { CoAD: 0.398, KShapeAD: 0.313, SAND: 0.311, Series2Graph: 0.296, MatrixProfile: 0.289, 'Sub-PCA': 0.239, KMeansAD: 0.368 },
  },
];

/** What a run is of, as far as published values depend on it. */
export interface PublishedQuery {
  dataset: string;
  protocol: ProtocolName;
  filter: SourceFilter;
}

/** The published value of a detector's metric over a part of the data set, or over all series of the run. */
export function publishedValue(
  { dataset, protocol, filter }: PublishedQuery,
  detector: string,
  metric: string,
  subset?: string,
): PublishedValue | undefined {
  const scope = filter.paper64 ? 'paper-64' : filter.list === 'eva' ? 'eva' : 'whole';
  const narrowed = [filter.subset, filter.series, filter.limit, filter.maxRows].some((part) => part !== undefined);
  const column = columns.find(
    (candidate) =>
      candidate.dataset === dataset &&
      candidate.protocol === protocol &&
      candidate.metric === metric &&
      candidate.subset === subset &&
      (subset !== undefined || (candidate.when === scope && !narrowed)),
  );
  if (!column) return undefined;
  const name = Object.keys(column.values).find((candidate) => plain(candidate) === plain(detector));
  return name === undefined ? undefined : { value: column.values[name], n: column.n, source: column.source };
}

/** Sub-PCA, SubPca and sub-pca are one, and KMeansAD is k-means. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/ad$/, '');
}
