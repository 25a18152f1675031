/**
 * `pnpm check:docs [name...]`: every export of every package is documented, and every README block and `@example` runs
 * against the built packages. Prints each problem as `file:line: what`, exits 1 when there is one.
 */
import { documentationProblems } from './documentation.ts';
import { collectExamples } from './examples.ts';
import { runExamples } from './run-examples.ts';
import { workspacePackages } from './workspace.ts';

const packages = workspacePackages(process.argv.slice(2));
const problems = documentationProblems(packages);
const examples = collectExamples(packages);
const failures = runExamples(examples);

for (const problem of [...problems, ...failures]) console.error(problem);
console.log(
  `${packages.length} packages, ${problems.length} undocumented, ${examples.length} examples run, ${failures.length} failed`,
);
process.exitCode = problems.length + failures.length > 0 ? 1 : 0;
