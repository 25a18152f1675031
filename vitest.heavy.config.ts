import { defineConfig, type ViteUserConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** The long tests (`*.heavy.test.ts`): fuzzing at full size, studies, whole archives. */
const config: ViteUserConfig = defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['{packages,apps,tools}/*/test/**/*.heavy.test.ts'],
    exclude: ['**/node_modules/**'],
    testTimeout: 600_000,
  },
});

export default config;
