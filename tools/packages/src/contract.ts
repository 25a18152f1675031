/** The rules every package keeps, read from its files without building it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plan } from './plan.ts';

interface Manifest {
  name: string;
  description?: string;
  license?: string;
  type?: string;
  sideEffects?: boolean;
  engines?: { node?: string };
  files?: string[];
  exports?: Record<string, string | Record<string, string>>;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

/** Broken rules of the package in `folder`, one line each. */
export function contractProblems(folder: string): string[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const problems = [
    ...manifestProblems(manifest),
    ...dependencyProblems(manifest),
    ...importProblems(manifest, folder),
  ];
  if (!existsSync(join(folder, 'README.md'))) problems.push('README.md is missing');
  return problems.map((problem) => `${manifest.name}: ${problem}`);
}

function manifestProblems(manifest: Manifest): string[] {
  const { description = '', license, type, sideEffects, engines, files, exports = {} } = manifest;
  const problems: string[] = [];
  if (description.length < 20) problems.push('package.json needs a description');
  if (license !== 'MIT') problems.push(`license must be MIT, is ${license}`);
  if (type !== 'module') problems.push('type must be "module"');
  if (sideEffects !== false) problems.push('sideEffects must be false');
  if (engines?.node !== '>=20.19') problems.push(`engines.node must be ">=20.19", is ${engines?.node}`);
  if (files?.join() !== 'dist') problems.push(`files must be ["dist"], is ${files}`);
  for (const [key, target] of Object.entries(exports)) {
    if (key === './package.json') continue;
    if (typeof target === 'string' || Object.keys(target).join() !== 'types,default') {
      problems.push(`exports["${key}"] must list types, then default`);
    }
  }
  if (!exports['.'] || !exports['./package.json']) problems.push('exports must hold "." and "./package.json"');
  return problems;
}

function dependencyProblems({
  name,
  dependencies = {},
  peerDependencies = {},
  peerDependenciesMeta = {},
}: Manifest): string[] {
  const own = plan[name];
  if (!own) return ['is not in the plan (tools/packages/src/plan.ts)'];
  const problems: string[] = [];
  for (const [dependency, range] of Object.entries(dependencies)) {
    const other = plan[dependency];
    if (other && other.level >= own.level) problems.push(`may not depend on ${dependency}: arrows point down only`);
    if (other && range !== 'workspace:^') problems.push(`${dependency} must be "workspace:^", is "${range}"`);
    if (!other && !own.outside.includes(dependency)) problems.push(`${dependency} is not an allowed dependency`);
  }
  for (const peer of Object.keys(peerDependencies)) {
    if (!peerDependenciesMeta[peer]?.optional) problems.push(`the peer ${peer} must be optional`);
  }
  return problems;
}

function importProblems(manifest: Manifest, folder: string): string[] {
  const problems: string[] = [];
  const known = { ...manifest.dependencies, ...manifest.peerDependencies, [manifest.name]: '' };
  for (const path of readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts') || path.endsWith('.generated.ts')) continue;
    const text = readFileSync(join(folder, 'src', path), 'utf8').replace(/\/\*.*?\*\/|^\s*\/\/.*$/gms, '');
    for (const [, specifier] of text.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)'([^'.][^']*)'/g)) {
      if (specifier.startsWith('node:')) {
        if (!/^node(\.ts$|\/)/.test(path)) problems.push(`src/${path} imports ${specifier}; only src/node may`);
        continue;
      }
      const dependency = specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');
      if (!(dependency in known)) problems.push(`src/${path} imports ${specifier}, which is not declared`);
    }
  }
  return problems;
}
