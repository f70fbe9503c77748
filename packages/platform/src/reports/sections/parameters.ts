import type { ReportRow } from '@assay/contracts/schemas';
import type { ChartPaper } from '../charts/chart-paper.ts';
import { colourReach, parameterChart } from '../charts/heat-map.ts';
import { MAX_NEIGHBOURS, neighbourChart, neighboursOf } from '../charts/neighbour-chart.ts';
import type { Neighbour } from '../charts/neighbour-chart.ts';
import { parameterMap } from '../charts/parameter-map.ts';
import type { ParameterMap } from '../charts/parameter-map.ts';
import { countOf, formatNumber, isNumber } from '../format.ts';
import { html, when } from '../markup.ts';
import type { Child, Markup } from '../markup.ts';
import type { RowView } from '../report-view.ts';
import { figure } from './pieces.ts';

/** How the out-of-sample result depends on the swept parameters. */
export function parametersFigure({ row }: RowView, { heat }: ReportRow, paper: ChartPaper): Child {
  if (heat === null || heat.cells.length === 0) return html`<p class="notice">${noMapSentence(row.parameterSets)}</p>`;
  const map = parameterMap(heat, row.selections);
  const axes = map.yName === null ? map.xName : `${map.xName} and ${map.yName}`;
  return figure(
    mapDescription(map, axes),
    parameterChart(paper, map),
    html`<b>Parameter map: ${axes}.</b> Annual excess Sharpe ratio of each set held fixed over all test segments.
      ${joinedSentence(map, heat.cells.length, row.parameterSets)}${chosenSentence(map)}`,
    scaleLegend(map),
  );
}

/** How much of the result is left when one parameter is moved by a tenth, a whole number by at least 1. */
export function neighboursFigure(view: RowView, detail: ReportRow, paper: ChartPaper): Child {
  const neighbours = neighboursOf(detail);
  if (neighbours.length === 0) {
    return html`<p class="notice">No neighbouring parameter set was evaluated for this row.</p>`;
  }
  const centre = detail.centreAnnualSharpe;
  return figure(
    neighbourDescription(neighbours, centre),
    neighbourChart(paper, neighbours, centre),
    html`<b>Neighbourhood.</b> Annual excess Sharpe ratio with one parameter of every fold’s choice moved by a tenth, a
      whole number by at least 1.
      ${when(isNumber(centre), () => 'The dashed line is that of the row itself. ')}${neighbourSentence(neighbours)}
      ${fragilitySentence(view)}${leftOut(neighbours)}`,
  );
}

function noMapSentence(sets: number): string {
  if (sets <= 1) return 'No parameter was swept: there is one parameter set and nothing to map.';
  return `${countOf(sets, 'parameter set')} were evaluated, which do not lie on one or two axes that could be drawn.`;
}

function mapDescription(map: ParameterMap, axes: string): string {
  const known = map.cells.filter(({ value }) => isNumber(value));
  const values = known.map(({ value }) => value ?? 0);
  const range =
    values.length === 0
      ? 'none has a value'
      : `from ${formatNumber(Math.min(...values), 'ratio')} to ${formatNumber(Math.max(...values), 'ratio')}`;
  return `Out-of-sample excess Sharpe ratio by ${axes}: ${countOf(map.cells.length, 'cell')}, ${range}.`;
}

function chosenSentence(map: ParameterMap): string {
  const known = map.cells.filter(({ value }) => isNumber(value));
  const positive = known.filter(({ value }) => (value ?? 0) > 0).length;
  const places = map.cells.filter(({ chosen }) => chosen > 0).length;
  const outline =
    places === 0 ? '' : ` Outlined: what the folds chose (${countOf(places, 'place')}), and how many did.`;
  return `${formatNumber(positive, 'count')} of ${countOf(known.length, 'place')} ${positive === 1 ? 'is' : 'are'} above 0.${outline}`;
}

function joinedSentence(map: ParameterMap, cells: number, sets: number): string {
  const others =
    sets > cells
      ? `${countOf(sets, 'set')} share ${countOf(cells, 'place')}: each shows the mean over the other parameters. `
      : '';
  return map.isJoined
    ? `${others}Neighbouring values are joined where the axis has no room; their mean is shown. `
    : others;
}

function scaleLegend(map: ParameterMap): Markup {
  const reach = formatNumber(colourReach(map), 'ratio');
  return html`<p class="legend">
    <span>−${reach} <i class="swatch scale"></i> +${reach}</span>
  </p>`;
}

function neighbourDescription(neighbours: readonly Neighbour[], centre: number | null): string {
  const parts = neighbours.map(
    ({ label, value }) => `${label}: ${isNumber(value) ? formatNumber(value, 'ratio') : 'no value'}`,
  );
  const middle = isNumber(centre) ? ` The centre is ${formatNumber(centre, 'ratio')}.` : '';
  return `Annual excess Sharpe ratio of neighbouring parameters. ${parts.join('; ')}.${middle}`;
}

function neighbourSentence(neighbours: readonly Neighbour[]): string {
  const known = neighbours.filter(({ value }) => isNumber(value));
  const positive = known.filter(({ value }) => (value ?? 0) > 0).length;
  return `${formatNumber(positive, 'count')} of ${countOf(neighbours.length, 'neighbour')} ${positive === 1 ? 'is' : 'are'} above 0.`;
}

function fragilitySentence({ row }: RowView): string {
  const { fragility } = row.metrics;
  return isNumber(fragility) ? `Fragility: ${formatNumber(fragility, 'ratio')} (0 none, 1 complete).` : '';
}

function leftOut(neighbours: readonly Neighbour[]): string {
  const left = neighbours.length - MAX_NEIGHBOURS;
  return left > 0 ? ` ${countOf(left, 'more neighbour')} ${left === 1 ? 'is' : 'are'} not drawn.` : '';
}
