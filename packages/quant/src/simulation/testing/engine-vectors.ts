import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { FillContract } from '../../execution/index.ts';
import type { BarSeries, LinearInstrument } from '../../market/index.ts';
import type { Action, AttachedRequest, OrderRequest, OrderType } from '../../orders/index.ts';
import { timedSeries } from './bars.ts';

/** Where the bars of a vector come from; `inline` ones stand in the vector itself. */
export interface VectorData {
  readonly kind: 'inline' | 'package' | 'shared';
  readonly tick: string;
  readonly barMs: number;
  readonly start: number;
  readonly bars: number;
  readonly ticksSha256: string;
  readonly ticks?: readonly TickRow[];
  readonly file?: string;
  readonly sha256?: string;
  readonly from?: string;
  readonly firstRow?: number;
}

export type TickRow = readonly [open: number, high: number, low: number, close: number];

/** One entry with its exits, given by bar; see `conventions` in the vector. */
export interface ScriptRow {
  readonly episode: number;
  readonly at: number;
  readonly until: number;
  readonly side: 'buy' | 'sell';
  readonly type: 'market' | 'limit' | 'stop';
  readonly levelTicks: number | null;
  readonly stopTicks: number | null;
  readonly targetTicks: number | null;
  readonly stopFraction: number | null;
  readonly targetFraction: number | null;
  readonly exits: 'attached' | 'apart' | 'trailing' | 'moving' | 'none';
  readonly exitsAt: number | null;
}

/** A trade of the other engine; prices in ticks, or as numbers where that engine does not round. */
export interface VectorTrade {
  readonly episode: number;
  readonly entryBar: number;
  readonly exitBar: number;
  readonly entryTicks?: number;
  readonly exitTicks?: number;
  readonly entryPrice?: number;
  readonly exitPrice?: number;
  /** Signed. */
  readonly size: number;
  readonly grossPnl: number;
  readonly fees: number;
  readonly netPnl: number;
  readonly exitReason: string;
}

/** An episode that comes out otherwise under the contract, for a stated reason. */
export interface Difference {
  readonly episode: number;
  readonly why: string;
  /** The trade under the contract; null where it makes none. */
  readonly contract: Partial<VectorTrade> | null;
}

/** One run of another engine. */
export interface EngineCase {
  readonly name: string;
  readonly engine: 'backtesting' | 'vectorbt' | 'nautilus_trader';
  readonly data: string;
  readonly askAboveBidTicks?: number;
  readonly instrument: { readonly currency: string; readonly tickSize: string; readonly lotSize: string };
  readonly account: { readonly currency: string; readonly cash: number };
  readonly lots: number;
  readonly costs: {
    readonly commissionBps: number;
    readonly fixedPerFill?: number;
    readonly slippageBps?: number;
  };
  readonly assay: { readonly contract: { readonly intrabarPath: FillContract['intrabarPath'] } };
  readonly finalEquity?: number;
  /** In the account's currency, after the last trade; `balances`: after each change, with its bar. */
  readonly finalBalance?: number;
  readonly balances?: readonly (readonly [bar: number, balance: number])[] | null;
  /** Per trade the bars whose first quotes convert what its entry and its exit bring. */
  readonly rateBars?: readonly (readonly [entry: number, exit: number])[] | null;
  /** Episodes of another outcome where the exits of all entries work from the fill on. */
  readonly withExitsFromTheEntryFillOn?: readonly number[];
  readonly differences: readonly Difference[];
  /** Stops given at the close of a bar: per episode [bar, price] pairs. */
  readonly moves?: readonly (readonly [number, readonly (readonly [number, number])[]])[] | null;
  readonly script: readonly ScriptRow[];
  readonly trades: readonly VectorTrade[];
}

/** A golden file of scripted orders. */
export interface EngineVector {
  readonly data: Readonly<Record<string, VectorData>>;
  readonly cases: readonly EngineCase[];
}

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

const ROOT = new URL('../../../../../', import.meta.url);

/** Reads `golden/simulation/engine-<engine>.json`. */
export function engineVector(engine: 'backtesting' | 'vectorbt' | 'nautilus'): EngineVector {
  const file = new URL(`golden/simulation/engine-${engine}.json`, ROOT);
  const { meta, cases } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly meta: { readonly data: EngineVector['data'] };
    readonly cases: readonly (EngineCase & { readonly script: Table; readonly trades: Table })[];
  };
  const opened = cases.map((one) => ({
    ...one,
    script: rowsOf<ScriptRow>(one.script),
    trades: rowsOf<VectorTrade>(one.trades),
  }));
  return { data: meta.data, cases: opened };
}

/** Bars of a vector in whole ticks; undefined where their file is not on this machine. */
export function vectorBars(data: VectorData): readonly TickRow[] | undefined {
  const rows = data.kind === 'inline' ? data.ticks : fileRows(data);
  if (rows === undefined) return undefined;
  const found = createHash('sha256')
    .update(rows.map((row) => row.join(',')).join(';'))
    .digest('hex');
  if (found !== data.ticksSha256) throw new RangeError(`bars of ${String(data.file)} are not those of the vector`);
  return rows;
}

/** The bars as a series, bids with an ask a whole number of ticks above them where the case says so. */
export function vectorSeries(one: EngineCase, data: VectorData, rows: readonly TickRow[]): BarSeries {
  const bars = rows.map(([open, high, low, close], i) => {
    const opens = data.start + i * data.barMs;
    const price = (ticks: number): number => priceOf(ticks, data.tick);
    const prices = { open: price(open), high: price(high), low: price(low), close: price(close) };
    return { opens, closes: opens + data.barMs, ...prices };
  });
  const { currency, tickSize, lotSize } = one.instrument;
  const instrument: Partial<LinearInstrument> = { kind: 'contract-for-difference', currency, tickSize, lotSize };
  const series = timedSeries(bars, { id: 'VECTOR', calendar: 'continuous', ...instrument });
  const above = one.askAboveBidTicks ?? 0;
  if (above === 0) return series;
  const raised = (k: number): Float64Array => Float64Array.from(rows, (row) => priceOf(row[k] + above, data.tick));
  return { ...series, side: 'bid', ask: { open: raised(0), high: raised(1), low: raised(2), close: raised(3) } };
}

/**
 * What the script of a case asks for after the close of each bar, in the order in which it is asked.
 *
 * @param exits - `apart`: as the script says, where it keeps exits out of the entry's bar as orders of their own;
 *   `attached`: with every entry, so that the contract says what they do in its bar. Stops that move stay apart.
 */
export function scriptedActions(
  one: EngineCase,
  data: VectorData,
  exits: 'apart' | 'attached',
): ReadonlyMap<number, readonly Action[]> {
  const actions = new Map<number, Action[]>();
  const give = (bar: number, ...given: Action[]): void => {
    actions.set(bar, [...(actions.get(bar) ?? []), ...given]);
  };
  const moves = new Map(one.moves ?? []);
  const trades = new Map(one.trades.map((trade) => [trade.episode, trade]));
  for (const written of one.script) {
    const row = exits === 'attached' ? withAttached(written) : written;
    const paid = trades.get(row.episode)?.entryPrice;
    give(row.at, entryOf(one, row, { tick: data.tick, paid }));
    if (row.exits === 'apart' && row.exitsAt !== null) {
      give(row.exitsAt, ...exitsApart(row, trades.get(row.episode), data.tick));
    }
    for (const [k, [bar, price]] of (moves.get(row.episode) ?? []).entries()) {
      const moved: Action = { kind: 'replace', tag: `s${row.episode}`, stopPrice: price };
      give(bar, k === 0 ? stopOf(row, price) : moved);
    }
    give(row.until, { kind: 'cancel', tag: '*' }, exitOf(row, 'x', 'market'));
  }
  return actions;
}

/** A price of a whole number of ticks, the double nearest to it. */
export function priceOf(ticks: number, tick: string): number {
  const decimals = tick.split('.')[1]?.length ?? 0;
  return Number((ticks / 10 ** decimals).toFixed(decimals));
}

function rowsOf<T>(table: Table): readonly T[] {
  return table.rows.map((row) => Object.fromEntries(table.columns.map((name, i) => [name, row[i]])) as T);
}

function fileRows(data: VectorData): readonly TickRow[] | undefined {
  const url = new URL(data.kind === 'package' ? `node_modules/vega-datasets/${data.file}` : `${data.file}`, ROOT);
  if (!existsSync(url)) return undefined;
  const stored = readFileSync(url);
  if (createHash('sha256').update(stored).digest('hex') !== data.sha256) {
    throw new RangeError(`${url.pathname} is not the file of the vector`);
  }
  const text = (url.pathname.endsWith('.gz') ? gunzipSync(stored) : stored).toString('utf8');
  const lines = text.trim().split(/\r?\n/u).slice(1);
  const first =
    data.kind === 'package' ? lines.findIndex((line) => line >= String(data.from)) : (data.firstRow ?? 1) - 1;
  return lines.slice(first, first + data.bars).map((line) => ticksOf(line, data));
}

/** The stated reading: scaled integers are ticks already; high and low are widened to open and close. */
function ticksOf(line: string, data: VectorData): TickRow {
  const values = line.split(',').slice(1, 5).map(Number);
  const isScaled = data.tick === '0.001';
  const decimals = data.tick.split('.')[1]?.length ?? 0;
  const ticks = values.map((value) => (isScaled ? value : Math.round(value * 10 ** decimals)));
  const [open = NaN, , , close = NaN] = ticks;
  return [open, Math.max(...ticks), Math.min(...ticks), close];
}

/** Size of a tick, and the price that an entry was to pay where fractions of it are not rounded. */
interface EntryPlace {
  readonly tick: string;
  readonly paid: number | undefined;
}

function entryOf(one: EngineCase, row: ScriptRow, place: EntryPlace): OrderRequest {
  const { tick } = place;
  const entry: OrderRequest = {
    kind: 'order',
    tag: `e${row.episode}`,
    instrument: 'VECTOR',
    side: row.side,
    quantity: { kind: 'lots', value: one.lots },
    type: row.type,
    reason: 'script',
  };
  const level = row.levelTicks === null ? undefined : priceOf(row.levelTicks, tick);
  const prices = row.type === 'limit' ? { limitPrice: level } : row.type === 'stop' ? { stopPrice: level } : {};
  return { ...entry, ...prices, attached: attachedOf(row, place) };
}

function withAttached(row: ScriptRow): ScriptRow {
  const hasExits = row.exits !== 'moving' && (row.targetTicks ?? row.targetFraction) !== null;
  return hasExits ? { ...row, exits: 'attached', exitsAt: null } : row;
}

function attachedOf(row: ScriptRow, { tick, paid }: EntryPlace): AttachedRequest | undefined {
  if (row.exits === 'trailing') {
    return { trailingStop: { kind: 'price', value: priceOf(row.stopTicks ?? NaN, tick) } };
  }
  if (row.exits !== 'attached') return undefined;
  const { stopFraction, targetFraction } = row;
  if (paid !== undefined && stopFraction !== null && targetFraction !== null) {
    const [stop, target] = levelsAround(row, paid);
    return { stopLoss: { price: stop }, takeProfit: { price: target } };
  }
  const level = (fraction: number | null, ticks: number | null): { fraction: number } | { price: number } =>
    fraction === null ? { price: priceOf(ticks ?? NaN, tick) } : { fraction };
  return { stopLoss: level(stopFraction, row.stopTicks), takeProfit: level(targetFraction, row.targetTicks) };
}

/** Stop and target at the row's fractions of a price, unrounded. */
function levelsAround(row: ScriptRow, paid: number): readonly [stop: number, target: number] {
  const direction = row.side === 'buy' ? 1 : -1;
  return [paid * (1 - direction * (row.stopFraction ?? NaN)), paid * (1 + direction * (row.targetFraction ?? NaN))];
}

function exitsApart(row: ScriptRow, trade: VectorTrade | undefined, tick: string): readonly OrderRequest[] {
  const around = levelsAround(row, trade?.entryPrice ?? NaN);
  const stop = row.stopTicks === null ? around[0] : priceOf(row.stopTicks, tick);
  const target = row.targetTicks === null ? around[1] : priceOf(row.targetTicks, tick);
  const oco = `o${row.episode}`;
  return [
    { ...stopOf(row, stop), oco },
    { ...exitOf(row, 't', 'limit'), limitPrice: target, oco },
  ];
}

function stopOf(row: ScriptRow, price: number): OrderRequest {
  return { ...exitOf(row, 's', 'stop'), stopPrice: price };
}

function exitOf(row: ScriptRow, letter: string, type: OrderType): OrderRequest {
  return {
    kind: 'order',
    tag: `${letter}${row.episode}`,
    instrument: 'VECTOR',
    side: row.side === 'buy' ? 'sell' : 'buy',
    quantity: { kind: 'position' },
    type,
    reason: 'script',
  };
}
