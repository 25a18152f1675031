#!/usr/bin/env node
/**
 * `npm start` and `npm test` from a bare clone: fetches the pinned pnpm, installs, builds, runs.
 * Needs Node 20.19 or newer and npm, nothing else. A second call finds everything in place and works offline.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';

const root = join(import.meta.dirname, '..');
const cache = join(root, '.cache');
const stampFile = join(root, 'node_modules', '.tsad-installed');
const lockFolder = join(cache, 'setup.lock');
const windows = process.platform === 'win32';

const [task, ...rest] = process.argv.slice(2);
checkNode();
process.chdir(root);
process.env.TURBO_TELEMETRY_DISABLED = '1';
process.env.PATH = `${join(cache, 'pnpm', 'node_modules', '.bin')}${delimiter}${process.env.PATH}`;
withLock(() => {
  install();
  build();
});
if (task === 'start') run('node', ['apps/experiments/dist/cli.js', 'demo', ...rest]);
else if (task === 'test') run('pnpm', ['exec', 'vitest', 'run', ...rest]);
else if (task !== 'setup') fail(`unknown task ${task}; use start, test or setup`);

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Node ${process.versions.node} is too old; install Node 20.19 or newer`);
}

function install() {
  const { packageManager } = JSON.parse(readFileSync('package.json', 'utf8'));
  const stamp = `${packageManager} node-${process.versions.modules} ${createHash('sha256').update(readFileSync('pnpm-lock.yaml')).digest('hex')}`;
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  const pnpm = join(cache, 'pnpm');
  if (!existsSync(join(pnpm, 'node_modules', 'pnpm', 'package.json')) || pnpmVersion(pnpm) !== packageManager) {
    say(`fetching ${packageManager}`);
    mkdirSync(pnpm, { recursive: true });
    run('npm', [
      'install',
      '--prefix',
      pnpm,
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      packageManager,
    ]);
  }
  say('installing dependencies');
  run('pnpm', ['install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only', '--loglevel=warn']);
  writeFileSync(stampFile, stamp);
}

function build() {
  say('building packages');
  run('pnpm', ['exec', 'turbo', 'run', 'build', '--output-logs=errors-only', '--log-order=grouped']);
}

function pnpmVersion(folder) {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'node_modules', 'pnpm', 'package.json'), 'utf8'));
  return `${name}@${version}`;
}

/** One set-up at a time: a folder is created atomically everywhere; a lock older than ten minutes is an orphan. */
function withLock(action) {
  mkdirSync(cache, { recursive: true });
  for (let told = false; ; ) {
    try {
      mkdirSync(lockFolder);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (ageOfLock() > 600_000) rmSync(lockFolder, { recursive: true, force: true });
      else if (!told) told = say('waiting for another set-up to finish');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    }
  }
  const release = () => rmSync(lockFolder, { recursive: true, force: true });
  process.once('exit', release);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
  action();
  release();
  process.removeListener('exit', release);
}

function ageOfLock() {
  try {
    return Date.now() - statSync(lockFolder).mtimeMs;
  } catch {
    return 0;
  }
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', shell: windows });
  if (error) fail(`${command} could not be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

function say(text) {
  process.stderr.write(`[tsad] ${text}\n`);
  return true;
}

function fail(text) {
  process.stderr.write(`[tsad] ${text}\n`);
  process.exit(1);
}
