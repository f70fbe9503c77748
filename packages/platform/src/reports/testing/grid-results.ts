import type { GridCell, GridEvidence, GridInstrument, GridResult } from '@assay/contracts/schemas';
import { gridVerdict, gridVerdictWords } from '../grid-words.ts';
import type { JudgedBest } from '../grid-words.ts';

const LIMITS = { minTrades: 20, confidence: 0.95, maxPbo: 0.5 };
const known = (value: number | null): GridEvidence['deflatedSharpe'] => ({
  value,
  reason: value === null ? 'no-sharpe' : null,
});
const LEAK: GridEvidence['leak'] = {
  ...{ outcome: 'clean', cuts: ['2020-01-01T00:00:00.000Z'], coverage: 0.5, replays: 2, differing: 0 },
  ...{ firstDifference: null, columns: [], error: null },
};

/** The best cell of a grid as it is judged: luck does not explain it, unless it is changed. */
export function judgedBest(changes: Partial<JudgedBest> = {}): JudgedBest {
  return {
    ...{ trials: 18, excessSharpe: known(2.4), expectedMaximum: known(1.6), probabilisticSharpe: known(0.999) },
    ...{ deflatedSharpe: known(0.97), deflatedSharpeAtNull: known(0.96), superiorAbility: known(0.02) },
    overfitting: { pbo: known(0.2), splits: 12_870, sets: 18 },
    ...{ effectiveTrials: known(4.2), confidence: 0.95, leak: LEAK },
    ...{ pessimistic: { pnl: 900, returnFraction: 0.009 }, tags: [], nTrades: 60, ...changes },
  };
}

const METRICS: GridCell['metrics'] = {
  ...{ trades: 60, dailyPoints: 250, sharpePerDay: 0.08, sharpe: 1.3, returnFraction: 0.02, pnl: 2000 },
  ...{ profitFactor: 1.4, profitFactorCapped: false, winRate: 0.55, averageHoldMinutes: 240, medianTradePnl: 20 },
  ...{ pnlPerTrade: 33, pnlToDrawdown: 2, winLossRatio: 1.1, winLossRatioCapped: false, sharpeCapped: false },
  ...{ maxDrawdown: 1000, maxDrawdownFraction: 0.01 },
};

/** One cell of a grid. */
export function gridCell(changes: Partial<GridCell> = {}): GridCell {
  return {
    ...{ key: 'a', axes: { maxHazard: 0.1, holdMinutes: 240 }, metrics: METRICS, nulls: {}, score: 0.6, penalty: 1 },
    ...{ tags: [], qualified: true, disqualified: null, ...changes },
  };
}

const COVERED: GridCell['coverage'] = {
  ...{ gate: 0.5, derived: 0.3, none: 0.2 },
  ...{ admitted: { gate: 40, derived: 60, none: 0 }, entries: { gate: 15, derived: 45, none: 0 } },
};

const TAGGED = [
  ...['few-trades', 'loss', 'profit-factor-below-1', 'sharpe-not-positive', 'drawdown-above-pnl', 'mostly-derived'],
  'too-good',
];
const LOSING = gridCell({
  ...{ key: 'b', axes: { maxHazard: 0.08, holdMinutes: 480 }, score: null, nulls: { score: 'too-few-observations' } },
  ...{ tags: TAGGED, qualified: false, disqualified: 'insufficient_data' },
  metrics: { ...METRICS, profitFactor: 10, profitFactorCapped: true, sharpe: 10, sharpeCapped: true },
});

/** The grid of one instrument whose best cell is judged so; none qualifies where nothing is given. */
export function gridInstrument(instrument: string, best: JudgedBest | undefined): GridInstrument {
  const verdict = best === undefined ? undefined : gridVerdict(best, LIMITS);
  const isShown = verdict !== undefined && verdict !== 'leak';
  return {
    ...{ instrument, period: { from: '2019-01-08', to: '2019-12-30' }, warmUpBars: isShown ? 90 : 0, daysPerYear: 260 },
    cells: [gridCell(isShown ? { coverage: COVERED } : {}), LOSING],
    ...{ best: isShown ? 0 : null, bestOfAll: 0, bestParams: isShown ? { maxHazard: 0.1 } : null },
    status: isShown ? 'qualified' : 'insufficient',
    reason: isShown ? null : 'no cell has 10 closed trades or more',
    evidence:
      best === undefined || verdict === undefined
        ? null
        : { ...evidenceOf(best), verdict, words: [...gridVerdictWords(verdict, best, LIMITS)] },
    ...(isShown ? { coverageByMonth: [{ month: '2019-01', gate: 0.5, derived: 0.3, none: 0.2 }] } : {}),
  };
}

function evidenceOf(best: JudgedBest): Omit<GridEvidence, 'verdict' | 'words'> {
  return Object.fromEntries(
    Object.entries(best).filter(([name]) => name !== 'tags' && name !== 'nTrades'),
  ) as unknown as Omit<GridEvidence, 'verdict' | 'words'>;
}

/** A grid of instruments. */
export function gridResult(instruments: readonly GridInstrument[], changes: Partial<GridResult> = {}): GridResult {
  return {
    ...{ runId: '0123456789abcdef', name: 'gates', codeVersion: '1', strategy: 'gates' },
    ...{ dataset: { name: 'fx', version: 'v' }, timeframe: '1h', currency: 'USD', cash: 100_000 },
    ...{ window: { from: null, to: null }, contract: { name: 'base/1', description: 'At the next open' } },
    ...{
      costFree: false,
      base: { direction: 'long-short' },
      profile: {},
      skipped: 0,
      notes: [],
      scoreVersion: 'grid/2',
    },
    axes: [
      { name: 'maxHazard', values: [0.08, 0.1] },
      { name: 'holdMinutes', values: [240, 480] },
    ],
    trials: { thisRun: 36, prior: 0, declared: 0, workspace: 'of this workspace' },
    ...{ instruments: [...instruments], ...changes },
  };
}

const NOTHING = { gate: 0, derived: 0, none: 0 };
const withLeak = (outcome: GridEvidence['leak']['outcome']): JudgedBest =>
  judgedBest({ leak: { ...LEAK, outcome, cuts: [] } });

function coveredBy(coverage: GridCell['coverage']): GridInstrument {
  return { ...gridInstrument('EURUSD', judgedBest()), cells: [gridCell({ coverage })] };
}

/** Grids whose sentences turn each other round. */
export const GRID_RESULTS: readonly GridResult[] = [
  gridResult([gridInstrument('EURUSD', judgedBest())]),
  gridResult([gridInstrument('EURUSD', undefined)], {
    ...{ notes: ['maxHazard: caps fell together'], skipped: 3, window: { from: '2019-01-01', to: '2019-12-31' } },
    ...{ base: {}, trials: { thisRun: 1, prior: 4, declared: 2, workspace: 'of this workspace' } },
  }),
  gridResult([gridInstrument('GBPUSD', withLeak('leak'))]),
  gridResult([gridInstrument('GBPUSD', withLeak('nondeterministic')), gridInstrument('EURUSD', undefined)]),
  gridResult([gridInstrument('GBPUSD', withLeak('failed'))]),
  gridResult([gridInstrument('GBPUSD', judgedBest({ nTrades: 12, overfitting: null, superiorAbility: null }))]),
  gridResult([gridInstrument('GBPUSD', judgedBest({ deflatedSharpe: known(null), excessSharpe: known(null) }))]),
  gridResult([
    gridInstrument('GBPUSD', judgedBest({ deflatedSharpe: known(0.2), trials: 1 })),
    gridInstrument('AUDUSD', judgedBest({ overfitting: { pbo: known(0.8), splits: 1, sets: 18 } })),
  ]),
  gridResult([
    gridInstrument('GBPUSD', judgedBest({ tags: ['too-good'], pessimistic: { pnl: -5, returnFraction: -0.01 } })),
  ]),
  gridResult([gridInstrument('GBPUSD', judgedBest({ pessimistic: { pnl: null, returnFraction: null } }))]),
  gridResult(
    [
      {
        ...gridInstrument('EURUSD', judgedBest()),
        cells: Array.from({ length: 60 }, (_, index) =>
          gridCell({ key: `${index}`, axes: { maxHazard: 0.1, holdMinutes: 240, minRepetitions: index } }),
        ),
      },
    ],
    {
      axes: [
        { name: 'maxHazard', values: [0.08, 0.1] },
        { name: 'holdMinutes', values: [240, 480] },
        { name: 'minRepetitions', values: Array.from({ length: 60 }, (_, index) => index) },
      ],
    },
  ),
  gridResult([coveredBy({ ...COVERED, entries: NOTHING })]),
  gridResult([coveredBy({ ...COVERED, entries: NOTHING, admitted: NOTHING })]),
  gridResult([{ ...coveredBy(COVERED), best: null }]),
  gridResult([{ ...gridInstrument('EURUSD', judgedBest()), cells: [gridCell()] }], {
    axes: [{ name: 'holdMinutes', values: [240] }],
  }),
];
