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
  const [entry, exit] = [fills.get(trade.entryFillId), fills.get(trade.exitFillId)];
  if (entry === undefined || exit === undefined)
    return notes.differs(`trade ${trade.id} names a fill that is not there`);
  checkEnds(trade, { entry, exit }, notes);
  if (trade.splitRatio === undefined) checkResult(trade, { entry, exit }, worth, notes);
  else notes.differs(`trade ${trade.id} lies across a split: it cannot be recomputed from its fills alone`);
}

/** The two fills of a trade. */
interface Ends {
  readonly entry: Fill;
  readonly exit: Fill;
}

/** A trade begins and ends as its fills do. */
function checkEnds(trade: Trade, { entry, exit }: Ends, notes: TraceNotes): void {
  const name = `trade ${trade.id}`;
  if (entry.instrument !== trade.instrument || exit.instrument !== trade.instrument)
    notes.differs(`${name} names a fill of another instrument`);
  const [opens, closes] = trade.direction === 'long' ? (['buy', 'sell'] as const) : (['sell', 'buy'] as const);
  if (entry.side !== opens || exit.side !== closes) notes.differs(`${name} names fills of the wrong side`);
  compare({ what: `${name}, entry price in ticks`, recorded: trade.entryTicks, found: entry.priceTicks }, notes);
  compare({ what: `${name}, exit price in ticks`, recorded: trade.exitTicks, found: exit.priceTicks }, notes);
  compare({ what: `${name}, entry time`, recorded: trade.entryTime, found: entry.time }, notes);
  compare({ what: `${name}, exit time`, recorded: trade.exitTime, found: exit.time }, notes);
  if (trade.entryTime > trade.exitTime) notes.differs(`${name} ends before it begins`);
}

/** A trade has earned what its fills give. */
function checkResult(trade: Trade, { entry, exit }: Ends, worth: TickWorth, notes: TraceNotes): void {
  const { lots, grossUnits, costUnits, netUnits, incomeUnits = 0 } = trade;
  const name = `trade ${trade.id}`;
  const moved = (trade.direction === 'long' ? 1 : -1) * (exit.referenceTicks - entry.referenceTicks);
  const gross = { recorded: grossUnits, found: worth.units(moved, lots), tolerance: worth.isWhole ? 0 : 2 };
  compare({ what: `${name}, result before costs`, ...gross }, notes);
  const shared = (costOf(entry) * lots) / entry.lots + (costOf(exit) * lots) / exit.lots;
  const isAlone = lots === entry.lots && lots === exit.lots && worth.isWhole;
  compare({ what: `${name}, costs`, recorded: costUnits, found: shared, tolerance: isAlone ? 0 : 10 }, notes);
  if (incomeUnits !== 0) notes.takes('dividends and financing of trades are taken as recorded');
  compare({ what: `${name}, net result`, recorded: netUnits, found: grossUnits - costUnits + incomeUnits }, notes);
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
  compare({ what: `'${id}', costs of all trades`, recorded: shared, found: charged, tolerance: trades.length }, notes);
}

/** All that a fill cost, in ledger units. */
function costOf({ spreadUnits, slippageUnits, commissionUnits, feeUnits = 0 }: Fill): number {
  return spreadUnits + slippageUnits + commissionUnits + feeUnits;
}

/** A recorded number and the one that was found, with what rounding may leave between them. */
interface Compared {
  readonly what: string;
  readonly recorded: number;
  readonly found: number;
  /** @default 0 */
  readonly tolerance?: number;
}

function compare({ what, recorded, found, tolerance = 0 }: Compared, notes: TraceNotes): void {
  if (Math.abs(recorded - found) <= tolerance) return;
  notes.differs(`${what}: ${recorded} is recorded, ${found} was found`);
}
