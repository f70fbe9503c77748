import { checkInteger } from '@assay/core/checks';
import { InvalidArgumentError } from '@assay/core/errors';
import type { Currency } from '../../market/index.ts';
import { mostAllowedLots } from '../gross-limit.ts';
import { wholeDown } from '../whole-units.ts';
import { capName } from './cap.ts';
import type { Cap, CapLimit } from './cap.ts';
import { cappedFigures } from './exposure.ts';
import type { CappedFigure, CapPosition, CapSubject } from './exposure.ts';

/** The account as the caps see it. */
export interface CapState {
  readonly accountCurrency: Currency;
  /** Equity in ledger units; no openings are left where it is ≤ 0 and a limit is a weight. */
  readonly equityUnits: number;
  /** What is held, the instruments of the order included; an absent instrument is flat. */
  readonly positions: readonly CapPosition[];
}

/** A change of position that is asked for. */
export interface CapOrder extends CapSubject {
  /** Signed lots to trade; whole. */
  readonly lots: number;
  /** Signed lots held; whole. */
  readonly heldLots: number;
  /**
   * Signed worth of a signed number of lots at the order's price, in whole ledger units of the account's currency; |worth|
   * does not fall as |lots| grows.
   */
  readonly worthUnits: (lots: number) => number;
}

/** What the caps leave of an order. */
export interface CapDecision {
  /** Signed lots that may be traded: the sign of the order, never more than it asked for. */
  readonly lots: number;
  /** Name of the cap that took most off, the first declared among equals; absent where nothing was taken off. */
  readonly cap?: string | undefined;
}

/** An order split into what reduces the position and what opens. */
interface SplitOrder {
  readonly order: CapOrder;
  readonly sign: 1 | -1;
  /** Lots that reduce the position. */
  readonly closing: number;
  /** Lots that enlarge it or open the other side. */
  readonly opening: number;
  /** Worth once the closing part is done. */
  readonly reducedWorth: number;
}

/**
 * What caps leave of a single order.
 *
 * The part that reduces the position is always allowed, whatever it does to net or currency figures. Opening lots are
 * allowed as long as each capped figure, in whole ledger units, ends within its limit, or moves towards zero without
 * passing it. A limit stated as a weight is the whole units at or below weight · equity.
 *
 * @throws {InvalidArgumentError} if lots are not whole.
 *
 * @remarks
 * Causal: sees the account and prices that it is given.
 * Numerics: exact in ledger units; monotone: more equity or wider limits never allow fewer lots.
 * Cost: per cap O(positions), and O(log lots) where it binds.
 * Source: this project; docs/methods/caps.md.
 */
export function applyCaps(caps: readonly Cap[], state: CapState, order: CapOrder): CapDecision {
  const split = splitOrder(order);
  let [opening, binding]: [number, Cap | undefined] = [split.opening, undefined];
  if (opening > 0) {
    for (const cap of caps) {
      const allowed = mostOpening(cap, state, split);
      if (allowed < opening) [opening, binding] = [allowed, cap];
    }
  }
  const lots = split.sign * (split.closing + opening) + 0;
  return binding === undefined ? { lots } : { lots, cap: capName(binding) };
}

/**
 * Whether caps let a set of orders through, which fill together or not at all.
 *
 * Judged together: every figure as it stands once all orders are done. Reductions count as done first and are never the
 * reason of a refusal; a set without an opening is always allowed.
 *
 * @returns the name of the first cap that refuses the set; undefined where it is allowed.
 * @throws {InvalidArgumentError} if lots are not whole, or two orders are in one instrument.
 *
 * @remarks
 * Source: this project; docs/methods/caps.md.
 */
export function refusingCap(caps: readonly Cap[], state: CapState, orders: readonly CapOrder[]): string | undefined {
  const splits = orders.map(splitOrder);
  const ids = new Set(orders.map((order) => order.instrument));
  if (ids.size < orders.length) throw new InvalidArgumentError('orders', 'in different instruments', orders);
  if (splits.every((split) => split.opening === 0)) return undefined;
  const refusing = caps.find((cap) => {
    if (splits.some((split) => !isOrderAllowed(cap, state, split, split.opening))) return true;
    const figures = cappedFigures([cap], state.accountCurrency, [...state.positions, ...orders]);
    return figures.some((figure) => {
      const before = reducedFigure(figure, state, splits);
      return !isFigureAllowed(limitOf(figure.cap, state), before, before + sumOfChanges(figure, splits));
    });
  });
  return refusing === undefined ? undefined : capName(refusing);
}

function mostOpening(cap: Cap, state: CapState, split: SplitOrder): number {
  const figures = cappedFigures([cap], state.accountCurrency, [...state.positions, split.order]).map((figure) => ({
    figure,
    before: reducedFigure(figure, state, [split]),
    limit: limitOf(cap, state),
  }));
  return mostAllowedLots(
    split.opening,
    (lots) =>
      isOrderAllowed(cap, state, split, lots) &&
      figures.every((one) => isFigureAllowed(one.limit, one.before, one.before + changeBy(one.figure, split, lots))),
  );
}

/** Within the limit, or closer to zero than before on the same side. */
function isFigureAllowed(limit: number, before: number, after: number): boolean {
  if (Math.abs(after) <= limit) return true;
  return Math.abs(after) <= Math.abs(before) && after * before > 0;
}

function isOrderAllowed(cap: Cap, state: CapState, split: SplitOrder, opening: number): boolean {
  if (opening === 0) return true;
  if (cap.kind === 'order-lots') return opening <= cap.lots;
  if (cap.kind !== 'order-notional') return true;
  return Math.abs(split.order.worthUnits(split.sign * opening)) <= limitOf(cap, state);
}

/** The figure once every closing part is done. */
function reducedFigure(figure: CappedFigure, state: CapState, splits: readonly SplitOrder[]): number {
  const traded = new Map(splits.map((split) => [split.order.instrument, split]));
  let sum = 0;
  for (const position of state.positions) {
    if (!traded.has(position.instrument)) sum += figure.weigh(position, position.worthUnits);
  }
  for (const split of splits) sum += figure.weigh(split.order, split.reducedWorth);
  return sum;
}

function sumOfChanges(figure: CappedFigure, splits: readonly SplitOrder[]): number {
  return splits.reduce((sum, split) => sum + changeBy(figure, split, split.opening), 0);
}

function changeBy(figure: CappedFigure, split: SplitOrder, opening: number): number {
  const { order, sign, closing, reducedWorth } = split;
  const after = order.worthUnits(order.heldLots + sign * (closing + opening));
  return figure.weigh(order, after) - figure.weigh(order, reducedWorth);
}

function splitOrder(order: CapOrder): SplitOrder {
  checkInteger('order.lots', order.lots);
  checkInteger('order.heldLots', order.heldLots);
  const isAgainst = order.lots * order.heldLots < 0;
  const closing = isAgainst ? Math.min(Math.abs(order.lots), Math.abs(order.heldLots)) : 0;
  const sign = order.lots < 0 ? -1 : 1;
  const reduced = order.heldLots + sign * closing;
  return {
    order,
    sign,
    closing,
    opening: Math.abs(order.lots) - closing,
    reducedWorth: reduced === 0 ? 0 : order.worthUnits(reduced),
  };
}

function limitOf(cap: Cap, state: CapState): number {
  if (cap.kind === 'order-lots') return Infinity;
  const limit: CapLimit = cap.limit;
  return 'units' in limit ? limit.units : wholeDown(limit.weight * Math.max(0, state.equityUnits));
}
