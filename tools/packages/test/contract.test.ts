import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspacePackages, workspaceRoot } from '@tsad/docs-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contractProblems } from '../src/contract.ts';
import { plan } from '../src/plan.ts';

describe('every package keeps the contract', () => {
  const packages = workspacePackages();

  it.each(packages.map(({ name, folder }) => [name, folder]))('%s', (_, folder) => {
    expect(contractProblems(folder)).toEqual([]);
  });

  it('and the plan lists no package that is not there', () => {
    expect(Object.keys(plan).sort()).toEqual(packages.map(({ name }) => name).sort());
  });
});

describe('every changeset names its packages and says something', () => {
  const folder = join(workspaceRoot, '.changeset');

  it.each(readdirSync(folder).filter((name) => name.endsWith('.md')))('%s', (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    expect(text).toMatch(/^---\n("@tsad\/[a-z]+": (patch|minor|major)\n)+---\n\n\S/);
  });
});

describe('a broken contract is named', () => {
  const good = {
    name: '@tsad/linalg',
    description: 'A package that breaks one rule at a time.',
    license: 'MIT',
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20.19' },
    files: ['dist'],
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './package.json': './package.json' },
    dependencies: { '@tsad/core': 'workspace:^' },
  };
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'contract-'));
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'README.md'), '# x');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each<[string, object, string, RegExp]>([
    ['nothing wrong', {}, "import { x } from '@tsad/core';", /^$/],
    ['an arrow upwards', { dependencies: { '@tsad/rpe': 'workspace:^' } }, '', /may not depend on @tsad\/rpe/],
    ['an arrow sideways', { dependencies: { '@tsad/dsp': 'workspace:^' } }, '', /may not depend on @tsad\/dsp/],
    ['a stranger', { dependencies: { lodash: '4' } }, '', /lodash is not an allowed dependency/],
    [
      'default before types',
      { exports: { '.': { default: 'a', types: 'b' }, './package.json': 'c' } },
      '',
      /types, then default/,
    ],
    ['side effects', { sideEffects: true }, '', /sideEffects must be false/],
    ['another licence', { license: 'GPL-3.0' }, '', /license must be MIT/],
    ['Node in a library', {}, "import { readFileSync } from 'node:fs';", /src\/index.ts imports node:fs/],
    ['an undeclared import', {}, "export { x } from 'fft.js';", /imports fft.js, which is not declared/],
    ['a hard peer', { peerDependencies: { '@tensorflow/tfjs-core': '4' } }, '', /must be optional/],
    ['a package outside the plan', { name: '@tsad/nowhere' }, '', /is not in the plan/],
  ])('%s', (_, change, source, message) => {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...good, ...change }));
    writeFileSync(join(folder, 'src', 'index.ts'), source);
    expect(contractProblems(folder).join('\n')).toMatch(message);
  });
});
