import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { encodePng } from '@tsad/data';
import { chromiumArguments, findChromium } from '@tsad/test-kit';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runTsad, temporaryFolder } from './run-tsad.ts';

const browserPath = findChromium();
const title = browserPath
  ? 'the pages of images and rows in Chromium'
  : 'the pages of images and rows in Chromium (skipped: no browser found; set CHROMIUM_PATH)';

describe.skipIf(!browserPath)(title, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath, args: [...chromiumArguments] });
  });

  afterAll(() => browser?.close());

  /** A page for 20 pictures, and one for 40 rows with names that are HTML. */
  async function pages(): Promise<Record<'images' | 'rows', string>> {
    const cwd = temporaryFolder();
    for (const folder of ['normal', 'asked']) mkdirSync(join(cwd, folder));
    for (let k = 0; k < 40; k++) {
      const pixels = Uint8Array.from({ length: 300 }, (_, p) => (p * 5 + k * 31 + (k === 33 ? 3 * p : 0)) & 255);
      const file = await encodePng({ width: 10, height: 10, channels: 3, pixels });
      writeFileSync(join(cwd, k < 20 ? 'normal' : 'asked', `${k}<i>.png`), file);
    }
    writeFileSync(join(cwd, 'asked', 'cut.png'), 'x');
    const lines = Array.from({ length: 40 }, (_, i) => `${Math.sin(i)},${Math.cos(i)},${i % 3 ? '<b>x</b>' : 'y'}`);
    writeFileSync(join(cwd, 'in.csv'), `<u>a</u>,b,kind\n${lines.join('\n')}\n`);
    await runTsad(['detect-images', 'asked', '--normal', 'normal', '--report', 'i.html', '--show', '15'], { cwd });
    await runTsad(['detect-table', 'in.csv', '--report', 't.html', '--show', '12'], { cwd });
    return { images: join(cwd, 'i.html'), rows: join(cwd, 't.html') };
  }

  it('opens from disk without a complaint or a request, shows every picture, and fits a phone', async () => {
    for (const [kind, path] of Object.entries(await pages())) {
      const ground: string[] = [];
      for (const colorScheme of ['light', 'dark'] as const) {
        const complaints: string[] = [];
        const page = await browser.newPage({ colorScheme, viewport: { width: 390, height: 800 } });
        page.on('console', (message) => complaints.push(message.text()));
        page.on('pageerror', (error) => complaints.push(error.message));
        page.on('request', (request) => {
          if (!/^(file|data):/.test(request.url())) complaints.push(request.url());
        });
        await page.goto(pathToFileURL(path).href);
        const seen = await page.evaluate(() => ({
          width: document.documentElement.scrollWidth,
          broken: [...document.images].filter((image) => image.naturalWidth === 0).length,
          images: document.images.length,
          cards: document.querySelectorAll('.cards > li').length,
          strays: document.querySelectorAll('main i, li i, b, u, td u').length,
          ground: getComputedStyle(document.body).backgroundColor,
        }));
        expect(complaints).toEqual([]);
        expect(seen).toMatchObject({
          width: 390,
          broken: 0,
          images: kind === 'images' ? 60 : 0,
          cards: kind === 'images' ? 15 : 12,
          strays: 0,
        });
        ground.push(seen.ground);
        await page.close();
      }
      expect(ground[0]).not.toBe(ground[1]);
      expect(readFileSync(path, 'utf8').length).toBeLessThan(400_000);
    }
  });
});
