import { describe, expect, it } from 'vitest';
import { fillContract } from '../execution/index.ts';
import { ohlcSeries, walkSeries } from '../market/testing/index.ts';
import type { BarSeries } from '../market/index.ts';
import type { BreakerAction } from '../risk/index.ts';
import { createEdgeEstimator, createVolatilityEstimator, targetLots } from '../risk/index.ts';
import type { SimulationOptions, SimulationResult } from './simulation.ts';
import { byBar, COST_FREE, order, runOver, strategyOf, want, wantLots } from './testing/index.ts';

const account = { currency: 'USD', cash: 100_000 };
const reasonsOf = ({ refusals }: SimulationResult): readonly string[] => refusals.map(({ reason }) => reason);

/** Days with equal opens: prices are what the day before closed at. */
function closing(...closes: readonly number[]): BarSeries {
  return ohlcSeries({ close: closes });
}

describe('sizing in the loop', () => {
  it('aims at a volatility by the estimate from bars that had become available', () => {
    const series = walkSeries('volatility', 60);
    const estimator = { kind: 'window', window: 20 } as const;
    const sizing = { kind: 'volatility-target', annualVolatility: 0.1, estimator, cap: 2 } as const;
    const plan = Object.fromEntries([10, 40].map((i) => [i, want('TEST', { kind: 'exposure', value: 1 })]));
    const result = runOver([series], byBar('TEST', plan), { sizing, account });
    expect(reasonsOf(result)).toEqual(['no-estimate']);
    const own = createVolatilityEstimator(estimator, 252);
    for (let i = 1; i <= 40; i++) own.push(series.close[i] / series.close[i - 1] - 1);
    const basis = { equity: 1e11, lotValue: series.close[40] * 1e6, annualVolatility: own.value };
    expect(result.fills[0].lots).toBe(targetLots(sizing, { kind: 'exposure', value: 1 }, basis));
  });

  it('risks a fraction of equity over the distance to the stop, and refuses a trade without one', () => {
    const sizing = { kind: 'risk-per-trade', fraction: 0.01, cap: 3 } as const;
    const exposure = { kind: 'exposure', value: 1 } as const;
    const stopped = want('TEST', exposure, { stopLoss: { fraction: 0.05 } });
    const result = runOver([closing(100, 100, 100, 100)], byBar('TEST', { 0: want('TEST', exposure), 1: stopped }), {
      sizing,
      account,
    });
    expect(reasonsOf(result)).toEqual(['no-stop']);
    expect(result.fills[0].lots).toBe(200);
  });

  it('puts a fraction in at entry and leaves it alone', () => {
    const sizing = { kind: 'fraction', fraction: 0.5, of: 'equity' } as const;
    const always = strategyOf(() => [want('TEST', { kind: 'exposure', value: 1 })]);
    const result = runOver([closing(100, 100, 120, 80, 90)], always, { sizing, account });
    expect(result.fills.map(({ lots, side }) => `${side} ${lots}`)).toEqual(['buy 500', 'sell 500']);
  });

  it('bets by Kelly only on an edge of what was asked for, traded or not, less its costs and its error', () => {
    const estimator = { kind: 'window', window: 20 } as const;
    const sizing = { kind: 'kelly', fraction: 0.5, level: 0.95, estimator, cap: 1e6 } as const;
    const limits = { maxGrossExposure: 1e9 };
    const falling = closing(...Array.from({ length: 40 }, (_, i) => 100 * 0.998 ** i * (i % 2 === 0 ? 1 : 0.999)));
    const always = strategyOf(() => [want('TEST', { kind: 'exposure', value: -1 })]);
    const contract = fillContract('base', {
      costs: { halfSpreadBps: 10, slippageBps: 0, commissionBps: 0 },
      degenerateOpen: 'accept',
    });
    const held = runOver([falling], always, { sizing, account, limits, contract });
    expect(reasonsOf(held).slice(0, 20)).toEqual(new Array(20).fill('no-estimate'));
    // The first return after asking pays for the change of side: 10 bps, rounded up to whole ticks.
    const edge = createEdgeEstimator(estimator);
    const { close } = falling;
    for (let i = 1; i <= 20; i++) edge.push(-(close[i] / close[i - 1] - 1) - (i === 1 ? 0.1 / 100 : 0));
    const basis = { equity: 1e11, lotValue: Math.round(close[20] * 100) * 1e4, edge: edge.value };
    expect(held.fills[0].lots).toBe(Math.abs(targetLots(sizing, { kind: 'exposure', value: -1 }, basis)));
    expect(held.fills[0]).toMatchObject({ side: 'sell', barIndex: 21 });
    const noise = closing(...Array.from({ length: 40 }, (_, i) => 100 + (i % 2)));
    const flat = runOver([noise], always, { sizing, account });
    expect(flat.fills).toEqual([]);
    expect(reasonsOf(flat).at(-1)).toBe('no-edge');
  });
});

describe('caps in the loop', () => {
  it('reduce what opens, and name the cap', () => {
    const risk = {
      caps: [
        { kind: 'order-notional', limit: { units: 5_000e6 } },
        { kind: 'gross', limit: { weight: 0.08 } },
      ],
    } as const;
    const result = runOver(
      [closing(100, 100, 100, 100)],
      byBar('TEST', { 0: wantLots('TEST', 90), 1: order({ quantity: { kind: 'lots', value: 90 } }) }),
      { risk, account },
    );
    expect(result.fills.map(({ lots }) => lots)).toEqual([50, 30, 80]);
    expect(reasonsOf(result)).toEqual(['cap-order-notional', 'cap-gross']);
    expect(result.orderEvents.map(({ event, reason }) => `${event} ${reason}`)).toContain('reduced reduced-to-limit');
  });

  it('refuse an all-or-none set whole', () => {
    const risk = { caps: [{ kind: 'order-lots', lots: 10 }] } as const;
    const series = closing(100, 100, 100, 100);
    const twin = { ...series, instrument: { ...series.instrument, id: 'TWIN' } };
    const legs = [5, 20].map((value, k) => ({
      instrument: ['TEST', 'TWIN'][k],
      target: { kind: 'lots', value } as const,
    }));
    const result = runOver([series, twin], byBar('TEST', { 0: { legs, allOrNone: true, reason: 'pair' } }), {
      risk,
      account,
    });
    expect(result.fills).toEqual([]);
    expect(reasonsOf(result)).toEqual(['cap-order-lots', 'cap-order-lots']);
  });
});

describe('circuit breakers in the loop', () => {
  const daily = (limit: number, action: BreakerAction): NonNullable<SimulationOptions['risk']> => ({
    breakers: [{ kind: 'daily-loss', limit, action }],
  });

  /** Holds 1000 lots from the first open; then asks for one lot more at every close. */
  function pressed(closes: readonly number[], risk: SimulationOptions['risk']): SimulationResult {
    const strategy = strategyOf((view) => [
      wantLots('TEST', view.barCount('TEST') === 1 ? 1000 : view.position('TEST') + 1),
    ]);
    return runOver([closing(...closes)], strategy, { risk, account, contract: COST_FREE });
  }

  it('S3-38: a day of -2.1 % halts, one of -1.9 % does not; the halted session has no entries, the next one has', () => {
    const halted = pressed([100, 100, 97.9, 97.9, 97.9, 97.9], daily(0.02, { kind: 'halt' }));
    expect(halted.breakerEvents.map(({ event }) => event)).toEqual(['breaker-tripped', 'breaker-reset']);
    expect(reasonsOf(halted)).toEqual(['breaker-halt']);
    // The close of the third bar trips: what was asked for there does not fill at the next open; what the next close asks for does.
    expect(halted.fills.map(({ barIndex, side }) => `${barIndex} ${side}`)).toEqual([
      '1 buy',
      '2 buy',
      '4 buy',
      '5 buy',
      '5 sell',
    ]);
    const passed = pressed([100, 100, 98.1, 98.1, 98.1], daily(0.02, { kind: 'halt' }));
    expect(passed.breakerEvents).toEqual([]);
    expect(reasonsOf(passed)).toEqual([]);
  });

  it('S3-38: flattens where that is asked for, at the next price', () => {
    const result = pressed([100, 100, 97.9, 97.9, 97.9, 97.9], daily(0.02, { kind: 'flatten' }));
    const closes = result.fills.filter(({ reason }) => reason === 'breaker-flatten');
    expect(closes.map(({ barIndex, side, lots, rule }) => ({ barIndex, side, lots, rule }))).toEqual([
      { barIndex: 3, side: 'sell', lots: 1001, rule: 'market-at-next-open' },
    ]);
  });

  it('scale what opens', () => {
    const result = pressed([100, 100, 97.9, 97.9, 97.9], {
      breakers: [{ kind: 'monthly-loss', limit: 0.02, action: { kind: 'scale', factor: 0.5 } }],
    });
    expect(reasonsOf(result)).toContain('breaker-scale');
    const orders = byBar('TEST', { 0: wantLots('TEST', 1000), 2: order({ quantity: { kind: 'lots', value: 9 } }) });
    const scaled = runOver([closing(100, 100, 97.9, 97.9, 97.9)], orders, {
      risk: { breakers: [{ kind: 'monthly-loss', limit: 0.02, action: { kind: 'scale', factor: 0.5 } }] },
      account,
      contract: COST_FREE,
    });
    expect(scaled.fills[1].lots).toBe(4);
    expect(reasonsOf(scaled)).toEqual(['breaker-scale']);
  });

  it('count a losing session at its close: what is decided there is scaled', () => {
    const risk = {
      breakers: [
        { kind: 'losing-streak', sessions: 2, action: { kind: 'scale', factor: 0.5 }, reset: { kind: 'win' } },
      ],
    } as const;
    const plan = { 0: wantLots('TEST', 100), 3: wantLots('TEST', 200), 4: wantLots('TEST', 200) };
    const result = runOver([closing(100, 100, 99, 98, 99, 99, 99)], byBar('TEST', plan), {
      risk,
      account,
      contract: COST_FREE,
    });
    expect(result.breakerEvents.map(({ event, sessionId }) => `${event} ${sessionId}`)).toEqual([
      'breaker-tripped 2006-01-06',
      'breaker-reset 2006-01-09',
    ]);
    expect(result.fills.map(({ lots, barIndex }) => [barIndex, lots])).toEqual([
      [1, 100],
      [5, 100],
      [6, 200],
    ]);
    expect(reasonsOf(result)).toEqual(['breaker-scale']);
  });

  it('refuse an order that meets its price while they hold, and leave protective exits alone', () => {
    const waiting = order({ type: 'limit', limitPrice: 96, quantity: { kind: 'lots', value: 5 } });
    const series = ohlcSeries({
      open: [100, 100, 100, 97, 97],
      high: [100, 100, 100, 97, 97],
      low: [100, 100, 97.9, 95, 97],
      close: [100, 100, 97.9, 97, 97],
    });
    const risk = {
      breakers: [{ kind: 'drawdown', limit: 0.02, action: { kind: 'halt' }, reset: { kind: 'never' } }],
    } as const;
    const plan = { 0: [wantLots('TEST', 1000, { stopLoss: { fraction: 0.04 } }), waiting] };
    const result = runOver([series], byBar('TEST', plan), { risk, account, contract: COST_FREE });
    expect(result.fills.map(({ rule }) => rule)).toEqual(['market-at-next-open', 'stop-inside-bar']);
    expect(reasonsOf(result)).toEqual(['breaker-halt']);
  });

  it('look at outside values as they become available', () => {
    const series = closing(100, 100, 100, 100, 100);
    const { eventTime } = series;
    const risk = {
      breakers: [{ kind: 'external-scale', series: 'vix', steps: [{ below: 20, scale: 1 }], otherwise: 0 }],
      outside: { vix: { availableAt: eventTime.slice(0, 3), values: Float64Array.of(15, 30, 15) } },
    } as const;
    const strategy = strategyOf((view) => [wantLots('TEST', view.position('TEST') + 1)]);
    const result = runOver([series], strategy, { risk, account, contract: COST_FREE });
    expect(result.fills.map(({ barIndex, side }) => `${barIndex} ${side}`)).toEqual([
      '1 buy',
      '3 buy',
      '4 buy',
      '4 sell',
    ]);
    expect(() => runOver([series], strategy, { risk: { ...risk, outside: {} } })).toThrow(
      "must be one of risk.outside, was 'vix'",
    );
  });
});
