import { baseContract } from '../../execution/index.ts';
import type { FillContractOverrides } from '../../execution/index.ts';
import { simulate } from '../simulate.ts';
import type { SimulationOptions, SimulationResult } from '../simulation.ts';
import { scriptedActions, vectorBars, vectorSeries } from './engine-vectors.ts';
import type { EngineCase, EngineVector, VectorTrade } from './engine-vectors.ts';
import { optionsOver, strategyOf } from './run.ts';

/** A trade in whole ticks of the case's instrument. */
export interface TickTrade {
  readonly episode: number;
  readonly entryBar: number;
  readonly entryTicks: number;
  readonly exitBar: number;
  readonly exitTicks: number;
  /** Signed. */
  readonly size: number;
}

/** How a case is run. */
export interface EngineRun {
  /** Of the contract, beside the path and the costs of the case. */
  readonly options: Pick<FillContractOverrides, 'gapThroughStop' | 'gapThroughLimit' | 'entryBarExits'>;
  readonly exits: 'apart' | 'attached';
  readonly conversion?: SimulationOptions['conversion'];
}

/** The options of the contract under which each engine's conventions hold; docs/methods/engines.md says what each is for. */
export const CONVENTIONS: Readonly<Record<EngineCase['engine'], EngineRun>> = {
  backtesting: { options: { entryBarExits: 'unambiguous' }, exits: 'attached' },
  vectorbt: { options: { entryBarExits: 'wait' }, exits: 'attached' },
  nautilus_trader: { options: { gapThroughStop: 'level', gapThroughLimit: 'level' }, exits: 'apart' },
};

/** Ledger units of a currency unit. */
export const UNITS = 1_000_000;

/** Runs a case through the engine; undefined where its bars are not on this machine. */
export function runCase(one: EngineCase, vector: EngineVector, run: EngineRun): SimulationResult | undefined {
  const data = vector.data[one.data];
  const rows = data === undefined ? undefined : vectorBars(data);
  if (data === undefined || rows === undefined) return undefined;
  const actions = scriptedActions(one, data, run.exits);
  const strategy = strategyOf((view) => actions.get(view.barCount('VECTOR') - 1) ?? []);
  const options = optionsOver([vectorSeries(one, data, rows)], strategy, {
    contract: baseContract({
      ...run.options,
      costs: costsOf(one),
      degenerateOpen: 'accept',
      intrabarPath: one.assay.contract.intrabarPath,
    }),
    account: one.account,
    conversion: run.conversion,
  });
  return simulate(options);
}

/** The trades of a run; an episode is known by its entry, which is in the bars after its decision. */
export function tickTrades(result: SimulationResult, one: EngineCase): readonly TickTrade[] {
  const { trades, fills } = result;
  return trades.map((trade) => {
    const entryBar = fills[trade.entryFillId]?.barIndex ?? NaN;
    const episode = one.script.findLast(({ at }) => at < entryBar)?.episode ?? NaN;
    const exitBar = fills[trade.exitFillId]?.barIndex ?? NaN;
    const size = trade.direction === 'long' ? trade.lots : -trade.lots;
    return { episode, entryBar, entryTicks: trade.entryTicks, exitBar, exitTicks: trade.exitTicks, size };
  });
}

/**
 * The trades of the other engine in whole ticks. Prices that it does not round are taken to the tick as orders and costs
 * are: what pays slippage and the level of a stop against the trader, the level of a target to the side that he asks for.
 */
export function peerTrades(one: EngineCase): readonly TickTrade[] {
  return one.trades.map((trade) => peerTrade(one, trade));
}

/** The same with the trades of the contract where the vector lists a difference. */
export function contractTrades(one: EngineCase): readonly TickTrade[] {
  const listed = new Map(one.differences.map(({ episode, contract }) => [episode, contract]));
  const kept = one.trades
    .filter(({ episode }) => listed.get(episode) !== null)
    .map((trade) => peerTrade(one, { ...trade, ...listed.get(trade.episode) }));
  const known = new Set(one.trades.map(({ episode }) => episode));
  const added = one.differences.flatMap(({ episode, contract }) =>
    known.has(episode) || contract === null ? [] : [peerTrade(one, { ...contract, episode } as VectorTrade)],
  );
  return [...kept, ...added].toSorted((a, b) => a.episode - b.episode);
}

/** Episodes of which two lists of trades differ, in order. */
export function differingEpisodes(mine: readonly TickTrade[], theirs: readonly TickTrade[]): readonly number[] {
  const [left, right] = [mine, theirs].map(
    (trades) => new Map(trades.map((one) => [one.episode, JSON.stringify(one)])),
  );
  const episodes = new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])]);
  return [...episodes].filter((episode) => left?.get(episode) !== right?.get(episode)).toSorted((a, b) => a - b);
}

/** Ledger units of the commission of a fill, in wide integers: what the vector says of the engine's fees, to the unit. */
export function commissionOf(one: EngineCase, ticks: number, size: number): number {
  const { commissionBps, fixedPerFill = 0 } = one.costs;
  const decimals = moneyDecimals(one);
  const step = decimals === undefined ? 1n : 10n ** BigInt(6 - decimals);
  const rounded = decimals === undefined ? halfEven : halfUp;
  const notional = rounded(BigInt(Math.abs(size)) * BigInt(ticks) * tickUnits(one), 10n * step);
  const share = rounded(notional * BigInt(commissionBps), 10_000n) * step;
  return Number(share) + Math.round(fixedPerFill * UNITS);
}

/** Ledger units of a price difference of whole ticks. */
export function moneyOf(one: EngineCase, ticks: number, size: number): number {
  const tenths = BigInt(ticks) * BigInt(size) * tickUnits(one);
  if (tenths % 10n !== 0n) throw new RangeError(`${one.name}: no whole ledger units`);
  return Number(tenths / 10n);
}

function peerTrade(one: EngineCase, trade: VectorTrade): TickTrade {
  const { episode, entryBar, exitBar, size } = trade;
  const isLong = size > 0;
  const slips = (one.costs.slippageBps ?? 0) > 0;
  const entry = slips ? against(isLong) : Math.round;
  const isAgainst = slips || trade.exitReason === 'stop';
  const exit = isAgainst ? against(!isLong) : trade.exitReason === 'target' ? against(isLong) : Math.round;
  const entryTicks = trade.entryTicks ?? entry(inTicks(one, trade.entryPrice));
  const exitTicks = trade.exitTicks ?? exit(inTicks(one, trade.exitPrice));
  return { episode, entryBar, entryTicks, exitBar, exitTicks, size };
}

function inTicks(one: EngineCase, price: number | undefined): number {
  const ticks = (price ?? NaN) / Number(one.instrument.tickSize);
  const whole = Math.round(ticks);
  // A double that stands for a whole number of ticks is that number.
  return Math.abs(ticks - whole) < 1e-5 ? whole : ticks;
}

function against(isBuy: boolean): (ticks: number) => number {
  return isBuy ? Math.ceil : Math.floor;
}

function costsOf(one: EngineCase): FillContractOverrides['costs'] {
  const { commissionBps, slippageBps = 0, fixedPerFill = 0 } = one.costs;
  const decimals = moneyDecimals(one);
  return {
    spread: { kind: 'bps', half: 0 },
    slippage: { kind: 'bps', value: slippageBps },
    commission: {
      kind: 'bps',
      value: commissionBps,
      perOrderUnits: Math.round(fixedPerFill * UNITS),
      ...(decimals === undefined ? {} : { decimals }),
    },
  };
}

/** nautilus_trader rounds money to the decimals of its currency; the others do not round. */
function moneyDecimals(one: EngineCase): number | undefined {
  if (one.engine !== 'nautilus_trader') return undefined;
  return one.instrument.currency === 'JPY' ? 0 : 2;
}

/** Tenths of a ledger unit of one tick. */
function tickUnits({ instrument }: EngineCase): bigint {
  return BigInt(Math.round(Number(instrument.tickSize) * 10 * UNITS));
}

function halfEven(value: bigint, by: bigint): bigint {
  const [whole, rest] = [value / by, value % by];
  const isUp = 2n * rest > by || (2n * rest === by && whole % 2n === 1n);
  return isUp ? whole + 1n : whole;
}

function halfUp(value: bigint, by: bigint): bigint {
  return (2n * value + by) / (2n * by);
}
