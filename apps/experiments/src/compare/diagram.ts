/** The critical-difference diagram (Demsar, JMLR 7, 2006) as SVG: names at their average ranks, bars over groups. */
import { escapeHtml } from '../report/html.ts';
import type { Comparison } from './compare.ts';

const WIDTH = 760;
const SIDE = 190;
const LINE = 24;
const AXIS = 46;

/** The picture; it follows the colour scheme of its reader. */
export function renderDiagram({ metric, series, ranking, groups, alpha }: Comparison): string {
  const k = ranking.length;
  const x = (rank: number): number => SIDE + ((rank - 1) / (k - 1)) * (WIDTH - 2 * SIDE);
  const rankOf = (name: string): number => ranking.find((entry) => entry.name === name)!.averageRank;
  const bars = groups.map((group, i) => {
    const [from, to] = [rankOf(group[0]), rankOf(group[group.length - 1])];
    const y = AXIS + 12 + i * 9;
    return `<line class="bar" x1="${fix(x(from) - 4)}" x2="${fix(x(to) + 4)}" y1="${y}" y2="${y}"/>`;
  });
  const below = AXIS + 24 + groups.length * 9;
  const half = Math.ceil(k / 2);
  const names = ranking.map(({ name, averageRank }, i) => {
    const left = i < half;
    const y = below + (left ? i : k - 1 - i) * LINE + 8;
    const [end, anchor] = left ? [SIDE - 14, 'end'] : [WIDTH - SIDE + 14, 'start'];
    const text = `${escapeHtml(name)} <tspan class="rank">${averageRank.toFixed(2)}</tspan>`;
    return `<polyline points="${fix(x(averageRank))},${AXIS} ${fix(x(averageRank))},${y} ${end},${y}"/><text x="${left ? end - 6 : end + 6}" y="${y + 4}" text-anchor="${anchor}">${text}</text>`;
  });
  const ticks = Array.from({ length: k }, (_, i) => i + 1).map(
    (rank) =>
      `<line x1="${fix(x(rank))}" x2="${fix(x(rank))}" y1="${AXIS - 7}" y2="${AXIS}"/><text x="${fix(x(rank))}" y="${AXIS - 12}" text-anchor="middle">${rank}</text>`,
  );
  const height = below + half * LINE + 30;
  const title = `Average ranks by ${escapeHtml(metric)} on ${series} series; bars join detectors not told apart at ${alpha}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${title}">
<title>${title}</title>
<style>
svg { color: #171b22; background: #ffffff; font: 13px system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { svg { color: #e9ecf1; background: #1a1e25; } }
line, polyline { stroke: currentColor; fill: none; }
.bar { stroke-width: 4.5; stroke-linecap: round; }
text { fill: currentColor; }
.rank, .note { opacity: 0.65; }
</style>
<line x1="${SIDE}" x2="${WIDTH - SIDE}" y1="${AXIS}" y2="${AXIS}"/>
${[...ticks, ...bars, ...names].join('\n')}
<text class="note" x="${WIDTH / 2}" y="${height - 8}" text-anchor="middle">${title}</text>
</svg>
`;
}

function fix(value: number): string {
  return value.toFixed(1);
}
