/** A small text in the form of the KDD Cup 1999 data. */
import { lcg } from './lcg.ts';

const protocols = ['tcp', 'udp', 'icmp'];
const services = ['http', 'ecr_i', 'private', 'smtp'];

/**
 * Lines of 42 cells, one connection each. Every fifth is normal, of any protocol, with bytes and rates that differ from
 * line to line; attacks are alike.
 */
export function connections(count: number, seed: number = 1): string {
  const draw = lcg(seed);
  const next = (): number => draw() / 2 ** 32;
  const pick = (texts: readonly string[]): string => texts[Math.floor(next() * texts.length)];
  const lines = Array.from({ length: count }, (_, i) => {
    const normal = i % 5 === 0;
    const symbols = normal ? [pick(protocols), pick(services), 'SF'] : ['icmp', i % 3 ? 'ecr_i' : 'private', 'SF'];
    const sent = Math.floor((normal ? 5000 : 40) * next()) + 1000;
    const flags = Array.from({ length: 16 }, (_, k) => (k === 5 && normal ? 1 : 0));
    const rates = Array.from({ length: 19 }, () => (normal ? next() : 0.9 + 0.1 * next()).toFixed(2));
    return [0, ...symbols, sent, normal ? 300 : 0, ...flags, ...rates, normal ? 'normal.' : 'smurf.'].join(',');
  });
  return `${lines.join('\n')}\n`;
}
