import { formatIsoTime } from '@assay/core/time';
import { exposureMatchedExcess, recordedTrades } from '@assay/quant/analysis';
import { fromTicks, LEDGER_UNITS_PER_CURRENCY_UNIT } from '@assay/quant/market';
import type { Currency, Instrument, InstrumentId } from '@assay/quant/market';
import type { Fill, OrderEvent, Trade } from '@assay/quant/orders';
import type { SimulationResult } from '@assay/quant/simulation';
import { fillMembers } from '../performance/strategy-parts.ts';
import { tableOf } from './export-table.ts';
import type { ExportTable } from './export-table.ts';

/** Kinds of tables that a simulation is written as. */
export const EXPORT_KINDS = ['trades', 'equity', 'returns', 'fills', 'orders', 'postings'] as const;

/** A kind of table. */
export type ExportKind = (typeof EXPORT_KINDS)[number];

/** A simulation with what its tables need to know. */
export interface ExportedSimulation {
  readonly simulation: SimulationResult;
  /** In the order of the simulation's columns. */
  readonly instruments: readonly Instrument[];
  /** Currency of the account. */
  readonly currency: Currency;
}

/** A simulation as a table: prices in price units, money in currency units. */
export function rowTable(kind: ExportKind, exported: ExportedSimulation): ExportTable {
  return WRITERS[kind](exported);
}

type Money = ReturnType<typeof recordedTrades>[number];

const WRITERS: Readonly<Record<ExportKind, (exported: ExportedSimulation) => ExportTable>> = {
  trades: tradesTable,
  equity: equityTable,
  returns: returnsTable,
  fills: fillsTable,
  orders: ({ simulation }) => ordersTable(simulation),
  postings: ({ simulation }) => postingsTable(simulation),
};

function tradesTable({ simulation, instruments, currency }: ExportedSimulation): ExportTable {
  const terms = termsOf(instruments);
  const rules = new Map(simulation.fills.map((fill) => [fill.id, fill.rule]));
  const parts = simulation.tradeColumns;
  const members = fillMembers(simulation);
  const money = recordedTrades(simulation); // in the currency of the account
  const price = ({ instrument }: Trade, ticks: number): number => fromTicks(terms(instrument), ticks);
  const part = (name: keyof typeof parts, sign: 1 | -1) => (_: Trade, index: number) =>
    inCurrency(sign * (parts[name][index] as number) + 0);
  return tableOf<Trade>(
    {
      trade: ['BIGINT', ({ id }) => id],
      instrument: ['VARCHAR', ({ instrument }) => instrument],
      direction: ['VARCHAR', ({ direction }) => direction],
      lots: ['DOUBLE', ({ lots }) => lots],
      entry_time: ['TIMESTAMP', ({ entryTime }) => formatIsoTime(entryTime)],
      exit_time: ['TIMESTAMP', ({ exitTime }) => formatIsoTime(exitTime)],
      entry_price: ['DOUBLE', (trade) => price(trade, trade.entryTicks)],
      exit_price: ['DOUBLE', (trade) => price(trade, trade.exitTicks)],
      bars_held: ['BIGINT', ({ barsHeld }) => barsHeld],
      gross: ['DOUBLE', (_, index) => inCurrency((money[index] as Money).grossUnits)],
      costs: ['DOUBLE', (_, index) => inCurrency((money[index] as Money).costUnits)],
      net: ['DOUBLE', (_, index) => inCurrency((money[index] as Money).netUnits)],
      currency: ['VARCHAR', () => currency],
      spread: ['DOUBLE', part('spread', -1)],
      slippage: ['DOUBLE', part('slippage', -1)],
      commission: ['DOUBLE', part('commission', -1)],
      fees: ['DOUBLE', part('fees', -1)],
      dividends: ['DOUBLE', part('dividends', 1)],
      financing: ['DOUBLE', part('financing', 1)],
      adverse: ['DOUBLE', part('adverseUnits', 1)],
      favourable: ['DOUBLE', part('favourableUnits', 1)],
      initial_risk: ['DOUBLE', part('initialRiskUnits', 1)],
      entry_reason: ['VARCHAR', ({ entryReason }) => entryReason],
      exit_reason: ['VARCHAR', ({ exitReason }) => exitReason],
      entry_rule: ['VARCHAR', ({ entryFillId }) => rules.get(entryFillId) ?? ''],
      exit_rule: ['VARCHAR', ({ exitRule }) => exitRule],
      fill_contract: ['VARCHAR', ({ contract }) => contract],
      member: ['VARCHAR', ({ entryFillId }) => members[entryFillId] ?? ''],
    },
    simulation.trades,
  );
}

function equityTable({ simulation, currency }: ExportedSimulation): ExportTable {
  const { times, equityUnits } = simulation;
  return tableOf<number>(
    {
      time: ['TIMESTAMP', formatIsoTime],
      equity: ['DOUBLE', (_, t) => inCurrency(equityUnits[t] as number)],
      currency: ['VARCHAR', () => currency],
    },
    [...times],
  );
}

/** Net returns, and what is left of them beyond exposure-matched buy and hold: the figures that verdicts rest on. */
function returnsTable({ simulation }: ExportedSimulation): ExportTable {
  const { times, returns } = simulation;
  const { excess } = exposureMatchedExcess(simulation);
  return tableOf<number>(
    {
      time: ['TIMESTAMP', formatIsoTime],
      return: ['DOUBLE', (_, t) => returns[t] as number],
      excess_return: ['DOUBLE', (_, t) => excess[t] as number],
    },
    [...times],
  );
}

function fillsTable({ simulation, instruments }: ExportedSimulation): ExportTable {
  const terms = termsOf(instruments);
  const members = fillMembers(simulation);
  return tableOf<Fill>(
    {
      fill: ['BIGINT', ({ id }) => id],
      order: ['BIGINT', ({ orderId }) => orderId ?? NaN],
      instrument: ['VARCHAR', ({ instrument }) => instrument],
      side: ['VARCHAR', ({ side }) => side],
      lots: ['DOUBLE', ({ lots }) => lots],
      decision_time: ['TIMESTAMP', ({ decisionTime }) => formatIsoTime(decisionTime)],
      time: ['TIMESTAMP', ({ time }) => formatIsoTime(time)],
      reference_price: ['DOUBLE', ({ instrument, referenceTicks }) => fromTicks(terms(instrument), referenceTicks)],
      price: ['DOUBLE', ({ instrument, priceTicks }) => fromTicks(terms(instrument), priceTicks)],
      spread: ['DOUBLE', ({ spreadUnits }) => inCurrency(spreadUnits)],
      slippage: ['DOUBLE', ({ slippageUnits }) => inCurrency(slippageUnits)],
      commission: ['DOUBLE', ({ commissionUnits }) => inCurrency(commissionUnits)],
      fees: ['DOUBLE', ({ feeUnits = 0 }) => inCurrency(feeUnits)],
      currency: ['VARCHAR', ({ instrument }) => terms(instrument).currency],
      rule: ['VARCHAR', ({ rule }) => rule],
      reason: ['VARCHAR', ({ reason }) => reason],
      fill_contract: ['VARCHAR', ({ contract }) => contract],
      member: ['VARCHAR', ({ id }) => members[id] ?? ''],
    },
    simulation.fills,
  );
}

function ordersTable({ orderEvents }: SimulationResult): ExportTable {
  return tableOf<OrderEvent>(
    {
      time: ['TIMESTAMP', ({ time }) => formatIsoTime(time)],
      order: ['BIGINT', ({ orderId }) => orderId],
      tag: ['VARCHAR', ({ tag }) => tag],
      instrument: ['VARCHAR', ({ instrument }) => instrument],
      event: ['VARCHAR', ({ event }) => event],
      reason: ['VARCHAR', ({ reason }) => reason],
      lots: ['DOUBLE', ({ lots = NaN }) => lots],
      remaining: ['DOUBLE', ({ remaining = NaN }) => remaining],
    },
    orderEvents,
  );
}

/** The cash at the start is posted before any bar: at no time. */
function postingsTable({ postings }: SimulationResult): ExportTable {
  const { accounts, time, transaction, account, units } = postings;
  return tableOf<number>(
    {
      time: ['TIMESTAMP', (posted) => (Number.isNaN(posted) ? '' : formatIsoTime(posted))],
      transaction: ['BIGINT', (_, index) => transaction[index] as number],
      account: ['VARCHAR', (_, index) => accounts[account[index] as number] ?? ''],
      units: ['BIGINT', (_, index) => units[index] as number],
    },
    [...time],
  );
}

function termsOf(instruments: readonly Instrument[]): (id: InstrumentId) => Instrument {
  const terms = new Map(instruments.map((instrument) => [instrument.id, instrument]));
  return (id) => terms.get(id) as Instrument;
}

function inCurrency(units: number): number {
  return units / LEDGER_UNITS_PER_CURRENCY_UNIT;
}
