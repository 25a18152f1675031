import { readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromiumArguments, findChromium } from '@tsad/test-kit';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Adam, encodeWeights } from '../src/index.ts';
import { createReplicaPool } from '../src/node.ts';
import { bundleTestModules } from './compile.ts';
import { values } from './gradients.ts';
import { createTestReplica } from './replica.ts';

const executablePath = findChromium();
const title = executablePath ? 'in Chromium' : 'in Chromium (skipped: no browser found; set CHROMIUM_PATH)';

describe.skipIf(!executablePath)(title, () => {
  let browser: Browser;
  let server: Server;
  let folder: string;

  beforeAll(async () => {
    folder = bundleTestModules();
    server = createServer(({ url = '/' }, response) => {
      response.setHeader('content-type', url === '/' ? 'text/html' : 'text/javascript');
      response.end(url === '/' ? '<script type="module" src="/page.mjs"></script>' : read(url));
    }).listen(0, '127.0.0.1');
    browser = await chromium.launch({ executablePath, args: ['--headless', ...chromiumArguments] });
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    server?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  const read = (url: string): string => {
    try {
      return readFileSync(join(folder, url), 'utf8');
    } catch {
      return '';
    }
  };

  it('a page trains to the bits of Node, on its own thread and on two workers', async () => {
    const x = [0, 1, 2].map((step) => values(20 * 6, step));
    const pool = await createReplicaPool({
      create: createTestReplica,
      config: { seed: 1 },
      workers: 0,
      blockRows: 8,
    });
    const optimiser = new Adam(pool.replica.parameters, { learningRate: 0.01 });
    for (const [step, rows] of x.entries()) {
      await pool.step({ rows: 20, seed: step, arrays: { x: rows } });
      optimiser.step();
    }
    const expected = [...encodeWeights(pool.replica)];
    await pool.close();

    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => typeof globalThis.train === 'function');
    const input = x.map((rows) => [...rows]);
    for (const workers of [0, 2]) {
      const bytes = await page.evaluate(([count, rows]) => globalThis.train(count, 3, 20, rows), [
        workers,
        input,
      ] as const);
      expect(bytes).toEqual(expected);
    }
  });
});
