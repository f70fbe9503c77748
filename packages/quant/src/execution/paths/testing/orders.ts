import type { OpenBar, PathBar, PathRules } from '../path-types.ts';

/** Bar number 0, opening at 0, with changes. */
export function testBar(
  prices: readonly [open: number, high: number, low: number, close: number],
  changes: Partial<PathBar> = {},
): PathBar {
  const [open, high, low, close] = prices;
  const plain: Omit<OpenBar, 'ask'> = { open, index: 0, ordersUntil: 0 };
  return { ...plain, high, low, close, ...changes };
}

/** The rules of the base contract, with changes. */
export function testRules(changes: Partial<PathRules> = {}): PathRules {
  return {
    intrabarPath: 'against',
    limitFill: 'touch',
    gapThroughStop: 'open',
    degenerateOpen: 'next-close',
    ...changes,
  };
}
