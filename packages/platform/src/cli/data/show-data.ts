import { formatIsoDate } from '@assay/core/time';
import { listDatasets, resolveDataset } from '../../lakehouse/index.ts';
import type {
  DamagedVersion,
  DatasetListing,
  DatasetManifest,
  SeriesEntry,
  TableEntry,
} from '../../lakehouse/index.ts';
import { printJson, printLine } from '../context.ts';
import type { CommandContext } from '../context.ts';
import { workspaceOf } from '../shared-options.ts';
import type { SharedOptions } from '../shared-options.ts';
import { grouped, renderTable } from '../text-table.ts';
import { openCatalogue } from '../with-lake.ts';
import { extentOf } from './publish-content.ts';
import { asksForRows, showRows } from './show-rows.ts';
import type { RowCommandOptions } from './show-rows.ts';

/** `assay data list`. */
export async function listData(options: SharedOptions, context: CommandContext): Promise<void> {
  const listings = await listDatasets(openCatalogue(await workspaceOf(options, context), { readOnly: true }));
  if (options.json === true) {
    return printJson(
      context,
      listings.map((listing) => ({
        ...(isUsable(listing) ? listingFacts(listing) : { dataset: listing.name, version: listing.latest }),
        damaged: listing.damaged,
      })),
    );
  }
  if (listings.length === 0) {
    return printLine(context, 'no dataset yet: `assay data sample` publishes the sample, `assay data import` your own');
  }
  const damaged = listings.flatMap(({ name, damaged: versions }) => versions.map((one) => damageText(name, one)));
  const text = [
    renderTable(LIST_COLUMNS, listings.map(listingCells)),
    ...(damaged.length === 0 ? [] : ['', ...damaged]),
  ];
  printLine(context, text.join('\n'));
}

function listingCells(listing: DatasetListing): readonly string[] {
  if (!isUsable(listing)) {
    const { name, latest, versions, damaged } = listing;
    return [name, latest, '', 'damaged', grouped(versions.length + damaged.length)];
  }
  const { dataset, version, versions, kind, fit, series, bars, tables, from, to } = listingFacts(listing);
  const numbers = [versions + listing.damaged.length, series, bars, tables].map(grouped);
  return [dataset, version, kind, fit ? 'yes' : 'no', ...numbers, from, to];
}

/** Is the version that the bare name stands for to be read? */
function isUsable({ latest, versions }: DatasetListing): boolean {
  return versions.some(({ version }) => version === latest);
}

function damageText(name: string, { version, message, hint }: DamagedVersion): string {
  return `damaged: ${name}@${version}: ${message}\n  ${hint}`;
}

const LIST_COLUMNS = [
  { title: 'Dataset' },
  { title: 'Latest version' },
  { title: 'Kind' },
  { title: 'Fit' },
  { title: 'Versions', align: 'right' },
  { title: 'Series', align: 'right' },
  { title: 'Bars', align: 'right' },
  { title: 'Tables', align: 'right' },
  { title: 'From' },
  { title: 'To' },
] as const;

function listingFacts({ name, latest, versions }: DatasetListing): {
  readonly dataset: string;
  readonly version: string;
  readonly versions: number;
  readonly kind: string;
  readonly fit: boolean;
} & ReturnType<typeof extentOf> {
  const manifest = versions.find((one) => one.version === latest) as DatasetManifest;
  const { fit, provenance } = manifest;
  return {
    dataset: name,
    version: latest,
    versions: versions.length,
    kind: provenance.kind,
    fit,
    ...extentOf(manifest),
  };
}

/** `assay data show`: what a dataset consists of; rows of it, where the options ask for some. */
export async function showData(reference: string, options: RowCommandOptions, context: CommandContext): Promise<void> {
  if (asksForRows(options)) return showRows(reference, options, context);
  const lake = openCatalogue(await workspaceOf(options, context), { readOnly: true });
  const manifest = await resolveDataset(lake, reference);
  if (options.json === true) printJson(context, manifest);
  else printLine(context, manifestText(manifest));
}

function manifestText(manifest: DatasetManifest): string {
  const { provenance, series, tables } = manifest;
  const sources = provenance.sources
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((one) => [one.name, grouped(one.rows), one.sha256]);
  return [
    `${manifest.name}@${manifest.version}, published ${manifest.createdAt}`,
    provenance.description,
    ...(provenance.licence === undefined ? [] : [`licence: ${provenance.licence}`]),
    ...(manifest.fit
      ? []
      : ['not fit: the audit found errors that were accepted; a run refuses it unless its config accepts them']),
    ...(series.length === 0 ? [] : ['', renderTable([...SERIES_COLUMNS, ...EXTENT_COLUMNS], series.map(seriesCells))]),
    ...(tables.length === 0 ? [] : ['', renderTable([...TABLE_COLUMNS, ...EXTENT_COLUMNS], tables.map(tableCells))]),
    ...(sources.length === 0 ? [] : ['', renderTable(SOURCE_COLUMNS, sources)]),
    ...(provenance.notes.length === 0 ? [] : ['', ...provenance.notes.map((note) => `- ${note}`)]),
  ].join('\n');
}

function seriesCells(entry: SeriesEntry): readonly string[] {
  const { instrument, timeframe, shape, side, hasAsk, adjustment, synthetic } = entry;
  const sides = hasAsk ? `${side}, ask` : side;
  return [
    ...[instrument.id, timeframe, instrument.kind, instrument.calendar, shape, sides, adjustment],
    ...[synthetic ? 'yes' : 'no', ...extentCells(entry)],
  ];
}

function tableCells(entry: TableEntry): readonly string[] {
  const { kind, id, unit, synthetic } = entry;
  return [kind, id, unit, synthetic ? 'yes' : 'no', ...extentCells(entry)];
}

function extentCells(entry: SeriesEntry | TableEntry): readonly string[] {
  const { rows, versions, firstEventTime, lastEventTime, parts } = entry;
  const dates = [firstEventTime, lastEventTime].map((time) => formatIsoDate(time));
  return [grouped(rows), ...dates, grouped(parts.length), versions > rows ? grouped(versions - rows) : 'none'];
}

const SERIES_COLUMNS = [
  { title: 'Instrument' },
  { title: 'Bars of' },
  { title: 'Kind' },
  { title: 'Calendar' },
  { title: 'Shape' },
  { title: 'Side' },
  { title: 'Adjustment' },
  { title: 'Synthetic' },
] as const;

const TABLE_COLUMNS = [{ title: 'Table' }, { title: 'Of' }, { title: 'Unit' }, { title: 'Synthetic' }] as const;

const EXTENT_COLUMNS = [
  { title: 'Rows', align: 'right' },
  { title: 'From' },
  { title: 'To' },
  { title: 'Parts', align: 'right' },
  { title: 'Restated', align: 'right' },
] as const;

const SOURCE_COLUMNS = [{ title: 'Source' }, { title: 'Rows', align: 'right' }, { title: 'SHA-256' }] as const;
