/** What a chart is drawn with, in fewer characters: merged lines, merged rectangles, short paths, no attribute that changes nothing. */
import { simplifyPath } from './simplify-path.ts';

const GEOMETRY = ['d', 'transform', 'x', 'x1', 'x2', 'y', 'y1', 'y2', 'cx', 'cy', 'r', 'width', 'height', 'points'];
/** A number without a unit. */
const NUMBER = /-?\d+\.\d+(?:e-?\d+)?(?![\d.a-z])/g;
/** Said once for the whole chart, or by the page's own style. */
const IDLE = ['aria-hidden', 'font-variant', 'font-family', 'stroke-miterlimit', 'stroke-linejoin'];

/** Shortens a chart in place; what it draws stays within a quarter of a pixel. */
export function compactSvg(figure: Element): void {
  for (const style of figure.querySelectorAll('style')) style.remove();
  for (const group of figure.querySelectorAll('g')) {
    mergeLines(group);
    mergeTicks(group);
    mergeRectangles(group);
    mergeDots(group);
  }
  for (const element of [figure, ...figure.querySelectorAll('*')]) {
    if (element.localName === 'text') placeText(element);
    for (const name of IDLE) element.removeAttribute(name);
    const d = element.getAttribute('d');
    if (d !== null) element.setAttribute('d', simplifyPath(d));
    for (const name of GEOMETRY) {
      const value = element.getAttribute(name);
      if (value !== null && name !== 'd')
        element.setAttribute(
          name,
          value.replace(NUMBER, (number) => short(Number(number))),
        );
    }
  }
}

/** A text that is moved to its place stands there at once, where nothing else moves it. */
function placeText(text: Element): void {
  const place = /^translate\((-?[\d.]+),(-?[\d.]+)\)$/.exec(text.getAttribute('transform') ?? '');
  const down = text.getAttribute('y') ?? '';
  const isPlain = text.children.length === 0 && !text.hasAttribute('x') && !text.hasAttribute('dy');
  if (place === null || !isPlain || (down !== '' && !down.endsWith('em'))) return;
  text.removeAttribute('transform');
  text.setAttribute('x', place[1] ?? '');
  text.setAttribute('y', place[2] ?? '');
  if (down !== '') text.setAttribute('dy', down);
}

/** Lines that differ in their ends only, as one path. */
function mergeLines(group: Element): void {
  merge(group, 'line', ['x1', 'x2', 'y1', 'y2'], (line) => {
    const [x1, x2, y1, y2] = numbers(line, ['x1', 'x2', 'y1', 'y2']);
    return `M${short(x1)},${short(y1)}L${short(x2)},${short(y2)}`;
  });
}

/** Ticks: the same short stroke at several places. */
function mergeTicks(group: Element): void {
  merge(group, 'path', ['d', 'transform'], (tick) => {
    const place = /^translate\((-?[\d.]+),(-?[\d.]+)\)$/.exec(tick.getAttribute('transform') ?? '');
    const stroke = /^M0,0L(-?[\d.]+),(-?[\d.]+)$/.exec(tick.getAttribute('d') ?? '');
    if (place === null || stroke === null) return undefined;
    const [x, y, dx, dy] = [place[1], place[2], stroke[1], stroke[2]].map(Number) as [number, number, number, number];
    return `M${short(x)},${short(y)}L${short(x + dx)},${short(y + dy)}`;
  });
}

function mergeRectangles(group: Element): void {
  merge(group, 'rect', ['x', 'y', 'width', 'height'], (rectangle) => {
    if (group.getAttribute('aria-label') !== 'rect') return undefined;
    const [x, y, width, height] = numbers(rectangle, ['x', 'y', 'width', 'height']);
    const [right, bottom] = [short(x + width), short(y + height)];
    return `M${short(x)},${short(y)}H${right}V${bottom}H${short(x)}Z`;
  });
}

/** Dots of one size and colour as strokes of no length with round ends. */
function mergeDots(group: Element): void {
  const dots = [...group.children].filter(({ localName }) => localName === 'circle');
  const [first] = dots;
  if (first === undefined || dots.length < 3 || dots.length < group.children.length) return;
  const isPlain = dots.every((dot) => [...dot.attributes].every(({ name }) => ['cx', 'cy', 'r'].includes(name)));
  const radius = Number(first.getAttribute('r'));
  const fill = group.getAttribute('fill');
  if (!isPlain || fill === null || group.hasAttribute('stroke')) return;
  if (dots.some((dot) => Number(dot.getAttribute('r')) !== radius)) return;
  const d = dots
    .map((dot) => `M${short(Number(dot.getAttribute('cx')))} ${short(Number(dot.getAttribute('cy')))}h0`)
    .join('');
  const path = group.ownerDocument.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', d);
  const opacity = group.getAttribute('fill-opacity');
  group.removeAttribute('fill-opacity');
  if (opacity !== null) group.setAttribute('opacity', opacity);
  group.setAttribute('fill', 'none');
  group.setAttribute('stroke', fill);
  group.setAttribute('stroke-width', String(2 * radius));
  group.setAttribute('stroke-linecap', 'round');
  group.replaceChildren(path);
}

/** Joins children of one kind that are alike but for `own` attributes, where `drawn` can write each as part of a path. */
function merge(
  group: Element,
  kind: string,
  own: readonly string[],
  drawn: (child: Element) => string | undefined,
): void {
  const alike = new Map<string, { readonly first: Element; readonly others: Element[]; d: string }>();
  for (const child of [...group.children]) {
    if (child.localName !== kind) continue;
    const part = drawn(child);
    if (part === undefined) continue;
    const key = [...child.attributes]
      .flatMap(({ name, value }) => (own.includes(name) ? [] : [`${name}=${value}`]))
      .join(' ');
    const found = alike.get(key);
    if (found === undefined) alike.set(key, { first: child, others: [], d: part });
    else {
      found.others.push(child);
      found.d += part;
    }
  }
  for (const { first, others, d } of alike.values()) {
    const path = group.ownerDocument.createElementNS('http://www.w3.org/2000/svg', 'path');
    for (const { name, value } of [...first.attributes]) if (!own.includes(name)) path.setAttribute(name, value);
    path.setAttribute('d', d);
    first.replaceWith(path);
    for (const other of others) other.remove();
  }
}

function numbers(element: Element, names: readonly string[]): [number, number, number, number] {
  return names.map((name) => Number(element.getAttribute(name) ?? 0)) as [number, number, number, number];
}

/** A tenth of a unit is less than a screen shows. */
function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}
