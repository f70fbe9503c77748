import type { Fill } from '../../orders/index.ts';
import type { SeriesColumns } from '../columns.ts';

type FillMoment = 'open' | 'inside' | 'close';

const MOMENTS: Map<string, FillMoment | 'quote'> = new Map();

/**
 * Where in its bar a fill lies: at the open, at the close (or a last mark), or inside. Its rule says so; of a fill at a quote
 * its time does.
 *
 * Source: this project; docs/methods/fill-contract.md lists the rules.
 */
export function fillMoment(
  { rule, time, barIndex }: Pick<Fill, 'rule' | 'time' | 'barIndex'>,
  { openTime, closeTime }: Pick<SeriesColumns, 'openTime' | 'closeTime'>,
): FillMoment {
  // There are a few dozen rules, and every trade asks about two of them.
  let moment = MOMENTS.get(rule);
  if (moment === undefined) MOMENTS.set(rule, (moment = momentOf(rule)));
  if (moment !== 'quote') return moment;
  if (time >= closeTime[barIndex]) return 'close';
  return time <= openTime[barIndex] ? 'open' : 'inside';
}

function momentOf(rule: string): FillMoment | 'quote' {
  if (rule.endsWith('-at-next-quote')) return 'quote';
  if (rule === 'market-at-close-degenerate-open') return 'close';
  if (rule.includes('inside') || rule.startsWith('both-touched') || rule.endsWith('at-worst')) return 'inside';
  return rule.endsWith('open') ? 'open' : 'close';
}
