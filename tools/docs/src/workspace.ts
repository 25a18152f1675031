/** The packages of the workspace and their public entries. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** One public entry: what users import, and the source file behind it. */
export interface Entry {
  /** Such as `@tsad/core` or `@tsad/core/testing`. */
  specifier: string;
  source: string;
}

/** One published package. */
export interface WorkspacePackage {
  name: string;
  folder: string;
  entries: Entry[];
}

export const workspaceRoot: string = resolve(import.meta.dirname, '../../..');

/** Every package below `packages/`, or only those named, sorted by name. */
export function workspacePackages(only: string[] = []): WorkspacePackage[] {
  const parent = join(workspaceRoot, 'packages');
  return readdirSync(parent)
    .sort()
    .filter((name) => only.length === 0 || only.includes(name))
    .map((name) => join(parent, name))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => {
      const { name, exports = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const keys = Object.keys(exports).filter((key) => key !== './package.json');
      const entries = keys.map((key) => ({
        specifier: key === '.' ? name : `${name}/${key.slice(2)}`,
        source: join(folder, 'src', key === '.' ? 'index.ts' : `${key.slice(2)}.ts`),
      }));
      return { name, folder, entries };
    });
}
