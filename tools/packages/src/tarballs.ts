/** Packs every package and checks what users would download: content, size, `publint`, `attw`. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type WorkspacePackage, workspaceRoot } from '@tsad/docs-check';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { plan } from './plan.ts';

/** A packed package. */
export interface Tarball {
  name: string;
  file: string;
}

/** Packs the packages into a clean folder. */
export function packAll(packages: WorkspacePackage[]): Tarball[] {
  const target = join(workspaceRoot, '.cache', 'tarballs');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  return packages.map(({ name, folder }) => {
    const out = join(target, `${name.replace('@', '').replace('/', '-')}.tgz`);
    execFileSync('pnpm', ['pack', '--out', out], { cwd: folder, stdio: 'pipe', shell: process.platform === 'win32' });
    return { name, file: out };
  });
}

/** Problems of one tarball, one line each. */
export async function tarballProblems({ name, file }: Tarball, folder: string): Promise<string[]> {
  const files = execFileSync('tar', ['-tzf', file], { encoding: 'utf8' }).trim().split('\n');
  const problems: string[] = [];
  for (const wanted of ['LICENSE', 'README.md', 'package.json']) {
    if (!files.includes(`package/${wanted}`)) problems.push(`the tarball lacks ${wanted}`);
  }
  const strange = files.filter(
    (path) => !/^package\/(dist\/|LICENSE$|README\.md$|CHANGELOG\.md$|package\.json$)/.test(path),
  );
  if (strange.length > 0) problems.push(`the tarball holds ${strange.join(', ')}`);
  const manifest = execFileSync('tar', ['-xzOf', file, 'package/package.json'], { encoding: 'utf8' });
  if (/"(workspace|catalog|file|link):/.test(manifest)) problems.push('its package.json still names the workspace');
  const size = gzippedSize(join(folder, 'dist'));
  if (size > plan[name].budget)
    problems.push(`${size.toFixed(1)} KiB gzip exceed the budget of ${plan[name].budget} KiB`);
  const { messages, pkg } = await publint({ pack: { tarball: bufferOf(file) }, strict: true });
  for (const message of messages) problems.push(`publint: ${formatMessage(message, pkg)}`);
  problems.push(...typeProblems(file));
  return problems.map((problem) => `${name}: ${problem}`);
}

/** Size of all JavaScript in a folder, gzip, in KiB. */
export function gzippedSize(folder: string): number {
  const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.js'));
  return scripts.reduce((sum, path) => sum + gzipSync(readFileSync(join(folder, path))).length / 1024, 0);
}

function bufferOf(file: string): ArrayBuffer {
  const bytes = readFileSync(file);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}

function typeProblems(file: string): string[] {
  const manifest = createRequire(import.meta.url).resolve('@arethetypeswrong/cli/package.json');
  const program = join(dirname(manifest), 'dist', 'index.js');
  const { status, stdout } = spawnSync(process.execPath, [program, file, '--profile', 'esm-only', '--no-emoji'], {
    encoding: 'utf8',
  });
  return status === 0 ? [] : [`attw: ${stdout.trim()}`];
}
