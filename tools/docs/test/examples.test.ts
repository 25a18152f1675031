import { describe, expect, it } from 'vitest';
import { readmeExamples } from '../src/examples.ts';
import { runExamples } from '../src/run-examples.ts';

const markdown = [
  '# Title',
  '```sh',
  'npm i',
  '```',
  '```ts',
  'const x: number = 1;',
  'console.log(x + 1);',
  '```',
  '',
  '```text',
  '2',
  '```',
  '```js',
  'console.log("free");',
  '```',
  'prose',
  '```text',
  'not its output',
  '```',
].join('\n');

describe('readmeExamples', () => {
  it('takes ts and js blocks, and the text block right behind as output', () => {
    expect(readmeExamples(markdown, 'README.md')).toEqual([
      { place: 'README.md:5', code: 'const x: number = 1;\nconsole.log(x + 1);\n', output: '2\n' },
      { place: 'README.md:13', code: 'console.log("free");\n', output: undefined },
    ]);
  });
});

describe('runExamples', () => {
  it('passes what runs and names what throws, asserts falsely or prints something else', () => {
    const failures = runExamples([
      { place: 'good', code: 'const n: number = await Promise.resolve(3); console.log(n);', output: '3\n' },
      { place: 'throws', code: 'throw new RangeError("too far");' },
      { place: 'asserts', code: 'console.assert(1 > 2, "order");' },
      { place: 'prints', code: 'console.log("a");', output: 'b\n' },
    ]);
    expect(failures.map((line) => line.split(':')[0])).toEqual(['throws', 'asserts', 'prints']);
    expect(failures[0]).toContain('RangeError: too far');
  });
});
