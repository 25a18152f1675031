import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** Packages are tested from their sources: `@tsad/x` and `@tsad/x/y` resolve to `packages/x/src/{index,y}.ts`. */
const root: string = import.meta.dirname;

const sourceAliases = [
  { find: /^@tsad\/test-kit$/, replacement: `${root}/tools/test-kit/src/index.ts` },
  { find: /^@tsad\/docs-check$/, replacement: `${root}/tools/docs/src/index.ts` },
  { find: /^@tsad\/([a-z]+)\/([a-z]+)$/, replacement: `${root}/packages/$1/src/$2.ts` },
  { find: /^@tsad\/([a-z]+)$/, replacement: `${root}/packages/$1/src/index.ts` },
];

const config: ViteUserConfig = defineConfig({
  resolve: { alias: sourceAliases },
  test: {
    include: ['{packages,apps,tools}/*/test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/*.heavy.test.ts'],
    setupFiles: [`${root}/tools/test-kit/src/setup.ts`],
    testTimeout: 30_000,
    pool: 'threads',
  },
});

export default config;
