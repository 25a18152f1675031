/** Where the data sets lie, and their files, found without leaving the folder. */
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { env, platform } from 'node:process';
import { checkOptionNames } from '@tsad/core';
import { DataError } from '../errors.ts';

/** A file of a data set. */
export interface FoundFile {
  /** Absolute path. */
  path: string;
  /** Path within the data set, parts joined by "/". */
  name: string;
}

const maximumDepth = 8;
const maximumFiles = 100_000;

/**
 * The folder that holds the data sets, each in a folder of its own: the option, else the environment variable TSAD_DATA,
 * else the `tsad` folder in the user's cache folder. It need not exist.
 * @param options `dir`: an explicit folder.
 * @returns an absolute path.
 * @example
 * console.assert(datasetDirectory({ dir: '/data' }).endsWith('data'));
 */
export function datasetDirectory(options: { dir?: string } = {}): string {
  checkOptionNames('datasetDirectory', options, ['dir']);
  const { dir } = options;
  if (dir !== undefined && (typeof dir !== 'string' || dir === '' || dir.includes('\0'))) {
    throw new TypeError(`datasetDirectory: dir must be the path of a folder, got ${JSON.stringify(dir)}`);
  }
  if (dir !== undefined) return resolve(dir);
  if (env.TSAD_DATA) return resolve(env.TSAD_DATA);
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'tsad', 'Cache');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'tsad');
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'tsad');
}

/**
 * The files below `root` whose path within it matches, sorted by that path. A link that leads out of `root` is an error,
 * never followed; one that leads nowhere is left out, unless `broken` asks for it.
 * @returns undefined when there is no such folder.
 */
export async function findFiles(
  root: string,
  pattern: RegExp,
  { depth = maximumDepth, broken = false }: { depth?: number; broken?: boolean } = {},
): Promise<FoundFile[] | undefined> {
  let top: string;
  try {
    top = await realpath(root);
    if (!(await stat(top)).isDirectory()) return undefined;
  } catch {
    return undefined;
  }
  const found: FoundFile[] = [];
  const visit = async (folder: string, prefix: string, left: number): Promise<void> => {
    const entries: Dirent[] = await readdir(folder, { withFileTypes: true });
    for (const entry of entries) {
      const path = join(folder, entry.name);
      const name = prefix + entry.name;
      let directory = entry.isDirectory();
      let file = entry.isFile();
      if (entry.isSymbolicLink()) {
        if (!pattern.test(name) && !/^[^.]+$/.test(entry.name)) continue;
        const target = await realpath(path).catch(() => undefined);
        if (target === undefined) {
          if (broken && pattern.test(name)) found.push({ path, name });
          continue;
        }
        if (target !== top && !target.startsWith(top + sep)) {
          throw new DataError('ERR_DATA_PATH', `${path}: the link leads out of ${root}; copy the file into the folder`);
        }
        const status = await stat(target);
        directory = false;
        file = status.isFile();
      }
      if (directory && left > 1) await visit(path, `${name}/`, left - 1);
      else if (file && pattern.test(name)) found.push({ path, name });
      if (found.length > maximumFiles) {
        throw new DataError(
          'ERR_DATA_LIMIT',
          `${root}: more than ${maximumFiles} files; give the folder of one data set`,
        );
      }
    }
  };
  await visit(top, '', depth);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}
