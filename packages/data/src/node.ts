/** Files and data sets on disk, for Node. */

export type { ReadCsvOptions } from './node/read-csv.ts';
export { readCsv } from './node/read-csv.ts';
export { readSeries } from './node/read-series.ts';
