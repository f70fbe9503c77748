import type { ReportTrade } from '@assay/contracts/schemas';
import { createRng } from '@assay/core/random';
import type { Rng } from '@assay/core/random';
import type { Market } from './market.ts';

/** How a made-up strategy behaves. */
export interface Behaviour {
  readonly name: string;
  /** How much of the return of the next holding period it foresees; 0 is none. */
  readonly skill: number;
  /** Mean number of days in a position. */
  readonly holdingDays: number;
  /** Days between two looks at the market. */
  readonly lookEvery: number;
  /** What it must foresee to enter, in standard deviations; Infinity never trades. */
  readonly threshold: number;
  /** Value held as a multiple of equity. */
  readonly leverage: number;
}

/** Test segments by index of the market's days: [from, to). */
export interface Segment {
  readonly from: number;
  readonly to: number;
}

/** A closed trade with the bars that it was held. */
export interface HeldTrade extends ReportTrade {
  readonly barsHeld: number;
}

/** What an account went through, one entry per day of the segments. */
export interface AccountHistory {
  readonly times: readonly number[];
  readonly equity: readonly number[];
  readonly returns: Float64Array;
  readonly exposure: Float64Array;
  readonly marketReturns: Float64Array;
  readonly trades: readonly HeldTrade[];
}

/** Who trades, with how much money, and what a fill costs. */
export interface AccountOptions {
  readonly behaviour: Behaviour;
  readonly cash: number;
  readonly costBps: number;
  readonly seed: string;
}

interface Position {
  readonly lots: number;
  readonly entry: number;
  readonly until: number;
}

interface Desk {
  readonly market: Market;
  readonly options: AccountOptions;
  readonly rng: Rng;
  readonly trades: HeldTrade[];
  cash: number;
  position: Position | undefined;
}

const DAILY_VOLATILITY = 0.011;

/** Trades a market by foresight and noise, with costs on both ends of every trade; flat where a segment ends. */
export function tradeAccount(market: Market, segments: readonly Segment[], options: AccountOptions): AccountHistory {
  const rng = createRng(options.seed).fork(options.behaviour.name);
  const desk: Desk = { market, options, rng, trades: [], cash: options.cash, position: undefined };
  const history = { times: [] as number[], equity: [] as number[], exposure: [] as number[], market: [] as number[] };
  for (const { from, to } of segments) {
    for (let index = from; index < to; index++) {
      const before = history.equity.at(-1) ?? options.cash;
      history.exposure.push(valueOf(desk, index - 1) / before);
      history.market.push(priceAt(desk, index) / priceAt(desk, index - 1) - 1);
      decide(desk, index, to - 1);
      history.times.push(market.times[index] ?? 0);
      history.equity.push(desk.cash + valueOf(desk, index));
    }
  }
  const { times, equity } = history;
  const returns = equity.map((value, t) => value / (t === 0 ? options.cash : (equity[t - 1] ?? NaN)) - 1);
  return {
    times,
    equity,
    returns: Float64Array.from(returns),
    exposure: Float64Array.from(history.exposure),
    marketReturns: Float64Array.from(history.market),
    trades: desk.trades,
  };
}

function decide(desk: Desk, index: number, last: number): void {
  const { position, options } = desk;
  if (position !== undefined) {
    if (index >= Math.min(last, position.until)) close(desk, position, index, index === last);
  } else if (index < last && index % options.behaviour.lookEvery === 0 && isTempting(desk, index)) {
    open(desk, index);
  }
}

function isTempting({ market, options, rng }: Desk, index: number): boolean {
  const { holdingDays, skill, threshold } = options.behaviour;
  const ahead = market.prices[Math.min(market.prices.length - 1, index + Math.round(holdingDays))] ?? NaN;
  const foreseen = Math.log(ahead / (market.prices[index] ?? NaN)) / (DAILY_VOLATILITY * Math.sqrt(holdingDays));
  return skill * foreseen + rng.nextNormal() > threshold;
}

function open(desk: Desk, index: number): void {
  const { leverage, holdingDays } = desk.options.behaviour;
  const lots = Math.floor((desk.cash * leverage) / priceAt(desk, index));
  const days = Math.max(1, Math.round(holdingDays * (0.5 + desk.rng.nextFloat())));
  desk.position = { lots, entry: index, until: index + days };
  desk.cash -= lots * priceAt(desk, index) + costOf(desk, lots, index);
}

function close(desk: Desk, { lots, entry }: Position, index: number, isLast: boolean): void {
  const { market, trades } = desk;
  const [entryPrice, exitPrice] = [priceAt(desk, entry), priceAt(desk, index)];
  const gross = lots * (exitPrice - entryPrice);
  const costs = costOf(desk, lots, entry) + costOf(desk, lots, index);
  desk.cash += lots * exitPrice - costOf(desk, lots, index);
  desk.position = undefined;
  trades.push({
    id: trades.length + 1,
    instrument: market.instrument,
    direction: 'long',
    lots,
    entryTime: market.times[entry] ?? 0,
    exitTime: market.times[index] ?? 0,
    entryPrice,
    exitPrice,
    gross,
    costs,
    net: gross - costs,
    entryReason: 'signal above threshold',
    exitReason: isLast ? 'end of the test segment' : 'signal gone',
    exitRule: isLast ? 'segment-end-at-close' : 'market-at-next-open',
    barsHeld: index - entry,
  });
}

function priceAt({ market }: Desk, index: number): number {
  return market.prices[index] ?? NaN;
}

function valueOf(desk: Desk, index: number): number {
  return desk.position === undefined ? 0 : desk.position.lots * priceAt(desk, index);
}

function costOf(desk: Desk, lots: number, index: number): number {
  return (lots * priceAt(desk, index) * desk.options.costBps) / 10_000;
}
