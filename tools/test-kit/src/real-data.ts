/** Tests on real data: they run where TSAD_DATA names the data folder and are skipped, by name, where it is unset. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'vitest';

const workspace = resolve(import.meta.dirname, '../../..');

/**
 * The folder of one data set, or undefined when TSAD_DATA is unset.
 * @param name folder below TSAD_DATA; a relative TSAD_DATA counts from the root of the workspace.
 * @throws Error when TSAD_DATA is set but holds no such folder.
 */
export function dataDirectory(name: string): string | undefined {
  const root = process.env.TSAD_DATA;
  if (!root) return undefined;
  const directory = resolve(workspace, root, name);
  if (!existsSync(directory)) throw new Error(`TSAD_DATA is ${root}, but ${directory} does not exist`);
  return directory;
}

/** `describe` that needs one data set; without TSAD_DATA the suite is skipped with the reason in its title. */
export function describeWithData(title: string, name: string, body: (directory: string) => void): void {
  const directory = dataDirectory(name);
  if (directory) describe(title, () => body(directory));
  else it.skipIf(true)(`${title} (skipped: TSAD_DATA is unset, needs ${name})`, () => undefined);
}
