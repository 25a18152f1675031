/** Where a path in the plane crosses rays from the centre (Series2Graph, section 4.2). */
import { portableCos, portableSin } from '@tsad/core';

/** The crossings, in the order of the path. */
export interface Crossings {
  /** Number of the ray. */
  ray: number[];
  /** Distance from the centre. */
  radius: number[];
  /** Index of the point that the crossing step leads to. */
  time: number[];
}

/**
 * Each step from one point to the next crosses the rays that lie between their directions, the short way round. A point
 * on a ray has crossed it when it was reached in the direction of rising angles, not in the other. O(points + crossings).
 * @param points shape [2 count].
 * @param rays number of rays, at angles 2 pi k / rays.
 */
export function crossings(points: Float64Array, rays: number): Crossings {
  const out: Crossings = { ray: [], radius: [], time: [] };
  const turn = 2 * Math.PI;
  const direction = Array.from({ length: rays }, (_, k) => [
    portableCos((turn * k) / rays),
    portableSin((turn * k) / rays),
  ]);
  const sector = (x: number, y: number): number => sectorOf(direction, x, y);
  let from = points.length > 0 ? sector(points[0], points[1]) : 0;
  for (let i = 1; 2 * i < points.length; i++) {
    const [x, y, dx, dy] = [points[2 * i - 2], points[2 * i - 1], points[2 * i], points[2 * i + 1]];
    const to = sector(dx, dy);
    if (to === from) continue;
    const rising = x * dy - y * dx >= 0;
    const count = rising ? (to - from + rays) % rays : (from - to + rays) % rays;
    for (let k = 0; k < count; k++) {
      const ray = (rising ? from + 1 + k : from - k + rays) % rays;
      const [u, v] = direction[ray];
      // Sides of the ray on which the two ends lie.
      const before = x * v - y * u;
      const after = dx * v - dy * u;
      const share = before === after ? 0 : Math.min(1, Math.max(0, before / (before - after)));
      out.ray.push(ray);
      out.radius.push(Math.max(0, (x + share * (dx - x)) * u + (y + share * (dy - y)) * v));
      out.time.push(i);
    }
    from = to;
  }
  return out;
}

/** The last ray that a rising angle meets up to the direction of a point; 0 for the centre. O(log rays). */
function sectorOf(direction: readonly number[][], x: number, y: number): number {
  const rays = direction.length;
  const lower = y < 0 || (y === 0 && x < 0);
  if (x === 0 && y === 0) return 0;
  // Rays [first, last) share the point's half of the plane, where the sign of a product tells which angle is larger.
  const middle = Math.ceil(rays / 2);
  let first = lower ? middle : 0;
  let last = lower ? rays : middle;
  while (first < last) {
    const at = (first + last) >> 1;
    const [u, v] = direction[at];
    if (u * y - v * x >= 0) first = at + 1;
    else last = at;
  }
  return Math.max(0, first - 1);
}
