/** Finds the runnable examples: `ts`/`js` blocks of READMEs and `@example` tags of doc comments. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type WorkspacePackage, workspaceRoot } from './workspace.ts';

/** One example as an ES module. */
export interface Example {
  /** Such as `packages/core/README.md:12`. */
  place: string;
  code: string;
  /** What it must print, when the document shows it. */
  output?: string;
}

/** Every example of the root README, the package and app READMEs and the sources. */
export function collectExamples(packages: WorkspacePackage[]): Example[] {
  const documents = ['README.md', 'CONTRIBUTING.md', 'REPRODUCTION.md', 'apps/experiments/README.md']
    .map((name) => join(workspaceRoot, name))
    .concat(packages.map(({ folder }) => join(folder, 'README.md')))
    .filter((file) => existsSync(file));
  return [
    ...documents.flatMap((file) => readmeExamples(readFileSync(file, 'utf8'), relative(workspaceRoot, file))),
    ...packages.flatMap(docExamples),
  ];
}

/** The `ts` and `js` blocks of a Markdown text; a `text` block right behind one is its expected output. */
export function readmeExamples(markdown: string, file: string): Example[] {
  const blocks = [...markdown.matchAll(/^```(\w*)[^\n]*\n(.*?)^```[ \t]*$/gms)];
  return blocks.flatMap((block, i) => {
    if (block[1] !== 'ts' && block[1] !== 'js') return [];
    const place = `${file}:${lineAt(markdown, block.index)}`;
    const next = blocks[i + 1];
    const between = next && markdown.slice(block.index + block[0].length, next.index);
    const output = next?.[1] === 'text' && between?.trim() === '' ? next[2] : undefined;
    return [{ place, code: block[2], output }];
  });
}

function docExamples({ name, folder, entries }: WorkspacePackage): Example[] {
  const exported = new Map(entries.map(({ specifier, source }) => [specifier, exportedValues(source)]));
  const paths = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' }).sort();
  return paths.flatMap((path) => {
    const file = join(folder, 'src', path);
    if (!path.endsWith('.ts') || path.endsWith('.generated.ts')) return [];
    const text = readFileSync(file, 'utf8');
    return tagBodies(text).map(({ code, at }) => ({
      place: `${relative(workspaceRoot, file)}:${lineAt(text, at)}`,
      code: withImports(code, name, exported),
    }));
  });
}

/** The bodies of the `@example` tags in the doc comments of a source text. */
function tagBodies(text: string): { code: string; at: number }[] {
  return [...text.matchAll(/\/\*\*(?:(?!\*\/).)*?\*\//gs)].flatMap((comment) => {
    const lines = comment[0].replace(/\*\/$/, '').split('\n');
    const bodies: { code: string; at: number }[] = [];
    let current: string[] | undefined;
    for (const line of lines) {
      const content = line.replace(/^\s*\/?\*+ ?/, '');
      if (/^@example\b/.test(content)) {
        current = [content.replace(/^@example\s*/, '')];
        bodies.push({ code: '', at: comment.index + comment[0].indexOf(line) });
      } else if (/^@\w+/.test(content)) current = undefined;
      else if (current && !/^```/.test(content)) current.push(content);
      if (current) bodies[bodies.length - 1].code = current.join('\n').trim();
    }
    return bodies;
  });
}

function withImports(code: string, name: string, exported: Map<string, Set<string>>): string {
  const imported = new Set(
    [...code.matchAll(/^import\s+(?:type\s+)?{([^}]*)}/gm)].flatMap((m) => m[1].split(/[\s,]+/)),
  );
  const lines = [...exported].flatMap(([specifier, names]) => {
    const used = [...names].filter((word) => !imported.has(word) && new RegExp(`\\b${word}\\b`).test(code));
    for (const word of used) imported.add(word);
    return used.length > 0 ? [`import { ${used.join(', ')} } from '${specifier}';`] : [];
  });
  return `${lines.join('\n')}\n${code}\n// an example of ${name}\n`;
}

/** Names of the values, not the types, that an index file re-exports or declares. */
function exportedValues(source: string): Set<string> {
  const text = readFileSync(source, 'utf8');
  const lists = [...text.matchAll(/^export\s+{([^}]*)}/gms)].flatMap((match) => match[1].split(','));
  const spaces = [...text.matchAll(/^export\s+\*\s+as\s+(\w+)/gm)].map((match) => match[1]);
  const direct = [...text.matchAll(/^export\s+(?:async\s+)?(?:function|class|const)\s+(\w+)/gm)].map(
    (match) => match[1],
  );
  const names = lists.map((item) => item.trim()).filter((item) => item !== '' && !item.startsWith('type '));
  return new Set([...names.map((item) => item.split(/\s+as\s+/).pop() ?? item), ...spaces, ...direct]);
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
