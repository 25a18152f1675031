/** Caps that hold while a file is read, so that a hostile or broken one cannot exhaust the machine. */
import { checkInteger, checkOptionNames } from '@tsad/core';

/** Upper bounds on what a reader accepts. */
export interface ReadLimits {
  /** Bytes of content, after decompression. Default 4 GiB. */
  bytes: number;
  /** Decompressed bytes per compressed byte, counted once 1 MiB has come out. Default 1000. */
  ratio: number;
  /** Columns of a table. Default 4096. */
  columns: number;
  /** Characters of one row of a table, line breaks in quoted cells included. Default 1 MiB. */
  lineLength: number;
}

/** The caps used where a caller sets none; frozen. */
export const defaultLimits: Readonly<ReadLimits> = Object.freeze({
  bytes: 4 * 1024 ** 3,
  ratio: 1000,
  columns: 4096,
  lineLength: 1024 ** 2,
});

/** Decompressed bytes before the ratio counts: short files of equal bytes are honest at any ratio. */
export const ratioGrace: number = 1024 ** 2;

/** The defaults with a caller's caps laid over them. */
export function checkLimits(where: string, limits: Partial<ReadLimits> = {}): ReadLimits {
  checkOptionNames(where, limits, Object.keys(defaultLimits));
  const merged = { ...defaultLimits, ...limits };
  for (const [name, value] of Object.entries(merged)) checkInteger(where, `limits.${name}`, value, 1);
  return merged;
}
