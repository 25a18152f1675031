/** Files to series and back, and series from seeded generators; runs in browsers and in Node. */

export type { DecimalMark } from './csv/cells.ts';
export type { ColumnKey, CsvOptions, CsvSeries } from './csv/types.ts';
export type { EncodeCsvOptions } from './encode-csv.ts';
export { encodeCsv } from './encode-csv.ts';
export type { DataErrorCode } from './errors.ts';
export { DataError, DatasetMissingError } from './errors.ts';
export { gunzip, isGzip } from './gzip.ts';
export type { IdxArray } from './idx.ts';
export { parseIdx } from './idx.ts';
export type { Images, SelectOptions } from './images/images.ts';
export { imageRows, imagesFromArray, selectImages } from './images/images.ts';
export type { ReadLimits } from './limits.ts';
export { defaultLimits } from './limits.ts';
export type { NabSeries, NabWindow } from './nab.ts';
export { parseNab, parseNabWindows } from './nab.ts';
export type { NpyArray, NpyData } from './npy.ts';
export { encodeNpy, npyToSeries, parseNpy } from './npy.ts';
export { parseNpz } from './npz.ts';
export { parseCsv } from './parse-csv.ts';
export type { AnomalyKind, PlacedAnomaly, SyntheticSeries } from './synthetic/anomalies.ts';
export type { SyntheticOptions } from './synthetic/options.ts';
export type { RpeSeriesOptions, RpeTable } from './synthetic/rpe.ts';
export { synthetic } from './synthetic/synthetic.ts';
export type { TsbAdSeries } from './tsb-ad.ts';
export { parseTsbAd } from './tsb-ad.ts';
export type { UcrSeries } from './ucr.ts';
export { parseUcr } from './ucr.ts';
