import type { BacktestSummary } from '@assay/contracts/schemas';
import { formatNumber } from '../../reports/index.ts';
import { countOf } from '../text-table.ts';
import { factLines } from './fact-lines.ts';

/** Reasons of refusal that are listed. */
const LISTED = 3;

/** Where the decisions of a strategy that trades gates came from; nothing of others. */
export function gateLines({ gates }: BacktestSummary): readonly string[] {
  if (gates === undefined) return [];
  const { bars, fractions, admitted, entries, refusals, regimes } = gates;
  const percent = (value: number | null): string => formatNumber(value, 'percent');
  const source = (name: 'gate' | 'derived'): string =>
    `${percent(fractions[name])} of bars, ${formatNumber(admitted[name], 'count')} of ${formatNumber(bars[name], 'count')} admitted, ${countOf(entries[name], 'entry', 'entries')}`;
  const traded = regimes.filter(({ trades }) => trades > 0);
  const hits = traded.map(
    ({ regime, trades, hitRate }) => `${regime} ${percent(hitRate)} of ${countOf(trades, 'trade')}`,
  );
  const reasons = refusals
    .slice(0, LISTED)
    .map(({ reason, bars: count }) => `${reason} ${formatNumber(count, 'count')}`);
  return [
    'Gates',
    ...factLines([
      ['In force', source('gate')],
      ['Derived', source('derived')],
      ['None', `${percent(fractions.none)} of bars`],
      ['Hit rate', hits.length === 0 ? 'no trades' : hits.join(', ')],
      ['Refused', reasons.length === 0 ? 'nothing' : `${reasons.join(', ')} bars`],
    ]),
    '',
  ];
}
