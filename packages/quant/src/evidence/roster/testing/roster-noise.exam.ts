import { createRng } from '@assay/core/random';
import { MS_PER_HOUR } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { fillContract } from '../../../execution/index.ts';
import type { BarSeries } from '../../../market/index.ts';
import { sweepRecord } from '../../../simulation/index.ts';
import { contiguousSeries } from '../../../simulation/testing/index.ts';
import { barColumns, resolveParameters, strategyByName, strategyColumns } from '../../../strategy/index.ts';
import type { Parameters } from '../../../strategy/index.ts';
import { measureCell } from '../../grid/cell-figures.ts';
import { gridScore } from '../../grid/grid-score.ts';
import { bestCells } from '../../grid/select-best.ts';
import { judgeWeek } from '../policy.ts';
import type { WeeklyFigures, WeekOutcome } from '../policy.ts';
import { isOnRoster, LISTED, stepRoster } from '../roster.ts';
import type { RosterEntry } from '../roster.ts';

const MARKETS = 200;
/** Bars before the first week, weeks that a grid evaluates, weeks that the roster is kept. */
const WARM_UP = 2000;
const TRAILING = 13;
const KEPT = 26;
const WEEK = 7 * 24;
const OWN = { maxHazard: 0.1, minRepetitions: 1, holdMinutes: 240 };

/** Hours of a price that goes nowhere, 15 basis points each. */
function noise(market: number): BarSeries {
  const rng = createRng(`roster${market}`);
  let level = 0;
  const closes = Array.from({ length: WARM_UP + (TRAILING + KEPT) * WEEK }, () =>
    Math.round(1e6 * Math.exp((level += 0.0015 * rng.nextNormal()))),
  ).map((price) => price / 100);
  const bars = { start: Date.UTC(2015, 0, 5), barMs: MS_PER_HOUR };
  return contiguousSeries(closes, bars, { calendar: 'continuous', id: 'NOISE' });
}

type Measured = ReturnType<typeof measureCell>['figures'];

/** The figures of one cell in the thirteen weeks from `week` on, at half a basis point of spread a side. */
function figuresOf(series: BarSeries, week: number, given: Parameters): Measured {
  const strategy = strategyByName('gates');
  if (strategy === undefined) throw new Error('the strategy gates is missing');
  const { params } = resolveParameters(strategy, given);
  const first = WARM_UP + week * WEEK;
  const last = first + TRAILING * WEEK - 1;
  const [from, to] = [series.eventTime[first], series.eventTime[last]];
  const dayEnds = Float64Array.from({ length: TRAILING * 7 }, (_, day) => series.eventTime[first + 24 * day + 23]);
  const costs = { halfSpreadBps: 0.5, slippageBps: 0, commissionBps: 0 };
  const swept = sweepRecord({
    series: [series],
    segments: [
      {
        ...{ from, to, terms: [[]], columns: strategyColumns(strategy, params, [barColumns(series)], []) },
        strategy: strategy.create(params, { instruments: ['NOISE'], rng: createRng('none') }),
      },
    ],
    boundary: 'flatten',
    contract: { ...fillContract('base', { costs }), degenerateOpen: 'accept' },
    sizing: { kind: 'target-weight', weight: 1 },
    limits: { maxGrossExposure: 1 },
    account: { currency: series.instrument.currency, cash: 1e5 },
  });
  if (swept === undefined) throw new Error('the sweep cannot take this cell');
  return measureCell(swept, { dayEnds, daysPerYear: 365 }).figures;
}

function weekly({ trades, sharpe, profitFactor }: Measured): WeeklyFigures {
  const known = (one: Measured['sharpe']): number | null => (one.reason === undefined ? one.value : null);
  return { trades, sharpe: known(sharpe), profitFactor: known(profitFactor) };
}

const SETS: readonly Parameters[] = [0.08, 0.1, 0.12].flatMap((maxHazard) =>
  [1, 2].flatMap((minRepetitions) =>
    [240, 480, 1440].map((holdMinutes) => ({ maxHazard, minRepetitions, holdMinutes })),
  ),
);

/** The best cell of a week, as a grid chooses it. */
function bestOf(series: BarSeries, week: number): Parameters | undefined {
  const cells = SETS.map((params, index) => {
    const derived = { gate: 0, derived: 1, none: 0 };
    const coverage = { ...derived, admitted: derived, entries: derived };
    const cell = { figures: figuresOf(series, week, params), coverage };
    return { ...cell, params, key: String(index), score: gridScore(cell) };
  });
  const { shown, logged } = bestCells(cells);
  return (shown ?? logged)?.params;
}

describe('a roster on noise', () => {
  it('S1-14: passes half of it by the best cell of the week or of the week before, an eighth by the own one', () => {
    const rules: Record<string, Record<WeekOutcome, number>> = {};
    let inUse = 0;
    for (let market = 0; market < MARKETS; market++) {
      const series = noise(market);
      const judge = (rule: string, week: number, params: Parameters | undefined): void => {
        const { outcome } = judgeWeek(params && weekly(figuresOf(series, week, params)));
        const counts = (rules[rule] ??= { pass: 0, borderline: 0, fail: 0, hold: 0 });
        counts[outcome]++;
      };
      const before = bestOf(series, 0);
      judge('best of its own weeks', 1, bestOf(series, 1));
      judge('best a week before', 1, before);
      judge('best 13 weeks before', TRAILING, before);
      judge('own settings', 1, OWN);
      inUse += Number(isOnRoster(keptOn(series)));
    }
    const shares = Object.fromEntries(
      Object.entries(rules).map(([rule, counts]) => [
        rule,
        Object.entries(counts).map(([outcome, n]) => `${outcome} ${((100 * n) / MARKETS).toFixed(1)} %`),
      ]),
    );
    process.stdout.write(
      `${JSON.stringify(shares, undefined, 1)}\nin use after ${KEPT} weeks: ${((100 * inUse) / MARKETS).toFixed(1)} %\n`,
    );
    expect(rules['own settings']?.pass).toBeLessThan(0.2 * MARKETS);
    expect(rules['best a week before']?.pass).toBeGreaterThan(0.4 * MARKETS);
    expect(inUse).toBeLessThan(0.45 * MARKETS);
  });
});

/** The place of a market after its weeks, each judged by the settings in force. */
function keptOn(series: BarSeries): RosterEntry {
  let entry: RosterEntry = LISTED;
  for (let week = 0; week < KEPT; week++) {
    const { maxHazard = OWN.maxHazard, minRepetitions = OWN.minRepetitions } = entry.tightening;
    const figures = weekly(figuresOf(series, week, { ...OWN, maxHazard, minRepetitions }));
    entry = stepRoster(entry, `2015-W${String(week + 14)}`, figures, { settings: OWN }).after;
  }
  return entry;
}
