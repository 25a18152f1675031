/** Files and data sets on disk, for Node. */

export type { DatasetInfo, DatasetName, FileDataset, ImagesName, TableName } from './node/catalogue.ts';
export { datasets } from './node/catalogue.ts';
export { listFiles } from './node/dataset-files.ts';
export { datasetDirectory } from './node/directory.ts';
export type { OpenDatasetOptions } from './node/open-dataset.ts';
export { listDataset, openDataset } from './node/open-dataset.ts';
export type { OpenImagesOptions } from './node/open-images.ts';
export { openImages } from './node/open-images.ts';
export type { OpenTableOptions } from './node/open-table.ts';
export { openTable, readTable } from './node/open-table.ts';
export type { ReadCsvOptions } from './node/read-csv.ts';
export { readCsv } from './node/read-csv.ts';
export type { ReadImagesOptions } from './node/read-images.ts';
export { readImages } from './node/read-images.ts';
export { readSeries } from './node/read-series.ts';
export type { VerifyOptions, VerifyReport } from './node/verify-dataset.ts';
export { verifyDataset } from './node/verify-dataset.ts';
