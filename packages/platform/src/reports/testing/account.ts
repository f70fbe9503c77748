import type { ReportTrade } from '@assay/contracts/schemas';
import { createRng } from '@assay/core/random';
import type { Market } from './market.ts';

/** How a made-up strategy behaves. */
export interface Behaviour {
  readonly name: string;
  /** How much of the return of the next holding period it foresees; 0 is none. */
  readonly skill: number;
  /** Mean number of days in a position; a multiple of it outside. */
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

/** What an account went through, one entry per day of the segments. */
export interface AccountHistory {
  readonly times: readonly number[];
  readonly equity: readonly number[];
  readonly returns: Float64Array;
  readonly exposure: Float64Array;
  readonly marketReturns: Float64Array;
  readonly trades: readonly (ReportTrade & { readonly barsHeld: number })[];
}

const DAILY_VOLATILITY = 0.011;

/** Trades a market by foresight and noise, with costs on both ends of every trade; flat where a segment ends. */
export function tradeAccount(
  market: Market,
  segments: readonly Segment[],
  options: { readonly behaviour: Behaviour; readonly cash: number; readonly costBps: number; readonly seed: string },
): AccountHistory {
  const { behaviour, cash: initial, costBps, seed } = options;
  const rng = createRng(seed).fork(behaviour.name);
  const { times, prices, instrument } = market;
  const history = { times: [] as number[], equity: [] as number[], exposure: [] as number[], market: [] as number[] };
  const trades: (ReportTrade & { readonly barsHeld: number })[] = [];
  let cash = initial;
  let position: { readonly lots: number; readonly entry: number; readonly until: number } | undefined;
  const price = (index: number): number => prices[index] ?? NaN;
  const cost = (lots: number, index: number): number => (lots * price(index) * costBps) / 10_000;
  const open = (index: number, end: number): void => {
    const lots = Math.floor((cash * behaviour.leverage) / price(index));
    const days = Math.max(1, Math.round(behaviour.holdingDays * (0.5 + rng.nextFloat())));
    position = { lots, entry: index, until: Math.min(end, index + days) };
    cash -= lots * price(index) + cost(lots, index);
  };
  const close = ({ lots, entry }: { lots: number; entry: number }, index: number, rule: string): void => {
    cash += lots * price(index) - cost(lots, index);
    const gross = lots * (price(index) - price(entry));
    const costs = cost(lots, entry) + cost(lots, index);
    trades.push({
      id: trades.length + 1,
      instrument,
      direction: 'long',
      lots,
      entryTime: times[entry] ?? 0,
      exitTime: times[index] ?? 0,
      entryPrice: price(entry),
      exitPrice: price(index),
      gross,
      costs,
      net: gross - costs,
      entryReason: 'signal above threshold',
      exitReason: rule === 'end-of-segment' ? 'end of the test segment' : 'signal gone',
      exitRule: rule,
      barsHeld: index - entry,
    });
    position = undefined;
  };
  for (const { from, to } of segments) {
    for (let index = from; index < to; index++) {
      const before = history.equity.at(-1) ?? initial;
      history.exposure.push(position === undefined ? 0 : (position.lots * price(index - 1)) / before);
      history.market.push(price(index) / price(index - 1) - 1);
      const isLast = index === to - 1;
      if (position !== undefined && (isLast || index >= position.until)) {
        close(position, index, isLast ? 'end-of-segment' : 'market-at-next-open');
      } else if (position === undefined && !isLast && index % behaviour.lookEvery === 0) {
        const ahead = Math.min(prices.length - 1, index + Math.round(behaviour.holdingDays));
        const spread = DAILY_VOLATILITY * Math.sqrt(behaviour.holdingDays);
        const foreseen = (behaviour.skill * Math.log(price(ahead) / price(index))) / spread;
        if (foreseen + rng.nextNormal() > behaviour.threshold) open(index, to - 1);
      }
      history.times.push(times[index] ?? 0);
      history.equity.push(cash + (position === undefined ? 0 : position.lots * price(index)));
    }
  }
  const returns = history.equity.map((equity, t) => equity / (t === 0 ? initial : (history.equity[t - 1] ?? NaN)) - 1);
  return {
    times: history.times,
    equity: history.equity,
    returns: Float64Array.from(returns),
    exposure: Float64Array.from(history.exposure),
    marketReturns: Float64Array.from(history.market),
    trades,
  };
}
