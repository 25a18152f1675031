/** Writes src/node/digests.ts from the data sets below TSAD_DATA: `tsx test/golden/make-digests.ts`. */
import { writeFileSync } from 'node:fs';
import { fileKey } from '../../src/node/catalogue.ts';
import { datasetFiles } from '../../src/node/dataset-files.ts';
import { nabWindowsFile } from '../../src/node/open-dataset.ts';
import { contentDigest, isText } from '../../src/node/verify-dataset.ts';

const sections: string[] = [];
for (const [name, constant] of [
  ['ucr', 'ucrDigests'],
  ['tsb-ad-u', 'tsbAdUDigests'],
  ['nab', 'nabDigests'],
  ['mnist', 'mnistDigests'],
  ['mnist-c', 'mnistCDigests'],
  ['cifar10-jpeg', 'cifar10JpegDigests'],
  ['abalone', 'abaloneDigests'],
  ['adbench', 'adbenchDigests'],
  ['kddcup99', 'kddCup99Digests'],
] as const) {
  const files = await datasetFiles(name);
  if (name === 'nab') files.push({ path: await nabWindowsFile(), name: 'combined_windows.json' });
  const entries: string[] = [];
  for (const file of files) entries.push(`${fileKey(name, file.name)}:${await contentDigest(file.path, isText(name))}`);
  const lines: string[] = [];
  for (const entry of entries) {
    if (lines.length > 0 && lines[lines.length - 1].length + entry.length < 118) lines[lines.length - 1] += ` ${entry}`;
    else lines.push(entry);
  }
  sections.push(`/** ${entries.length} files of "${name}". */\nexport const ${constant}: string = \`\n${lines.join('\n')}\n\`;\n`);
}
writeFileSync(
  new URL('../../src/node/digests.ts', import.meta.url),
  `/** Checksums of the files of the data sets; written by test/golden/make-digests.ts. */\n\n${sections.join('\n')}`,
);
