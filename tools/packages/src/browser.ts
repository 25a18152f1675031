/** Runs the README examples of the installed packages in headless Chromium and compares what they print. */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Example } from '@tsad/docs-check';
import { chromiumArguments } from '@tsad/test-kit/chromium';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';

/** Examples that use nothing of Node. */
export function browserExamples(examples: Example[]): Example[] {
  return examples.filter(({ code }) => !/from '(node:|@tsad\/\w+\/node')/.test(code));
}

/** One line per example that fails in the browser: it cannot be bundled, throws, or prints something else. */
export async function browserProblems(examples: Example[], folder: string, executablePath: string): Promise<string[]> {
  const problems: string[] = [];
  const scripts = new Map<string, string>();
  for (const [i, { place, code }] of examples.entries()) {
    const entry = join(folder, `browser-${i}.ts`);
    writeFileSync(entry, code);
    try {
      const options = { bundle: true, format: 'esm', platform: 'browser', target: 'es2022', write: false } as const;
      const { outputFiles } = await build({ entryPoints: [entry], logLevel: 'silent', ...options });
      scripts.set(place, outputFiles[0].text);
    } catch (error) {
      problems.push(`${place}: cannot be bundled for a browser: ${error instanceof Error ? error.message : error}`);
    }
  }
  const places = [...scripts.keys()];
  const server = createServer(({ url = '/' }, response) => {
    const script = scripts.get(places[Number(url.slice(1))]);
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
    response.end(script ?? '<!doctype html><title>examples</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
  try {
    const page = await browser.newPage();
    for (const { place, output } of examples.filter(({ place }) => scripts.has(place))) {
      await page.goto(`${origin}/page`);
      const { printed, error } = await page.evaluate(runInPage, `${origin}/${places.indexOf(place)}`);
      if (error) problems.push(`${place}: in Chromium: ${error}`);
      else if (output !== undefined && printed.trimEnd() !== output.trimEnd()) {
        problems.push(`${place}: prints in Chromium\n${printed}\ninstead of\n${output}`);
      }
    }
  } finally {
    await browser.close();
    server.close();
  }
  return problems;
}

/** Evaluated in the page: strings and numbers print as in Node's console. */
async function runInPage(url: string): Promise<{ printed: string; error?: string }> {
  const lines: string[] = [];
  const failed: string[] = [];
  console.log = (...values: unknown[]) => void lines.push(values.map(String).join(' '));
  console.assert = (condition: unknown) => {
    if (!condition) failed.push('an assertion failed');
  };
  try {
    await import(url);
  } catch (error) {
    failed.push(String(error));
  }
  return { printed: lines.join('\n'), error: failed[0] };
}
