import { afterAll, describe, expect, it } from 'vitest';
import { byteTargets, fileTargets, fuzz } from './fuzz.ts';

const { targets, close } = fileTargets();
afterAll(close);

describe('10,000 damaged files are read or refused with a DataError of one line', () => {
  it.each([...byteTargets, ...targets])('$name', async (target) => {
    expect(await fuzz(target, 10_000)).toBeUndefined();
  });
});
