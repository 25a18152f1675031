/** Each fast metric against its literal twin on 10,000 random small cases, drawn with another seed. */
import fc from 'fast-check';
import { it } from 'vitest';
import { smallCases, twins } from './twins.ts';

it.each(Object.keys(twins))('%s: fast equals naive', (name) => {
  fc.assert(fc.property(smallCases, twins[name]), { numRuns: 10_000, seed: 7 });
});
