import { describe, expect, it } from 'vitest';
import { baseContract } from '../../execution/index.ts';
import { calendarById, LEDGER_UNITS_PER_CURRENCY_UNIT } from '../../market/index.ts';
import type { BarSeries } from '../../market/index.ts';
import { ohlcSeries, walkSeries } from '../../market/testing/index.ts';
import type { SimulationOptions, SimulationResult } from '../../simulation/index.ts';
import { byBar, runOver, strategyOf, wantLots } from '../../simulation/testing/index.ts';
import { measureById } from '../registry.ts';
import { analyse } from '../registry.ts';
import { tradeMeasures } from '../trade-measures.ts';
import { analysisInput } from './analysis-input.ts';
import { capacityInput } from './capacity-input.ts';
import type { RecordContext } from './record-context.ts';
import { recordedTrades, tradeInput } from './trade-input.ts';

const COSTS = baseContract({ degenerateOpen: 'accept' });
const bars = walkSeries('record', 260);
const context = (series: readonly BarSeries[], more: Partial<RecordContext> = {}): RecordContext => ({
  ...{ periodsPerYear: 252, riskFreePerPeriod: 0, currency: 'USD', series },
  ...more,
});

/** Long for a week, short for a week, with flat days between. */
function swinging(series: readonly BarSeries[], changes: Partial<SimulationOptions> = {}): SimulationResult {
  const strategy = strategyOf((view) =>
    view.updated.map((id) => {
      const phase = view.barCount(id) % 12;
      return wantLots(id, phase < 5 ? 40 : phase < 7 ? 0 : -40);
    }),
  );
  return runOver(series, strategy, { contract: COSTS, ...changes });
}

describe('recordedTrades', () => {
  it('are the trades themselves in the currency of the account', () => {
    const simulation = swinging([bars]);
    expect(simulation.trades.length).toBeGreaterThan(20);
    recordedTrades(simulation).forEach((found, i) => {
      const { grossUnits, costUnits, netUnits, incomeUnits = 0, barsHeld, exitRule } = simulation.trades[i];
      expect(found).toEqual({ grossUnits, costUnits, netUnits, incomeUnits, barsHeld, exitRule });
    });
  });

  it('are in the currency of the account where instruments have others, and sum to what the account earned', () => {
    const euro = walkSeries('euro', 260, { instrument: { id: 'EURO', currency: 'EUR' } });
    const rate = 1.25;
    const conversion = { rate: (): number => rate };
    const simulation = swinging([euro], { conversion });
    const found = recordedTrades(simulation);
    const [own] = simulation.trades;
    expect(found[0].costUnits / own.costUnits).toBeCloseTo(rate, 5);
    expect(found[0].netUnits / own.netUnits).toBeCloseTo(rate, 5);
    const earned = (simulation.equityUnits.at(-1) as number) - simulation.initialUnits;
    const net = tradeMeasures(found).netUnits.value;
    expect(Math.abs(net - earned)).toBeLessThan(10 * simulation.trades.length);
    // Excursions are in the account's currency too, whether the context knows rates or not.
    const { adverseUnits = new Float64Array(0) } = tradeInput(simulation, context([euro]));
    const inOwn = swinging([walkSeries('euro', 260, { instrument: { id: 'EURO' } })]).tradeColumns.adverseUnits;
    expect(adverseUnits[3] / inOwn[3]).toBeCloseTo(rate, 6);
  });
});

describe('analysisInput', () => {
  it('S3-27: leaves no measure undefined for want of anything that the simulation or its bars know', () => {
    const simulation = swinging([bars]);
    const initialRiskUnits = Float64Array.from(simulation.trades, () => 50 * LEDGER_UNITS_PER_CURRENCY_UNIT);
    const found = analyse(analysisInput(simulation, context([bars], { initialRiskUnits })));
    const missing = Object.entries(found).flatMap(([id, { reason }]) => (reason?.endsWith('-given') ? [id] : []));
    expect(missing).toEqual([]);
    expect(found['nWithInitialRisk'].value).toBe(simulation.trades.length);
    expect(found['nWithExcursions'].value).toBe(simulation.trades.length);
    const known = Object.values(found).filter(({ reason }) => reason === undefined).length;
    expect(known).toBeGreaterThan(100);
  });

  it('S3-27: takes the initial risk that the engine has recorded, in multiples of which the measures are', () => {
    const flat = ohlcSeries({
      open: [100, 100, 100, 100, 110],
      high: [101, 101, 101, 111, 111],
      low: [99, 99, 99, 99, 109],
      close: [100, 100, 100, 110, 110],
    });
    const stopped = wantLots('TEST', 1, { stopLoss: { fraction: 0.05 } });
    const simulation = runOver([flat], byBar('TEST', { 0: stopped, 1: wantLots('TEST', 0), 2: stopped }));
    const found = analyse(analysisInput(simulation, context([flat])));
    // Out at the price of the entry, and 10 above it: 0 R and 2 R of 5 each.
    expect(found['nWithInitialRisk'].value).toBe(2);
    expect(found['expectancyR'].value).toBe(1);
    expect(found['systemQualityNumber'].value).toBeCloseTo(1, 12);
  });

  it('says what is missing where bars and risk are not given', () => {
    const found = analyse(analysisInput(swinging([bars]), context([bars], { series: undefined })));
    expect(found['capacityUnits'].reason).toBe('volumes-not-given');
    expect(found['expectancyR'].reason).toBe('initial-risk-not-given');
    expect(found['averageAdverseUnits'].reason).toBeUndefined();
  });

  it('compares with its own average exposure unless another benchmark is given', () => {
    const simulation = swinging([bars]);
    const beta = measureById('beta');
    const matched = analyse(analysisInput(simulation, context([bars])), [beta]);
    const benchmark = simulation.returns.map((value) => value / 2);
    const given = analyse(analysisInput(simulation, context([bars], { benchmark })), [beta]);
    expect(given['beta'].value).toBeCloseTo(2, 10);
    expect(matched['beta'].value).not.toBeCloseTo(2, 1);
  });

  it('takes costs from all four kinds', () => {
    const simulation = swinging([bars]);
    const { spread, slippage, commission, fees } = simulation.costUnits;
    const { costs } = analysisInput(simulation, context([bars]));
    expect(costs?.totalUnits).toBe(spread + slippage + commission + fees);
    expect(costs?.totalUnits).toBeGreaterThan(0);
  });

  it('refuses an initial risk of another length', () => {
    const initialRiskUnits = new Float64Array(3);
    expect(() => analysisInput(swinging([bars]), context([bars], { initialRiskUnits }))).toThrow("'initialRiskUnits'");
  });
});

describe('capacityInput', () => {
  it('fits one purchase and one sale worked by hand', () => {
    const simulation = runOver([bars], byBar('TEST', { 59: wantLots('TEST', 10), 99: wantLots('TEST', 0) }));
    const found = capacityInput(simulation, context([bars]));
    const day = simulation.fills[0].barIndex - 1;
    const traded = Array.from({ length: 20 }, (_, i) => bars.close[day - i] * bars.volume[day - i]);
    const changes = Array.from({ length: 20 }, (_, i) => bars.close[day - i] / bars.close[day - i - 1] - 1);
    const average = changes.reduce((a, b) => a + b, 0) / 20;
    const deviation = Math.sqrt(changes.reduce((sum, one) => sum + (one - average) ** 2, 0) / 19);
    expect(found?.dailyVolumeUnits[0]).toBeCloseTo((traded.reduce((a, b) => a + b, 0) / 20) * 1e6, 0);
    expect(found?.dailyVolatility[0]).toBeCloseTo(deviation, 12);
    expect(found?.valueUnits[0]).toBe(Math.round(bars.open[day + 1] * 100) * 10 * 10_000);
    expect(found?.grossUnits).toBe(simulation.trades[0].grossUnits);
    expect(found?.accountUnits).toBe(simulation.initialUnits);
  });

  it('takes the first estimate there is for a fill before enough bars have closed, and none without volumes', () => {
    const early = runOver([bars], byBar('TEST', { 1: wantLots('TEST', 10), 99: wantLots('TEST', 0) }));
    const found = capacityInput(early, context([bars]));
    const first = Array.from({ length: 20 }, (_, i) => bars.close[i] * bars.volume[i]).reduce((a, b) => a + b, 0) / 20;
    expect(found?.dailyVolumeUnits[0]).toBeCloseTo(first * 1e6, 0);
    const silent = { ...bars, volume: bars.volume.map(() => NaN) };
    const unknown = analyse(analysisInput(early, context([silent])));
    expect(unknown['capacityUnits'].reason).toBe('volumes-not-given');
  });

  it('counts the bars of a day', () => {
    const calendar = calendarById('us-equity');
    const simulation = runOver([bars], byBar('TEST', { 59: wantLots('TEST', 10) }));
    const hourly = { ...bars, timeframe: '1h' } as BarSeries;
    const perDay = calendar.periodsPerYear('1h') / calendar.periodsPerYear('1d');
    const [daily, more] = [bars, hourly].map((one) =>
      capacityInput(simulation, context([one], { capacity: { days: 3 } })),
    );
    expect(more?.dailyVolumeUnits[0]).toBeGreaterThan(2 * (daily?.dailyVolumeUnits[0] ?? NaN));
    expect(perDay).toBeGreaterThan(5);
  });
});
