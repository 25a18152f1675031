/** The parts of the docs checker that the package checker uses too. */

export { type Example, readmeExamples } from './examples.ts';
export { runExamples } from './run-examples.ts';
export { type WorkspacePackage, workspacePackages, workspaceRoot } from './workspace.ts';
