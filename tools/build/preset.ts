import { defineConfig, type UserConfig } from 'tsdown';

/** The build of every library: ESM, one file per entry, types by isolated declarations. */
export function library(entries: string[] = ['index'], options: UserConfig = {}): ReturnType<typeof defineConfig> {
  return defineConfig({
    entry: Object.fromEntries(entries.map((name) => [name, `src/${name}.ts`])),
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    deps: { neverBundle: [/^node:/] },
    fixedExtension: false,
    dts: { oxc: true },
    sourcemap: false,
    // The documentation stands in the types; in the code it was a third of the size.
    outputOptions: { comments: { jsdoc: false } },
    clean: true,
    ...options,
  });
}
