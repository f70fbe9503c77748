import type { Fill, OrderRequest } from '@assay/quant/orders';
import type { BarSeries } from '@assay/quant/market';
import type { KnownLevels } from '@assay/quant/evidence';
import type { SimulationResult } from '@assay/quant/simulation';
import type { WatchedDecision } from '../../research/index.ts';

/** Rules by which a stop or target of a position fills. */
const PROTECTIVE = /^(stop-|target-|both-touched-)/u;

/**
 * Levels of the orders behind fills, as far as decisions show them: limits and stops of orders that were not changed since, and
 * stop and target of positions that an intent has opened, as fractions of the price paid. After a split nothing is said.
 */
export function knownLevels(
  record: SimulationResult,
  series: readonly BarSeries[],
  decisions: readonly WatchedDecision[],
): (fill: Fill) => KnownLevels | undefined {
  const openers = openersOf(record.fills);
  const tagOf = new Map(record.orderEvents.map(({ orderId, tag }) => [orderId, tag]));
  return (fill) => {
    const bars = series.find(({ instrument }) => instrument.id === fill.instrument);
    if (bars === undefined || hasSplit(record, series, fill)) return undefined;
    if (fill.orderId === undefined) {
      const opener = openers.get(fill.id);
      return opener === undefined || !PROTECTIVE.test(fill.rule) ? undefined : protectiveLevels(opener, decisions);
    }
    const tag = tagOf.get(fill.orderId);
    return tag === undefined || tag === 'intent' ? undefined : levelsOfOrder(tag, fill, bars, decisions);
  };
}

/** Per fill: the fill from which the position's levels count. */
function openersOf(fills: readonly Fill[]): ReadonlyMap<number, Fill> {
  const held = new Map<string, { lots: number; opener: Fill | undefined }>();
  const openers = new Map<number, Fill>();
  for (const fill of fills) {
    const own = held.get(fill.instrument) ?? { lots: 0, opener: undefined };
    if (own.opener !== undefined) openers.set(fill.id, own.opener);
    const after = own.lots + (fill.side === 'buy' ? fill.lots : -fill.lots);
    const isOpened = after !== 0 && Math.sign(after) !== Math.sign(own.lots);
    held.set(fill.instrument, { lots: after, opener: after === 0 ? undefined : isOpened ? fill : own.opener });
  }
  return openers;
}

function hasSplit(record: SimulationResult, series: readonly BarSeries[], { instrument, time }: Fill): boolean {
  const { kind, series: of, time: at } = record.accountEvents;
  return kind.some((one, k) => {
    const isOwn = series[of[k] as number]?.instrument.id === instrument;
    return one === 0 && isOwn && (at[k] as number) <= time;
  });
}

function protectiveLevels(opener: Fill, decisions: readonly WatchedDecision[]): KnownLevels | undefined {
  const decision = decisions.find(({ time }) => time === opener.decisionTime);
  const legs = decision?.actions.flatMap((action) => ('legs' in action ? action.legs : [])) ?? [];
  const leg = legs.findLast(({ instrument }) => instrument === opener.instrument);
  if (leg === undefined) return undefined;
  const paid = opener.priceTicks;
  const away = (fraction: number): number => Math.max(1, Math.round(Math.abs(paid) * fraction));
  const sign = opener.side === 'buy' ? 1 : -1;
  const { stopLoss, takeProfit } = leg;
  return {
    stopTicks: stopLoss === undefined ? undefined : paid - sign * away(stopLoss.fraction),
    limitTicks: takeProfit === undefined ? undefined : paid + sign * away(takeProfit.fraction),
  };
}

function levelsOfOrder(
  tag: string,
  fill: Fill,
  { instrument }: BarSeries,
  decisions: readonly WatchedDecision[],
): KnownLevels | undefined {
  const about = decisions.flatMap(({ time, actions }) =>
    actions.flatMap((action) => ('tag' in action && action.tag === tag && time < fill.time ? [action] : [])),
  );
  const [only] = about;
  if (about.length !== 1 || only?.kind !== 'order' || only.instrument !== fill.instrument) return undefined;
  const toTicks = (price: number, isUp: boolean): number => {
    const ticks = price / Number(instrument.tickSize);
    const nearest = Math.round(ticks);
    if (Math.abs(ticks - nearest) <= 1e-6) return nearest;
    return isUp ? Math.ceil(ticks) : Math.floor(ticks);
  };
  return rounded(only, toTicks);
}

/** Against the trader: a buy limit and a sell stop down, a sell limit and a buy stop up. */
function rounded(
  { side, limitPrice, stopPrice }: OrderRequest,
  toTicks: (price: number, isUp: boolean) => number,
): KnownLevels {
  return {
    limitTicks: limitPrice === undefined ? undefined : toTicks(limitPrice, side === 'sell'),
    stopTicks: stopPrice === undefined ? undefined : toTicks(stopPrice, side === 'buy'),
  };
}
