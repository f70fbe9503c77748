import type { Fill } from '../../orders/index.ts';
import type { BarSeries } from '../../market/index.ts';

/** When something happens within a moment of the simulation, in the order of docs/methods/accounts.md. */
export const STEPS = {
  cashedAtClose: 0,
  inside: 1,
  marks: 2,
  close: 3,
  ending: 4,
  row: 5,
  due: 6,
  ended: 7,
  quote: 8,
  cashed: 9,
  open: 10,
} as const;

/** Where a fill stands in the order of events. */
export interface FillMoment {
  /** The moment at which it is settled: of a fill at an open the open, which it is stamped after. */
  readonly time: number;
  readonly step: number;
  /** Where in the bar its price was. */
  readonly part: 'open' | 'inside' | 'close';
}

/** Rules of an instrument that ends: they are carried out when it ends, not with a bar. */
const ENDS = /^(delisted|merged|expired)-/u;

/**
 * The moment of a fill, by its rule and its time.
 *
 * @remarks
 * Source: docs/methods/fill-contract.md.
 */
export function momentOfFill(fill: Fill, { openTime, eventTime }: BarSeries, latencyMs: number): FillMoment {
  const { rule, time, barIndex } = fill;
  if (ENDS.test(rule)) return { time, step: STEPS.ended, part: 'close' };
  if (rule.endsWith('-at-next-quote')) return { time, step: STEPS.quote, part: partOfQuote(fill, openTime, eventTime) };
  if (rule === 'liquidated-at-next-close') return { time, step: STEPS.cashedAtClose, part: 'close' };
  const opened = openTime[barIndex];
  const isAtOpen = time < eventTime[barIndex] && time === opened + latencyMs;
  const part = partOf(fill, isAtOpen);
  if (isAtOpen) return { time: opened, step: STEPS.open, part };
  const isInside = part === 'inside' || fill.path !== undefined || rule === 'liquidated-at-open';
  return { time, step: isInside ? STEPS.inside : STEPS.close, part };
}

function partOf({ rule, path }: Fill, isAtOpen: boolean): FillMoment['part'] {
  if (rule.includes('inside') || rule.startsWith('both-touched') || rule.endsWith('-at-worst')) return 'inside';
  if (rule.endsWith('-at-level')) return isAtOpen ? 'open' : path === undefined ? 'close' : 'inside';
  return rule.endsWith('-open') && rule !== 'market-at-close-degenerate-open' ? 'open' : 'close';
}

function partOfQuote({ time, barIndex }: Fill, openTime: Float64Array, eventTime: Float64Array): FillMoment['part'] {
  if (time >= eventTime[barIndex]) return 'close';
  return time <= openTime[barIndex] ? 'open' : 'inside';
}
