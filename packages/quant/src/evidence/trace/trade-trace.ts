/**
 * Recomputes every trade of a record from its fills, the bars and the cost model, without the engine: nothing of orders,
 * execution or simulation is called, only their records are read. Money is counted in wide integers.
 *
 * 1. Each fill: later than its decision, inside the bar that it names, its costs as the model says.
 * 2. Each trade: the fills that it names, its prices, lots, result before costs, costs and net result.
 * 3. Each instrument: the lots and costs of its trades are those of its fills, and nothing is left open unsaid.
 */
import type { CostModel } from '../../execution/index.ts';
import type { BarSeries } from '../../market/index.ts';
import type { Fill, Trade } from '../../orders/index.ts';
import { checkFill } from './fill-checks.ts';
import type { TraceNotes } from './notes.ts';
import { tickWorth } from './tick-worth.ts';
import type { TickWorth } from './tick-worth.ts';

/** What is traced. */
export interface TracedRecord {
  readonly fills: readonly Fill[];
  readonly trades: readonly Trade[];
  /** Bars of every instrument that was traded, as the run read them. */
  readonly series: readonly BarSeries[];
  readonly costs: CostModel;
  /** Milliseconds between a decision and the earliest fill. */
  readonly latencyMs: number;
}

/** What tracing found. */
export interface TradeTrace {
  readonly trades: number;
  readonly fills: number;
  /** What differs from the record, a sentence each; none where every trade was found again. */
  readonly differences: readonly string[];
  /** What the record says that bars and cost model cannot show, a sentence each: it was taken as it stands. */
  readonly unchecked: readonly string[];
}

/**
 * Traces a record.
 *
 * @remarks
 * Domain: amounts in ledger units of the instrument's currency; prices in ticks.
 * Numerics: exact where a tick of a lot is a whole number of ledger units and a fill belongs to one trade; else within the units
 * that rounding each amount once, or sharing a fill out by lots, can leave.
 * Source: this project.
 */
export function traceTrades(record: TracedRecord): TradeTrace {
  const differences: string[] = [];
  const unchecked = new Set<string>();
  const notes: TraceNotes = { differs: (what) => differences.push(what), takes: (what) => unchecked.add(what) };
  const fills = new Map(record.fills.map((fill) => [fill.id, fill]));
  if (fills.size !== record.fills.length) notes.differs('two fills have the same number');
  const partsOfOrder = new Map<number, number>();
  for (const { orderId } of record.fills) {
    if (orderId !== undefined) partsOfOrder.set(orderId, (partsOfOrder.get(orderId) ?? 0) + 1);
  }
  for (const series of record.series) {
    const { id } = series.instrument;
    const worth = tickWorth(series.instrument);
    const own = record.fills.filter(({ instrument }) => instrument === id);
    const trades = record.trades.filter(({ instrument }) => instrument === id);
    for (const fill of own) {
      const isInParts = fill.orderId !== undefined && (partsOfOrder.get(fill.orderId) ?? 0) > 1;
      checkFill(fill, { series, worth, costs: record.costs, latencyMs: record.latencyMs, isInParts }, notes);
    }
    for (const trade of trades) checkTrade(trade, fills, worth, notes);
    checkSums(id, own, trades, notes);
  }
  const known = new Set(record.series.map(({ instrument }) => instrument.id));
  for (const { id, instrument } of [...record.fills, ...record.trades]) {
    if (!known.has(instrument)) notes.differs(`record ${id} is of '${instrument}', whose bars the run has not`);
  }
  return { trades: record.trades.length, fills: record.fills.length, differences, unchecked: [...unchecked] };
}

function checkTrade(trade: Trade, fills: ReadonlyMap<number, Fill>, worth: TickWorth, notes: TraceNotes): void {
  const name = `trade ${trade.id}`;
  const [entry, exit] = [fills.get(trade.entryFillId), fills.get(trade.exitFillId)];
  if (entry === undefined || exit === undefined) return notes.differs(`${name} names a fill that is not there`);
  if (entry.instrument !== trade.instrument || exit.instrument !== trade.instrument)
    notes.differs(`${name} names a fill of another instrument`);
  const [opens, closes] = trade.direction === 'long' ? (['buy', 'sell'] as const) : (['sell', 'buy'] as const);
  if (entry.side !== opens || exit.side !== closes) notes.differs(`${name} names fills of the wrong side`);
  same(`${name}, entry price in ticks`, trade.entryTicks, entry.priceTicks, notes);
  same(`${name}, exit price in ticks`, trade.exitTicks, exit.priceTicks, notes);
  same(`${name}, entry time`, trade.entryTime, entry.time, notes);
  same(`${name}, exit time`, trade.exitTime, exit.time, notes);
  if (trade.entryTime > trade.exitTime) notes.differs(`${name} ends before it begins`);
  if (trade.splitRatio !== undefined) {
    notes.differs(`${name} lies across a split: it cannot be recomputed from its fills alone`);
    return;
  }
  const sign = trade.direction === 'long' ? 1 : -1;
  const moved = sign * (exit.referenceTicks - entry.referenceTicks);
  near(`${name}, result before costs`, trade.grossUnits, worth.units(moved, trade.lots), worth.isWhole ? 0 : 2, notes);
  const shares = [entry, exit].map((fill) => (costOf(fill) * trade.lots) / fill.lots);
  const isWhole = trade.lots === entry.lots && trade.lots === exit.lots && worth.isWhole;
  near(`${name}, costs`, trade.costUnits, (shares[0] as number) + (shares[1] as number), isWhole ? 0 : 10, notes);
  const income = trade.incomeUnits ?? 0;
  if (income !== 0) notes.takes('dividends and financing of trades are taken as recorded');
  same(`${name}, net result`, trade.netUnits, trade.grossUnits - trade.costUnits + income, notes);
}

/** Lots and costs of an instrument's trades against those of its fills. */
function checkSums(id: string, fills: readonly Fill[], trades: readonly Trade[], notes: TraceNotes): void {
  if (trades.some(({ splitRatio }) => splitRatio !== undefined)) return; // said already
  const used = new Map<number, number>();
  for (const { entryFillId, exitFillId, lots } of trades) {
    for (const fill of [entryFillId, exitFillId]) used.set(fill, (used.get(fill) ?? 0) + lots);
  }
  const open = fills.reduce((sum, { side, lots }) => sum + (side === 'buy' ? lots : -lots), 0);
  let unmatched = 0;
  for (const fill of fills) {
    const matched = used.get(fill.id) ?? 0;
    if (matched > fill.lots) notes.differs(`fill ${fill.id} of ${fill.lots} lots belongs to trades of ${matched} lots`);
    unmatched += fill.lots - matched;
  }
  if (unmatched !== Math.abs(open))
    notes.differs(`'${id}': fills leave ${Math.abs(open)} lots open, trades leave ${unmatched} lots of fills`);
  if (unmatched !== 0) return;
  const charged = fills.reduce((sum, fill) => sum + costOf(fill), 0);
  const shared = trades.reduce((sum, { costUnits }) => sum + costUnits, 0);
  near(`'${id}', costs of all trades`, shared, charged, trades.length === 0 ? 0 : trades.length, notes);
}

/** All that a fill cost, in ledger units. */
function costOf({ spreadUnits, slippageUnits, commissionUnits, feeUnits = 0 }: Fill): number {
  return spreadUnits + slippageUnits + commissionUnits + feeUnits;
}

function same(what: string, recorded: number, expected: number, notes: TraceNotes): void {
  near(what, recorded, expected, 0, notes);
}

function near(what: string, recorded: number, expected: number, tolerance: number, notes: TraceNotes): void {
  if (Math.abs(recorded - expected) <= tolerance) return;
  notes.differs(`${what}: ${recorded} is recorded, ${expected} was found`);
}
