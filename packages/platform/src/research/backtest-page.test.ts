import type { BacktestReportModel, StressModel } from '@assay/contracts/schemas';
import { baseContract } from '@assay/quant/execution';
import { describe, expect, it } from 'vitest';
import { renderBacktestReport } from '../reports/index.ts';
import { backtestReportModel } from './backtest-report-model.ts';
import { sampleBacktest } from './testing/sample-backtest.ts';
import { failedStress } from './stress/stress-row.ts';
import { stressModel } from './stress/stress-model.ts';
import { withheldModel, withheldOutcome } from './backtest/withheld-backtest.ts';

const { simulation, context } = sampleBacktest({ nBars: 700 });
const MODEL = backtestReportModel(simulation, context);

type Evidence = BacktestReportModel['evidence'];
type Performance = BacktestReportModel['performance'];

const failedStressModel = (reason: string): StressModel => stressModel({ ...failedStress(reason), costs: [] });

async function textOf(model: BacktestReportModel): Promise<string> {
  const page = await renderBacktestReport(model);
  return page
    .replace(/<style>[\s\S]*?<\/style>/u, '')
    .replace(/<[^>]+>/gu, ' ')
    .replaceAll('\u202F', ' ')
    .replaceAll('\u2212', '-')
    .replace(/\s+/gu, ' ');
}

const withEvidence = (changes: Partial<Evidence>): BacktestReportModel => ({
  ...MODEL,
  evidence: { ...MODEL.evidence, ...changes },
});
const withPerformance = (changes: Partial<Performance>): BacktestReportModel => ({
  ...MODEL,
  performance: { ...MODEL.performance, ...changes },
});
function withMeasure(id: string, value: number | null, reason: string | null = null): BacktestReportModel {
  const measures = MODEL.performance.measures.map((one) => (one.id === id ? { id, value, reason } : one));
  return withPerformance({ measures });
}

describe('the page of one backtest', () => {
  it('is one file: no script, no address, nothing to load, the same bytes again', async () => {
    const page = await renderBacktestReport(MODEL);
    expect(page).not.toMatch(/<script|<link|<img|@import|url\(/);
    expect(page).not.toMatch(/\b(?:src|href)="(?!#)/);
    expect(page.length).toBeLessThan(600_000);
    expect(await renderBacktestReport(MODEL)).toBe(page);
  });

  it('says what stands against it before it shows a picture', async () => {
    const page = await renderBacktestReport(MODEL);
    expect(page.indexOf('id="evidence"')).toBeLessThan(page.indexOf('<svg'));
    expect(page.indexOf('one backtest, not judged')).toBeGreaterThan(0);
  });

  it('escapes names, parameters and reasons of users', async () => {
    const trades = MODEL.trades.map((trade) => ({ ...trade, entryReason: '<b>up</b>' }));
    const page = await renderBacktestReport({ ...MODEL, name: '<i>x</i>', strategy: '"><svg>', trades });
    expect(page).not.toMatch(/<i>x|<b>up|"><svg>/);
  });

  it('refuses a model with a number that is not finite, and one with a field amiss', async () => {
    await expect(renderBacktestReport(withPerformance({ finalEquity: NaN }))).rejects.toThrow(
      'performance.finalEquity',
    );
    await expect(renderBacktestReport({ ...MODEL, evidence: {} as Evidence })).rejects.toThrow('evidence');
  });

  it('leaves no curve out of a long record, and holds its ends and extremes', () => {
    const long = sampleBacktest({ nBars: 9000, instruments: ['ONE'] });
    const { equity, drawdown } = backtestReportModel(long.simulation, long.context);
    const values = [...long.simulation.equityUnits].map((units) => units / 1e6);
    expect(equity.times.length).toBeLessThanOrEqual(4000);
    expect([Math.min(...equity.values), Math.max(...equity.values)]).toEqual([
      Math.min(...values),
      Math.max(...values),
    ]);
    expect([equity.values[0], equity.values.at(-1)]).toEqual([values[0], values.at(-1)]);
    expect(drawdown.times[0]).toBe(long.simulation.times[0]);
  });
});

describe('X-13: the words of the page of one backtest follow its numbers', () => {
  it.each([
    ['gained', 0.2, /gained 20\.0 % from/],
    ['lost', -0.2, /lost 20\.0 % from/],
  ])('headline: %s', async (_, total, expected) => {
    expect(await textOf(withMeasure('totalReturn', total))).toMatch(expected);
  });

  it('says why there is no return where there is none', async () => {
    const text = await textOf(withMeasure('totalReturn', null, 'wealth-not-positive'));
    expect(text).toContain('all wealth was lost, or more');
    expect(text).not.toMatch(/(?:gained|lost) [0-9]/);
  });

  it('compares with the benchmark as it is', async () => {
    const held = (value: number): BacktestReportModel => {
      const model = withMeasure('totalReturn', 0.1);
      const benchmarkMeasures = [{ id: 'totalReturn', value, reason: null }];
      return { ...model, performance: { ...model.performance, benchmarkMeasures } };
    };
    expect(await textOf(held(0.3))).toContain('Buy and hold returned +30.0 %, more than the strategy');
    expect(await textOf(held(0.05))).toContain('Buy and hold returned +5.0 %, less than the strategy');
    expect(await textOf({ ...MODEL, benchmark: null })).not.toContain('Buy and hold returned');
  });

  it.each([
    [{ lower: -0.2, upper: 1.4 }, 'and holds zero'],
    [{ lower: 0.2, upper: 1.4 }, 'without zero'],
  ])('interval of the Sharpe ratio: %o', async (bounds, expected) => {
    expect(await textOf(withEvidence({ sharpe: 0.8, standardError: 0.4, ...bounds, nulls: {} }))).toContain(expected);
  });

  it('has no interval where the ratio is undefined', async () => {
    const nulls = { sharpe: 'zero-variance', deflatedSharpe: 'zero-variance', minimumTrackRecord: 'zero-variance' };
    const none = { sharpe: null, lower: null, upper: null, deflatedSharpe: null, minimumTrackRecord: null };
    const text = await textOf(withEvidence({ ...none, nulls }));
    expect(text).toContain('There is none: all returns are equal.');
    expect(text).not.toContain('interval is');
  });

  it.each([
    [0.99, 'more than luck, at a level of 0.95'],
    [0.3, 'no more than luck may bring, at a level of 0.95'],
  ])('deflated Sharpe ratio %d', async (deflatedSharpe, expected) => {
    expect(await textOf(withEvidence({ deflatedSharpe, expectedMaximum: 0.4 }))).toContain(expected);
  });

  it.each([
    [100, 'long enough'],
    [1_000_000, 'too short'],
  ])('minimum track record %d', async (minimumTrackRecord, expected) => {
    expect(await textOf(withEvidence({ minimumTrackRecord }))).toContain(expected);
  });

  it.each([
    [{ counted: 1, declared: 0 }, '1 trial counted: this one.'],
    [{ counted: 12, declared: 5 }, '12 trials counted on overlapping data, this one among them, 5 of them declared'],
  ])('trials %o', async (trials, expected) => {
    expect(await textOf(withEvidence({ trials }))).toContain(expected);
  });

  it.each([
    ['not-run', 'Not run: nobody has replayed'],
    ['passed', 'Passed: with its future cut off'],
    ['failed', 'Failed: with its future cut off'],
  ] as const)('leak test %s', async (leakTest, expected) => {
    expect(await textOf(withEvidence({ leakTest }))).toContain(expected);
  });

  it('X-01: of a strategy that knew the future no measure is shown, nor said', async () => {
    const marks = { excessAnnualisedReturn: { value: 0.1, reason: null } };
    const stressed = { stress: failedStressModel('no figures'), regimeStretches: [], neighbourhood: undefined };
    const model = withheldModel({ ...withEvidence({ leakTest: 'failed' }), ...marks, ...stressed });
    expect([model.stress, model.regimeStretches]).toEqual([undefined, undefined]);
    const text = await textOf(model);
    expect(text).toContain('no total return');
    expect(text).toContain('withheld for a leak');
    for (const word of ['Sharpe ratio There', 'Above zero', 'Pessimistic fills', 'Drawdowns', 'Where it was earned']) {
      expect(text).not.toContain(word);
    }
    expect(text).toContain('Nothing that follows could have been earned');
    expect(model.performance.measures.every(({ value, reason }) => value === null && reason !== null)).toBe(true);
    const outcome = {
      under: 'base',
      contract: 'c',
      net: 5,
      totalReturn: 1,
      sharpeRatio: 2,
      maxDrawdown: 0.1,
      costs: 1,
    };
    expect(withheldOutcome({ ...outcome, trades: 3, nulls: {} })).toMatchObject({
      net: null,
      totalReturn: null,
      trades: 3,
    });
    expect(withheldOutcome({ ...outcome, under: 'buy and hold', trades: 3, nulls: {} }).net).toBe(5);
  });

  it('S4-15: says that a stress has failed, and why, that it is off, and nothing where nobody looked', async () => {
    const failed = await textOf({ ...MODEL, stress: failedStressModel('the third of them') });
    expect(failed).toContain('Stress Failed: the third of them.');
    expect(failed).toContain('The stress failed. the third of them.');
    const off = await textOf({ ...MODEL, stress: null });
    expect(off).toContain('Stress Off: regimes, resampled trades');
    expect(off).toContain('Stress is off: nobody has looked');
    expect(await textOf(MODEL)).not.toContain('Under stress');
  });

  it('says in sample only where it is', async () => {
    expect(await textOf(withEvidence({ inSample: true }))).toContain('The figures describe it; they predict nothing');
    const text = await textOf(withEvidence({ inSample: false }));
    expect(text).toContain('chosen on data before each period');
    expect(text).not.toContain(', in sample.');
  });

  it('X-12: tells at which costs the gain is gone, and that other costs were not run', async () => {
    const step = MODEL.performance.contracts[0] as Performance['contracts'][number];
    const ladder = [
      [1, 10],
      [1.25, 4],
      [1.5, -1],
      [2, -9],
    ].map(([costMultiple = null, net = null]) => ({ ...step, costMultiple, net }));
    expect(await textOf(withPerformance({ costLadder: ladder }))).toContain(
      'its trades lose from 1.5 times the costs on',
    );
    const safe = ladder.map((one) => ({ ...one, net: 5 }));
    expect(await textOf(withPerformance({ costLadder: safe }))).not.toContain('its trades lose from');
    expect(await textOf(withPerformance({ costLadder: null }))).toContain('Other costs: not run.');
  });

  it('X-12: labels figures without costs as such', async () => {
    const costs = baseContract({ costs: { halfSpreadBps: 0, slippageBps: 0, commissionBps: 0 } });
    const free = sampleBacktest({ nBars: 300, contract: costs });
    const text = await textOf(backtestReportModel(free.simulation, free.context));
    expect(text).toContain('All figures are free of costs.');
    expect(text).toContain('No fill cost anything');
    expect(await textOf(MODEL)).not.toContain('free of costs');
  });

  it.each([
    [-0.1, 0.1, 'and the gain is gone'],
    [0.05, 0.1, 'Under pessimistic/1 it returns +5.0 % instead of +10.0 %.'],
  ])('pessimistic fills %d', async (after, before, expected) => {
    const [own, worse] = MODEL.performance.contracts as [
      Performance['contracts'][number],
      Performance['contracts'][number],
    ];
    const contracts = [
      { ...own, totalReturn: before },
      { ...worse, totalReturn: after },
    ];
    expect(await textOf(withPerformance({ contracts }))).toContain(expected);
  });

  it('tells what refused orders, breakers, events and warnings there were, and none where there were none', async () => {
    const orders = { ...MODEL.performance.orders, refusedOrders: 3, refusals: [{ reason: 'unaffordable', count: 3 }] };
    const breaker = { time: 0, breaker: 'drawdown', event: 'breaker-tripped', action: 'flatten', scale: 0 };
    const text = await textOf(
      withPerformance({
        orders,
        breakerEvents: [{ ...breaker, measured: 0.2, limit: 0.1 }],
        breakerEventsTotal: 7,
        warnings: ['The fee table ends in 2024.'],
      }),
    );
    expect(text).toContain('3 orders were refused');
    expect(text).toContain('The first 1 of 7 events.');
    expect(text).toContain('The fee table ends in 2024.');
    const quiet = await textOf(
      withPerformance({ orders: { ...orders, refusedOrders: 0, refusals: [] }, warnings: [] }),
    );
    expect(quiet).toContain('none was refused');
    expect(quiet).not.toContain('Circuit breakers');
    expect(quiet).not.toContain('Warnings of the simulation');
  });

  it('tells an open drawdown from a recovered one', async () => {
    const [first] = MODEL.performance.drawdowns;
    const fall = { ...(first as Performance['drawdowns'][number]), peakTime: Date.UTC(2007, 4, 1) };
    const open = await textOf(
      withPerformance({ drawdowns: [{ ...fall, recoveryTime: null, periodsToRecover: null }] }),
    );
    expect(open).toContain('The fall from 2007-05-01 lasts until the end of the record.');
    const recovered = { ...fall, recoveryTime: Date.UTC(2008, 0, 1), periodsToRecover: 9 };
    expect(await textOf(withPerformance({ drawdowns: [recovered] }))).not.toContain('lasts until the end');
    expect(await textOf(withPerformance({ drawdowns: [] }))).toContain('Equity never closed below an earlier peak.');
  });

  it('warns of synthetic data only where data are synthetic', async () => {
    expect(await textOf(MODEL)).toContain('Synthetic data.');
    const real = MODEL.datasets.map((dataset) => ({ ...dataset, synthetic: false }));
    expect(await textOf({ ...MODEL, datasets: real })).not.toContain('Synthetic data.');
  });
});
