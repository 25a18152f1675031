/** `tsad demo`, which is also `npm start`: the detectors on built-in series, a table, a page to look at. */
import { open } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { type Command, defineCommand } from '../command/command.ts';
import { runDemo } from '../demo/run.ts';
import { demoColumns, demoRecords, demoReport, demoSummary } from '../demo/tables.ts';
import { checkOutputs, writeOutputs } from '../outputs.ts';
import { REPORT_MARK } from '../report/html.ts';
import { renderReport } from '../report/page.ts';
import { renderTextTable } from '../table.ts';

/** The command. */
export const demo: Command = defineCommand({
  positionals: [],
  options: {
    report: {
      type: 'string',
      hint: 'FILE',
      default: 'report.html',
      description: 'where the report goes; an older report of tsad is replaced',
    },
    force: { type: 'boolean', description: 'replace any existing file' },
    json: { type: 'boolean', description: 'print JSON' },
  },
  examples: ['tsad demo', 'tsad demo --report /tmp/look.html'],
  async run({ options, terminal }) {
    const rules = { cwd: terminal.cwd, force: options.force, mayReplace: isReport };
    const request = [{ option: '--report', path: options.report }];
    const [path] = await checkOutputs(request, rules);
    const results = await runDemo(terminal.signal, (stage, fraction) => terminal.progress(stage, fraction));
    await checkOutputs(request, rules);
    await writeOutputs([[path, renderReport(demoReport(results))]], terminal.signal);
    if (options.json) return terminal.writeJson({ results: demoRecords(results), report: path });
    await terminal.write(`${renderTextTable(demoColumns, demoSummary(results))}\n`);
    await terminal.write(
      `The report with every series is in ${path}\nOpen it in a browser: ${terminal.style('cyan', pathToFileURL(path).href)}\n`,
    );
  },
});

/** Whether a file is a report of this program, by its first bytes. */
async function isReport(path: string): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
    return buffer.subarray(0, bytesRead).includes(REPORT_MARK);
  } finally {
    await handle.close();
  }
}
