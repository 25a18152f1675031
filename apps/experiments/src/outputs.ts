/** Files that appear whole or not at all, and never in place of another without leave. */
import { randomBytes } from 'node:crypto';
import { access, constants, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError, WorkError } from './command/errors.ts';

/** What to write: text or bytes, whole or in pieces. */
export type Content = string | Uint8Array | Iterable<string> | AsyncIterable<string>;

/** A file to write, and the option that named it. */
export interface OutputRequest {
  /** Such as --out, for messages. */
  option: string;
  /** As the user wrote it; relative to `cwd`. */
  path: string;
}

/** How outputs are checked before the work begins. */
export interface OutputRules {
  cwd: string;
  /** Existing files may be replaced. */
  force: boolean;
  /** Files that are read; an output must not be one of them. */
  inputs?: readonly string[];
  /** Says of an existing file that it may be replaced all the same. */
  mayReplace?: (path: string) => Promise<boolean>;
}

/**
 * Checks, before any work, that every output can be written.
 * @returns the absolute paths, in order.
 * @throws UsageError when a path is taken, a folder, an input or doubled; WorkError when its folder cannot be written.
 */
export async function checkOutputs(requests: readonly OutputRequest[], rules: OutputRules): Promise<string[]> {
  const taken = new Set((rules.inputs ?? []).map((path) => resolve(rules.cwd, path)));
  const paths: string[] = [];
  for (const { option, path } of requests) {
    const full = resolve(rules.cwd, path);
    if (taken.has(full))
      throw new UsageError(`${option} ${path} is also read or written elsewhere; choose another name`);
    taken.add(full);
    const found = await stat(full).catch(() => undefined);
    if (found && !found.isFile()) throw new UsageError(`${option} ${path} is not a regular file; name a file`);
    if (found && !rules.force && !(await rules.mayReplace?.(full))) {
      throw new UsageError(`${option} ${path} exists; add --force to replace it or choose another name`);
    }
    await access(dirname(full), constants.W_OK).catch((cause: NodeJS.ErrnoException) => {
      const why = cause.code === 'ENOENT' || cause.code === 'ENOTDIR' ? 'does not exist' : 'cannot be written to';
      throw new WorkError(`${option} ${path}: the folder ${dirname(full)} ${why}; choose another`, { cause });
    });
    paths.push(full);
  }
  return paths;
}

/**
 * Writes all files, or none: each goes to a hidden neighbour first, and all are renamed at the end.
 * @param signal an abort before the renaming leaves nothing behind.
 */
export async function writeOutputs(
  files: readonly (readonly [path: string, content: Content])[],
  signal: AbortSignal,
): Promise<void> {
  const written: string[] = [];
  try {
    for (const [path, content] of files) {
      const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
      written.push(temporary);
      await writeFile(temporary, content, { flag: 'wx', flush: true, signal }).catch((error: Error) => {
        throw Object.assign(error, { path });
      });
    }
    signal.throwIfAborted();
    for (const [i, [path]] of files.entries()) await rename(written[i], path);
  } catch (error) {
    await Promise.all(written.map((path) => rm(path, { force: true })));
    throw error;
  }
}

/**
 * Makes a folder and those above it. Node's own recursive form never returns where a folder can be looked at but not
 * made, as in /proc.
 * @throws WorkError when it cannot be made.
 */
export async function makeFolder(path: string): Promise<void> {
  const make = async (folder: string): Promise<void> => {
    const found = await stat(folder).catch(() => undefined);
    if (found?.isDirectory()) return;
    if (!found && dirname(folder) !== folder) await make(dirname(folder));
    await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
      // Another process may have made it meanwhile.
      if (error.code !== 'EEXIST' || found) throw error;
    });
  };
  await make(path).catch((cause: NodeJS.ErrnoException) => {
    throw new WorkError(`${path}: the folder cannot be made (${cause.code}); choose another`, { cause });
  });
}
