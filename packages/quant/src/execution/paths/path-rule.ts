import type { WorkingOrder } from '../../orders/index.ts';
import type { ProtectiveRule } from '../protective-exit.ts';

/** The rules by which a bar can price a fill of a working order. */
export type PathRule =
  | ProtectiveRule
  | 'market-at-next-open'
  | 'market-at-next-close'
  | 'market-at-close-degenerate-open'
  | 'market-at-next-quote'
  | 'remainder-at-next-quote'
  | 'market-on-open'
  | 'market-on-close'
  | 'remainder-at-next-open'
  | 'remainder-at-next-close'
  | 'limit-at-open'
  | 'limit-gapped-at-level'
  | 'limit-inside-bar'
  | 'limit-at-close'
  | 'stop-limit-at-open'
  | 'stop-limit-gapped-at-level'
  | 'stop-limit-inside-bar'
  | 'stop-limit-at-close'
  | 'trailing-stop-gapped-at-open'
  | 'trailing-stop-gapped-at-worst'
  | 'trailing-stop-gapped-at-level'
  | 'trailing-stop-inside-bar'
  | 'trailing-stop-at-close';

/** Where a price comes from. */
export type PriceSource = 'open' | 'worst' | 'level' | 'inside' | 'close';

type RuleTable = Readonly<Record<PriceSource, PathRule>>;

const STOP: RuleTable = {
  open: 'stop-gapped-at-open',
  worst: 'stop-gapped-at-worst',
  level: 'stop-gapped-at-level',
  inside: 'stop-inside-bar',
  close: 'stop-at-close',
};
const TRAILING: RuleTable = {
  open: 'trailing-stop-gapped-at-open',
  worst: 'trailing-stop-gapped-at-worst',
  level: 'trailing-stop-gapped-at-level',
  inside: 'trailing-stop-inside-bar',
  close: 'trailing-stop-at-close',
};
const STOP_LIMIT: RuleTable = {
  open: 'stop-limit-at-open',
  worst: 'stop-limit-at-open',
  level: 'stop-limit-gapped-at-level',
  inside: 'stop-limit-inside-bar',
  close: 'stop-limit-at-close',
};
const TARGET: RuleTable = {
  open: 'target-gapped-at-open',
  worst: 'target-gapped-at-open',
  level: 'target-gapped-at-level',
  inside: 'target-inside-bar',
  close: 'target-at-close',
};
const LIMIT: RuleTable = {
  open: 'limit-at-open',
  worst: 'limit-at-open',
  level: 'limit-gapped-at-level',
  inside: 'limit-inside-bar',
  close: 'limit-at-close',
};
const MARKET: RuleTable = {
  open: 'market-at-next-open',
  worst: 'market-at-next-open',
  level: 'market-at-next-open',
  inside: 'market-at-next-open',
  close: 'market-at-next-close',
};

/**
 * The rule that prices an order where its price comes from.
 *
 * Source: this project.
 */
export function ruleOf(order: WorkingOrder, source: PriceSource): PathRule {
  switch (order.type) {
    case 'market':
      return MARKET[source];
    case 'market-on-open':
      return source === 'close' ? 'market-at-next-close' : 'market-on-open';
    case 'market-on-close':
      return 'market-on-close';
    case 'limit':
      return order.role === 'take-profit' ? TARGET[source] : LIMIT[source];
    case 'stop':
      return STOP[source];
    case 'stop-limit':
      return STOP_LIMIT[source];
    case 'trailing-stop':
      return TRAILING[source];
  }
}
