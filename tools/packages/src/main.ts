/**
 * `pnpm check:packages [name...] [--browser] [--node PATH]`: contract, tarballs, and the README examples of the packed packages
 * in an empty folder, in Node (or the Node at PATH) and, with --browser or where one is found, in Chromium.
 */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { readmeExamples, runExamples, workspacePackages, workspaceRoot } from '@tsad/docs-check';
import { findChromium } from '@tsad/test-kit/chromium';
import { browserExamples, browserProblems } from './browser.ts';
import { withConsumer } from './consumer.ts';
import { contractProblems } from './contract.ts';
import { gzippedSize, packAll, tarballProblems } from './tarballs.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { browser: { type: 'boolean' }, node: { type: 'string', multiple: true } },
});
const packages = workspacePackages(positionals);
const problems = packages.flatMap(({ folder }) => contractProblems(folder));
const tarballs = packAll(packages);
for (const [i, tarball] of tarballs.entries()) problems.push(...(await tarballProblems(tarball, packages[i].folder)));

const examples = packages.flatMap(({ folder }) => {
  const file = join(folder, 'README.md');
  // Optional peers are not installed beside the tarballs; what needs one is run by `pnpm check:docs`.
  return readmeExamples(readFileSync(file, 'utf8'), relative(workspaceRoot, file)).filter(
    ({ code }) => !/^import .* from '(?!@tsad\/|node:)/m.test(code),
  );
});
const chromium = findChromium();
await withConsumer(tarballs, async (folder) => {
  const modules = join(folder, 'node_modules');
  for (const node of values.node ?? [process.execPath]) problems.push(...runExamples(examples, { modules, node }));
  if (chromium) problems.push(...(await browserProblems(browserExamples(examples), folder, chromium)));
  else if (values.browser) problems.push('no Chromium found: set CHROMIUM_PATH or leave out --browser');
});

for (const problem of problems) console.error(problem);
for (const { name, folder } of packages)
  console.log(`${name}: ${gzippedSize(join(folder, 'dist')).toFixed(1)} KiB gzip`);
console.log(
  `${packages.length} packages, ${examples.length} README examples in Node${chromium ? ' and Chromium' : ', Chromium skipped: none found'}, ${problems.length} problems`,
);
process.exitCode = problems.length > 0 ? 1 : 0;
