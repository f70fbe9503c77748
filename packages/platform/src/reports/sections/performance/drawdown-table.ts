import type { PerformanceModel } from '@assay/contracts/schemas';
import { formatIsoDate, MS_PER_DAY } from '@assay/core/time';
import { countOf, formatNumber, MISSING } from '../../format.ts';
import { html } from '../../markup.ts';
import type { Child } from '../../markup.ts';
import { table } from '../pieces.ts';
import type { Column } from '../pieces.ts';
import { valueOf } from './measure-lookup.ts';

const COLUMNS: readonly Column[] = [
  { title: '#', numeric: true },
  { title: 'Depth', numeric: true },
  { title: 'Peak' },
  { title: 'Valley' },
  { title: 'Recovered' },
  { title: 'Periods below the peak', numeric: true },
  { title: 'To the valley', numeric: true },
  { title: 'Back to the peak', numeric: true },
  { title: 'Days in all', numeric: true },
];

/** The deepest falls with their dates, and how much of the time was spent below a peak. */
export function drawdownsTable(model: PerformanceModel): Child {
  const { drawdowns } = model;
  if (drawdowns.length === 0) return html`<p>Equity never closed below an earlier peak.</p>`;
  const lines = drawdowns.map((fall) => [
    String(fall.rank),
    formatNumber(fall.depth, 'percent'),
    dayCell(fall.peakTime),
    dayCell(fall.valleyTime),
    fall.recoveryTime === null ? 'not yet' : dayCell(fall.recoveryTime),
    formatNumber(fall.periods, 'periods'),
    formatNumber(fall.periodsToValley, 'periods'),
    fall.periodsToRecover === null ? MISSING : formatNumber(fall.periodsToRecover, 'periods'),
    formatNumber(Math.round(fall.durationMs / MS_PER_DAY), 'count'),
  ]);
  return html`<p>${sentence(model)}</p>
    ${table('Deepest drawdowns', COLUMNS, lines)}`;
}

function dayCell(ms: number): Child {
  return html`<span class="day">${formatIsoDate(ms)}</span>`;
}

function sentence(model: PerformanceModel): string {
  const all = valueOf(model, 'nDrawdowns');
  const share = valueOf(model, 'timeUnderWater');
  const open = model.drawdowns.find(({ recoveryTime }) => recoveryTime === null);
  const number =
    all === null || all <= model.drawdowns.length
      ? `Equity fell below a peak ${countOf(model.drawdowns.length, 'time')}`
      : `The ${countOf(model.drawdowns.length, 'deepest fall', 'deepest falls')} of ${formatNumber(all, 'count')}`;
  const time = share === null ? '' : `; ${formatNumber(share, 'percent')} of all periods closed below a peak`;
  const last =
    open === undefined ? '' : ` The fall from ${formatIsoDate(open.peakTime)} lasts until the end of the record.`;
  return `${number}${time}.${last}`;
}
