/** The errors of this package that a caller may want to tell apart. */
import { TsadError } from '@tsad/core';

/** What is wrong with a file: its form, its size, a column that is not there, its checksum. */
export type DataErrorCode = 'ERR_DATA_FORMAT' | 'ERR_DATA_LIMIT' | 'ERR_DATA_COLUMN' | 'ERR_DATA_PATH';

/**
 * A file or its content cannot be used. The message is one line: which file, which line or column, what was found and
 * what to do.
 */
export class DataError extends TsadError {
  declare readonly code: DataErrorCode;

  /**
   * @param code what kind of failure it is.
   * @param message one line.
   * @param options the cause, where there is one.
   */
  constructor(code: DataErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}

/** A data set is not on this machine; the message says where it was looked for and where to get it. */
export class DatasetMissingError extends TsadError {
  /** Name of the data set. */
  readonly dataset: string;
  /** Absolute path that was looked at. */
  readonly directory: string;

  /**
   * @param dataset name of the data set.
   * @param directory absolute path that was looked at.
   * @param advice how to get the data, one sentence.
   * @param where function that looked, for the message. Default "openDataset".
   */
  constructor(dataset: string, directory: string, advice: string, where = 'openDataset') {
    super('ERR_DATASET_MISSING', `${where}: no data set "${dataset}" in ${directory}; ${advice}`);
    this.dataset = dataset;
    this.directory = directory;
  }
}

/** A short, printable form of a piece of a file for a message. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 37)}...` : text);
}
