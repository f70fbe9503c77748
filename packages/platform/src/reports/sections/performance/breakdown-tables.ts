import type { BreakdownKind, BreakdownRow, BreakdownTable, PerformanceModel } from '@assay/contracts/schemas';
import { formatFixed, formatNumber } from '../../format.ts';
import type { Unit } from '../../format.ts';
import { html } from '../../markup.ts';
import type { Child } from '../../markup.ts';
import { table } from '../pieces.ts';
import type { Column } from '../pieces.ts';

/** What the parts of a breakdown are called. */
export const BREAKDOWN_WORDS: Readonly<Record<BreakdownKind, string>> = {
  year: 'year',
  month: 'month of the year',
  weekday: 'weekday',
  hour: 'hour of the day',
  'session-part': 'part of the session',
  regime: 'regime',
  instrument: 'instrument',
  member: 'member',
  direction: 'direction',
  'exit-rule': 'rule of the exit',
};

const MEASURES: readonly (readonly [id: string, title: string, unit: Unit])[] = [
  ['totalReturn', 'Return', 'percent'],
  ['sharpeRatio', 'Sharpe ratio', 'ratio'],
  ['maxDrawdown', 'Deepest fall', 'percent'],
  ['winRate', 'Win rate', 'percent'],
  ['profitFactor', 'Profit factor', 'ratio'],
];
const CENTS = 2;

/** One breakdown as a table whose last line is the whole. Columns that no part fills are left out. */
export function breakdownTable({ by, tradesBy, cells, total }: BreakdownTable, { currency }: PerformanceModel): Child {
  const rows = [...cells, total];
  const hasPeriods = rows.some(({ periods }) => periods > 0);
  const shown = MEASURES.filter(([id]) => rows.some((row) => measureIn(row, id) !== null));
  const columns: readonly Column[] = [
    { title: capital(BREAKDOWN_WORDS[by]) },
    ...(hasPeriods
      ? [
          { title: 'Periods', numeric: true },
          { title: `Change of equity, ${currency}`, numeric: true },
        ]
      : []),
    { title: 'Trades', numeric: true },
    { title: 'Gross', numeric: true },
    { title: 'Costs', numeric: true },
    { title: 'Net', numeric: true },
    ...shown.map(([, title]) => ({ title, numeric: true })),
  ];
  const lines = rows.map((row) => [
    row === total ? html`<b>all</b>` : row.label,
    ...(hasPeriods ? [formatNumber(row.periods, 'periods'), formatFixed(row.equityChange, CENTS)] : []),
    formatNumber(row.trades, 'count'),
    ...[row.gross, row.costs, row.net].map((value) => formatFixed(value, CENTS)),
    ...shown.map(([id, , unit]) => formatNumber(measureIn(row, id), unit)),
  ]);
  const place =
    tradesBy === null
      ? ''
      : html`<p class="muted">
          A trade stands with the part in which it was ${tradesBy === 'entry' ? 'entered' : 'left'}.
        </p>`;
  return html`${place}${table(`By ${BREAKDOWN_WORDS[by]}`, columns, lines)}`;
}

/** A measure of one part. */
export function measureIn({ measures }: BreakdownRow, id: string): number | null {
  return measures.find((one) => one.id === id)?.value ?? null;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
