import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromiumArguments, findChromium } from '@tsad/test-kit';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport } from '../src/report/page.ts';
import { runTsad, temporaryFolder, toCsv, wave } from './run-tsad.ts';

const browserPath = findChromium();
const title = browserPath
  ? 'the report page in Chromium'
  : 'the report page in Chromium (skipped: no browser found; set CHROMIUM_PATH)';

describe.skipIf(!browserPath)(title, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath, args: [...chromiumArguments] });
  });

  afterAll(() => browser?.close());

  /** Opens a page from disk; `complaints` collects whatever the browser has to say, and every request. */
  async function open(
    html: string,
    colorScheme: 'light' | 'dark' = 'light',
  ): Promise<{ page: Page; complaints: string[] }> {
    const path = join(temporaryFolder(), 'report.html');
    writeFileSync(path, html);
    const complaints: string[] = [];
    const page = await browser.newPage({ colorScheme, viewport: { width: 1200, height: 900 } });
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:') && !request.url().startsWith('data:')) complaints.push(request.url());
    });
    await page.goto(pathToFileURL(path).href);
    return { page, complaints };
  }

  async function detected(): Promise<{ html: string; events: { start: number; end: number }[] }> {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'in.csv'), toCsv(wave(2000, [900, 1200, 1207, 1600])));
    const { stdout } = await runTsad(['detect', 'in.csv', '--detector', 'rpe', '--report', 'r.html', '--json'], {
      cwd,
    });
    return { html: readFileSync(join(cwd, 'r.html'), 'utf8'), events: JSON.parse(stdout).events };
  }

  const count = async (page: Page): Promise<number> =>
    Number.parseInt((await page.locator('#count').textContent()) ?? '', 10);
  const picture = (page: Page): Promise<string> =>
    page.locator('#chart').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const settle = (page: Page): Promise<void> =>
    page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));

  it.each(['light', 'dark'] as const)(
    'opens without a word from the console, in the %s theme, and draws',
    async (theme) => {
      const { html, events } = await detected();
      const { page, complaints } = await open(html, theme);
      expect(await count(page)).toBe(events.length);
      expect(await page.locator('#events tr').count()).toBe(events.length);
      await settle(page);
      const colours = await page.locator('#chart').evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        const seen = new Set<number>();
        for (let i = 0; i < data.length; i += 4) seen.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
        return seen.size;
      });
      expect(colours).toBeGreaterThan(20);
      expect(complaints).toEqual([]);
      await page.close();
    },
  );

  it('counts events anew when the slider, the number or the dashed line moves, and returns to the calibrated one', async () => {
    const { html, events } = await detected();
    const { page, complaints } = await open(html);
    await page.locator('#threshold').fill('0');
    expect(await count(page)).toBeLessThan(events.length);
    await page.locator('#threshold').fill('700');
    expect(await count(page)).toBeGreaterThan(events.length);
    await page.locator('#threshold-value').fill('1e9');
    expect(await count(page)).toBe(0);
    expect(await page.locator('#events').textContent()).toContain('No score is above the threshold');
    expect(await page.locator('#events-note').textContent()).toBe('');
    await page.locator('#calibrated').click();
    expect(await count(page)).toBe(events.length);
    expect(await page.locator('#calibrated').isHidden()).toBe(true);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows a series without scores alone, and nothing of the one before', async () => {
    const values = wave(60);
    const scorings = [
      { detector: 'd', scores: values, threshold: 0.5, rules: { mergeGap: 0, minLength: 1 }, facts: [] },
    ];
    const series = [
      { name: 'a', values, trainEnd: 0, scorings },
      { name: 'b', values: wave(90), trainEnd: 0, scorings: [] },
    ];
    const { page, complaints } = await open(renderReport({ title: 't', lead: 'l', series }));
    await settle(page);
    const before = await picture(page);
    await page.locator('#series').selectOption('1');
    await settle(page);
    expect(await picture(page)).not.toBe(before);
    expect(await page.locator('#events').isHidden()).toBe(true);
    expect(await page.locator('#threshold').isHidden()).toBe(true);
    await page.locator('#series').selectOption('0');
    expect(await page.locator('#events').isVisible()).toBe(true);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('zooms by wheel and keys, pans by dragging, jumps to an event, and shows all again', async () => {
    const { html } = await detected();
    const { page, complaints } = await open(html);
    const looks = new Set<string>();
    const look = async (): Promise<void> => {
      await settle(page);
      looks.add(await picture(page));
    };
    await look();
    const box = (await page.locator('#chart').boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + 80);
    await page.mouse.wheel(0, -600);
    await look();
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 - 150, box.y + 90, { steps: 3 });
    await page.mouse.up();
    await look();
    await page.locator('#chart').focus();
    await page.keyboard.press('+');
    await look();
    await page.locator('#events button').first().click();
    await look();
    expect(looks.size).toBe(5);
    await page.mouse.move(0, 0);
    await page.locator('#zoom-all').click();
    await page.locator('#chart').blur();
    await look();
    expect(looks.size).toBe(5);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('sorts a table by any column, filters its rows, and shows no more of them than one can read', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => ({
      cells: [`s${i}`, i % 7 === 0 ? '-' : `${(i * 37) % 300}.5`],
      series: 0,
    }));
    const details = { caption: 'all', columns: [{ title: 'name' }, { title: 'value', align: 'right' as const }], rows };
    const series = [{ name: 'a', values: wave(60), trainEnd: 0, scorings: [] }];
    const { page, complaints } = await open(renderReport({ title: 't', lead: 'l', details, series }));
    const cells = (): Promise<string[]> => page.locator('#details-table tbody td:nth-child(2)').allTextContents();
    expect(await cells()).toHaveLength(200);
    await page.locator('#details-table th').nth(1).click();
    const numbers = rows.map(({ cells }) => Number(cells[1])).filter((value) => !Number.isNaN(value));
    const falling = numbers.toSorted((a, b) => b - a);
    expect((await cells()).map(Number)).toEqual(falling.slice(0, 200));
    await page.locator('#details-table th').nth(1).focus();
    await page.keyboard.press('Enter');
    expect((await cells()).map(Number)).toEqual(falling.toReversed().slice(0, 200));
    await page.locator('#details-table input').fill('s1 .5');
    expect(await page.locator('.tools span').textContent()).toMatch(/^\d+ of 300 rows$/);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('opens 250 series of 20 detectors in less than 15 MB and two seconds', async () => {
    const scoring = {
      threshold: 1.5,
      rules: { mergeGap: 20, minLength: 1 },
      facts: [['VUS-PR', '0.123']] as [string, string][],
    };
    const series = Array.from({ length: 250 }, (_, i) => {
      const values = wave(3000, [2000 + i]);
      const scores = values.map(Math.abs);
      const scorings = Array.from({ length: 20 }, (_, d) => ({ ...scoring, detector: `detector ${d}`, scores }));
      return { name: `series ${i}`, values, trainEnd: 1000, scorings };
    });
    const columns = Array.from({ length: 12 }, (_, i) => ({ title: `metric ${i}` }));
    const rows = series.flatMap(({ name }, i) =>
      Array.from({ length: 20 }, (_, d) => ({
        cells: columns.map((_, c) => (c === 0 ? name : `0.${100 + c}`)),
        series: i,
        scoring: d,
      })),
    );
    const html = renderReport({ title: 't', lead: 'l', details: { caption: 'c', columns, rows }, series });
    expect(html.length).toBeLessThan(15e6);
    const { page, complaints } = await open(html);
    expect(await count(page)).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    // Processor time of the page's process, its start included: a busy machine does not matter.
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    const { metrics } = await session.send('Performance.getMetrics');
    expect(metrics.find(({ name }) => name === 'ProcessTime')!.value).toBeLessThan(2);
    await page.close();
  });

  it('runs nothing that a name smuggles in', async () => {
    const evil = '</script><script>window.hit=1</script><img src=x onerror="window.hit=1">';
    const values = wave(60);
    const scoring = {
      detector: evil,
      scores: values.map(Math.abs),
      threshold: 0.5,
      rules: { mergeGap: 0, minLength: 1 },
      facts: [[evil, evil]] as const,
    };
    const table = { caption: evil, columns: [{ title: evil, hint: evil }], rows: [{ cells: [evil], series: 0 }] };
    const series = [
      { name: evil, description: evil, values, trainEnd: 0, scorings: [scoring] },
      { name: 'b', values, trainEnd: 0, scorings: [] },
    ];
    const { page, complaints } = await open(
      renderReport({ title: evil, lead: evil, overview: table, details: table, series }),
    );
    await page.locator('#series').selectOption('1');
    await page.locator('#details-table button').click();
    expect(await page.evaluate(() => (window as { hit?: number }).hit)).toBeUndefined();
    expect(await page.locator('h1').textContent()).toBe(evil);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
