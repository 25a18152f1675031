/** Prints by how many MB the peak memory of the process grows while one protocol is evaluated at 650,000 points. */
import { evaluate } from '../src/index.ts';
import { makeSeries } from './series.ts';

// A small evaluation first, so that the code itself is loaded and compiled.
const small = makeSeries(10_000);
for (let k = 0; k < 20; k++) evaluate(small.scores, small.labels, { protocol: 'tsb-ad', window: 100 });
const { scores, labels } = makeSeries(650_000);
const before = process.resourceUsage().maxRSS;
evaluate(scores, labels, { protocol: 'tsb-ad', window: 100 });
console.log(((process.resourceUsage().maxRSS - before) / 1024).toFixed(1));
