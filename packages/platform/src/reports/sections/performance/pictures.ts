import type { BreakdownKind, BreakdownTable, PerformanceModel } from '@assay/contracts/schemas';
import { calendarTable } from '../../charts/calendar-chart.ts';
import type { ChartPaper } from '../../charts/chart-paper.ts';
import { partsChart } from '../../charts/parts-chart.ts';
import { countOf, formatNumber, formatSigned, isNumber } from '../../format.ts';
import { html } from '../../markup.ts';
import type { Child } from '../../markup.ts';
import { figure, scrolling } from '../pieces.ts';
import { BREAKDOWN_WORDS, measureIn } from './breakdown-tables.ts';

/** Returns by month and year as a calendar. */
export function calendarFigure(model: PerformanceModel): Child {
  const { calendar } = model;
  if (calendar.length === 0) return html`<p class="notice">There is no month to show a return of.</p>`;
  const years = tableBy(model, 'year')?.cells ?? [];
  const returns = years.map((cell) => ({ year: cell.label, value: measureIn(cell, 'totalReturn') }));
  const known = calendar.flatMap(({ value }) => (isNumber(value) ? [value] : []));
  const gains = known.filter((value) => value > 0).length;
  const [worst, best] = [Math.min(...known), Math.max(...known)];
  const summary =
    known.length === 0
      ? 'No month has a return.'
      : `${formatNumber(gains, 'count')} of ${countOf(known.length, 'month')} gained; the best brought ${formatSigned(best, 'percent')}, the worst ${formatSigned(worst, 'percent')}.`;
  return html`<figure>
    ${CALENDAR_LEGEND} ${scrolling('Return of each month in percent', calendarTable(calendar, returns))}
    <figcaption>
      <b>Return of each month in percent</b>, and of each year at the end of its line. ${summary} A month belongs to the
      clocks of ${model.timeZone}.
    </figcaption>
  </figure>`;
}

const CALENDAR_LEGEND = html`<p class="legend">
  <span>loss <i class="swatch scale"></i> gain</span>
</p>`;

/** What each part earned, for every breakdown that has periods. */
export function partFigures(model: PerformanceModel, paper: ChartPaper): Child {
  const tables = model.breakdowns.filter(({ by, cells }) => DRAWN.includes(by) && cells.length > 1);
  if (tables.length === 0) return '';
  return html`<div class="pair">${tables.map((table) => partFigure(table, model, paper))}</div>`;
}

const DRAWN: readonly BreakdownKind[] = ['year', 'month', 'weekday', 'hour', 'session-part', 'regime'];

function partFigure({ by, cells, total }: BreakdownTable, { currency }: PerformanceModel, paper: ChartPaper): Child {
  const bars = cells.flatMap(({ label, equityChange }) =>
    isNumber(equityChange) ? [{ label, value: equityChange }] : [],
  );
  const losing = bars.filter(({ value }) => value < 0);
  const best = bars.reduce<(typeof bars)[number] | undefined>(
    (most, bar) => (most === undefined || bar.value > most.value ? bar : most),
    undefined,
  );
  const whole = total.equityChange;
  const share =
    best === undefined || !isNumber(whole) || whole <= 0 || best.value <= 0
      ? ''
      : ` ${best.label} brought ${formatNumber(best.value / whole, 'percent')} of the whole.`;
  const summary = `${formatNumber(losing.length, 'count')} of ${formatNumber(bars.length, 'count')} lost.${share}`;
  return figure(
    `Change of equity by ${BREAKDOWN_WORDS[by]}: ${bars.map(({ label, value }) => `${label} ${formatSigned(value, 'money')}`).join('; ')}.`,
    partsChart(paper, bars),
    html`<b>By ${BREAKDOWN_WORDS[by]}</b>: change of equity in ${currency}. ${summary}`,
  );
}

/** The breakdown of one kind. */
export function tableBy({ breakdowns }: PerformanceModel, by: BreakdownKind): BreakdownTable | undefined {
  return breakdowns.find((table) => table.by === by);
}
