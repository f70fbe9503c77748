import { quantile } from '@assay/core/vector';
import type { PerformanceModel } from '@assay/contracts/schemas';
import { formatFixed, isNumber, MISSING } from '../format.ts';
import { compact } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { heatClass } from './colours.ts';

/** Months along the calendar. */
export const MONTH_NAMES: readonly string[] = [
  'Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec',
]; // prettier-ignore
/** Smallest return that may have the full colour, so that a flat record does not look like a landscape. */
const LEAST_REACH = 0.01;

/** Returns by month as a table of coloured cells, a line for each year, its own return at the end. */
export function calendarTable(
  calendar: PerformanceModel['calendar'],
  years: readonly { readonly year: string; readonly value: number | null }[],
): Markup {
  const reach = reachOf(calendar.map(({ value }) => value));
  const yearReach = reachOf(years.map(({ value }) => value));
  const lines = [...new Set(calendar.map(({ year }) => year))].map((year) => {
    const months = MONTH_NAMES.map((_, index) => calendar.find((one) => one.year === year && one.month === index + 1));
    const whole = years.find((one) => one.year === String(year));
    const cells = months.map((month) => cell(month?.value, reach));
    return compact`<tr><th scope="row">${String(year)}${cells}${cell(whole?.value, yearReach)}`;
  });
  const heads = [...MONTH_NAMES, 'Year'].map((name) => compact`<th scope="col">${name}`);
  const corner = compact`<th scope="col"><span class="unseen">Year</span>`;
  const caption = compact`<caption class="unseen">Return of each month and year in percent</caption>`;
  return compact`<table class="months">${caption}<thead><tr>${corner}${heads}<tbody>${lines}</table>`;
}

function cell(value: number | null | undefined, reach: number): Markup {
  if (!isNumber(value)) return compact`<td>${MISSING}`;
  return compact`<td class="${heatClass(value, reach)}">${formatFixed(value * 100, 1)}`;
}

/** Return at which colours are full: what one in ten goes beyond, so that one crash does not wash the others out. */
function reachOf(values: readonly (number | null)[]): number {
  const sizes = Float64Array.from(values.filter(isNumber), Math.abs);
  return sizes.length === 0 ? LEAST_REACH : Math.max(LEAST_REACH, quantile(sizes, 0.9));
}
