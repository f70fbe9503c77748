/**
 * Paths of straight lines with the fewest characters that draw the same: points that lie on the line between their
 * neighbours are left out, and coordinates are written as steps of a tenth of a unit.
 */

/** Farthest that a point which is left out may lie from the line that is drawn: a quarter of a pixel of the widest chart. */
export const PATH_TOLERANCE = 0.25;
const SCALE = 10;

type Point = readonly [x: number, y: number];

/**
 * The same path in fewer characters; one that has curves or arcs is returned as it is.
 *
 * @param d - absolute `M`, `L`, `H`, `V` and `Z` commands, as the charts' lines and areas have them.
 */
export function simplifyPath(d: string): string {
  const parts = subpaths(d);
  return parts === undefined
    ? d
    : parts.map(({ points, closed }) => written(simplified(points)) + (closed ? 'z' : '')).join('');
}

interface Subpath {
  readonly points: Point[];
  closed: boolean;
}

const COMMAND = /([A-Za-z])([^A-Za-z]*)/g;
const NUMBER = /-?\d*\.?\d+(?:e-?\d+)?/g;

function subpaths(d: string): readonly Subpath[] | undefined {
  const parts: Subpath[] = [];
  for (const [, command = '', text = ''] of d.matchAll(COMMAND)) {
    const numbers = [...text.matchAll(NUMBER)].map(([number]) => Number(number));
    const part = command === 'M' ? undefined : parts.at(-1);
    if (command === 'M') {
      parts.push({ points: pairs(numbers), closed: false });
    } else if (part === undefined) {
      return undefined;
    } else if (command === 'Z') {
      part.closed = true;
    } else {
      const added = pointsOf(command, numbers, part.points.at(-1) ?? [0, 0]);
      if (added === undefined) return undefined;
      part.points.push(...added);
    }
  }
  return parts;
}

function pointsOf(command: string, numbers: readonly number[], [x, y]: Point): readonly Point[] | undefined {
  if (command === 'L') return pairs(numbers);
  if (command === 'H') return numbers.map((to): Point => [to, y]);
  if (command === 'V') return numbers.map((to): Point => [x, to]);
  return undefined;
}

function pairs(numbers: readonly number[]): Point[] {
  return Array.from({ length: Math.floor(numbers.length / 2) }, (_, index): Point => [
    numbers[2 * index] ?? 0,
    numbers[2 * index + 1] ?? 0,
  ]);
}

/** Ramer, Douglas and Peucker: keeps the farthest point while it lies farther than the tolerance. */
function simplified(points: readonly Point[]): readonly Point[] {
  const kept = new Set([0, points.length - 1]);
  const open: (readonly [from: number, to: number])[] = [[0, points.length - 1]];
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    const [from, to] = span;
    const { index, distance } = farthest(points, from, to);
    if (distance <= PATH_TOLERANCE) continue;
    kept.add(index);
    open.push([from, index], [index, to]);
  }
  return points.filter((_, index) => kept.has(index));
}

function farthest(points: readonly Point[], from: number, to: number): { index: number; distance: number } {
  const [start, end]: readonly [Point, Point] = [points[from] ?? [0, 0], points[to] ?? [0, 0]];
  let found = { index: from, distance: 0 };
  for (let index = from + 1; index < to; index++) {
    const distance = distanceTo(points[index] ?? [0, 0], start, end);
    if (distance > found.distance) found = { index, distance };
  }
  return found;
}

/** Distance of a point from a stretch between two others. */
function distanceTo([x, y]: Point, [x1, y1]: Point, [x2, y2]: Point): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / length));
  return Math.hypot(x - x1 - share * dx, y - y1 - share * dy);
}

/** Steps from point to point; each is taken from where the path is, so that no rounding adds up. */
function written(points: readonly Point[]): string {
  let [x, y] = [0, 0];
  let text = '';
  for (const [index, point] of points.entries()) {
    const [nextX, nextY] = [Math.round(point[0] * SCALE), Math.round(point[1] * SCALE)];
    if (index === 0) text += `M${tenths(nextX)}${joined(nextY)}`;
    else if (nextX !== x || nextY !== y) {
      if (nextY === y) text += `h${tenths(nextX - x)}`;
      else if (nextX === x) text += `v${tenths(nextY - y)}`;
      else text += `l${tenths(nextX - x)}${joined(nextY - y)}`;
    }
    [x, y] = [nextX, nextY];
  }
  return text;
}

function tenths(value: number): string {
  const whole = Math.abs(value);
  const fraction = whole % SCALE;
  const units = (whole - fraction) / SCALE;
  const text = fraction === 0 ? String(units) : `${units === 0 ? '' : units}.${fraction}`;
  return value < 0 ? `-${text}` : text;
}

/** A second number: a minus sign parts it from the first by itself. */
function joined(value: number): string {
  return value < 0 ? tenths(value) : ` ${tenths(value)}`;
}
