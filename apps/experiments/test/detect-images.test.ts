import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodePng, parseTable } from '@tsad/data';
import { describe, expect, it } from 'vitest';
import { Interrupted } from '../src/command/errors.ts';
import { rowDetectorNames } from '../src/rows/row-detectors.ts';
import { runTsad, temporaryFolder } from './run-tsad.ts';

/** A bright bar at `at` on dark ground, a little different for every `k`. */
function bar(at: number, k: number, side = 8, width = 2): Promise<Uint8Array> {
  const pixels = Uint8Array.from({ length: side * side }, (_, p) => {
    const inside = p % side >= at && p % side < at + width;
    return (inside ? 200 : 20) + ((p * 7 + k * 13) % 23);
  });
  return encodePng({ width: side, height: side, channels: 1, pixels });
}

/** Folders `normal` and `asked`; in the second `wide.png` is unlike the others. */
async function folders(normal = 60): Promise<string> {
  const cwd = temporaryFolder();
  for (const name of ['normal', 'asked', 'asked/more']) mkdirSync(join(cwd, name));
  for (let k = 0; k < normal; k++) writeFileSync(join(cwd, 'normal', `${k}.png`), await bar(k % 6, k));
  for (let k = 0; k < 8; k++) writeFileSync(join(cwd, 'asked', 'more', `${k}.png`), await bar(k % 6, 100 + k));
  writeFileSync(join(cwd, 'asked', 'wide.png'), await bar(1, 7, 8, 6));
  return cwd;
}

describe('tsad detect-images', () => {
  it.each(rowDetectorNames)('%s puts the odd image first', async (detector) => {
    const cwd = await folders(120);
    const command = [
      'detect-images',
      'asked',
      '--normal',
      'normal',
      '--detector',
      detector,
      '--json',
      '--report',
      'r.html',
    ];
    const { code, stdout, stderr } = await runTsad(command, { cwd });
    const result = JSON.parse(stdout);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(result.images).toHaveLength(9);
    expect(result.images[0]).toMatchObject({ image: 'wide.png', alarm: true });
    expect(result).toMatchObject({ detector, size: { width: 8, height: 8, channels: 1 }, skipped: [] });
    expect(result.normal).toEqual({ folder: 'normal', images: 120, learnt: 96, keptOut: 24 });
    const page = readFileSync(join(cwd, 'r.html'), 'utf8');
    expect(page.match(/<figure>/g)).toHaveLength(9 * 4);
  });

  it('chooses by the number of normal images, scores the same under one seed, and writes what it printed', async () => {
    const cwd = await folders();
    const command = ['detect-images', 'asked', '--normal', 'normal', '--seed', '3'];
    const json = JSON.parse((await runTsad([...command, '--json', '--out', 's.csv'], { cwd })).stdout);
    expect(json.detector).toBe('pca');
    expect(json.notes.join()).toMatch(/with 60 normal images principal components are used; from 120 on/);
    expect(json.notes.join()).toMatch(/12 kept-out images cannot resolve an alarm rate of 0\.01/);
    const table = parseTable(readFileSync(join(cwd, 's.csv')), { columns: ['score', 'p_value', 'alarm'] });
    expect([...table.values]).toEqual(
      json.images.flatMap((i: { score: number; pValue: number; alarm: boolean }) => [
        i.score,
        i.pValue,
        Number(i.alarm),
      ]),
    );
    const text = (await runTsad(command, { cwd })).stdout;
    expect(text).toMatch(/images +9\n/);
    expect(text).toMatch(/alarm +wide\.png/);
  });

  it('reports, skips and counts damaged files among good ones, and mixes sizes and colours', async () => {
    const cwd = await folders();
    const asked = join(cwd, 'asked');
    const picture = readFileSync(join(asked, 'wide.png'));
    writeFileSync(join(asked, 'cut.png'), picture.subarray(0, 50));
    writeFileSync(join(asked, '<b>.jpg'), 'no picture');
    writeFileSync(join(cwd, 'normal', 'empty.png'), '');
    writeFileSync(join(asked, 'large.png'), await bar(4, 3, 16, 4));
    writeFileSync(
      join(asked, 'black.png'),
      await encodePng({ width: 8, height: 8, channels: 1, pixels: new Uint8Array(64) }),
    );
    const red = Uint8Array.from({ length: 192 }, (_, i) => (i % 3 === 0 ? 200 : 9));
    writeFileSync(join(asked, 'red.png'), await encodePng({ width: 8, height: 8, channels: 3, pixels: red }));
    const command = ['detect-images', 'asked', '--normal', 'normal', '--json', '--report', 'r.html'];
    const { code, stdout } = await runTsad(command, { cwd });
    const { skipped, notes, images, size } = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(size).toEqual({ width: 8, height: 8, channels: 3 });
    expect(skipped.map(({ folder, name }: { folder: string; name: string }) => `${folder}/${name}`)).toEqual([
      'normal/empty.png',
      'asked/<b>.jpg',
      'asked/cut.png',
    ]);
    expect(notes.join('\n')).toMatch(
      /asked: 2 files could not be read and were left out; the first: <b>\.jpg: not a PNG/,
    );
    expect(notes.join('\n')).toMatch(/normal: 1 file could not be read and was left out.* empty/);
    expect(notes.join('\n')).not.toMatch(/another size/);
    expect(notes.join('\n')).toMatch(/1 images were scaled to 8 x 8/);
    expect(notes.join('\n')).toMatch(/asked: 2 images are of one colour throughout/);
    const names = images.map(({ image }: { image: string }) => image);
    expect(names).toContain('large.png');
    expect(new Set(names.slice(0, 3))).toEqual(new Set(['wide.png', 'black.png', 'red.png']));
    const page = readFileSync(join(cwd, 'r.html'), 'utf8');
    expect(page).toContain('&#60;b&#62;.jpg');
    expect(page).not.toContain('<b>');
  });

  it('says when the first normal image gives all others a shape that is not theirs', async () => {
    const cwd = await folders();
    writeFileSync(
      join(cwd, 'normal', '0.png'),
      await encodePng({ width: 2, height: 6, channels: 1, pixels: new Uint8Array(12) }),
    );
    const { stdout } = await runTsad(['detect-images', 'asked', '--normal', 'normal', '--json'], { cwd });
    const { notes, size, normal } = JSON.parse(stdout);
    expect(size).toEqual({ width: 2, height: 6, channels: 1 });
    expect(notes).toContain(
      `normal: ${normal.images - 1} of ${normal.images} images have another size than 0.png, the first, and take its shape; --size chooses another`,
    );
  });

  it('says what a detector that looks at variation alone does not see', async () => {
    const cwd = temporaryFolder();
    for (const folder of ['still', 'ask']) mkdirSync(join(cwd, folder));
    const write = async (path: string, first: number, last: number): Promise<void> => {
      const pixels = new Uint8Array(64).fill(9).fill(first, 0, 8).fill(last, 63);
      writeFileSync(join(cwd, path), await encodePng({ width: 8, height: 8, channels: 1, pixels }));
    };
    for (let k = 0; k < 6; k++) await write(`still/${k}.png`, 40 * k, 9);
    await write('ask/a.png', 20, 9);
    await write('ask/b.png', 20, 200);
    const notesOf = async (detector: string): Promise<string> => {
      const command = ['detect-images', 'ask', '--normal', 'still', '--detector', detector, '--json'];
      return JSON.parse((await runTsad(command, { cwd })).stdout).notes.join();
    };
    expect(await notesOf('mahalanobis')).toContain(
      'mahalanobis does not look at 56 of 64 values, which are the same in all normal images, though 1 image differs there',
    );
    expect(await notesOf('pca')).not.toMatch(/does not look/);
  });

  it('sees grey alone, and at the size that is asked for', async () => {
    const cwd = await folders();
    const { stdout } = await runTsad(
      ['detect-images', 'asked', '--normal', 'normal', '--size', '4x6', '--grey', '--json'],
      { cwd },
    );
    expect(JSON.parse(stdout).size).toEqual({ width: 4, height: 6, channels: 1 });
  });

  const wrong: [title: string, args: string[], code: number, message: RegExp][] = [
    ['without normal images', ['asked'], 2, /--normal DIR is missing: a folder of normal images/],
    ['a folder that is not there', ['nowhere', '--normal', 'normal'], 1, /nowhere: no such folder/],
    ['normal images that are not there', ['asked', '--normal', 'nowhere'], 1, /nowhere: no such folder/],
    ['a folder without images', ['asked', '--normal', 'texts'], 1, /texts: no \.png/],
    ['a file for a folder', ['asked/wide.png', '--normal', 'normal'], 1, /wide\.png: no such folder/],
    [
      'copies alone',
      ['asked', '--normal', 'copies'],
      1,
      /copies: all 5 images are the same; give normal images that vary/,
    ],
    [
      'two normal images',
      ['asked', '--normal', 'two'],
      1,
      /two: 2 normal images can be read; a detector needs at least 3/,
    ],
    [
      'damaged images alone',
      ['damaged', '--normal', 'normal'],
      1,
      /damaged: none of 1 files can be used; the first: x\.png/,
    ],
    [
      'too few for what is asked',
      ['asked', '--normal', 'few', '--detector', 'cance'],
      1,
      /cance needs at least 10 rows for each of . dimensions, got .*; give more, or take --detector error or pca/,
    ],
    [
      'a size that is none',
      ['asked', '--normal', 'normal', '--size', '0x5'],
      2,
      /--size must be a width and a height as 64x48/,
    ],
    [
      'a size that is too large',
      ['asked', '--normal', 'normal', '--size', '999'],
      2,
      /of at most 65536 pixels, got "999"/,
    ],
    [
      'an output that is there',
      ['asked', '--normal', 'normal', '--out', 'here.csv'],
      2,
      /here\.csv exists; add --force/,
    ],
    ['a folder for a report', ['asked', '--normal', 'normal', '--report', 'asked'], 2, /asked is not a regular file/],
  ];
  it.each(wrong)('%s is one line that says what to do', async (_, args, code, message) => {
    const cwd = await folders(12);
    for (const name of ['texts', 'copies', 'two', 'damaged', 'few']) mkdirSync(join(cwd, name));
    for (let k = 0; k < 5; k++) {
      writeFileSync(join(cwd, 'copies', `${k}.png`), await bar(2, 2));
      writeFileSync(join(cwd, 'few', `${k}.png`), await bar(k, k));
    }
    for (let k = 0; k < 2; k++) writeFileSync(join(cwd, 'two', `${k}.png`), await bar(k, k));
    writeFileSync(join(cwd, 'damaged', 'x.png'), 'x');
    writeFileSync(join(cwd, 'here.csv'), 'precious');
    const result = await runTsad(['detect-images', ...args], { cwd });
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toMatch(message);
    expect(result.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(readFileSync(join(cwd, 'here.csv'), 'utf8')).toBe('precious');
  });

  it('leaves nothing behind when it is interrupted', async () => {
    const cwd = await folders();
    const signal = AbortSignal.abort(new Interrupted('SIGINT'));
    const { code } = await runTsad(['detect-images', 'asked', '--normal', 'normal', '--out', 's.csv'], { cwd, signal });
    expect(code).toBe(130);
    expect(readdirSync(cwd).sort()).toEqual(['asked', 'normal']);
  });
});
