import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defined, undefinedBecause } from '../../analysis/index.ts';
import type { CellFigures } from './cell-figures.ts';
import { gridScore, realShareOfBars, realShareOfEntries } from './grid-score.ts';
import type { EvidenceCounts, GateCoverage, ScoredCell } from './grid-score.ts';
import { bestCells, disqualified } from './select-best.ts';
import type { RankedCell } from './select-best.ts';

const SOUND: CellFigures = {
  trades: 60,
  dailyPoints: 250,
  sharpePerDay: defined(0.08),
  sharpe: defined(1.3),
  returnFraction: defined(0.12),
  pnl: defined(12_000),
  profitFactor: defined(1.5),
  profitFactorCapped: false,
  winRate: defined(0.55),
  averageHoldMinutes: defined(240),
  medianTradePnl: defined(100),
  pnlPerTrade: defined(200),
  pnlToDrawdown: defined(2.4),
  winLossRatio: defined(1.2),
  winLossRatioCapped: false,
  sharpeCapped: false,
  maxDrawdown: defined(5000),
  maxDrawdownFraction: defined(0.05),
};

function cellOf(figures: Partial<CellFigures> = {}, coverage?: GateCoverage, key = 'a'): RankedCell {
  const cell: ScoredCell = { figures: { ...SOUND, ...figures }, coverage };
  return { ...cell, key, score: gridScore(cell) };
}

/** Shares of bars, with entries that were all the admitted bars there were. */
function covered(bars: EvidenceCounts, entries: EvidenceCounts): GateCoverage {
  return { ...bars, admitted: entries, entries };
}

const LOSING: Partial<CellFigures> = {
  sharpePerDay: defined(-0.05),
  sharpe: defined(-0.8),
  returnFraction: defined(-0.1),
  pnl: defined(-10_000),
  profitFactor: defined(0.7),
  medianTradePnl: defined(-50),
  pnlPerTrade: defined(-160),
  pnlToDrawdown: defined(-0.8),
  maxDrawdown: defined(12_000),
  maxDrawdownFraction: defined(0.12),
};

describe('gridScore', () => {
  it('S1-08 rises with every component and never leaves 0 to 1', () => {
    const measures = {
      trades: fc.integer({ min: 0, max: 500 }),
      sharpe: fc.double({ min: -6, max: 20, noNaN: true }),
      returnFraction: fc.double({ min: -1, max: 12, noNaN: true }),
      profitFactor: fc.double({ min: 0, max: 10, noNaN: true }),
      pnl: fc.double({ min: -1e5, max: 1e5, noNaN: true }),
      drawdown: fc.double({ min: 0, max: 1, noNaN: true }),
      real: fc.double({ min: 0, max: 1, noNaN: true }),
    };
    const build = (m: Record<keyof typeof measures, number>): number =>
      cellOf(
        {
          trades: m.trades,
          sharpe: defined(m.sharpe),
          sharpePerDay: defined(m.sharpe / 16),
          returnFraction: defined(m.returnFraction),
          profitFactor: defined(m.profitFactor),
          pnl: defined(m.pnl),
          maxDrawdown: defined(m.drawdown * 1e5),
          maxDrawdownFraction: defined(m.drawdown),
        },
        covered({ gate: 1, derived: 0, none: 0 }, { gate: m.real, derived: 1 - m.real, none: 0 }),
      ).score.score.value;
    const better: Record<keyof typeof measures, 1 | -1> = {
      ...{ trades: 1, sharpe: 1, returnFraction: 1, profitFactor: 1, pnl: 1, drawdown: -1, real: 1 },
    };
    fc.assert(
      fc.property(fc.record(measures), fc.record(measures), (one, other) => {
        const score = build(one);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        for (const name of Object.keys(better) as (keyof typeof measures)[]) {
          const changed = build({ ...one, [name]: other[name] });
          const direction = Math.sign(other[name] - one[name]) * better[name];
          if (direction > 0) expect(changed, name).toBeGreaterThanOrEqual(score);
          if (direction < 0) expect(changed, name).toBeLessThanOrEqual(score);
        }
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it('S1-08 tags what speaks against a cell, and charges one loss once', () => {
    const { tags, penalty } = cellOf({ ...LOSING, trades: 5 }).score;
    expect(tags).toEqual(['few-trades', 'loss', 'profit-factor-below-1', 'sharpe-not-positive', 'drawdown-above-pnl']);
    expect(penalty).toBeCloseTo(0.6 * 0.6, 12);
    const bars = { gate: 0.9, derived: 0.05, none: 0.05 };
    expect(cellOf({}, covered(bars, { gate: 3, derived: 5, none: 0 })).score.tags).toEqual(['mostly-derived']);
    expect(cellOf({}, covered(bars, { gate: 4, derived: 6, none: 0 })).score.tags).toEqual([]);
    expect(cellOf().score.tags).toEqual([]);
    expect(cellOf({ sharpe: defined(19.99) }).score.tags).toEqual(['too-good']);
  });

  it('S1-02 S1-08 counts what traded: gates in force at which nothing was decided are no real ones', () => {
    const nothing = { gate: 0, derived: 0, none: 0 };
    const bars = { gate: 0.9, derived: 0.05, none: 0.05 };
    const derived = covered(bars, { gate: 1, derived: 46, none: 0 });
    expect(realShareOfEntries(derived).value).toBe(1 / 47);
    expect(cellOf({}, derived).score.parts.at(-1)?.figure.value).toBe(1 / 47);
    expect(cellOf({}, derived).score.tags).toEqual(['mostly-derived']);
    // Without a trade what was admitted counts, and without that nothing was real.
    expect(realShareOfEntries({ ...derived, entries: nothing, admitted: { gate: 3, derived: 1, none: 0 } }).value).toBe(
      0.75,
    );
    expect(realShareOfEntries(covered(bars, nothing))).toEqual(defined(0));
    expect(cellOf({}, covered(bars, nothing)).score.tags).toEqual([]);
    expect(realShareOfEntries(undefined).reason).toBe('no-observations');
  });

  it('F3 the share of bars is one of all bars, those without evidence too', () => {
    expect(realShareOfBars({ gate: 0.05, derived: 0.01, none: 0.94 }).value).toBeCloseTo(0.05, 12);
    expect(realShareOfBars({ gate: 30, derived: 50, none: 20 }).value).toBe(0.3);
    expect(realShareOfBars(undefined).reason).toBe('no-observations');
  });

  it('S1-08 does not let a row without losses win everything: a capped profit factor earns what 2 earns', () => {
    const capped = cellOf({ profitFactor: defined(10), profitFactorCapped: true }).score.score.value;
    expect(capped).toBe(cellOf({ profitFactor: defined(2) }).score.score.value);
  });

  it('X-04 is undefined where a part is, with its reason', () => {
    expect(cellOf({ sharpe: undefinedBecause('too-few-observations') }).score.score).toEqual(
      undefinedBecause('too-few-observations'),
    );
  });
});

describe('bestCells', () => {
  it('S1-09 chooses by score, then P&L, then profit factor, then Sharpe ratio, then key, whatever the order of the cells', () => {
    const tied = [
      cellOf({}, undefined, 'b'),
      cellOf({}, undefined, 'a'),
      // Beyond the best end of their maps these change no score, only the order.
      cellOf({ pnl: defined(11_000) }, undefined, 'c'),
    ];
    expect(bestCells(tied).shown?.key).toBe('a');
    expect(bestCells(tied.toReversed()).shown?.key).toBe('a');
    const byPnl = [...tied, cellOf({ pnl: defined(13_000) }, undefined, 'z')];
    expect(bestCells(byPnl).shown?.key).toBe('z');
    const byFactor = [
      cellOf({ profitFactor: defined(3) }, undefined, 'x'),
      cellOf({ profitFactor: defined(4) }, undefined, 'y'),
    ];
    expect(bestCells(byFactor).shown?.key).toBe('y');
    const bySharpe = [cellOf({ sharpe: defined(3.5) }, undefined, 'x'), cellOf({ sharpe: defined(4) }, undefined, 'y')];
    expect(bestCells(bySharpe).shown?.key).toBe('y');
    const byScore = [cellOf({ sharpe: defined(1.4), pnl: defined(1) }, undefined, 'x'), cellOf()];
    expect(bestCells(byScore).shown?.key).toBe('a');
  });

  it('S1-09 S1-08 shows no cell where none qualifies, and logs the least bad one', () => {
    const losing = [cellOf(LOSING, undefined, 'loses'), cellOf({ trades: 9 }, undefined, 'thin')];
    expect(losing.map(disqualified)).toEqual(['loses', 'insufficient_data']);
    const { shown, logged } = bestCells(losing);
    expect(shown).toBeUndefined();
    expect(logged?.key).toBe('thin');
  });

  it('S1-08 S1-09 never shows a cell that loses as the best, whatever its Sharpe ratio or its trades say', () => {
    const lost = { pnl: defined(-600), returnFraction: defined(-0.006) };
    const losing = [
      cellOf({ ...lost, sharpe: defined(0.04), sharpePerDay: defined(0.002) }, undefined, 'a'),
      cellOf({ returnFraction: defined(-0.001) }, undefined, 'b'),
      cellOf({ pnl: defined(-1) }, undefined, 'c'),
      cellOf({ pnl: defined(0), returnFraction: defined(0) }, undefined, 'd'),
    ];
    expect(losing.map(disqualified)).toEqual(['loses', 'loses', 'loses', 'loses']);
    expect(bestCells(losing).shown).toBeUndefined();
    expect(disqualified(cellOf({ sharpe: defined(-0.01) }))).toBeUndefined();
  });

  it('S1-06 qualifies from 10 trades on', () => {
    expect(disqualified(cellOf({ trades: 10 }))).toBeUndefined();
    expect(disqualified(cellOf({ trades: 9 }))).toBe('insufficient_data');
  });
});
