/** Golden values: JSON fixtures in the `test/golden` folder beside a test. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Parses `golden/<name>` beside the test file whose `import.meta.url` is given. */
export function readGolden<T>(testUrl: string, name: string): T {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`golden/${name}`, testUrl)), 'utf8')) as T;
}

/** The `.json` names in `golden/` beside the test file, sorted. */
export function goldenFiles(testUrl: string): string[] {
  return readdirSync(fileURLToPath(new URL('golden/', testUrl)))
    .filter((name) => name.endsWith('.json'))
    .sort();
}
