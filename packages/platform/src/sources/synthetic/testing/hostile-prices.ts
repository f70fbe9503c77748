import type { BarSeries } from '@assay/quant/market';
import type { HostileKind } from './hostile-kinds.ts';
import { one } from './hostile-lines.ts';
import type { BrokenLines } from './hostile-lines.ts';
import { cellsOf, dailyLines, scaledCells } from './rows.ts';
import type { BarCells } from './rows.ts';

interface BrokenCells {
  readonly cells: readonly BarCells[];
  readonly rows: readonly number[];
}

const BREAKERS: Readonly<Partial<Record<HostileKind, (cells: readonly BarCells[]) => BrokenCells>>> = {
  hundredfold: (cells) => rescaled(cells, rowsFrom(41, 10), 100),
  'ten-thousandfold': (cells) => rescaled(cells, rowsFrom(41, 10), 10_000),
  'split-like-jump': (cells) => ({
    ...rescaled(cells, rowsFrom(31, cells.length - 30), 0.5),
    // The jump itself is one row: the prices after it are right in their own unit.
    rows: [31],
  }),
  'stale-run': (cells) => changed(cells, rowsFrom(22, 7), () => cells[20] as BarCells),
  'made-up-opens': (cells) =>
    changed(cells, rowsFrom(2, cells.length - 1), (bar, index) => {
      const open = (cells[index - 1] as BarCells).close;
      return { ...bar, open, high: Math.max(bar.high, open), low: Math.min(bar.low, open) };
    }),
};

/** Breaks the prices of daily bars; undefined for a fault of another kind. */
export function breakPrices(kind: HostileKind, series: BarSeries): BrokenLines | undefined {
  const broken = BREAKERS[kind]?.(cellsOf(series));
  return broken === undefined ? undefined : one(dailyLines(series, broken.cells), broken.rows);
}

function rowsFrom(first: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

function rescaled(cells: readonly BarCells[], rows: readonly number[], factor: number): BrokenCells {
  return changed(cells, rows, (bar) => scaledCells(bar, factor, 2));
}

function changed(
  cells: readonly BarCells[],
  rows: readonly number[],
  change: (bar: BarCells, index: number) => BarCells,
): BrokenCells {
  const wrong = new Set(rows);
  return { cells: cells.map((bar, index) => (wrong.has(index + 1) ? change(bar, index) : bar)), rows };
}
