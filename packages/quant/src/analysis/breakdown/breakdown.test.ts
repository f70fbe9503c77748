import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TradeFigures } from '../trade-measures.ts';
import { breakdown } from './breakdown.ts';
import type { LabelledPeriods } from './breakdown.ts';
import { labelColumn, tradeLabels } from './labels.ts';
import { timeLabels } from './time-labels.ts';

const EQUITY = [1_010, 1_000, 1_050, 1_071];

describe('breakdown', () => {
  it('fits a record worked by hand', () => {
    const { cells, total } = breakdown({
      periods: periodsOf(1_000, EQUITY, ['up', 'down', 'up', 'up']),
      trades: { labels: labelColumn(['down', 'up']), trades: { trades: [trade(-5, 2), trade(80, 3)] } },
      measures: ['totalReturn', 'winRate'],
    });
    expect(cells.map(({ label }) => label)).toEqual(['up', 'down']);
    const [up, down] = cells;
    expect(up).toMatchObject({ nPeriods: 3, nTrades: 1, equityChangeUnits: { value: 81 }, netUnits: { value: 77 } });
    expect(down).toMatchObject({ nPeriods: 1, nTrades: 1, equityChangeUnits: { value: -10 }, costUnits: { value: 2 } });
    expect(up.measures['totalReturn'].value).toBeCloseTo(1.01 * 1.05 * 1.02 - 1, 14);
    expect([up.measures['winRate'].value, down.measures['winRate'].value]).toEqual([1, 0]);
    expect(total).toMatchObject({
      nPeriods: 4,
      nTrades: 2,
      equityChangeUnits: { value: 71 },
      grossUnits: { value: 75 },
    });
  });

  it('adds up to the whole exactly, in ledger units, whatever the labels', () => {
    const step = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });
    const figures = fc.tuple(step, fc.integer({ min: 0, max: 1_000_000 }), fc.constantFrom('A', 'B', 'C'));
    const label = fc.constantFrom('bull', 'bear', 'sideways', '');
    fc.assert(
      fc.property(fc.array(fc.tuple(step, label), { maxLength: 60 }), fc.array(figures), (steps, trades) => {
        let level = 1e15;
        const equity = steps.map(([change]) => (level += change));
        const { cells, total } = breakdown({
          periods: periodsOf(
            1e15,
            equity,
            steps.map(([, text]) => text),
          ),
          trades: {
            labels: labelColumn(trades.map(([, , text]) => text)),
            trades: { trades: trades.map(([gross, cost]) => trade(gross, cost)) },
          },
          measures: [],
        });
        const sum = (pick: (cell: (typeof cells)[number]) => number): number =>
          cells.reduce((all, cell) => all + pick(cell), 0);
        expect(total.equityChangeUnits.value).toBe(level - 1e15);
        for (const key of ['equityChangeUnits', 'grossUnits', 'costUnits', 'netUnits'] as const) {
          expect([key, sum((cell) => cell[key].value)]).toEqual([key, total[key].value]);
        }
        expect(sum(({ nPeriods }) => nPeriods)).toBe(steps.length);
        expect(sum(({ nTrades }) => nTrades)).toBe(trades.length);
        for (const cell of cells) expect(cell.grossUnits.value - cell.costUnits.value).toBe(cell.netUnits.value);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves out what depends on the order of periods where they do not follow each other', () => {
    const { cells } = breakdown({
      periods: periodsOf(1_000, EQUITY, ['a', 'b', 'b', 'a']),
      measures: ['maxDrawdown', 'meanReturn'],
    });
    expect(cells.map(({ measures }) => measures['maxDrawdown'].reason)).toEqual(['not-contiguous', undefined]);
    expect(cells.map(({ measures }) => measures['meanReturn'].reason)).toEqual([undefined, undefined]);
  });

  it('puts years in order of time, also where only one side has them', () => {
    const at = (texts: readonly string[]): Float64Array => Float64Array.from(texts, (text) => Date.parse(text));
    const closes = at(['2020-06-01T00:00:00Z', '2022-06-01T00:00:00Z']);
    const entries = at(['2022-01-01T00:00:00Z', '2019-12-31T00:00:00Z']);
    const { cells } = breakdown({
      periods: { ...periodsOf(1_000, [1_001, 1_002], ['', '']), labels: timeLabels(closes, 'UTC', 'year', 'close') },
      trades: {
        labels: timeLabels(entries, 'UTC', 'year', 'moment'),
        trades: { trades: [trade(1, 0), trade(2, 0)] },
      },
    });
    expect(cells.map(({ label, nPeriods, nTrades }) => [label, nPeriods, nTrades])).toEqual([
      ['2019', 0, 1],
      ['2020', 1, 0],
      ['2022', 1, 1],
    ]);
    expect(cells[0].measures['sharpeRatio'].reason).toBe('no-observations');
    expect(cells[1].measures['winRate'].reason).toBe('no-trade');
  });

  it('lists the days of the week from Monday, those without anything left out', () => {
    const closes = Float64Array.from(['2024-01-05', '2024-01-08'], (text) => Date.parse(`${text}T21:00:00Z`));
    const { cells } = breakdown({
      periods: { ...periodsOf(1_000, [1_001, 1_002], ['', '']), labels: timeLabels(closes, 'UTC', 'weekday', 'close') },
    });
    expect(cells.map(({ label }) => label)).toEqual(['Monday', 'Friday']);
  });

  it('takes excursions and benchmark along into the cells', () => {
    const { periods, ...rest } = periodsOf(1_000, EQUITY, ['a', 'a', 'b', 'b']);
    const { cells } = breakdown({
      periods: { ...rest, periods: { ...periods, benchmark: Float64Array.from([1, 1, -1, -1]) } },
      trades: {
        labels: labelColumn(['b', 'a']),
        trades: {
          trades: [trade(5, 0), trade(5, 0)],
          initialRiskUnits: Float64Array.from([10, 5]),
          adverseUnits: Float64Array.from([3, 7]),
          favourableUnits: Float64Array.from([5, 5]),
        },
      },
      measures: ['battingAverage', 'worstAdverseUnits', 'expectancyR'],
    });
    expect(cells.map(({ measures }) => measures['battingAverage'].value)).toEqual([0, 1]);
    expect(cells.map(({ measures }) => measures['worstAdverseUnits'].value)).toEqual([7, 3]);
    expect(cells.map(({ measures }) => measures['expectancyR'].value)).toEqual([1, 0.5]);
  });

  it('breaks trades down alone, by instrument or exit rule', () => {
    const trades = ['stop-inside-bar', 'market-at-next-open', 'stop-inside-bar'].map((exitRule, i) => ({
      ...trade(10 * i, 1),
      exitRule,
      instrument: 'A',
      direction: 'long' as const,
      exitReason: 'x',
      entryReason: 'y',
      contract: 'base/1',
    }));
    const { cells, total } = breakdown({ trades: { labels: tradeLabels(trades, 'exitRule'), trades: { trades } } });
    expect(cells.map(({ label, nTrades, netUnits }) => [label, nTrades, netUnits.value])).toEqual([
      ['market-at-next-open', 1, 9],
      ['stop-inside-bar', 2, 18],
    ]);
    expect(total.equityChangeUnits.reason).toBe('no-observations');
  });

  it('refuses labels and measures that do not fit', () => {
    const periods = periodsOf(1_000, EQUITY, ['a', 'a', 'a', 'a']);
    expect(() => breakdown({ periods: { ...periods, labels: labelColumn(['a']) } })).toThrow("invalid 'labels'");
    expect(() => breakdown({ periods, measures: ['sharpe'] })).toThrow("invalid 'id'");
    expect(() => breakdown({ periods: { ...periods, equityUnits: new Float64Array(3) } })).toThrow('equityUnits');
  });
});

function periodsOf(initialUnits: number, equity: readonly number[], labels: readonly string[]): LabelledPeriods {
  return {
    labels: labelColumn(labels),
    periods: {
      returns: Float64Array.from(equity, (value, t) => value / (t === 0 ? initialUnits : equity[t - 1]) - 1),
      periodsPerYear: 252,
      riskFreePerPeriod: 0,
    },
    equityUnits: Float64Array.from(equity),
    initialUnits,
  };
}

function trade(grossUnits: number, costUnits: number): TradeFigures {
  return { grossUnits, costUnits, netUnits: grossUnits - costUnits, barsHeld: 1, exitRule: 'decided' };
}
