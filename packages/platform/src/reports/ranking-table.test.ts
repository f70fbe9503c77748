import { describe, expect, it } from 'vitest';
import { renderRankingTable } from './ranking-table.ts';
import { columnsOf, fitted, oneLine, shortened } from './terminal-text.ts';
import { thinnedReportModel } from './testing/index.ts';

const rows = thinnedReportModel().rankings.rows;
const ESCAPE = '\u001b';
const uncoloured = (text: string): string => text.replace(/\u001b\[\d+m/g, '');

describe('renderRankingTable', () => {
  it.each([80, 97, 100, 120, 150, 180, 200])('fits %d columns and says everything', (width) => {
    const text = renderRankingTable(rows, { width, colour: false });
    for (const line of text.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(width);
    for (const row of rows) {
      expect(text).toContain(row.verdict);
      expect(text).toContain(row.strategy.slice(0, 10));
    }
    for (const word of ['Score', 'Excess', 'return', 'drawd.', 'Trades', 'Trials', 'SPX']) expect(text).toContain(word);
    expect(text).toContain('it never closed a trade');
    expect(text).toContain('trades ended by a decision 8 < 20');
    expect(text.endsWith('\n')).toBe(true);
  });

  it('takes one line a row where there is room, and never more than 200 columns', () => {
    const wide = renderRankingTable(rows, { width: 1000, colour: false });
    expect(wide.trimEnd().split('\n')).toHaveLength(rows.length + 2);
    expect(wide).toBe(renderRankingTable(rows, { width: 200, colour: false }));
    expect(renderRankingTable(rows, { width: 20, colour: false })).toBe(
      renderRankingTable(rows, { width: 80, colour: false }),
    );
  });

  it('colours nothing unless it is asked to, and changes no text by it', () => {
    const plain = renderRankingTable(rows, { width: 120, colour: false });
    const coloured = renderRankingTable(rows, { width: 120, colour: true });
    expect(plain).not.toContain(ESCAPE);
    expect(coloured).toContain(`${ESCAPE}[32m✓ candidate`);
    expect(coloured).toContain(`${ESCAPE}[31m✕ killed`);
    const lines = (text: string): string[] => text.split('\n').map((line) => line.trimEnd());
    expect(lines(uncoloured(coloured))).toEqual(lines(plain));
  });

  it('X-04: shows a dash where a number does not exist', () => {
    const [first] = rows;
    if (first === undefined) throw new Error('no row');
    const text = renderRankingTable([{ ...first, score: null, metrics: {} }], { width: 120, colour: false });
    expect(text).toMatch(/–\s+–\s+–\s+–\s+–/);
    expect(text).not.toMatch(/NaN|null|undefined|Infinity/);
  });

  it('obeys nothing that stands in a name', () => {
    const [first] = rows;
    if (first === undefined) throw new Error('no row');
    const strategy = `${ESCAPE}[2Jevil\nname 策略策略策略策略策略策略`;
    const text = renderRankingTable([{ ...first, strategy }], { width: 80, colour: false });
    expect(text).not.toContain(ESCAPE);
    expect(text).toContain('evil name');
    for (const line of text.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(80);
  });

  it('X-08: says so where there is no row', () => {
    expect(renderRankingTable([], { width: 80, colour: true })).toBe('There is no row to rank.\n');
  });
});

describe('terminal text', () => {
  it('counts wide and combining characters', () => {
    expect([columnsOf('abc'), columnsOf('策略'), columnsOf('e\u0301')]).toEqual([3, 4, 1]);
    expect(fitted('策略', 5)).toBe('策略 ');
    expect(fitted('策略', 3)).toBe('策…');
    expect(fitted('7', 3, 'right')).toBe('  7');
    expect([shortened('abcdef', 4), shortened('abc', 3), shortened('abc', 0)]).toEqual(['abc…', 'abc', '']);
    expect(oneLine('a\n\tb')).toBe('a b');
  });
});
