import type { DatasetInventory, ReportModel, SeriesInventory, StaleInstrument } from '@assay/contracts/schemas';
import { countOf, dayOf, formatList, formatNumber, MISSING } from '../format.ts';
import { html, when } from '../markup.ts';
import type { Child, Markup } from '../markup.ts';
import { continuedPart, packsPart } from './packs.ts';
import { ended, folded, table } from './pieces.ts';

/** More series than this are folded away. */
const MOST_OPEN = 12;

/** The data of a run: where they come from, what was read of them, what that lacks, and what was left out. */
export function dataPart(model: ReportModel): Child {
  if (model.datasets.length === 0) return html`<p>The run names no dataset.</p>`;
  const { datasets, stale, beside = [], packs = [], continued = [] } = model.data;
  const series = datasets.flatMap((dataset) => dataset.series);
  return [
    ...model.datasets.map((dataset) => datasetPart(dataset, inventoryOf(datasets, dataset))),
    when(beside.length > 0, () => besidePart(beside)),
    when(stale.length > 0, () => stalePart(stale)),
    continuedPart(continued),
    when(series.length > 0, () => seriesPart(series)),
    packsPart(packs, series),
  ];
}

type Dataset = ReportModel['datasets'][number];

function inventoryOf(
  inventories: readonly DatasetInventory[],
  { name, version }: Dataset,
): DatasetInventory | undefined {
  return inventories.find((inventory) => inventory.name === name && inventory.version === version);
}

function datasetPart(dataset: Dataset, inventory: DatasetInventory | undefined): Markup {
  const { name, version, description, instruments, from, to, warnings, synthetic } = dataset;
  const files = inventory === undefined || inventory.files === 0 ? '' : ` of ${countOf(inventory.files, 'file')}`;
  const rows = inventory === undefined ? '' : `, ${countOf(inventory.rows, 'row')}${files} in all`;
  const notes =
    warnings.length === 0
      ? html`<p>No note and no finding of an audit came with it.</p>`
      : html`<p>Notes and findings of its audit:</p>
          <ul class="warnings">
            ${warnings.map((warning) => html`<li>${warning}</li>`)}
          </ul>`;
  return html`<p>
      <b>${name}</b>${synthetic ? ' (synthetic)' : ''}: ${ended(description)} ${formatList(instruments, 12)}, bars of
      ${dayOf(from)} to ${dayOf(to)}${rows}, version <code>${version}</code>.
    </p>
    ${notes} `;
}

function besidePart(beside: readonly string[]): Markup {
  return html`<p>Beside bars:</p>
    <ul>
      ${beside.map((note) => html`<li>${ended(note)}</li>`)}
    </ul>`;
}

function stalePart(stale: readonly StaleInstrument[]): Markup {
  return html`<p class="notice">
      <strong>Left out as stale:</strong> by the freshness that their packs ask for, each by its own calendar.
    </p>
    <ul class="warnings">
      ${stale.map(({ pack, instrument, reason, asOf }) => html`<li>${instrument} of ${pack}, as of ${asOf}: ${ended(reason)}</li>`)}
    </ul>`;
}

const COLUMNS = [
  { title: 'Account' },
  { title: 'Reads' },
  { title: 'Bars', numeric: true },
  { title: 'First' },
  { title: 'Last' },
  { title: 'Sessions missing', numeric: true },
  { title: 'Bars missing', numeric: true },
  { title: 'Left out as late', numeric: true },
  { title: 'Without counterpart', numeric: true },
];

function seriesPart(series: readonly SeriesInventory[]): Child {
  const joined = series.some(({ join }) => join !== null);
  const name = 'What was read';
  const read = table(name, COLUMNS, series.map(seriesCells));
  const note = html`<p>
    Bars that came in only after a later bar was known are left out.
    ${when(joined, () => 'Without counterpart are bars at whose close not every instrument of the account has one: nothing was filled in for it.')}
  </p>`;
  return [
    note,
    series.length > MOST_OPEN ? folded(`${name}: ${countOf(series.length, 'series', 'series')}`, read) : read,
  ];
}

function seriesCells(series: SeriesInventory): readonly Child[] {
  const { account, instrument, timeframe, bars, first, last, missingSessions, missingBars, lateBars, join } = series;
  const lost =
    join === null ? MISSING : `${formatNumber(join.lost, 'count')} (${formatNumber(join.lostShare, 'percent')})`;
  return [
    ...[account, `${instrument} ${timeframe}`, formatNumber(bars, 'count'), dayOf(first), dayOf(last)],
    ...[missingSessions, missingBars, lateBars].map((count) => formatNumber(count, 'count')),
    lost,
  ];
}
