import { readFileSync } from 'node:fs';

const PAGE = new URL('../../../../../../docs/methods/gate-codec.md', import.meta.url);

/** Figures of a row of a table on the methods page, by its first cell: one list of numbers for each further cell. */
export function pageFigures(row: string): readonly (readonly number[])[] {
  const line = readFileSync(PAGE, 'utf8')
    .split('\n')
    .find((one) => one.startsWith('|') && one.split('|')[1]?.trim() === row);
  if (line === undefined) throw new Error(`no row '${row}' on ${PAGE.pathname}`);
  const cells = line.split('|').slice(2, -1);
  return cells.map((cell) => [...cell.matchAll(/-?\d+(?:\.\d+)?/gu)].map(([number]) => Number(number)));
}

/** How far a share of n readings may be from one on the page: chance on both sides, and the last digit. */
export function isFigure(share: number, figure: number, n: number): boolean {
  const p = Math.min(0.999, Math.max(0.001, figure));
  return Math.abs(share - figure) <= 3.5 * Math.sqrt((p * (1 - p)) / n) + 0.006;
}
