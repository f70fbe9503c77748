import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import { PATH_TOLERANCE, simplifyPath } from './simplify-path.ts';

type Point = readonly [number, number];

/** The points of a path as it is written, in order. */
function pointsOf(d: string): Point[] {
  let [x, y] = [0, 0];
  const points: Point[] = [];
  for (const [, command, text = ''] of d.matchAll(/([Mlhvz])([^A-Za-z]*)/g)) {
    if (command === 'z') continue;
    const numbers = [...text.matchAll(/-?\d*\.?\d+/g)].map(Number);
    const [a = 0, b = 0] = numbers;
    if (command === 'M') [x, y] = [a, b];
    else if (command === 'h') x += a;
    else if (command === 'v') y += a;
    else [x, y] = [x + a, y + b];
    points.push([x, y]);
  }
  return points;
}

function distance([x, y]: Point, [x1, y1]: Point, [x2, y2]: Point): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const share = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - x1 - share * dx, y - y1 - share * dy);
}

describe('simplifyPath', () => {
  it('writes steps of a tenth in few characters', () => {
    expect(simplifyPath('M10.04,20.16L11,20.2L12,30.3L13,40L14,39.95L15,-3.05Z')).toBe('M10 20.2h1l2 19.8h1l1-43z');
    expect(simplifyPath('M0,5H10V8L10,8')).toBe('M0 5h10v3');
    expect(simplifyPath('M1,1L2,2M3,3L4,5')).toBe('M1 1l1 1M3 3l1 2');
  });

  it('leaves curves as they are', () => {
    expect(simplifyPath('M0,0C1,1,2,2,3,3')).toBe('M0,0C1,1,2,2,3,3');
  });

  it('draws every point of a random walk within a third of a pixel, however long, in a third of the characters', () => {
    const rng = createRng('path');
    let y = 150;
    const points = Array.from({ length: 1500 }, (_, index): Point => [72 + index * 0.69, (y += 2 * rng.nextNormal())]);
    const d = `M${points.map(([px, py]) => `${px},${py}`).join('L')}`;
    const short = simplifyPath(d);
    const drawn = pointsOf(short);
    expect(drawn.length).toBeGreaterThan(100);
    const ends = [drawn[0], drawn.at(-1)];
    for (const [index, point] of [points[0], points.at(-1)].entries()) {
      expect(
        Math.hypot((ends[index]?.[0] ?? 0) - (point?.[0] ?? 0), (ends[index]?.[1] ?? 0) - (point?.[1] ?? 0)),
      ).toBeLessThan(0.1);
    }
    for (const point of points) {
      const nearest = drawn
        .slice(1)
        .reduce((least, to, index) => Math.min(least, distance(point, drawn[index] as Point, to)), Infinity);
      expect(nearest).toBeLessThan(PATH_TOLERANCE + 0.08);
    }
    expect(short.length).toBeLessThan(d.length / 3);
  });
});
