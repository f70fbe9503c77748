import { createRng } from '@assay/core/random';
import { describe, expect, it } from 'vitest';
import type { Measure } from '../../analysis/index.ts';
import { fillContract } from '../../execution/index.ts';
import type { BarSeries } from '../../market/index.ts';
import { GATE_SOURCES, gateTable } from '../../signals/index.ts';
import type { Gate, GateSource } from '../../signals/index.ts';
import { sweepRecord } from '../../simulation/index.ts';
import type { SweptRecord } from '../../simulation/index.ts';
import { contiguousSeries } from '../../simulation/testing/index.ts';
import { barColumns, resolveParameters, strategyByName, strategyColumns } from '../../strategy/index.ts';
import type { Parameters } from '../../strategy/index.ts';
import { measureCell } from './cell-figures.ts';
import { gridScore, realShareOfBars, realShareOfEntries } from './grid-score.ts';
import type { EvidenceCounts, GateCoverage } from './grid-score.ts';
import { bestCells, disqualified, rankCells } from './select-best.ts';
import type { RankedCell } from './select-best.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2015, 0, 5);
const DAYS = 60;

/** Which way the gate of a day points. */
const directionOn = (day: number): 1 | -1 => (day % 4 < 2 ? 1 : -1);
/** Gates of even days are calm and right on two days of three, those of odd days are not and are right on one of three. */
const isCalm = (day: number): boolean => day % 2 === 0;
const isRight = (day: number): boolean => (isCalm(day) ? day % 6 !== 4 : day % 6 === 1);

/** From its gate at 6 o'clock a day's price goes 1 % the way that the gate points, or 1.5 % the other, until 12, and is back at 18. */
function market(): BarSeries {
  const closes = Array.from({ length: DAYS * 24 }, (_, i) => {
    const day = Math.floor((i + 1) / 24);
    const hour = (i + 1) % 24;
    const way = Math.max(0, Math.min(hour - 6, 18 - hour)) / 6;
    return 10_000 + way * directionOn(day) * (isRight(day) ? 100 : -150);
  });
  return contiguousSeries(closes, { start: START, barMs: HOUR }, { id: 'CANNED', calendar: 'continuous' });
}

/** The gates as they were recorded, one a day at 6 o'clock; every eighth is the third of its signature. */
function recordedGates(isMissing: (day: number) => boolean): readonly Gate[] {
  const days = Array.from({ length: DAYS }, (_, day) => day).filter((day) => !isMissing(day));
  return days.map((day): Gate => {
    const time = START + day * DAY + 6 * HOUR;
    return {
      ...{ instrument: 'CANNED', timeframe: '1h', maker: 'canned', eventTime: time, availableAt: time },
      direction: directionOn(day),
      ...{ reasons: [], tags: [], regime: undefined, signature: `${day}` },
      measures: { hazard: isCalm(day) ? 0.05 : 0.11, repetitions: day % 8 === 0 ? 3 : 1 },
    };
  });
}

const CELLS: Readonly<Record<string, Parameters>> = {
  'calm, 6 hours': { maxHazard: 0.06, holdMinutes: 360 },
  'calm, 12 hours': { maxHazard: 0.06, holdMinutes: 720 },
  'calm, 6 hours, against': { maxHazard: 0.06, holdMinutes: 360, follow: 'against' },
  'all, 6 hours': { maxHazard: 0.12, holdMinutes: 360 },
  'all, 12 hours': { maxHazard: 0.12, holdMinutes: 720 },
  'third of its kind, 6 hours': { maxHazard: 0.06, minRepetitions: 3, holdMinutes: 360 },
  'third of its kind, in a session without gates': {
    minRepetitions: 3,
    sessionOpen: 7,
    sessionClose: 6,
    gateTtlBars: 1,
  },
};

/** The cells of the grid, simulated and measured as those of `assay backtest grid`. */
function cellsOf(given: Parameters, isMissing: (day: number) => boolean = () => false): readonly RankedCell[] {
  const bars = market();
  const gates = gateTable('CANNED', recordedGates(isMissing));
  const definition = strategyByName('gates');
  const dayEnds = Float64Array.from({ length: DAYS }, (_, day) => START + (day + 1) * DAY);
  return Object.entries(CELLS).map(([key, own]) => {
    const { params } = resolveParameters(definition, { gateTtlBars: 24, ...given, ...own });
    const columns = strategyColumns(definition, params, [barColumns(bars)], [gates]);
    const strategy = definition.create(params, { instruments: ['CANNED'], rng: createRng('canned') });
    const swept = sweepRecord({
      series: [bars],
      segments: [{ from: START + HOUR, to: START + DAYS * DAY, strategy, terms: [[]], columns }],
      boundary: 'flatten',
      contract: fillContract('base'),
      sizing: { kind: 'target-weight', weight: 1 },
      limits: { maxGrossExposure: 1 },
      account: { currency: 'USD', cash: 1_000_000 },
    });
    const record = swept as SweptRecord;
    const { figures } = measureCell(record, { dayEnds, daysPerYear: 365 });
    const coverage = coverageOf(columns, record.entryDecisions);
    return { key, figures, coverage, score: gridScore({ figures, coverage }) };
  });
}

/** Shares of all bars, and how many were admitted and opened trades. */
function coverageOf([columns]: ReturnType<typeof strategyColumns>, decided: readonly number[]): GateCoverage {
  const { source, signal } = columns;
  const bars = Array.from({ length: source.length }, (_, bar) => bar);
  const entered = decided.map((time) => (time - START) / HOUR - 1);
  const counted = (chosen: readonly number[]): EvidenceCounts => {
    const of = (name: GateSource): number => chosen.filter((bar) => GATE_SOURCES[source[bar]] === name).length;
    return { gate: of('gate'), derived: of('derived'), none: of('none') };
  };
  const { gate, derived, none } = counted(bars);
  return {
    ...{ gate: gate / bars.length, derived: derived / bars.length, none: none / bars.length },
    admitted: counted(bars.filter((bar) => signal[bar] !== 0)),
    entries: counted(entered),
  };
}

/** One line a cell, best first: score, penalty, tags, and what they are made of. */
function ranking(cells: readonly RankedCell[]): readonly string[] {
  const shown = ({ value, reason }: Measure, digits: number): string => reason ?? value.toFixed(digits);
  return rankCells(cells).map((cell) => {
    const { key, figures, score } = cell;
    const { sharpe, returnFraction, profitFactor, maxDrawdownFraction, trades } = figures;
    const made = [
      `Sharpe ${shown(sharpe, 2)}`,
      `return ${shown(returnFraction, 4)}`,
      `factor ${shown(profitFactor, 2)}`,
      `drawdown ${shown(maxDrawdownFraction, 4)}`,
      `${trades} trades`,
      `real ${shown(realShareOfEntries(cell.coverage), 2)} of entries, ${shown(realShareOfBars(cell.coverage), 2)} of bars`,
    ];
    const tags = score.tags.length === 0 ? 'no tag' : score.tags.join(' ');
    const points = `${shown(score.score, 4)} (x ${score.penalty.toFixed(2)})`;
    return `${points} ${key}: ${disqualified(cell) ?? 'qualified'}; ${tags}; ${made.join(', ')}`;
  });
}

describe('canned gates', () => {
  it('F2 S1-08 S1-09 lock the scores of a small grid, their order, the tags and who is shown', () => {
    const cells = cellsOf({ fallback: false });
    expect(ranking(cells)).toMatchInlineSnapshot(`
      [
        "0.7195 (x 1.00) calm, 6 hours: qualified; no tag; Sharpe 1.32, return 0.0331, factor 1.21, drawdown 0.0158, 30 trades, real 1.00 of entries, 1.00 of bars",
        "0.4591 (x 0.60) third of its kind, 6 hours: insufficient_data; few-trades; Sharpe 2.00, return 0.0256, factor 1.81, drawdown 0.0156, 8 trades, real 1.00 of entries, 1.00 of bars",
        "0.2569 (x 0.60) calm, 6 hours, against: loses; loss profit-factor-below-1 sharpe-not-positive drawdown-above-pnl; Sharpe -2.44, return -0.0646, factor 0.68, drawdown 0.0780, 30 trades, real 1.00 of entries, 1.00 of bars",
        "0.2333 (x 0.60) all, 12 hours: loses; loss profit-factor-below-1 sharpe-not-positive drawdown-above-pnl; Sharpe -10.00, return -0.0295, factor 0.00, drawdown 0.0528, 60 trades, real 1.00 of entries, 1.00 of bars",
        "0.2315 (x 0.60) calm, 12 hours: loses; loss profit-factor-below-1 sharpe-not-positive drawdown-above-pnl; Sharpe -10.00, return -0.0149, factor 0.00, drawdown 0.0384, 30 trades, real 1.00 of entries, 1.00 of bars",
        "0.1915 (x 0.60) all, 6 hours: loses; loss profit-factor-below-1 sharpe-not-positive drawdown-above-pnl; Sharpe -4.55, return -0.1681, factor 0.61, drawdown 0.1914, 60 trades, real 1.00 of entries, 1.00 of bars",
        "zero-variance (x 0.36) third of its kind, in a session without gates: insufficient_data; few-trades loss; Sharpe zero-variance, return 0.0000, factor no-trade, drawdown 0.0000, 0 trades, real 1.00 of entries, 0.04 of bars",
      ]
    `);
    expect(bestCells(cells).shown?.key).toBe('calm, 6 hours');
    expect(ranking(cells.toReversed())).toEqual(ranking(cells));
  });

  it('F2 S1-08 with four gates of five missing lock what is mostly derived, and take its share of the score', () => {
    const cells = cellsOf({ fallback: true }, (day) => day % 5 !== 0);
    expect(ranking(cells)).toMatchInlineSnapshot(`
      [
        "0.6340 (x 0.80) calm, 6 hours, against: qualified; mostly-derived too-good; Sharpe 4.52, return 0.0696, factor 2.38, drawdown 0.0214, 30 trades, real 0.20 of entries, 0.20 of bars",
        "0.6160 (x 0.80) third of its kind, in a session without gates: qualified; mostly-derived too-good; Sharpe 9.99, return 0.0432, factor 7.06, drawdown 0.0054, 28 trades, real 0.00 of entries, 0.01 of bars",
        "0.1565 (x 0.60) all, 12 hours: loses; loss profit-factor-below-1 sharpe-not-positive drawdown-above-pnl; Sharpe -9.96, return -0.1000, factor 0.00, drawdown 0.1208, 24 trades, real 0.50 of entries, 0.20 of bars",
        "0.1501 (x 0.48) all, 6 hours: loses; loss profit-factor-below-1 sharpe-not-positive drawdown-above-pnl mostly-derived; Sharpe -3.92, return -0.0698, factor 0.50, drawdown 0.0983, 36 trades, real 0.33 of entries, 0.20 of bars",
        "0.1255 (x 0.48) calm, 6 hours: loses; loss profit-factor-below-1 sharpe-not-positive drawdown-above-pnl mostly-derived; Sharpe -5.96, return -0.0941, factor 0.27, drawdown 0.1149, 30 trades, real 0.20 of entries, 0.20 of bars",
        "0.1093 (x 0.48) third of its kind, 6 hours: loses; loss profit-factor-below-1 sharpe-not-positive drawdown-above-pnl mostly-derived; Sharpe -8.33, return -0.1054, factor 0.08, drawdown 0.1149, 26 trades, real 0.08 of entries, 0.20 of bars",
        "0.1065 (x 0.48) calm, 12 hours: loses; loss profit-factor-below-1 sharpe-not-positive drawdown-above-pnl mostly-derived; Sharpe -9.54, return -0.1180, factor 0.00, drawdown 0.1389, 18 trades, real 0.33 of entries, 0.20 of bars",
      ]
    `);
  });
});
