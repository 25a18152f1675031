/** The words of the command line as parts of a benchmark. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DatasetName } from '@tsad/data/node';
import { UsageError } from '../command/errors.ts';
import { closest } from '../command/parse.ts';
import type { DatasetSpec } from './source.ts';

const NAMED: readonly DatasetName[] = ['ucr', 'tsb-ad-u', 'nab', 'synthetic'];

/** A data set by its name, or a folder of tables. */
export async function chooseDataset(text: string, cwd: string, dataDir: string | undefined): Promise<DatasetSpec> {
  const name = NAMED.find((candidate) => candidate === text);
  if (name) return { name, dir: dataDir === undefined ? undefined : resolve(cwd, dataDir) };
  const dir = resolve(cwd, text);
  const found = await stat(dir).catch(() => undefined);
  if (found?.isDirectory()) return { name: 'csv', dir };
  throw new UsageError(`DATASET must be one of ${NAMED.join(', ')} or a folder of CSV files, got "${text}"`);
}

/** A list of names, each of which must be known. */
export function chooseNames(option: string, text: string, known: readonly string[]): string[] {
  const names = splitList(text);
  for (const name of names) {
    if (known.includes(name)) continue;
    const close = closest(name, known);
    throw new UsageError(
      `${option}: "${name}" is not known; ${close ? `did you mean ${close}?` : `choose ${known.join(', ')}`}`,
    );
  }
  if (names.length === 0) throw new UsageError(`${option} must name at least one of ${known.join(', ')}`);
  return [...new Set(names)];
}

/** The parts of a list with commas. */
export function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** `i/n` as a part of a whole. */
export function chooseShard(text: string | undefined): { index: number; count: number } | undefined {
  if (text === undefined) return undefined;
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  const [index, count] = match ? [Number(match[1]), Number(match[2])] : [0, 0];
  if (index < 1 || index > count)
    throw new UsageError(`--shard must be i/n with 1 <= i <= n, such as 2/4, got "${text}"`);
  return { index, count };
}
