/** Runs examples as ES modules against the built packages, all in one child process. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Example } from './examples.ts';
import { workspaceRoot } from './workspace.ts';

interface Outcome {
  place: string;
  problem: string;
}

/** How examples are run. */
export interface RunOptions {
  /** A `node_modules` folder that holds the packages; default the built packages of the workspace. */
  modules?: string;
  /** The Node that runs them; default the running one. */
  node?: string;
}

/** Runs every example and returns one line per failure: an error, a failed assertion, or output that differs. */
export function runExamples(examples: Example[], { modules, node = process.execPath }: RunOptions = {}): string[] {
  const cache = join(workspaceRoot, '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'examples-'));
  try {
    if (modules) symlinkSync(modules, join(folder, 'node_modules'), 'junction');
    else linkPackages(folder);
    writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }');
    writeFileSync(join(folder, 'tsconfig.json'), '{ "compilerOptions": { "module": "ESNext", "target": "ES2023" } }');
    const jobs = examples.map((example, i) => {
      const file = join(folder, `example-${i}.ts`);
      writeFileSync(file, example.code);
      return { ...example, url: pathToFileURL(file).href };
    });
    writeFileSync(join(folder, 'jobs.json'), JSON.stringify(jobs));
    return runJobs(folder, node).map(({ place, problem }) => `${place}: ${problem}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runJobs(folder: string, node: string): Outcome[] {
  const tsx = createRequire(import.meta.url).resolve('tsx');
  const runner = join(import.meta.dirname, 'runner.ts');
  const child = spawnSync(node, ['--import', pathToFileURL(tsx).href, runner, folder], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 600_000,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (child.error) return [{ place: 'runner', problem: child.error.message }];
  try {
    return JSON.parse(readFileSync(join(folder, 'outcomes.json'), 'utf8')) as Outcome[];
  } catch {
    return [{ place: 'runner', problem: `ended with code ${child.status} before all examples had run` }];
  }
}

function linkPackages(folder: string): void {
  const scope = join(folder, 'node_modules', '@tsad');
  mkdirSync(scope, { recursive: true });
  for (const parent of ['packages', 'apps']) {
    for (const name of readdirSync(join(workspaceRoot, parent))) {
      const member = join(workspaceRoot, parent, name);
      symlinkSync(member, join(scope, name), 'junction');
      for (const peer of peersOf(member))
        linkOnce(join(member, 'node_modules', peer), join(folder, 'node_modules', peer));
    }
  }
}

/** Optional peers of a package, which its tests have as development dependencies. */
function peersOf(member: string): string[] {
  const manifest = JSON.parse(readFileSync(join(member, 'package.json'), 'utf8')) as {
    peerDependencies?: Record<string, string>;
  };
  return Object.keys(manifest.peerDependencies ?? {});
}

function linkOnce(from: string, to: string): void {
  if (existsSync(to) || !existsSync(from)) return;
  mkdirSync(dirname(to), { recursive: true });
  symlinkSync(from, to, 'junction');
}
