import { calendarById } from '../../market/index.ts';
import { ohlcSeries } from '../../market/testing/index.ts';
import { formatIsoTime, parseIsoInstant } from '@assay/core/time';
import { describe, expect, it } from 'vitest';
import { baseContract, US_REGULATORY_FEES } from '../../execution/index.ts';
import type { CostModelInput, FinancingInput } from '../../execution/index.ts';
import { ACCOUNT_EVENT_KINDS } from '../records/account-events.ts';
import type { SimulationOptions, SimulationResult } from '../simulation.ts';
import { byBar, runOver, timedSeries, wantLots } from '../testing/index.ts';

const UNIT = 1_000_000;
const FREE: CostModelInput = {
  spread: { kind: 'bps', half: 0 },
  slippage: { kind: 'bps', value: 0 },
  commission: { kind: 'bps', value: 0, minimumUnits: 0 },
};
const at = (text: string): number => parseIsoInstant(text) ?? NaN;

function contractWith(more: CostModelInput): SimulationOptions['contract'] {
  return baseContract({ costs: { ...FREE, ...more }, degenerateOpen: 'accept' });
}

const eventsOf = ({ accountEvents }: SimulationResult): readonly (readonly unknown[])[] =>
  [...accountEvents.kind].map((kind, i) => [
    ACCOUNT_EVENT_KINDS[kind],
    formatIsoTime(accountEvents.time[i]).slice(0, 16),
    accountEvents.units[i] / UNIT,
  ]);

/** Wednesday 2006-01-04 to Tuesday 2006-01-10, always 100. */
const flat = ohlcSeries({ close: [100, 100, 100, 100, 100] }, { firstDate: '2006-01-04' });

function runFlat(financing: FinancingInput, lots: number, changes: Partial<SimulationOptions> = {}): SimulationResult {
  const account = { currency: 'USD', cash: 36_000 };
  const contract = contractWith({ financing });
  return runOver([flat], byBar('TEST', { 0: wantLots('TEST', lots) }), { account, contract, ...changes });
}

describe('interest', () => {
  it('is charged for each civil day at 17:00 in New York on what is held then', () => {
    // 360 short at 100 are worth 36,000: 5 % of that over 360 days is 5 a day.
    const result = runFlat({ borrow: 0.05 }, -360);
    expect(eventsOf(result)).toEqual([
      ['borrow', '2006-01-05T22:00', -5],
      ['borrow', '2006-01-06T22:00', -5],
      ['borrow', '2006-01-07T22:00', -5],
      ['borrow', '2006-01-08T22:00', -5],
      ['borrow', '2006-01-09T22:00', -5],
    ]);
    expect([...result.equityUnits].map((units) => units / UNIT)).toEqual([36_000, 36_000, 35_995, 35_980, 35_975]);
    expect(result.trades[0]).toMatchObject({
      grossUnits: 0,
      costUnits: 0,
      incomeUnits: -25 * UNIT,
      netUnits: -25 * UNIT,
    });
    expect(result.incomeUnits.borrow).toBe(-25 * UNIT);
    expect(result.attribution).toMatchObject({ price: 0, financing: -25 * UNIT, rounding: 0, fx: 0 });
    expect(result.tradeColumns.financing[0]).toBe(-25 * UNIT);
  });

  it('earns the declared rate on idle cash, and pays the margin rate on a debt', () => {
    const rates = { cashInterest: 0.02, marginInterest: 0.075 };
    // Six evenings at 2 a day, and interest on the interest.
    let cash = 36_000 * UNIT;
    for (let day = 0; day < 6; day++) cash += Math.round((cash * 0.02) / 360);
    expect(runFlat(rates, 0).incomeUnits).toMatchObject({ cashInterest: cash - 36_000 * UNIT, marginInterest: 0 });
    const borrowed = runFlat(rates, 720).incomeUnits;
    expect(borrowed.cashInterest).toBe(2 * UNIT);
    expect(borrowed.marginInterest / UNIT).toBeCloseTo(5 * -7.5, 1);
  });

  it('leaves the proceeds of short sales alone: they are collateral', () => {
    const long = runFlat({ cashInterest: 0.02 }, 0).incomeUnits.cashInterest;
    expect(runFlat({ cashInterest: 0.02 }, -360).incomeUnits.cashInterest).toBe(long);
  });

  it('costs nothing where no rate is given, bit for bit', () => {
    const free = runFlat({}, 360);
    const none = runFlat({}, 360, { contract: contractWith({}) });
    expect(free.equityUnits).toEqual(none.equityUnits);
    expect(free.postings.accounts).not.toContain('financing:USD');
  });
});

describe('rollover', () => {
  const fxWeek = calendarById('fx-week');
  const sessions = fxWeek.sessionsBetween(at('2024-03-11T00:00:00Z'), at('2024-03-16T00:00:00Z'));
  const bars = sessions.map(({ open, close }) => ({
    opens: open,
    closes: close,
    open: 1.1,
    high: 1.1,
    low: 1.1,
    close: 1.1,
  }));
  const pair = timedSeries(bars, { id: 'EURUSD', tickSize: '0.00001', lotSize: '1000', calendar: 'fx-week' });
  const instrument = { ...pair.instrument, kind: 'currency-pair', baseCurrency: 'EUR' } as const;

  it('is posted at 17:00 in New York, three days on Wednesday, for what was held over it', () => {
    const rates = { kind: 'points', points: [{ from: '2020-01-01', long: -0.00005, short: 0.00003 }] } as const;
    const contract = contractWith({ financing: { rolloverByInstrument: { EURUSD: { rates } } } });
    const run = (lots: number): SimulationResult =>
      runOver([{ ...pair, instrument }], byBar('EURUSD', { 0: wantLots('EURUSD', lots) }), { contract });
    // 100 lots of 1,000 are 100,000 EUR: 5 a day long, 3 a day short. Bought after Monday's roll, closed before Friday's.
    expect(eventsOf(run(100))).toEqual([
      ['rollover', '2024-03-12T21:00', -5],
      ['rollover', '2024-03-13T21:00', -15],
      ['rollover', '2024-03-14T21:00', -5],
    ]);
    expect(run(-100).incomeUnits.rollover).toBe(15 * UNIT);
  });
});

describe('what falls due at a close', () => {
  it('is posted after the bar that closes there, and not at the very end of the simulation', () => {
    const hour = 3_600_000;
    const start = at('2024-01-02T18:00:00Z');
    // Closes at 22:00, 02:00, ...: interest falls due at 22:00, the close of bars 0, 6 and 12.
    const bars = Array.from({ length: 13 }, (_, i) => ({
      ...{
        opens: start + i * 4 * hour,
        closes: start + (i + 1) * 4 * hour,
        open: 100,
        high: 100,
        low: 100,
        close: 100,
      },
    }));
    const series = timedSeries(bars, { id: 'PAIR', calendar: 'continuous', kind: 'crypto' });
    const contract = contractWith({ financing: { cashInterest: 0.36 } });
    const account = { currency: 'USD', cash: 1_000 };
    const segments = [{ from: bars[0].closes, to: bars[12].closes, strategy: byBar('PAIR', {}), terms: [[]] }];
    const result = runOver([series], byBar('PAIR', {}), { contract, account, segments });
    const rows = [...result.equityUnits].map((units) => units / UNIT);
    expect(rows).toEqual([1000, 1000, 1000, 1000, 1000, 1000, 1000, 1001, 1001, 1001, 1001, 1001, 1001]);
    expect(result.attribution.financing).toBe(UNIT);
  });
});

describe('funding', () => {
  it('is paid by longs and received by shorts at the mark of each moment', () => {
    const hour = 3_600_000;
    const start = at('2024-01-01T00:00:00Z');
    const bars = [100, 100, 110, 120, 130].map((close, i) => ({
      opens: start + i * 8 * hour,
      closes: start + (i + 1) * 8 * hour,
      ...{ open: i === 0 ? 100 : [100, 100, 110, 120, 130][i - 1], high: close, low: 100, close },
    }));
    const series = timedSeries(bars, { id: 'PERP', kind: 'crypto', calendar: 'continuous' });
    const times = bars.map(({ closes }) => closes);
    const table = { times, rates: [0.01, 0.01, -0.02, 0.01, 0.01], intervalHours: 8 };
    const contract = contractWith({ financing: { fundingByInstrument: { PERP: table } } });
    const run = (lots: number): SimulationResult =>
      runOver([series], byBar('PERP', { 0: wantLots('PERP', lots) }), { contract });
    // Held at the closes of bars 1 to 3: 100, 110 and 120; closed before the payment at the end.
    expect(run(10).incomeUnits.funding / UNIT).toBe(-10 + 22 - 12);
    expect(run(-10).incomeUnits.funding / UNIT).toBe(10 - 22 + 12);
  });
});

describe('fees', () => {
  it('have an account and a column of their own', () => {
    const contract = contractWith({ fees: [...US_REGULATORY_FEES] });
    const result = runFlat({}, 100, { contract });
    const fees = result.fills.map((fill) => fill.feeUnits ?? 0);
    expect(fees[0]).toBe(0);
    expect(fees[1]).toBeGreaterThan(0);
    expect(result.costUnits).toEqual({ spread: 0, slippage: 0, commission: 0, fees: fees[1] });
    expect(result.trades[0]).toMatchObject({ costUnits: fees[1], netUnits: -fees[1] });
    expect(result.attribution.fees).toBe(-fees[1]);
    const account = result.postings.accounts.indexOf('fees:USD');
    const posted = [...result.postings.account].map((one, i) => (one === account ? result.postings.units[i] : 0));
    expect(posted.reduce((sum, units) => sum + units, 0)).toBe(fees[1]);
    expect(result.equityUnits.at(-1)).toBe(result.initialUnits - fees[1]);
  });
});

describe('two currencies', () => {
  it('exchanges dividends and financing at the rate of their moment', () => {
    const euro = ohlcSeries(
      { close: [100, 100, 100, 100, 100] },
      { firstDate: '2006-01-04', instrument: { currency: 'EUR' } },
    );
    const conversion = { rate: (_: string, __: string, time: number) => (time < euro.eventTime[2] ? 1.25 : 1.5) };
    const contract = contractWith({ financing: { borrow: 0.05 } });
    const account = { currency: 'USD', cash: 100_000 };
    const result = runOver([euro], byBar('TEST', { 0: wantLots('TEST', -360) }), { contract, conversion, account });
    expect(result.incomeUnits.borrow / UNIT).toBe(-5 * 1.25 - 4 * 5 * 1.5);
    const { price, financing, fx } = result.attribution;
    expect(price + financing + fx).toBe((result.equityUnits.at(-1) ?? NaN) - result.initialUnits);
    expect(fx).toBe(0);
  });
});
