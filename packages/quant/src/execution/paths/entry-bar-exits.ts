import type { WorkingOrder } from '../../orders/index.ts';
import type { AskBar, PathBar, PathRules } from './path-types.ts';

/** Prices of a whole bar: of the bid where both sides are known. */
export type BarRange = Pick<PathBar, 'high' | 'low'> & { readonly ask?: Pick<AskBar, 'high' | 'low'> | undefined };

/** What is known of the bar in which an entry has filled; no range yet at its open. */
export interface EntryBar {
  readonly index: number;
  readonly range: BarRange | undefined;
}

/**
 * An exit that an entry brings into being, as the contract lets it take part in the entry's bar.
 *
 * `work`: from the fill on. `wait`: from the next bar on. `unambiguous`: exits of entries without a price work from the fill
 * on; those of others wait, but for the target of a stop entry where the bar reaches it and stays clear of the stop.
 *
 * @param siblings - all exits of the entry.
 *
 * @remarks
 * Source: this project; `unambiguous` as backtesting.py 0.6.6 does.
 */
export function exitInEntryBar(
  exit: WorkingOrder,
  entry: WorkingOrder,
  siblings: readonly WorkingOrder[],
  rule: { readonly bar: EntryBar; readonly terms: Pick<PathRules, 'entryBarExits'> },
): WorkingOrder {
  const { bar, terms } = rule;
  const { entryBarExits = 'work' } = terms;
  if (entryBarExits === 'work') return exit;
  if (entryBarExits === 'unambiguous' && isPriceless(entry)) return exit;
  const waiting = { ...exit, activeFromBar: Math.max(exit.activeFromBar, bar.index + 1) };
  if (entryBarExits === 'wait' || entry.type !== 'stop' || exit.role !== 'take-profit') return waiting;
  // At the open nobody knows yet: it has no part in this bar until the range is looked at.
  if (bar.range === undefined) return { ...exit, spentBar: bar.index };
  return isClearTarget(exit, siblings, bar.range) ? exit : waiting;
}

/**
 * True for a target that an entry at the open has left without a part in the bar, and that the bar's range proves.
 *
 * @remarks
 * Source: this project.
 */
export function isTargetProven(order: WorkingOrder, orders: readonly WorkingOrder[], bar: EntryBar): boolean {
  const { role, spentBar, filledLots, cancelledLots, parentId } = order;
  if (role !== 'take-profit' || spentBar !== bar.index || filledLots + cancelledLots > 0) return false;
  const siblings = orders.filter((other) => other.parentId === parentId);
  return bar.range !== undefined && isClearTarget(order, siblings, bar.range);
}

/** True where a bar reaches a target and no stop of the same entry. */
function isClearTarget(target: WorkingOrder, siblings: readonly WorkingOrder[], range: BarRange): boolean {
  const { high, low } = target.side === 'buy' ? (range.ask ?? range) : range;
  const level = target.limitTicks ?? NaN;
  const isSell = target.side === 'sell';
  if (!(isSell ? high >= level : low <= level)) return false;
  return siblings.every(({ type, stopTicks }) => {
    if (type !== 'stop' || stopTicks === undefined) return true;
    return isSell ? low > stopTicks : high < stopTicks;
  });
}

function isPriceless({ type }: WorkingOrder): boolean {
  return type === 'market' || type === 'market-on-open' || type === 'market-on-close';
}
