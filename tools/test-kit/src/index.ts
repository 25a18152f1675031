/** Helpers for the tests of all packages. */

export { chromiumArguments, findChromium } from './chromium.ts';
export { connections } from './connections.ts';
export { goldenFiles, readGolden } from './golden.ts';
export { lcg } from './lcg.ts';
export { mutate } from './mutate.ts';
export { dataDirectory, describeWithData } from './real-data.ts';
