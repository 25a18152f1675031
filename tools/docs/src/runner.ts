/** Child process of the docs checker: imports every example in turn and records what went wrong. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import type { Example } from './examples.ts';

const folder = process.argv[2];
const jobs = JSON.parse(readFileSync(join(folder, 'jobs.json'), 'utf8')) as (Example & { url: string })[];
const outcomes: { place: string; problem: string }[] = [];

for (const { place, url, output } of jobs) {
  const printed: string[] = [];
  const failed: string[] = [];
  console.log = (...values: unknown[]) => void printed.push(format(...values));
  console.assert = (condition: unknown, ...values: unknown[]) => {
    if (!condition) failed.push(format(...values) || 'console.assert');
  };
  try {
    await import(url);
    if (failed.length > 0) outcomes.push({ place, problem: `assertion failed: ${failed.join('; ')}` });
    const text = `${printed.join('\n')}\n`;
    if (output !== undefined && text.trimEnd() !== output.trimEnd()) {
      outcomes.push({ place, problem: `prints\n${text}instead of\n${output}` });
    }
  } catch (error) {
    outcomes.push({ place, problem: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  }
}
writeFileSync(join(folder, 'outcomes.json'), JSON.stringify(outcomes));
process.exit(0);
