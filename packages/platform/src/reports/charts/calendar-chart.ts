import { quantile } from '@assay/core/vector';
import type { PerformanceModel } from '@assay/contracts/schemas';
import { formatFixed, isNumber } from '../format.ts';
import type { Markup } from '../markup.ts';
import { FULL_WIDTH } from './chart-paper.ts';
import type { ChartPaper } from './chart-paper.ts';
import { divergingColour } from './colours.ts';

/** Months along the calendar. */
export const MONTH_NAMES: readonly string[] = [
  'Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec',
]; // prettier-ignore
const YEAR = 'Year';
const LINE_HEIGHT = 25;
/** Smallest return that may have the full colour, so that a flat record does not look like a landscape. */
const LEAST_REACH = 0.01;

/** One cell of the calendar: the return of a month, or of a whole year. */
interface CalendarCell {
  readonly year: string;
  readonly column: string;
  readonly fill: string;
  readonly ink: string;
  readonly text: string;
}

/** Returns by month as coloured cells, a line for each year, its own return at the end. */
export function calendarChart(
  paper: ChartPaper,
  calendar: PerformanceModel['calendar'],
  years: readonly { readonly year: string; readonly value: number | null }[],
): Markup {
  const { plot } = paper;
  const reach = reachOf(calendar.map(({ value }) => value));
  const yearReach = reachOf(years.map(({ value }) => value));
  const cells = [
    ...calendar.map(({ year, month, value }) => cellOf(String(year), MONTH_NAMES[month - 1] ?? '', value, reach)),
    ...years.map(({ year, value }) => cellOf(year, YEAR, value, yearReach)),
  ];
  const names = [...new Set(calendar.map(({ year }) => String(year)))];
  return paper.draw({
    width: FULL_WIDTH,
    height: names.length * LINE_HEIGHT + 30,
    marginLeft: 52,
    marginTop: 26,
    marginBottom: 4,
    marginRight: 4,
    x: { type: 'band', domain: [...MONTH_NAMES, YEAR], axis: 'top', label: null, tickSize: 0, padding: 0 },
    y: { type: 'band', domain: names, label: null, tickSize: 0, padding: 0 },
    color: { type: 'identity' },
    marks: [
      plot.cell(cells, { x: 'column', y: 'year', fill: 'fill', inset: 0.75 }),
      ...[false, true].map((isYear) =>
        plot.text(
          cells.filter(({ column }) => (column === YEAR) === isYear),
          { x: 'column', y: 'year', text: 'text', fill: 'ink', fontWeight: isYear ? 'bold' : 'normal' },
        ),
      ),
    ],
  });
}

function cellOf(year: string, column: string, value: number | null, reach: number): CalendarCell {
  if (!isNumber(value)) return { year, column, fill: 'var(--band)', ink: 'var(--muted)', text: '–' };
  const { fill, text } = divergingColour(value, reach);
  return { year, column, fill, ink: text, text: formatFixed(value * 100, 1) };
}

/** Return at which colours are full: what one in ten goes beyond, so that one crash does not wash the others out. */
function reachOf(values: readonly (number | null)[]): number {
  const sizes = Float64Array.from(values.filter(isNumber), Math.abs);
  return sizes.length === 0 ? LEAST_REACH : Math.max(LEAST_REACH, quantile(sizes, 0.9));
}
