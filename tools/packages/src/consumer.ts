/** A stranger's project: an empty folder outside the workspace into which npm installs the tarballs. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tarball } from './tarballs.ts';

/** Installs the tarballs, hands over the project's folder and removes it afterwards. */
export async function withConsumer<T>(tarballs: Tarball[], use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'tsad-consumer-'));
  try {
    const dependencies = Object.fromEntries(tarballs.map(({ name, file }) => [name, `file:${file}`]));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
    const flags = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', '--prefer-offline'];
    execFileSync('npm', ['install', ...flags], { cwd: folder, stdio: 'pipe', shell: process.platform === 'win32' });
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
