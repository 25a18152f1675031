/** A test's modules in a real page of Chromium: pages and workers know no TypeScript and no aliases. */
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { chromiumArguments, findChromium } from './chromium.ts';

const packages = resolve(import.meta.dirname, '../../../packages');

/** A page with its browser. */
interface TestPage {
  /** Where the first module has run. */
  page: Page;
  /** Ends the browser and the server. */
  close(): Promise<void>;
}

/**
 * Bundles modules from the sources, serves them on loopback, and opens a page that has run the first.
 * @param executablePath see `findChromium`.
 * @param modules paths of TypeScript files; a page finds `x/worker.ts` at `/worker.js`.
 */
async function openTestPage(executablePath: string, modules: readonly string[]): Promise<TestPage> {
  const { outputFiles } = await build({
    entryPoints: [...modules],
    entryNames: '[name]',
    outdir: packages,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    alias: Object.fromEntries(
      readdirSync(packages).map((name) => [`@tsad/${name}`, join(packages, name, 'src/index.ts')]),
    ),
  });
  const scripts = new Map(outputFiles.map(({ path, text }) => [`/${basename(path)}`, text]));
  const server = createServer(({ url = '/' }, response) => {
    const script = scripts.get(url);
    response.setHeader('content-type', script ? 'text/javascript' : 'text/html');
    response.end(script ?? '<!doctype html><title>test</title>');
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const browser = await chromium.launch({ executablePath, args: ['--headless', ...chromiumArguments] });
  const close = async (): Promise<void> => {
    await browser.close();
    server.close();
  };
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await page.addScriptTag({ url: `/${basename(modules[0], '.ts')}.js`, type: 'module' });
    return { page, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * `describe` in a page that has run the first of the modules; without a browser the suite is skipped with the reason in its title.
 * @param modules paths of TypeScript files; a page finds `x/worker.ts` at `/worker.js`.
 * @param body given what returns the page while a test runs.
 */
export function describeInPage(modules: readonly string[], body: (page: () => Page) => void): void {
  const executablePath = findChromium();
  const title = executablePath ? 'in Chromium' : 'in Chromium (skipped: no browser found; set CHROMIUM_PATH)';
  describe.skipIf(!executablePath)(title, () => {
    let opened: TestPage | undefined;

    beforeAll(async () => {
      opened = await openTestPage(executablePath!, modules);
    }, 60_000);

    afterAll(() => opened?.close());

    body(() => opened!.page);
  });
}
