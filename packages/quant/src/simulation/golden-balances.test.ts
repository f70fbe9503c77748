import { describe, expect, it } from 'vitest';
import type { SimulationResult } from './simulation.ts';
import { CONVENTIONS, runCase, UNITS } from './testing/engine-run.ts';
import { engineVector, priceOf, vectorBars } from './testing/engine-vectors.ts';
import type { EngineCase, EngineVector, TickRow, VectorData } from './testing/engine-vectors.ts';

/** A change of an account: what a fill brings in the currency of the pair, and the rate at which that is exchanged. */
interface Change {
  readonly bar: number;
  readonly time: number;
  readonly grossUnits: number;
  readonly commissionUnits: number;
  readonly rate: number;
}

const nautilus = engineVector('nautilus');
const inDollars = nautilus.cases.filter(({ instrument }) => instrument.currency === 'USD');
const inYen = nautilus.cases.filter(({ instrument }) => instrument.currency === 'JPY');
const named = (cases: readonly EngineCase[]): readonly (readonly [string, EngineCase])[] =>
  cases.map((one) => [one.name, one] as const);

const FINAL_UNITS: Readonly<Record<string, number>> = {
  'USDJPY-synthetic/market/high-first/spread 0/fee 0': 999_935_251_200,
  'USDJPY-synthetic/market+limit+stop/nearest/spread 10/fee 0.0002': 999_952_709_430,
  'USDJPY-1h/market/high-first/spread 0/fee 0': 999_956_236_501,
  'USDJPY-1h/market+limit+stop/nearest/spread 10/fee 0.0002': 999_203_159_422,
};

const finalUnits = ({ equityUnits }: SimulationResult): number => equityUnits[equityUnits.length - 1] ?? NaN;

/** Dollars per yen at the first quote of a bar: 1 / ask to buy dollars' worth of yen, 1 / bid to sell them. */
function rateAt(one: EngineCase, data: VectorData, row: TickRow | undefined, isBuy: boolean): number {
  return 1 / priceOf((row?.[0] ?? NaN) + (isBuy ? (one.askAboveBidTicks ?? 0) : 0), data.tick);
}

/** What each fill of a run changes, with the rates of the vector. */
function changesOf(result: SimulationResult, one: EngineCase, vector: EngineVector): readonly Change[] {
  const data = vector.data[one.data];
  const rows = vectorBars(data) ?? [];
  return result.trades.flatMap((trade, i) => {
    const [entryBar, exitBar] = one.rateBars?.[i] ?? [NaN, NaN];
    const [entry, exit] = [result.fills[trade.entryFillId], result.fills[trade.exitFillId]];
    const isLong = trade.direction === 'long';
    const gross = trade.netUnits + entry.commissionUnits + exit.commissionUnits;
    const change = (fill: typeof entry, bar: number, grossUnits: number, isBuy: boolean): Change => ({
      bar: fill.barIndex,
      time: fill.time,
      grossUnits,
      commissionUnits: fill.commissionUnits,
      rate: rateAt(one, data, rows[bar], isBuy),
    });
    return [change(entry, entryBar, 0, isLong), change(exit, exitBar, gross, !isLong)];
  });
}

/** Cents of an amount, halves away from zero: what nautilus_trader makes of money. */
function cents(units: number, rate: number): number {
  const value = (units * rate) / (UNITS / 100);
  return Math.sign(value) * Math.floor(Math.abs(value) + 0.5);
}

describe('balances of nautilus_trader in the currency of the pair', () => {
  it.for(named(inDollars))('are equal to the unit: %s (X-05)', ([, one], { skip }) => {
    const result = runCase(one, nautilus, CONVENTIONS.nautilus_trader);
    if (result === undefined) return skip(`the file with the bars of ${one.data} is not on this machine`);
    expect(finalUnits(result)).toBe(Math.round((one.finalBalance ?? NaN) * UNITS));
    return undefined;
  });
});

describe('an account in dollars for a pair in yen', () => {
  it.for(named(inYen))('is exchanged at the rate of each fill, to the unit: %s (X-12)', ([, one], { skip }) => {
    const first = runCase(one, nautilus, { ...CONVENTIONS.nautilus_trader, conversion: { rate: () => 0.01 } });
    if (first === undefined) return skip(`the file with the bars of ${one.data} is not on this machine`);
    const rates = new Map(changesOf(first, one, nautilus).map(({ time, rate }) => [time, rate]));
    const conversion = { rate: (_from: string, _to: string, time: number) => rates.get(time) ?? 0.01 };
    const result = runCase(one, nautilus, { ...CONVENTIONS.nautilus_trader, conversion });
    if (result === undefined) throw new RangeError('the bars are gone');
    const changes = changesOf(result, one, nautilus);
    const exchanged = changes.map(({ time, grossUnits, commissionUnits }) =>
      Math.round((grossUnits - commissionUnits) * (rates.get(time) ?? NaN)),
    );
    expect(finalUnits(result)).toBe(exchanged.reduce((sum, units) => sum + units, one.account.cash * UNITS));
    // What docs/methods/engines.md sets beside the balance of nautilus_trader.
    expect(finalUnits(result)).toBe(FINAL_UNITS[one.name]);
    return undefined;
  });

  it.for(named(inYen))(
    'has the balances of nautilus_trader where it rounds to cents as that does: %s',
    ([, one], { skip }) => {
      const result = runCase(one, nautilus, { ...CONVENTIONS.nautilus_trader, conversion: { rate: () => 0.01 } });
      if (result === undefined) return skip(`the file with the bars of ${one.data} is not on this machine`);
      let balance = one.account.cash * 100;
      const balances: [number, number][] = [[0, one.account.cash]];
      for (const { bar, grossUnits, commissionUnits, rate } of changesOf(result, one, nautilus)) {
        const change = cents(grossUnits, rate) - cents(commissionUnits, rate);
        balance += change;
        if (change !== 0) balances.push([bar, balance / 100]);
      }
      // It also writes a balance down where nothing has changed.
      const changes = one.balances?.filter(([, now], k, all) => k === 0 || now !== all[k - 1]?.[1]);
      expect(balances).toEqual(changes);
      return undefined;
    },
  );
});
