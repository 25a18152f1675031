/** Peak resident memory of one self-join of 1,000,000 points. All lists are made; few pairs are compared, as that costs no memory. */
import { selfJoin } from '../src/index.ts';

const series = new Float64Array(1_000_000);
for (let t = 0; t < series.length; t++) series[t] = Math.sin(t / 30) + Math.sin(t * t);
const before = process.resourceUsage().maxRSS;
const { count } = selfJoin(series, { window: 100, exclusion: 999_000 });
const peak = process.resourceUsage().maxRSS;
console.log(JSON.stringify({ count, peakMegabytes: peak / 1024, joinMegabytes: (peak - before) / 1024 }));
