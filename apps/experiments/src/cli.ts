#!/usr/bin/env node
/** The executable `tsad`: connects the process to {@link runCommandLine}. */
import process from 'node:process';
import packageJson from '../package.json' with { type: 'json' };
import { Interrupted } from './command/errors.ts';
import { runCommandLine } from './command/main.ts';
import { Terminal } from './command/terminal.ts';
import { commands } from './commands.ts';

const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    const reason = new Interrupted(signal);
    if (controller.signal.aborted) process.exit(reason.exitCode);
    controller.abort(reason);
  });
}
const terminal = new Terminal({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
  signal: controller.signal,
});
process.exitCode = await runCommandLine(commands, packageJson.version, process.argv.slice(2), terminal);
process.stdin.destroy();
