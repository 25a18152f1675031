import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { defineConfig } from 'tsdown';

/** Bundles the script of the report page into a string that the page carries. */
const folder = 'dist-client';

export default defineConfig({
  entry: { client: 'src/report/client/main.ts' },
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  dts: false,
  deps: { alwaysBundle: [/.*/] },
  outDir: folder,
  hooks: {
    'build:done': () => {
      const script = readFileSync(`${folder}/client.iife.js`, 'utf8')
        .trim()
        .replaceAll('</', '<\\/')
        .replaceAll('<!--', '<\\!--');
      writeFileSync(
        'src/report/client.generated.ts',
        `/** Generated from src/report/client by the build. */\nexport const clientScript: string = ${JSON.stringify(script)};\n`,
      );
      rmSync(folder, { recursive: true });
    },
  },
});
